package dev.diorama.core.random;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.apiguardian.api.API;

/**
 * RSA key pairs of 2,048 bits that follow from a seed.
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
public final class RsaKeys {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  private RsaKeys() {}

  /** The key pair that the next numbers of {@code random} lead to. */
  public static KeyPair pair(SimRandom random) {
    List<BigInteger> primes = primes();
    BigInteger p = primes.get(random.nextInt(primes.size()));
    BigInteger q = p;
    while (q.equals(p)) {
      q = primes.get(random.nextInt(primes.size()));
    }
    return of(p, q, p.multiply(q));
  }

  /** The table: each has its two top bits set, so that products of two have 2,048 bits. */
  static List<BigInteger> primes() {
    try (InputStream in = RsaKeys.class.getResourceAsStream("primes.txt")) {
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

  private static KeyPair of(BigInteger p, BigInteger q, BigInteger n) {
    BigInteger less1P = p.subtract(BigInteger.ONE);
    BigInteger less1Q = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(less1P.multiply(less1Q));
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      return new KeyPair(
          factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
          factory.generatePrivate(
              new RSAPrivateCrtKeySpec(
                  n, EXPONENT, d, p, q, d.mod(less1P), d.mod(less1Q), q.modInverse(p))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
