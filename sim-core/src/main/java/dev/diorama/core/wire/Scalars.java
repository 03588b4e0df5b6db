package dev.diorama.core.wire;

import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Values written as text: in XML, forms, headers, paths and queries. */
final class Scalars {
  private Scalars() {}

  /**
   * The value of {@code member}'s type that the text says; null when it says none.
   *
   * @param usual the format of dates whose member names none
   */
  static @Nullable Object parse(Member member, String text, TimestampFormatTrait.Format usual) {
    try {
      return switch (member.kind) {
        case STRING -> text;
        case BOOLEAN -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? false : null;
        case INTEGER -> Integer.valueOf(text.strip());
        case LONG -> Long.valueOf(text.strip());
        case SHORT -> Short.valueOf(text.strip());
        case BYTE -> Byte.valueOf(text.strip());
        case FLOAT -> Float.valueOf(text.strip());
        case DOUBLE -> Double.valueOf(text.strip());
        case BIG_DECIMAL -> new BigDecimal(text.strip());
        case INSTANT ->
            Timestamps.parse(text.strip(), member.format == null ? usual : member.format);
        case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text.strip()));
        case LIST, MAP, SDK_POJO, DOCUMENT, NULL -> null;
      };
    } catch (NumberFormatException e) {
      return null;
    } catch (IllegalArgumentException e) {
      return null; // Not base64.
    }
  }
}
