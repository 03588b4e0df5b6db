package dev.diorama.cloudformation.sam;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The logical ids that the transform makes up.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
final class LogicalIds {
  private static final int SUFFIX_DIGITS = 10;

  private LogicalIds() {}

  /** The prefix with a name added; a name that ids cannot hold is added as a hash of it. */
  static String suffixed(String prefix, String name) {
    return prefix + (fits(name) ? name : suffix(hash(name)));
  }

  static boolean fits(String name) {
    return name.matches("[A-Za-z0-9]*");
  }

  static String suffix(String hash) {
    return hash.substring(0, SUFFIX_DIGITS);
  }

  /** SHA-1 in hexadecimal, forty digits. */
  static String hash(String data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(data.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
