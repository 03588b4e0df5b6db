package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.dynamodb.capacity.OperationType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AutoScalerTest {
  private final VirtualClock clock = new VirtualClock(Instant.EPOCH, new Turn());
  private final List<String> changes = new ArrayList<>();
  private long units = 10;

  /** One kind of capacity, that notes the minute and the units of each change. */
  private final AutoScaler.Scaled scaled =
      new AutoScaler.Scaled() {
        @Override
        public long provisioned(OperationType type) {
          return units;
        }

        @Override
        public void provision(OperationType type, long to, long nanos) {
          units = to;
          changes.add(Duration.ofNanos(nanos).toMinutes() + ": " + to);
        }
      };

  private AutoScaler.Scaling scaling(TargetTracking rule) {
    // Alarms look a minute after the end of a minute, and an update takes two.
    return new AutoScaler(clock, Services.defaults())
        .scaling(scaled, OperationType.WRITE, rule, new CapacityTally(60, 36_000));
  }

  /** Consumes so much a second for so many minutes. */
  private void consume(AutoScaler.Scaling scaling, double perSecond, int minutes) {
    for (int i = 0; i < minutes * 60; i++) {
      scaling.consumed(perSecond, clock.nanos());
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void consumption_aboveTheTargetForTwoMinutes_scalesOut_minutesLater() {
    AutoScaler.Scaling scaling = scaling(TargetTracking.of(5, 100, 70));
    consume(scaling, 14, 1);
    consume(scaling, 5, 3);
    assertThat(changes).isEmpty();
    // Minutes 4 and 5; looked at in minute 7, landed in minute 9.
    consume(scaling, 14, 4);
    assertThat(changes).isEmpty();
    consume(scaling, 14, 2);
    assertThat(changes).containsExactly("9: 20");
    assertThat(scaling.mean(600)).isCloseTo((9 * 10 + 1 * 20) / 10.0, within(0.01));
  }

  @Test
  void consumption_farBelowTheTargetForFifteenMinutes_scalesIn_toTheBound() {
    AutoScaler.Scaling scaling = scaling(TargetTracking.of(5, 100, 70));
    consume(scaling, 1, 17);
    assertThat(changes).isEmpty();
    consume(scaling, 1, 2);
    assertThat(changes).containsExactly("18: 5");
  }

  @Test
  void consumption_littleBelowTheTarget_andIdleMinutes_scaleNothing() {
    AutoScaler.Scaling scaling = scaling(TargetTracking.of(5, 100, 70));
    // 60 percent of use lies between the thresholds of 50 and 70.
    consume(scaling, 6, 30);
    clock.advance(Duration.ofHours(1));
    assertThat(changes).isEmpty();
  }

  @Test
  void bound_isNotExceeded() {
    AutoScaler.Scaling scaling = scaling(TargetTracking.of(5, 15, 70));
    consume(scaling, 100, 6);
    assertThat(changes).containsExactly("5: 15");
  }

  @Test
  void scaleIn_disabled_orCoolingDown_waits() {
    AutoScaler.Scaling never =
        scaling(new TargetTracking(5, 100, 70, Optional.empty(), Optional.empty(), false));
    consume(never, 1, 30);
    assertThat(changes).isEmpty();
    AutoScaler.Scaling slow =
        scaling(
            new TargetTracking(
                5, 100, 70, Optional.of(Duration.ofMinutes(60)), Optional.empty(), true));
    consume(slow, 14, 6);
    assertThat(changes).hasSize(1);
    consume(slow, 1, 40);
    assertThat(changes).hasSize(1);
    consume(slow, 1, 30);
    assertThat(changes).hasSize(2);
  }

  @Test
  void decreases_beyondTheQuota_waitForTheirHour() {
    units = 100;
    AutoScaler.Scaling scaling = scaling(TargetTracking.of(1, 100, 70));
    // Each lower use is a further decrease; the first four of a day are free.
    for (int use = 40; use > 0; use -= 5) {
      consume(scaling, use, 20);
    }
    consume(scaling, 5, 80);
    List<Long> minutes =
        changes.stream().map(each -> Long.parseLong(each.replaceAll(":.*", ""))).toList();
    assertThat(minutes).hasSize(5);
    assertThat(minutes.get(3) - minutes.get(2)).isLessThan(60);
    assertThat(minutes.get(4) - minutes.get(3)).isGreaterThanOrEqualTo(60);
  }
}
