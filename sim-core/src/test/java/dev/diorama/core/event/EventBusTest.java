package dev.diorama.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock =
      new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"), new Turn());
  private final EventBus bus = new EventBus(clock, new Seeds(1));
  private final List<String> log = new ArrayList<>();

  private EventBus.Delivery delivery(IntFunction<EventBus.Outcome> attempt, RetryPolicy policy) {
    return new EventBus.Delivery(
        "event",
        SECOND.toNanos(),
        number -> {
          log.add(number + "@" + clock.nanos() / SECOND.toNanos());
          return attempt.apply(number);
        },
        policy,
        failed -> log.add("dead: " + failed.why()));
  }

  private static EventBus.Outcome failed(int number) {
    return new EventBus.Outcome.Failed("attempt " + number);
  }

  @Test
  void deliver_taken_arrivesOnceAfterItsDelay() {
    bus.deliver(delivery(number -> new EventBus.Outcome.Taken(), RetryPolicy.LAMBDA_ASYNC));

    clock.settle();

    assertThat(log).containsExactly("1@1");
  }

  @Test
  void deliver_failing_isRetriedAsThePolicySaysThenDead() {
    bus.deliver(delivery(EventBusTest::failed, RetryPolicy.LAMBDA_ASYNC));

    clock.settle();

    assertThat(log).containsExactly("1@1", "2@61", "3@181", "dead: attempt 3");
  }

  @Test
  void deliver_failingOnce_isTakenTheSecondTime() {
    bus.deliver(
        delivery(
            number -> number == 1 ? failed(number) : new EventBus.Outcome.Taken(),
            RetryPolicy.LAMBDA_ASYNC));

    clock.settle();

    assertThat(log).containsExactly("1@1", "2@61");
  }

  @Test
  void deliver_once_isNotRetried() {
    bus.deliver(delivery(EventBusTest::failed, RetryPolicy.ONCE));

    clock.settle();

    assertThat(log).containsExactly("1@1", "dead: attempt 1");
  }

  @Test
  void deliver_tooOldForTheNextAttempt_isDead() {
    RetryPolicy policy = new RetryPolicy(List.of(SECOND), 100, Duration.ofSeconds(3));

    bus.deliver(delivery(EventBusTest::failed, policy));
    clock.settle();

    assertThat(log).containsExactly("1@1", "2@2", "3@3", "dead: attempt 3");
  }

  @Test
  void deliver_lastWait_repeats() {
    RetryPolicy policy =
        new RetryPolicy(List.of(SECOND, Duration.ofSeconds(5)), 4, Duration.ofHours(1));

    bus.deliver(delivery(EventBusTest::failed, policy));
    clock.settle();

    assertThat(log).containsExactly("1@1", "2@2", "3@7", "4@12", "dead: attempt 4");
  }

  @Test
  void duplicate_always_deliversTwice() {
    bus.duplicate(1, 1);
    bus.deliver(delivery(number -> new EventBus.Outcome.Taken(), RetryPolicy.ONCE));

    clock.settle();

    assertThat(log).containsExactly("1@1", "1@1");
  }

  @Test
  void duplicate_half_isTheSameForTheSameSeed() {
    assertThat(countOf(7)).isEqualTo(countOf(7)).isBetween(1010, 1990);
  }

  private static int countOf(long seed) {
    VirtualClock own = new VirtualClock(Instant.EPOCH, new Turn());
    EventBus other = new EventBus(own, new Seeds(seed));
    List<Integer> arrived = new ArrayList<>();
    other.duplicate(1, 2);
    for (int i = 0; i < 1000; i++) {
      other.deliver(
          new EventBus.Delivery(
              "event",
              1,
              number -> {
                arrived.add(number);
                return new EventBus.Outcome.Taken();
              },
              RetryPolicy.ONCE,
              failed -> {}));
    }
    own.settle();
    return arrived.size();
  }

  @Test
  void misuse_isRefused() {
    assertThatThrownBy(() -> bus.duplicate(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.duplicate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(List.of(), 2, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(List.of(), 0, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
