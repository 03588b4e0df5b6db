package dev.diorama.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The size of items as DynamoDB counts it, and the capacity units that sizes cost.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html.
 * Names and strings count in UTF-8; a number takes one byte for each two significant digits, one
 * more, and one more when negative; null and boolean one; a list or map three and one for each
 * element. Where the page says "approximately" (numbers), what DynamoDB Local does is followed; a
 * test compares the two at the border of a write unit, for every type.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ItemSize {
  /** Bytes that one read unit covers, documented. */
  public static final int READ_BLOCK = 4_096;

  /** Bytes that one write unit covers, documented. */
  public static final int WRITE_BLOCK = 1_024;

  private static final int COLLECTION_OVERHEAD = 3;

  private ItemSize() {}

  /** The size of an item, bytes. */
  public static long of(Map<String, AttributeValue> item) {
    long size = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      size += utf8(attribute.getKey()) + of(attribute.getValue());
    }
    return size;
  }

  /** The size of one value, bytes. */
  public static long of(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      case N -> number(value.n());
      case B -> value.b().asByteArrayUnsafe().length;
      case BOOL, NUL -> 1;
      case SS -> value.ss().stream().mapToLong(ItemSize::utf8).sum();
      case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
      case BS -> value.bs().stream().mapToLong(each -> each.asByteArrayUnsafe().length).sum();
      case L -> COLLECTION_OVERHEAD + value.l().stream().mapToLong(each -> 1 + of(each)).sum();
      case M -> COLLECTION_OVERHEAD + value.m().size() + of(value.m());
      case UNKNOWN_TO_SDK_VERSION -> 0;
    };
  }

  /** Read units of a strongly consistent read of that many bytes; half for an eventual one. */
  public static double readUnits(long bytes, boolean consistent) {
    long blocks = Math.max(1, (bytes + READ_BLOCK - 1) / READ_BLOCK);
    return consistent ? blocks : blocks / 2.0;
  }

  /** Write units of a plain write of that many bytes. */
  public static double writeUnits(long bytes) {
    return Math.max(1, (bytes + WRITE_BLOCK - 1) / WRITE_BLOCK);
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long number(String literal) {
    BigDecimal value;
    try {
      value = new BigDecimal(literal).stripTrailingZeros();
    } catch (NumberFormatException e) {
      return literal.length(); // The engine refuses the item; its size is of no account.
    }
    if (value.signum() == 0) {
      return 1;
    }
    // Digits are kept in pairs on either side of the decimal point: 8.2 takes two pairs, 82 one.
    boolean splitsPair = value.scale() % 2 != 0;
    long digits = (long) value.precision() + (splitsPair ? 1 : 0);
    return (digits + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
  }
}
