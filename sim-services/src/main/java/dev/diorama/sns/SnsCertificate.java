package dev.diorama.sns;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate by which messages are verified. It stands apart from whoever signs, because
 * Bouncy Castle's jars are signed too, and opening them costs a quarter of a second.
 */
final class SnsCertificate {
  private static final Duration LIFE = Duration.ofDays(395);
  private static final X500Principal NAME = new X500Principal("CN=sns.amazonaws.com");

  private SnsCertificate() {}

  /**
   * That of one year, in PEM.
   *
   * @param year its number, from 0
   * @param start when the year begins
   */
  static String pem(KeyPair keys, long year, Instant start) {
    try {
      X509Certificate made =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          NAME,
                          BigInteger.valueOf(year + 1),
                          Date.from(start.minus(Duration.ofDays(1))),
                          Date.from(start.plus(LIFE)),
                          NAME,
                          keys.getPublic())
                      .build(
                          new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
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
}
