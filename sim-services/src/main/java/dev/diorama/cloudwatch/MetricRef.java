package dev.diorama.cloudwatch;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/** A metric as requests name it. */
record MetricRef(String namespace, String name, SortedMap<String, String> dimensions) {
  /**
   * Documented: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
   */
  private static final int MOST_DIMENSIONS = 30;

  static MetricRef of(String namespace, String name, List<Dimension> dimensions) {
    if (dimensions.size() > MOST_DIMENSIONS) {
      throw CloudWatchError.VALIDATION.with(
          "The collection Dimensions must not have a size greater than " + MOST_DIMENSIONS + ".");
    }
    SortedMap<String, String> named = new TreeMap<>();
    for (Dimension each : dimensions) {
      String value = each.value() == null ? "" : each.value();
      if (each.name() == null || each.name().isEmpty() || value.isEmpty()) {
        throw CloudWatchError.VALIDATION.with(
            "The parameter Dimensions.member.N.Value must have a length greater than or equal to"
                + " 1.");
      }
      if (named.put(each.name(), value) != null) {
        throw CloudWatchError.INVALID_VALUE.with(
            "No Metric may specify the same dimension name twice.");
      }
    }
    return new MetricRef(namespace, name, named);
  }

  List<Dimension> shown() {
    List<Dimension> shown = new ArrayList<>();
    dimensions.forEach(
        (key, value) -> shown.add(Dimension.builder().name(key).value(value).build()));
    return shown;
  }
}
