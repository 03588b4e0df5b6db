package dev.diorama.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The machine's clock is a fake that is set by hand; only the timer's thread is real. */
class WallClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource machine = now::get;
  private final WallClock clock = new WallClock(machine, new Turn());

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void clock_followsTheMachine() {
    now.set(START.plusMillis(1500));

    assertThat(clock.start()).isEqualTo(START);
    assertThat(clock.nanos()).isEqualTo(1_500_000_000L);
    assertThat(clock.instant()).isEqualTo(START.plusMillis(1500));
  }

  @Test
  void schedule_due_runsInOrderOfTime() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(2);
    ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    clock.schedule(
        2_000_000,
        "second",
        () -> {
          ran.add("second");
          done.countDown();
        });
    clock.schedule(
        1_000_000,
        "first",
        () -> {
          ran.add("first");
          done.countDown();
        });
    now.set(START.plusSeconds(1));
    clock.schedule(0, "wake", () -> {});

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(List.copyOf(ran)).containsExactly("first", "second");
  }

  @Test
  void schedule_cancelled_neverRuns() throws InterruptedException {
    ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(1);
    SimClock.Scheduled event = clock.schedule(1_000_000, "never", () -> ran.add("never"));

    assertThat(event.cancel()).isTrue();
    now.set(START.plusSeconds(1));
    clock.scheduleBackground(0, "after", done::countDown);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEmpty();
    assertThat(event.cancel()).isFalse();
  }

  @Test
  void schedule_eventThatFails_doesNotStopTheClock() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch reported = new CountDownLatch(1);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> reported.countDown());
    try {
      clock.schedule(
          0,
          "fails",
          () -> {
            throw new IllegalStateException("a bug of a test");
          });
      clock.schedule(0, "goes on", done::countDown);

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void schedule_forATimeThatHasPassedMeanwhile_isDueAtOnce() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    clock.schedule(-1, "past", done::countDown);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void schedule_afterTheEnd_isForgotten() {
    clock.close();
    clock.schedule(0, "too late", () -> {});

    assertThat(clock.nanos()).isNotNegative();
  }
}
