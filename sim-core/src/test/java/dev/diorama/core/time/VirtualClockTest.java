package dev.diorama.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START, new Turn());
  private final List<String> ran = new ArrayList<>();

  private SimClock.Scheduled in(long nanos, String label) {
    return clock.schedule(nanos, label, () -> ran.add(label + "@" + clock.nanos()));
  }

  @Test
  void clock_untouched_standsStill() {
    assertThat(clock.nanos()).isZero();
    assertThat(clock.instant()).isEqualTo(START);
    assertThat(clock.nanosAt(START.plusSeconds(2))).isEqualTo(2_000_000_000L);
  }

  @Test
  void advance_events_runByTimeThenByOrderOfScheduling() {
    in(5, "c");
    in(3, "a");
    in(5, "d");
    in(3, "b");

    clock.advance(Duration.ofNanos(10));

    assertThat(ran).containsExactly("a@3", "b@3", "c@5", "d@5");
    assertThat(clock.nanos()).isEqualTo(10);
  }

  @Test
  void advance_eventBeyondTheEnd_waits() {
    in(10, "at");
    in(11, "after");

    clock.advance(Duration.ofNanos(10));

    assertThat(ran).containsExactly("at@10");
    assertThat(clock.pending()).isEqualTo(1);
  }

  @Test
  void advance_eventThatSchedules_runsTheNewOneInItsTime() {
    clock.schedule(2, "first", () -> in(3, "second"));

    clock.advance(Duration.ofNanos(4));
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofNanos(1));

    assertThat(ran).containsExactly("second@5");
  }

  @Test
  void cancel_runOrCancelled_isFalse() {
    SimClock.Scheduled event = in(1, "a");
    SimClock.Scheduled other = in(1, "b");

    assertThat(event.cancel()).isTrue();
    assertThat(event.cancel()).isFalse();
    clock.settle();
    assertThat(other.cancel()).isFalse();
    assertThat(ran).containsExactly("b@1");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void settle_background_isNotWaitedFor() {
    clock.scheduleBackground(1, "sweep", () -> ran.add("sweep"));
    clock.scheduleBackground(100, "late sweep", () -> ran.add("late"));
    in(5, "work");

    clock.settle();

    assertThat(ran).containsExactly("sweep", "work@5");
    assertThat(clock.nanos()).isEqualTo(5);
  }

  @Test
  void settle_eventsBeyondTheLimit_failsLoudly() {
    in(Duration.ofHours(2).toNanos(), "late");

    assertThatThrownBy(() -> clock.settle(Duration.ofHours(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 events are still to come");
  }

  @Test
  void settle_eventsWithoutEnd_spendTheBudgetAndNameTheEvent() {
    VirtualClock impatient = new VirtualClock(START, new Turn(), 1_000);
    class Again implements Runnable {
      @Override
      public void run() {
        impatient.schedule(0, "again", this);
      }
    }

    impatient.schedule(0, "again", new Again());

    assertThatThrownBy(impatient::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event budget of 1000")
        .hasMessageContaining("again");
  }

  @Test
  void runUntil_condition_stopsThereOrFails() {
    in(5, "a");
    in(9, "b");

    clock.runUntil(() -> !ran.isEmpty(), Duration.ofSeconds(1));
    assertThat(clock.nanos()).isEqualTo(5);
    assertThatThrownBy(() -> clock.runUntil(() -> ran.size() > 5, Duration.ofNanos(100)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(clock.nanos()).isEqualTo(105);
  }

  @Test
  void misuse_isRefused() {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> in(-1, "past")).isInstanceOf(IllegalArgumentException.class);
    clock.schedule(1, "moves time", () -> clock.advance(Duration.ofNanos(1)));
    assertThatThrownBy(clock::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("time was moved from inside an event");
  }

  @Test
  void close_forgetsEverything() {
    in(1, "a");

    clock.close();
    clock.settle();

    assertThat(ran).isEmpty();
  }

  @Test
  void advanceTo_instant_isReached() {
    clock.advanceTo(START.plusSeconds(90));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(90));
  }
}
