package dev.diorama.cloudwatch;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.Series;
import java.util.regex.Pattern;

/** The units of the metrics that services count without saying one, as their pages have them. */
final class Units {
  private static final Pattern MILLIS =
      Pattern.compile(".*(Latency|Duration|EventAge|IteratorAge|LatencyMillis)$");
  private static final Pattern BYTES =
      Pattern.compile(".*(Bytes|BytesDownloaded|BytesUploaded|Size|DbSize)$");
  private static final Pattern PERCENT = Pattern.compile(".*(ErrorRate|HitRate|Utilization)$");

  private Units() {}

  /** The unit of a sample that was stored with {@code stored}. */
  static String of(Metrics.Key key, String stored) {
    if (!stored.equals(Series.NO_UNIT)) {
      return stored;
    }
    String name = key.name();
    if (MILLIS.matcher(name).matches()) {
      return "Milliseconds";
    }
    if (BYTES.matcher(name).matches()) {
      // CloudFront's page has no unit for them.
      return key.namespace().equals("AWS/CloudFront") ? "None" : "Bytes";
    }
    return PERCENT.matcher(name).matches() ? "Percent" : "Count";
  }
}
