package dev.diorama.core.wire;

import java.util.Base64;

/** Base64 as JSON services accept it: padded, nothing but the alphabet. */
final class Base64Text {
  private Base64Text() {}

  /**
   * The bytes.
   *
   * @throws AwsException SerializationException if it is no base64; that the length is a multiple
   *     of four is DynamoDB's observed message, the other one is assumed
   */
  static byte[] decode(String text) {
    if (text.length() % 4 != 0) {
      throw Refusal.serialization(
          "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.serialization("Invalid Base64 character");
    }
  }
}
