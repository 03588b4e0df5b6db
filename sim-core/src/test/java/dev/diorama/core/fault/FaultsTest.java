package dev.diorama.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Fault.Effect BROKEN = new Fault.Refuse("ServiceException", 500, "broken");

  @Test
  void striking_otherServiceOrOperation_isSpared() {
    try (Cloud cloud = Cloud.virtual(CloudConfig.defaults())) {
      Faults faults = cloud.faults();
      faults.add(Fault.of("lambda", "Invoke", 1, 1, BROKEN));

      assertThat(faults.striking("lambda", "Invoke")).hasSize(1);
      assertThat(faults.striking("lambda", "GetFunction")).isEmpty();
      assertThat(faults.striking("ses", "Invoke")).isEmpty();
    }
  }

  @Test
  void striking_outsideItsTime_isSpared() {
    try (Cloud cloud = Cloud.virtual(CloudConfig.defaults())) {
      Faults faults = cloud.faults();
      long second = Duration.ofSeconds(1).toNanos();
      faults.add(Fault.of("ses", "*", 1, 1, BROKEN).between(second, 2 * second));
      dev.diorama.core.time.VirtualClock clock = (dev.diorama.core.time.VirtualClock) cloud.clock();

      assertThat(faults.striking("ses", "SendEmail")).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      assertThat(faults.striking("ses", "SendEmail")).hasSize(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(faults.striking("ses", "SendEmail")).isEmpty();
    }
  }

  @Test
  void striking_byChance_isTheSameWithTheSameSeed() {
    assertThat(strokes(7)).isEqualTo(strokes(7)).isNotEqualTo(strokes(8));
    assertThat(strokes(7).chars().filter(c -> c == '1').count()).isBetween(20L, 80L);
  }

  private static String strokes(long seed) {
    StringBuilder strokes = new StringBuilder();
    try (Cloud cloud = Cloud.virtual(CloudConfig.defaults().withSeed(seed))) {
      cloud.faults().add(Fault.of("s3", "*", 1, 4, BROKEN));
      for (int i = 0; i < 200; i++) {
        strokes.append(cloud.faults().striking("s3", "GetObject").size());
      }
    }
    return strokes.toString();
  }

  @Test
  void of_chanceAboveOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.of("s3", "*", 3, 2, BROKEN))
        .withMessageContaining("3/2");
  }
}
