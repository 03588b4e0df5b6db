package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs messages, and serves the certificate by which anybody may verify them.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. The
 * key is drawn from the seed, so that signatures repeat; the certificate is its own issuer, which no
 * client outside will trust.
 */
final class SnsSigner implements RawService {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final int PRIME_BITS = 1_024;
  private static final Duration LIFE = Duration.ofDays(395);
  private static final X500Principal NAME = new X500Principal("CN=sns.amazonaws.com");

  private record Keys(PublicKey open, PrivateKey secret) {}

  private final Instant start;
  private final SimRandom chance;
  private final String path;
  private Optional<Keys> keys = Optional.empty();
  private Optional<String> certificate = Optional.empty();

  SnsSigner(Cloud cloud) {
    this.start = cloud.clock().start();
    this.chance = cloud.seeds().stream("sns/signing-key");
    this.path = "/SimpleNotificationService-" + chance.hex(32) + ".pem";
  }

  /** Where the certificate is to be fetched. */
  String certificateUrl(String region) {
    return "https://sns." + region + ".amazonaws.com" + path;
  }

  /**
   * Signs a text.
   *
   * @param version {@code 1} for SHA-1, {@code 2} for SHA-256
   */
  String sign(String text, String version) {
    try {
      Signature signature =
          Signature.getInstance(version.equals("2") ? "SHA256withRSA" : "SHA1withRSA");
      signature.initSign(keys().secret());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM signs with RSA", e);
    }
  }

  private Keys keys() {
    if (keys.isEmpty()) {
      keys = Optional.of(newKeys());
    }
    return keys.get();
  }

  private Keys newKeys() {
    BigInteger p = prime();
    BigInteger q = prime();
    BigInteger n = p.multiply(q);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(p1.multiply(q1));
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      return new Keys(
          factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
          factory.generatePrivate(
              new RSAPrivateCrtKeySpec(
                  n, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has RSA", e);
    }
  }

  /** A prime with its two highest bits set, so that the product has all its bits. */
  private BigInteger prime() {
    while (true) {
      BigInteger candidate =
          new BigInteger(1, chance.bytes(PRIME_BITS / Byte.SIZE))
              .setBit(PRIME_BITS - 1)
              .setBit(PRIME_BITS - 2)
              .setBit(0);
      if (candidate.isProbablePrime(100)
          && candidate.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE)) {
        return candidate;
      }
    }
  }

  private String certificate() {
    if (certificate.isEmpty()) {
      certificate = Optional.of(newCertificate());
    }
    return certificate.get();
  }

  private String newCertificate() {
    try {
      X509Certificate made =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          NAME,
                          BigInteger.ONE,
                          Date.from(start.minus(Duration.ofDays(1))),
                          Date.from(start.plus(LIFE)),
                          NAME,
                          keys().open())
                      .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys().secret())));
      StringWriter text = new StringWriter();
      try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
        pem.writeObject(made);
      }
      return text.toString();
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "sns";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.rawPath().equals(path) && request.host().startsWith("sns.");
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    return HttpResponse.of(200, "application/x-pem-file", certificate());
  }
}
