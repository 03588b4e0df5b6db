package dev.diorama.sqs;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What a message may contain, its size and its digests.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 * for attributes and the way their MD5 is calculated; the characters of a body under SendMessage.
 * The sentences of refusals are observed.
 */
final class SqsContent {
  private static final int MOST_ATTRIBUTES = 10;
  private static final int LONGEST_NAME = 256;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final byte STRING = 1;
  private static final byte BINARY = 2;

  private SqsContent() {}

  static void checkBody(@Nullable String body) {
    if (body == null || body.isEmpty()) {
      throw SqsError.missing("MessageBody");
    }
    boolean sound = body.codePoints().allMatch(SqsContent::allowed);
    if (!sound) {
      throw SqsError.INVALID_CONTENTS.with(
          "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF"
              + " | #xE000 to #xFFFD | #x10000 to #x10FFFF");
    }
  }

  private static boolean allowed(int c) {
    return c == 0x9
        || c == 0xA
        || c == 0xD
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  static void checkAttributes(Map<String, MessageAttributeValue> attributes) {
    if (attributes.size() > MOST_ATTRIBUTES) {
      throw SqsError.INVALID_PARAMETER.with(
          "Number of message attributes ["
              + attributes.size()
              + "] exceeds the allowed maximum ["
              + MOST_ATTRIBUTES
              + "].");
    }
    attributes.forEach(SqsContent::checkAttribute);
  }

  private static void checkAttribute(String name, MessageAttributeValue value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.length() > LONGEST_NAME
        || !NAME.matcher(name).matches()
        || lower.startsWith("aws.")
        || lower.startsWith("amazon.")) {
      throw SqsError.INVALID_PARAMETER.with(
          "Message (user) attribute name '"
              + name
              + "' is invalid: it can contain A-Z, a-z, 0-9, underscore, hyphen and period, must"
              + " not start or end with a period or with AWS. or Amazon., and must not have"
              + " periods in succession.");
    }
    String type = value.dataType() == null ? "" : value.dataType();
    if (type.isEmpty()) {
      throw about(name, "must contain a non-empty message attribute type.");
    }
    String base = type.split("\\.", 2)[0];
    boolean binary = base.equals("Binary");
    if ((!binary && !base.equals("String") && !base.equals("Number"))
        || type.length() > LONGEST_NAME) {
      throw about(
          name,
          "has an invalid message attribute type, the set of supported type prefixes is Binary,"
              + " Number, and String.");
    }
    if (value.hasStringListValues() || value.hasBinaryListValues()) {
      throw SqsError.UNSUPPORTED.with("Message attribute list values are not supported.");
    }
    boolean empty =
        binary
            ? value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0
            : value.stringValue() == null || value.stringValue().isEmpty();
    if (empty) {
      throw about(
          name,
          "must contain a non-empty message attribute value for message attribute type '"
              + type
              + "'.");
    }
    if (base.equals("Number") && !isNumber(value.stringValue())) {
      throw SqsError.INVALID_PARAMETER.with(
          "Can't cast the value of message (user) attribute '" + name + "' to a number.");
    }
    if (!binary && !value.stringValue().codePoints().allMatch(SqsContent::allowed)) {
      throw SqsError.INVALID_CONTENTS.with(
          "Invalid characters found in message attribute '" + name + "'.");
    }
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text.strip()).precision() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static AwsException about(String name, String what) {
    return SqsError.INVALID_PARAMETER.with("The message attribute '" + name + "' " + what);
  }

  /** Size as limits count it: the body, and name, type and value of each attribute. */
  static long size(String body, Map<String, MessageAttributeValue> attributes) {
    long size = utf8(body).length;
    for (Map.Entry<String, MessageAttributeValue> each : attributes.entrySet()) {
      MessageAttributeValue value = each.getValue();
      size += utf8(each.getKey()).length;
      size += value.dataType() == null ? 0 : utf8(value.dataType()).length;
      size += content(value).length;
    }
    return size;
  }

  private static byte[] content(MessageAttributeValue value) {
    SdkBytes bytes = value.binaryValue();
    if (bytes != null) {
      return bytes.asByteArrayUnsafe();
    }
    return value.stringValue() == null ? new byte[0] : utf8(value.stringValue());
  }

  static String md5(String text) {
    return HexFormat.of().formatHex(Checksums.hash("MD5", utf8(text)));
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(Checksums.hash("SHA-256", utf8(text)));
  }

  /** The MD5 of attributes: by name, each part with its length, and the kind of value. */
  static String md5(Map<String, MessageAttributeValue> attributes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TreeMap<>(attributes)
        .forEach(
            (name, value) -> {
              part(out, utf8(name));
              part(out, utf8(value.dataType()));
              out.write(value.binaryValue() == null ? STRING : BINARY);
              part(out, content(value));
            });
    return HexFormat.of().formatHex(Checksums.hash("MD5", out.toByteArray()));
  }

  private static void part(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
