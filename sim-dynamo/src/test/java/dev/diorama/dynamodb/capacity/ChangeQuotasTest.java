package dev.diorama.dynamodb.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChangeQuotasTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void decreases_fourAtAnyTimeThenOneAnHour_are27ADay() {
    DecreaseQuota quota = new DecreaseQuota();
    int done = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      Instant now = MIDNIGHT.plus(Duration.ofMinutes(minute));
      if (quota.allows(now)) {
        quota.used(now);
        done++;
      }
    }
    assertThat(done).isEqualTo(27);
    assertThat(quota.today(MIDNIGHT.plus(Duration.ofHours(23)))).isEqualTo(27);
    assertThat(quota.allows(MIDNIGHT.plus(Duration.ofDays(1)))).isTrue();
    assertThat(quota.today(MIDNIGHT.plus(Duration.ofDays(1)))).isZero();
  }

  @Property
  void decreases_atAnyTimes_areNeverMoreThan27ADayNorCloserThanAnHourAfterTheFourth(
      @ForAll List<@IntRange(min = 0, max = 200) Integer> minutes) {
    DecreaseQuota quota = new DecreaseQuota();
    Instant now = MIDNIGHT;
    Instant last = Instant.MIN;
    int today = 0;
    for (int each : minutes) {
      Instant before = now;
      now = now.plus(Duration.ofMinutes(each));
      if (!now.isBefore(
          before.truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofDays(1)))) {
        today = 0;
      }
      boolean free = today < 4;
      boolean hourly = today < 27 && !now.isBefore(last.plus(Duration.ofHours(1)));
      assertThat(quota.allows(now)).isEqualTo(free || hourly);
      if (quota.allows(now)) {
        quota.used(now);
        last = now;
        today++;
      }
    }
  }

  @Test
  void switches_fourInAnyDay() {
    SwitchQuota quota = new SwitchQuota();
    for (int hour = 0; hour < 4; hour++) {
      assertThat(quota.allows(MIDNIGHT.plus(Duration.ofHours(hour)))).isTrue();
      quota.used(MIDNIGHT.plus(Duration.ofHours(hour)));
    }
    assertThat(quota.allows(MIDNIGHT.plus(Duration.ofMinutes(24 * 60 - 1)))).isFalse();
    assertThat(quota.allows(MIDNIGHT.plus(Duration.ofHours(24)))).isTrue();
    quota.used(MIDNIGHT.plus(Duration.ofHours(24)));
    assertThat(quota.allows(MIDNIGHT.plus(Duration.ofHours(24)))).isFalse();
  }
}
