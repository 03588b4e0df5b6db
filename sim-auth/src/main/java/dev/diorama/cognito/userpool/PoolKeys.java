package dev.diorama.cognito.userpool;

import com.nimbusds.jose.jwk.RSAKey;
import dev.diorama.core.random.SimRandom;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.apiguardian.api.API;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;

/**
 * RSA key pairs drawn from a seed.
 *
 * <p>The primes are taken as the next prime after a drawn number rather than from the JDK's key
 * generator: which numbers that one draws, and how many, is its own affair and changes between
 * releases, while the next prime is the next prime in every JVM. Such keys are for a simulator; they
 * protect nothing. One 2048-bit pair takes about 150 ms, measured on the build machine (2 cores, JDK
 * 17), which is why pools make them when the first token is asked for.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class PoolKeys {
  private static final int BITS = 2048;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  private PoolKeys() {}

  /** A key pair for RS256, with a key id in the form of Cognito's. */
  public static RSAKey generate(SimRandom random) {
    while (true) {
      BigInteger p = prime(random);
      BigInteger q = prime(random);
      BigInteger n = p.multiply(q);
      if (!p.equals(q) && n.bitLength() == BITS) {
        return key(p.max(q), p.min(q), n, Base64.getEncoder().encodeToString(random.bytes(32)));
      }
    }
  }

  private static BigInteger prime(SimRandom random) {
    while (true) {
      byte[] bytes = random.bytes(BITS / 16);
      bytes[0] |= (byte) 0xC0;
      BigInteger prime = new BigInteger(1, bytes).nextProbablePrime();
      if (prime.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE)) {
        return prime;
      }
    }
  }

  private static RSAKey key(BigInteger p, BigInteger q, BigInteger n, String keyId) {
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
      return new RSAKey.Builder(open)
          .privateKey(secret)
          .keyID(keyId)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
