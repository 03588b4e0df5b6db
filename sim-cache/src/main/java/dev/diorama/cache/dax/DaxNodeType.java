package dev.diorama.cache.dax;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The node types of DAX and their memory.
 *
 * <p>r5, t3 and t2: public price tables of 2025. r4 and r3: the memory of the EC2 instances of the
 * same names, documented there.
 */
final class DaxNodeType {
  private static final long MEBI = 1L << 20;

  private DaxNodeType() {}

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
