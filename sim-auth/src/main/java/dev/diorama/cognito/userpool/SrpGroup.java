package dev.diorama.cognito.userpool;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The constants of Cognito's Secure Remote Password protocol, all that client and server share.
 *
 * <p>N is the 3072-bit MODP group of RFC 3526, section 4, and g is 2. RFC 5054 pairs that N with g
 * = 5; Cognito's own client libraries use 2, observed in {@code amazon-cognito-identity-js} 6.3.
 */
final class SrpGroup {
  static final BigInteger N =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
              + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
              + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
              + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
              + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
              + "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
              + "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
              + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
              + "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
              + "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
          16);

  static final BigInteger G = BigInteger.TWO;

  /** The multiplier of SRP-6a: the hash of N and g, each as a signed big-endian number. */
  static final BigInteger K = new BigInteger(1, hash(N.toByteArray(), G.toByteArray()));

  /** The context that Cognito gives to HKDF. */
  static final byte[] INFO = "Caldera Derived Key".getBytes(StandardCharsets.UTF_8);

  /** How the moment of an answer is written, as {@code Thu Jan 1 00:00:00 UTC 2026}. */
  static final String TIMESTAMP = "EEE MMM d HH:mm:ss 'UTC' yyyy";

  private SrpGroup() {}

  /** The part of a user pool id after the underscore, which is what gets hashed. */
  static String poolName(String userPoolId) {
    return userPoolId.substring(userPoolId.indexOf('_') + 1);
  }

  private static byte[] hash(byte[] first, byte[] second) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(first);
      return sha256.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
