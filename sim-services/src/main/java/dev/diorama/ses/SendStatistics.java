package dev.diorama.ses;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts by quarters of an hour, kept two weeks, as GetSendStatistics answers them (assumed, from
 * general knowledge).
 */
final class SendStatistics {
  private static final long QUARTER_SECONDS = 900;
  private static final long KEPT_SECONDS = Duration.ofDays(14).toSeconds();

  /** What is counted. */
  record Counts(long attempts, long bounces, long complaints, long rejects) {
    private static final Counts NONE = new Counts(0, 0, 0, 0);

    static Counts attempts(long recipients) {
      return new Counts(recipients, 0, 0, 0);
    }

    static Counts bounces(long recipients) {
      return new Counts(0, recipients, 0, 0);
    }

    static Counts complaints(long recipients) {
      return new Counts(0, 0, recipients, 0);
    }

    static Counts rejects(long recipients) {
      return new Counts(0, 0, 0, recipients);
    }

    private Counts plus(Counts more) {
      return new Counts(
          attempts + more.attempts,
          bounces + more.bounces,
          complaints + more.complaints,
          rejects + more.rejects);
    }
  }

  private final NavigableMap<Long, Counts> quarters = new TreeMap<>();

  void add(Instant at, Counts counts) {
    long quarter = at.getEpochSecond() / QUARTER_SECONDS * QUARTER_SECONDS;
    quarters.merge(quarter, counts, Counts::plus);
    quarters.headMap(quarter - KEPT_SECONDS).clear();
  }

  /** The counts by the second at which each quarter of an hour began. */
  Map<Long, Counts> all() {
    return quarters;
  }

  /** All counts in one. */
  Counts total() {
    return quarters.values().stream().reduce(Counts.NONE, Counts::plus);
  }
}
