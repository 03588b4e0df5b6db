package dev.diorama.core.metric;

import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;

/** The minutes of a clock, counted since the epoch, without making an {@link Instant} for each. */
final class MinuteClock {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final SimClock clock;
  private final long startMinute;
  private final long nanosIntoStartMinute;

  MinuteClock(SimClock clock) {
    this.clock = clock;
    Instant start = clock.start();
    this.startMinute = Math.floorDiv(start.getEpochSecond(), 60L);
    this.nanosIntoStartMinute =
        Duration.ofSeconds(Math.floorMod(start.getEpochSecond(), 60L)).toNanos() + start.getNano();
  }

  long now() {
    return startMinute + Math.floorDiv(nanosIntoStartMinute + clock.nanos(), MINUTE_NANOS);
  }
}
