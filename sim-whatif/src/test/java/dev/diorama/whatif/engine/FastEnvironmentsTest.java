package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.lambda.EnvironmentTimes;
import dev.diorama.lambda.FunctionEnvironments;
import dev.diorama.lambda.LambdaConfig;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FastEnvironmentsTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** The live rules beside it, for requests in the order of their times. */
  @Test
  void anySequence_startsAndReusesAsTheLiveRules() {
    LambdaConfig config = LambdaConfig.defaults();
    FunctionEnvironments<EnvironmentTimes> live = new FunctionEnvironments<>(config);
    FastEnvironments fast = new FastEnvironments(config);
    SplittableRandom chance = new SplittableRandom(5);
    long now = 0;
    int starts = 0;
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      // Now and then a pause in which idle ones are put away, and bursts beyond the rate of growth.
      now += chance.nextInt(2_000) == 0 ? chance.nextLong(20 * MINUTE) : chance.nextLong(5_000_000);
      long until = now + 1 + chance.nextLong(i % 10_000 < 3_000 ? 5 * MINUTE : 200_000_000);
      boolean reusable = chance.nextInt(50) != 0;
      live.recycle(now, ended -> {});
      assertThat(fast.busyAt(now)).isEqualTo(live.busy(now));
      EnvironmentTimes found = live.idle(now);
      long started = fast.takeIdle(now);
      assertThat(started >= 0).as("request %d", i).isEqualTo(found != null);
      if (found == null) {
        boolean may = live.mayStart(now);
        assertThat(fast.start(now)).isEqualTo(may);
        if (!may) {
          refused++;
          continue;
        }
        starts++;
        found = new EnvironmentTimes(now);
        live.started(found, now);
        started = now;
      }
      live.begin(found, now);
      live.end(found, until, reusable);
      fast.runs(started, until, reusable);
    }
    assertThat(starts).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(100);
  }
}
