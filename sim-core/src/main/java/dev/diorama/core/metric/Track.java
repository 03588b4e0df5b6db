package dev.diorama.core.metric;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The samples of one metric in one unit over time.
 *
 * <p>They grow coarser with age: by the minute for 15 days, by five minutes until 63 days are over,
 * by the hour until 455 days are; those told apart by the second are so for 3 hours. Documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
final class Track {
  private static final long HOUR = 60;
  private static final long DAY = 24 * HOUR;
  static final long MINUTES_FOR = 15 * DAY;
  static final long FIVE_MINUTES_FOR = 63 * DAY;
  static final long HOURS_FOR = 455 * DAY;
  static final long SECONDS_FOR = 3 * HOUR * 60;

  private final NavigableMap<Long, Samples> minutes = new TreeMap<>();
  private final NavigableMap<Long, Samples> seconds = new TreeMap<>();

  /** The minute last added to, since most samples come for the same one. */
  private long current = Long.MIN_VALUE;

  private Samples here = new Samples();
  private long tidied = Long.MIN_VALUE;

  /** The samples of a minute, to be added to. */
  Samples minute(long minute, long now) {
    if (minute != current) {
      tidy(now);
      here = minutes.computeIfAbsent(minute, m -> new Samples());
      current = minute;
    }
    return here;
  }

  /** The samples of a second, to be added to. */
  Samples second(long epochSecond, long now) {
    seconds.headMap(now * 60 - SECONDS_FOR).clear();
    return seconds.computeIfAbsent(epochSecond, s -> new Samples());
  }

  /** Once an hour of the clock is enough: nobody reads old samples finer than they are kept. */
  private void tidy(long now) {
    long hour = Math.floorDiv(now, HOUR) * HOUR;
    if (hour <= tidied) {
      return;
    }
    if (!minutes.isEmpty() && minutes.firstKey() < hour - MINUTES_FOR) {
      current = Long.MIN_VALUE;
      coarsen(hour, MINUTES_FOR, 5);
      coarsen(hour, FIVE_MINUTES_FOR, HOUR);
      minutes.headMap(hour - HOURS_FOR).clear();
    }
    tidied = hour;
  }

  /** Those that have come of age since the last time; no sample is ever added that is so old. */
  private void coarsen(long hour, long age, long width) {
    Map<Long, Samples> due = minutes.subMap(tidied - age, hour - age);
    NavigableMap<Long, Samples> fine = new TreeMap<>(due);
    due.clear();
    fine.forEach(
        (minute, samples) -> {
          long at = Math.floorDiv(minute, width) * width;
          minutes.computeIfAbsent(at, m -> new Samples()).add(samples);
        });
  }

  boolean isEmpty() {
    return minutes.isEmpty();
  }

  /** In seconds since the epoch; -1 when there is none. */
  long newest() {
    return minutes.isEmpty() ? -1 : minutes.lastKey() * 60;
  }

  NavigableMap<Long, Samples> minutes() {
    return minutes;
  }

  void collect(long fromSecond, long toSecond, Samples into) {
    if (fromSecond >= toSecond) {
      return;
    }
    boolean whole = fromSecond % 60 == 0 && toSecond % 60 == 0;
    NavigableMap<Long, Samples> found =
        whole
            ? minutes.subMap(fromSecond / 60, true, toSecond / 60, false)
            : seconds.subMap(fromSecond, true, toSecond, false);
    found.values().forEach(into::add);
  }
}
