package dev.diorama.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Capacity units calculated from AWS's pages alone, for tests: it shares no line with the simulator
 * and asks no engine.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * and GSI.html, "Write throughput of global secondary indexes".
 */
final class ExpectedUnits {
  /** What an index holds of an item. */
  record Index(String name, List<String> key, boolean all, Set<String> more) {}

  private final List<String> tableKey;
  private final List<Index> indexes;

  ExpectedUnits(List<String> tableKey, List<Index> indexes) {
    this.tableKey = tableKey;
    this.indexes = indexes;
  }

  static double read(long bytes, boolean consistent) {
    return Math.max(1, Math.ceil(bytes / 4096.0)) / (consistent ? 1 : 2);
  }

  static double write(long bytes) {
    return Math.max(1, Math.ceil(bytes / 1024.0));
  }

  /** Units of one write on the table and on each index that it touches; an empty item is none. */
  Map<String, Double> write(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    Map<String, Double> units = new LinkedHashMap<>();
    units.put("", write(Math.max(size(before), size(after))));
    for (Index index : indexes) {
      Map<String, AttributeValue> old = entry(index, before);
      Map<String, AttributeValue> now = entry(index, after);
      double here = 0;
      if (old.isEmpty() || now.isEmpty()) {
        here = old.isEmpty() && now.isEmpty() ? 0 : write(Math.max(size(old), size(now)));
      } else if (!keyOf(index, old).equals(keyOf(index, now))) {
        here = write(size(old)) + write(size(now));
      } else if (!old.equals(now)) {
        here = write(Math.max(size(old), size(now)));
      }
      if (here > 0) {
        units.put(index.name(), here);
      }
    }
    return units;
  }

  Map<String, AttributeValue> entry(Index index, Map<String, AttributeValue> item) {
    if (!item.keySet().containsAll(index.key())) {
      return Map.of();
    }
    Set<String> kept = new LinkedHashSet<>(tableKey);
    kept.addAll(index.key());
    kept.addAll(index.more());
    Map<String, AttributeValue> entry = new LinkedHashMap<>(item);
    if (!index.all()) {
      entry.keySet().retainAll(kept);
    }
    return entry;
  }

  private static Map<String, AttributeValue> keyOf(Index index, Map<String, AttributeValue> entry) {
    Map<String, AttributeValue> key = new LinkedHashMap<>(entry);
    key.keySet().retainAll(index.key());
    return key;
  }

  static long size(Map<String, AttributeValue> item) {
    long size = 0;
    for (Map.Entry<String, AttributeValue> each : item.entrySet()) {
      size += bytes(each.getKey()) + size(each.getValue());
    }
    return size;
  }

  private static long size(AttributeValue value) {
    if (value.s() != null) {
      return bytes(value.s());
    }
    if (value.n() != null) {
      // Two significant digits a byte and one more; only whole numbers are asked for here.
      String digits = new BigDecimal(value.n()).stripTrailingZeros().unscaledValue().abs() + "";
      boolean odd = new BigDecimal(value.n()).stripTrailingZeros().scale() % 2 != 0;
      int pairs = (digits.length() + (odd ? 1 : 0) + 1) / 2;
      return value.n().equals("0") ? 1 : pairs + 1 + (value.n().startsWith("-") ? 1 : 0);
    }
    if (value.b() != null) {
      return value.b().asByteArray().length;
    }
    if (value.hasL()) {
      return 3 + value.l().stream().mapToLong(each -> 1 + size(each)).sum();
    }
    if (value.hasM()) {
      return 3 + value.m().size() + size(value.m());
    }
    if (value.hasSs()) {
      return value.ss().stream().mapToLong(ExpectedUnits::bytes).sum();
    }
    return 1;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
