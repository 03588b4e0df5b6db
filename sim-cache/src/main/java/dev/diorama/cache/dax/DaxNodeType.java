package dev.diorama.cache.dax;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The node types of DAX, their memory and what they can do.
 *
 * <p>r5, t3 and t2: public price tables of 2025. r4 and r3: the memory of the EC2 instances of the
 * same names, documented there.
 */
final class DaxNodeType {
  private static final long MEBI = 1L << 20;

  /** Normalized requests per second of {@code dax.r5.large}, documented for planning. */
  static final long USUAL_RATE = 75_000;

  /** What the largest nodes do, documented for planning. */
  private static final long TOP_RATE = 1_000_000;

  private DaxNodeType() {}

  /**
   * Normalized requests per second, documented for r5:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-cluster-sizing.html.
   * Assumed: r3 and r4 as r5 of that size; t3, which may use its two processors without end, as the
   * r5 that has two; t2 the fifth that is its baseline.
   */
  static Map<String, Long> rates() {
    Map<String, Long> rates = new LinkedHashMap<>();
    for (String type : memory().keySet()) {
      rates.put(type, rate(type));
    }
    return rates;
  }

  private static long rate(String type) {
    String size = type.substring(type.lastIndexOf('.') + 1);
    return switch (size) {
      case "small", "medium" -> type.startsWith("dax.t2.") ? USUAL_RATE / 5 : USUAL_RATE;
      case "large" -> USUAL_RATE;
      case "xlarge" -> 2 * USUAL_RATE;
      case "2xlarge" -> 4 * USUAL_RATE;
      case "4xlarge" -> 8 * USUAL_RATE;
      default -> TOP_RATE;
    };
  }

  /** Memory in bytes by node type, in the order of families and sizes. */
  static Map<String, Long> memory() {
    Map<String, Long> types = new LinkedHashMap<>();
    sizes(types, "dax.t2.", 1_024, "small", 2, "medium", 4);
    sizes(types, "dax.t3.", 1_024, "small", 2, "medium", 4);
    // r3 and r4 have 15.25 GiB in the smallest, which is 61 quarters of a GiB.
    sizes(
        types, "dax.r3.", 256, "large", 61, "xlarge", 122, "2xlarge", 244, "4xlarge", 488,
        "8xlarge", 976);
    sizes(
        types,
        "dax.r4.",
        256,
        "large",
        61,
        "xlarge",
        122,
        "2xlarge",
        244,
        "4xlarge",
        488,
        "8xlarge",
        976,
        "16xlarge",
        1_952);
    sizes(
        types,
        "dax.r5.",
        1_024,
        "large",
        16,
        "xlarge",
        32,
        "2xlarge",
        64,
        "4xlarge",
        128,
        "8xlarge",
        256,
        "12xlarge",
        384,
        "16xlarge",
        512,
        "24xlarge",
        768);
    return types;
  }

  private static void sizes(
      Map<String, Long> types, String family, long unitMebi, Object... namesAndUnits) {
    for (int i = 0; i < namesAndUnits.length; i += 2) {
      types.put(family + namesAndUnits[i], (int) (Integer) namesAndUnits[i + 1] * unitMebi * MEBI);
    }
  }
}
