package dev.diorama.cognito.userpool;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The pool's side of a {@code USER_SRP_AUTH} sign-in, and the only form in which a password is
 * kept.
 *
 * <p>Written apart from {@link SrpClient}, with which it shares nothing but {@link SrpGroup}, so
 * that one checks the other. In the letters of RFC 5054: the pool keeps salt s and verifier v =
 * g^x, sends B = kv + g^b, and holds S = (A v^u)^b against what the client signed.
 */
final class SrpServer {
  /** Bytes of a salt; Cognito's are sixteen, observed in its challenges. */
  static final int SALT_BYTES = 16;

  /** Bytes of the server's ephemeral secret: RFC 5054, section 2.5.3, asks for at least 32. */
  static final int SECRET_BYTES = 32;

  /**
   * What is kept of a password.
   *
   * @param salt a random number
   * @param v g to the power of the hash of salt, pool, user and password
   */
  record Verifier(BigInteger salt, BigInteger v) {
    static Verifier of(String poolName, String userId, String password, byte[] salt) {
      return of(poolName, userId, password, new BigInteger(1, salt));
    }

    static Verifier of(String poolName, String userId, String password, BigInteger salt) {
      byte[] inner = Sha.sha256(utf8(poolName), utf8(userId), utf8(":"), utf8(password));
      BigInteger x = new BigInteger(1, Sha.sha256(salt.toByteArray(), inner));
      return new Verifier(salt, SrpGroup.G.modPow(x, SrpGroup.N));
    }

    /** True if this was made from that password. */
    boolean matches(String poolName, String userId, String password) {
      return of(poolName, userId, password, salt).v().equals(v);
    }
  }

  private final String poolName;
  private final String userId;
  private final Verifier verifier;
  private final BigInteger clientOpen;
  private final BigInteger secret;
  private final BigInteger open;

  /**
   * Begins to answer a client.
   *
   * @param clientOpen the client's public number, not a multiple of the modulus
   * @param secret the ephemeral secret
   */
  SrpServer(
      String poolName, String userId, Verifier verifier, BigInteger clientOpen, byte[] secret) {
    this.poolName = poolName;
    this.userId = userId;
    this.verifier = verifier;
    this.clientOpen = clientOpen;
    this.secret = new BigInteger(1, secret);
    this.open =
        SrpGroup.K.multiply(verifier.v())
            .add(SrpGroup.G.modPow(this.secret, SrpGroup.N))
            .mod(SrpGroup.N);
  }

  /** The public number to send as {@code SRP_B}. */
  BigInteger open() {
    return open;
  }

  /** The key both sides arrive at when the password is right, 16 bytes. */
  byte[] key() {
    BigInteger u = new BigInteger(1, Sha.sha256(clientOpen.toByteArray(), open.toByteArray()));
    BigInteger shared =
        clientOpen
            .multiply(verifier.v().modPow(u, SrpGroup.N))
            .mod(SrpGroup.N)
            .modPow(secret, SrpGroup.N);
    byte[] extracted = Sha.hmac(u.toByteArray(), shared.toByteArray());
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(SrpGroup.INFO);
    info.write(1);
    return Arrays.copyOf(Sha.hmac(extracted, info.toByteArray()), 16);
  }

  /** True if the signature was made by someone who knows the password. */
  boolean proves(byte[] secretBlock, String timestamp, byte[] signature) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(utf8(poolName));
    text.writeBytes(utf8(userId));
    text.writeBytes(secretBlock);
    text.writeBytes(utf8(timestamp));
    return MessageDigest.isEqual(Sha.hmac(key(), text.toByteArray()), signature);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
