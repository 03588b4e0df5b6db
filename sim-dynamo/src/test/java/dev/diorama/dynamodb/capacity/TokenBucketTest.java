package dev.diorama.dynamodb.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  /** A request some time after the one before it. */
  record Request(long afterNanos, double units) {}

  /** One that was admitted. */
  private record Admitted(long nanos, double units) {}

  @Provide
  Arbitrary<List<Request>> requests() {
    Arbitrary<Long> waits =
        Arbitraries.oneOf(
            Arbitraries.just(0L),
            Arbitraries.longs().between(1, SECOND / 3),
            Arbitraries.longs().between(SECOND, 900 * SECOND));
    Arbitrary<Double> units = Arbitraries.integers().between(1, 60).map(half -> half / 2.0);
    return Combinators.combine(waits, units).as(Request::new).list().ofMaxSize(150);
  }

  @Property
  void admitted_overAnySpan_isNeverMoreThanRateTimesTimeAndBurst(
      @ForAll @IntRange(min = 1, max = 50) int rate,
      @ForAll @IntRange(min = 30, max = 500) int burst,
      @ForAll("requests") List<Request> requests) {
    TokenBucket bucket = new TokenBucket(rate, burst, 0);
    List<Admitted> admitted = new ArrayList<>();
    long now = 0;
    for (Request each : requests) {
      now += each.afterNanos();
      if (bucket.tryTake(each.units(), now)) {
        admitted.add(new Admitted(now, each.units()));
      }
    }
    for (int i = 0; i < admitted.size(); i++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int j = i; j < admitted.size(); j++) {
        sum = sum.add(BigDecimal.valueOf(admitted.get(j).units()));
        long span = admitted.get(j).nanos() - admitted.get(i).nanos();
        BigDecimal most =
            BigDecimal.valueOf(span)
                .multiply(BigDecimal.valueOf(rate))
                .movePointLeft(9)
                .add(BigDecimal.valueOf(burst));
        assertThat(sum).isLessThanOrEqualTo(most);
      }
    }
  }

  @Property
  void refused_isOnlyWhatWouldNotHaveFitted(
      @ForAll @IntRange(min = 1, max = 50) int rate,
      @ForAll @IntRange(min = 30, max = 500) int burst,
      @ForAll("requests") List<Request> requests) {
    TokenBucket bucket = new TokenBucket(rate, burst, 0);
    // The same in exact arithmetic, by the definition: what has flowed in, what has gone out.
    BigDecimal level = BigDecimal.valueOf(burst);
    long now = 0;
    for (Request each : requests) {
      now += each.afterNanos();
      BigDecimal flowed =
          BigDecimal.valueOf(each.afterNanos()).multiply(BigDecimal.valueOf(rate)).movePointLeft(9);
      level = level.add(flowed).min(BigDecimal.valueOf(burst));
      BigDecimal wanted = BigDecimal.valueOf(each.units());
      boolean fits = wanted.compareTo(level) <= 0;
      assertThat(bucket.tryTake(each.units(), now)).isEqualTo(fits);
      if (fits) {
        level = level.subtract(wanted);
      }
    }
  }

  @Property
  void change_atAnyTime_keepsToTheRatesOfEachTime(
      @ForAll("requests") List<Request> requests,
      @ForAll List<@IntRange(min = 1, max = 40) Integer> rates) {
    TokenBucket bucket = new TokenBucket(10, 3_000, 0);
    double allowed = 3_000;
    double admitted = 0;
    long now = 0;
    int rate = 10;
    for (int i = 0; i < requests.size(); i++) {
      now += requests.get(i).afterNanos();
      allowed += requests.get(i).afterNanos() / 1e9 * rate;
      if (i < rates.size()) {
        rate = rates.get(i);
        bucket.change(rate, rate * 300L, now);
        assertThat(bucket.level(now)).isLessThanOrEqualTo(rate * 300.0);
      }
      if (bucket.tryTake(requests.get(i).units(), now)) {
        admitted += requests.get(i).units();
      }
    }
    assertThat(admitted).isLessThanOrEqualTo(allowed + 1e-6);
  }

  @Test
  void tryTake_moreThanItHolds_isAdmittedWhenFullAndLeavesADebt() {
    TokenBucket bucket = new TokenBucket(1, 300, 0);
    assertThat(bucket.tryTake(400, 0)).isTrue();
    assertThat(bucket.level(0)).isEqualTo(-100);
    assertThat(bucket.tryTake(1, 100 * SECOND)).isFalse();
    assertThat(bucket.tryTake(1, 101 * SECOND)).isTrue();
    assertThat(bucket.tryTake(400, 200 * SECOND)).isFalse();
  }

  @Test
  void tryTake_outOfOrder_findsTheLevelOfTheLatest() {
    TokenBucket bucket = new TokenBucket(10, 10, 0);
    assertThat(bucket.tryTake(10, SECOND)).isTrue();
    assertThat(bucket.tryTake(1, 0)).isFalse();
    assertThat(bucket.tryTake(1, SECOND + SECOND / 10)).isTrue();
  }

  @Test
  void level_afterCenturies_isFull() {
    TokenBucket bucket = new TokenBucket(80_000, 24_000_000, 0);
    bucket.take(24_000_000, 0);
    assertThat(bucket.level(Long.MAX_VALUE)).isEqualTo(24_000_000);
  }

  @Test
  void bucket_ofNegativeFigures_isRefused() {
    assertThatThrownBy(() -> new TokenBucket(-1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    TokenBucket bucket = new TokenBucket(1, 1, 0);
    assertThatThrownBy(() -> bucket.take(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
