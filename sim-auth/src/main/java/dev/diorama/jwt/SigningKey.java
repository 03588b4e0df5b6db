package dev.diorama.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import org.apiguardian.api.API;

/**
 * An issuer's key pair for RS256, drawn from the instance's seed.
 *
 * <p>Two primes of 1,024 bits are picked from a table of 64, made once with {@code openssl prime
 * -generate -bits 1024}. To draw primes afresh takes 0.5 to 1 s of CPU for each key where the JVM
 * has only its first compiler, as under {@code ./diorama} and in tests (measured: JDK 17; 0.1 s
 * with the second), and the JDK's own generator draws other numbers from the same seed in other
 * releases. A key that follows from a seed is secret to nobody who has the seed, and protects
 * nothing either way: do not let anything real trust one.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SigningKey {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  private final String id;
  private final RSAKey open;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  private SigningKey(String id, RSAPublicKey open, RSAPrivateKey secret) {
    this.id = id;
    this.open =
        new RSAKey.Builder(open)
            .keyID(id)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .build();
    this.signer = new RSASSASigner(secret);
    this.verifier = new RSASSAVerifier(open);
  }

  /** The key pair that the next numbers of {@code random} lead to. */
  public static SigningKey generate(SimRandom random) {
    List<BigInteger> primes = primes();
    BigInteger p = primes.get(random.nextInt(primes.size()));
    BigInteger q = p;
    while (q.equals(p)) {
      q = primes.get(random.nextInt(primes.size()));
    }
    return of(p, q, p.multiply(q), Base64.getEncoder().encodeToString(random.bytes(32)));
  }

  /** The table: each has its two top bits set, so that products of two have 2,048 bits. */
  static List<BigInteger> primes() {
    try (InputStream in = SigningKey.class.getResourceAsStream("primes.txt")) {
      if (in == null) {
        throw new IllegalStateException("primes.txt is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(line -> new BigInteger(line, 16))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SigningKey of(BigInteger p, BigInteger q, BigInteger n, String id) {
    BigInteger less1P = p.subtract(BigInteger.ONE);
    BigInteger less1Q = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(less1P.multiply(less1Q));
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      RSAPublicKey open = (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT));
      RSAPrivateKey secret =
          (RSAPrivateKey)
              factory.generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      n, EXPONENT, d, p, q, d.mod(less1P), d.mod(less1Q), q.modInverse(p)));
      return new SigningKey(id, open, secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** The key's id, Base64 of 32 bytes as Cognito's are. */
  public String id() {
    return id;
  }

  /** The signed token with those claims, in their order. */
  public String sign(Json.Obj claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(),
            new Payload(claims.write()));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of one's own can sign", e);
    }
    return token.serialize();
  }

  /** True if this very key signed the token; nothing else about the token is looked at. */
  public boolean signed(String token) {
    try {
      JWSObject parsed = JWSObject.parse(token);
      return JWSAlgorithm.RS256.equals(parsed.getHeader().getAlgorithm())
          && id.equals(parsed.getHeader().getKeyID())
          && parsed.verify(verifier);
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  /** The public half as a member of a JSON Web Key Set. */
  public Json jwk() {
    return Json.object()
        .put("alg", "RS256")
        .put("e", open.getPublicExponent().toString())
        .put("kid", id)
        .put("kty", "RSA")
        .put("n", open.getModulus().toString())
        .put("use", "sig")
        .build();
  }
}
