package dev.diorama.scenarios.run;

import dev.diorama.core.trace.Span;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What requests took, by route, as their outermost spans say.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Latencies {

  /** Nanoseconds in an array that grows. */
  private static final class Samples {
    private long[] nanos = new long[64];
    private int count;

    void add(long value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = value;
    }

    Summary summary() {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return new Summary(count, at(sorted, 50), at(sorted, 95), at(sorted, 99));
    }

    /** The nearest-rank percentile. */
    private static long at(long[] sorted, int percent) {
      return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
  }

  /** How many requests, and their percentiles in nanoseconds of virtual time. */
  public record Summary(int requests, long p50, long p95, long p99) {}

  private final Map<String, Samples> byRoute = new TreeMap<>();
  private long lastNanos;

  /** Is told every span as it closes; the last outermost one is that of the last request. */
  public void closed(Span span) {
    if (span.parent() == 0) {
      lastNanos = span.durationNanos();
    }
  }

  /** What the last request took, nanoseconds. */
  public long lastNanos() {
    return lastNanos;
  }

  /** Books a request whose duration is known. */
  public void book(String route, long nanos) {
    byRoute.computeIfAbsent(route, r -> new Samples()).add(nanos);
  }

  /** Books the last request under its route. */
  public void book(String route) {
    byRoute.computeIfAbsent(route, r -> new Samples()).add(lastNanos);
  }

  /** The percentiles of each route. */
  public Map<String, Summary> summaries() {
    Map<String, Summary> all = new TreeMap<>();
    byRoute.forEach((route, samples) -> all.put(route, samples.summary()));
    return all;
  }
}
