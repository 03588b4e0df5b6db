package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.SoftwareToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of authenticator apps: RFC 6238 with SHA-1, six digits and half minutes, as the apps have
 * it. A code of the half minute before or after is taken too, as section 5.2 of the RFC allows;
 * that Cognito does so is assumed.
 */
final class Totp {
  static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** Letters of a secret, 160 bits: RFC 4226, section 4, recommends as many. */
  static final int SECRET_LETTERS = 32;

  private static final int STEP_SECONDS = 30;

  private Totp() {}

  /** The code that an app with this secret shows at that moment. */
  static String code(String secret, long epochSecond) {
    return codeOf(secret, Math.floorDiv(epochSecond, STEP_SECONDS));
  }

  private static String codeOf(String secret, long step) {
    byte[] hash = hmac(decoded(secret), ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fffffff;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA1", e);
    }
  }

  private static byte[] decoded(String base32) {
    byte[] bytes = new byte[base32.length() * 5 / 8];
    long bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < base32.length(); i++) {
      bits = bits << 5 | ALPHABET.indexOf(base32.charAt(i));
      held += 5;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (byte) (bits >> held);
      }
    }
    return bytes;
  }

  /** True if the code is one of about now; without regard to earlier use. */
  static boolean fits(String secret, String code, long epochSecond) {
    return step(secret, code, epochSecond) != Long.MIN_VALUE;
  }

  /**
   * Takes a code once.
   *
   * @throws dev.diorama.core.wire.AwsException if it is wrong, or was used before
   */
  static void take(SoftwareToken token, String code, long epochSecond) {
    long step = step(token.secret, code, epochSecond);
    if (step == Long.MIN_VALUE) {
      throw UserPoolError.CODE_MISMATCH.with("Invalid code received for user");
    }
    if (step <= token.lastStep) {
      throw UserPoolError.EXPIRED_CODE.with("Your software token has already been used once.");
    }
    token.lastStep = step;
  }

  private static long step(String secret, String code, long epochSecond) {
    long now = Math.floorDiv(epochSecond, STEP_SECONDS);
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    for (long step = now + 1; step >= now - 1; step--) {
      byte[] right = codeOf(secret, step).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(right, given)) {
        return step;
      }
    }
    return Long.MIN_VALUE;
  }
}
