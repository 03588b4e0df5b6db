package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest {
  private static final BigInteger NANOS_TIMES_MILLI = BigInteger.valueOf(1_000_000_000_000L);

  @Test
  void take_fromFullBucket_givesBurstAndNoMore() {
    TokenBucket bucket = new TokenBucket(10, 3, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.has(0)).isTrue();
      bucket.take();
    }
    assertThat(bucket.has(0)).isFalse();
    assertThatThrownBy(bucket::take).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void has_afterExactlyOneTokensTime_isTrueAndNotBefore() {
    TokenBucket bucket = new TokenBucket(3, 1, 0);
    bucket.take();
    assertThat(bucket.has(333_333_333)).isFalse();
    assertThat(bucket.has(333_333_334)).isTrue();
  }

  @Test
  void has_afterVeryLongIdleTime_isCappedAtBurst() {
    TokenBucket bucket = new TokenBucket(1e9, 2, 0);
    bucket.take();
    bucket.take();
    assertThat(bucket.has(Long.MAX_VALUE)).isTrue();
    bucket.take();
    bucket.take();
    assertThat(bucket.has(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void has_whenTimeRunsBackwards_addsNothing() {
    TokenBucket bucket = new TokenBucket(1, 1, 5_000_000_000L);
    bucket.take();
    assertThat(bucket.has(0)).isFalse();
    assertThat(bucket.has(5_500_000_000L)).isFalse();
    assertThat(bucket.has(6_000_000_000L)).isTrue();
  }

  @Test
  void has_withoutRate_neverRefills() {
    TokenBucket bucket = new TokenBucket(0, 1, 0);
    bucket.take();
    assertThat(bucket.has(Long.MAX_VALUE)).isFalse();
  }

  /**
   * Against the definition itself: a request is allowed if and only if over every window that ends
   * with it, the requests allowed stay within rate * t + burst. Compared in exact arithmetic, for
   * random arrivals.
   */
  @ParameterizedTest
  @CsvSource({"10000,500", "10,1", "0.001,2", "0.5,3", "33.333,7", "2500,125", "0,4"})
  void has_onRandomArrivals_allowsExactlyWhatRateAndBurstAllow(double rate, int burst) {
    SimRandom random = new Seeds(7).stream("bucket/" + rate);
    TokenBucket bucket = new TokenBucket(rate, burst, 0);
    BigInteger milliRate = BigInteger.valueOf(Math.round(rate * 1000));
    List<Long> allowed = new ArrayList<>();
    long now = 0;
    long step = rate == 0 ? 1_000_000_000 : (long) (1e9 / rate);
    for (int i = 0; i < 1_500; i++) {
      now += random.chance(1, 50) ? random.nextLong(step * 20) : random.nextLong(step) / 2;
      boolean expected = fits(allowed, now, milliRate, burst);
      assertThat(bucket.has(now)).as("request %d at %d ns", i, now).isEqualTo(expected);
      if (expected) {
        bucket.take();
        allowed.add(now);
      }
    }
    assertThat(allowed).isNotEmpty();
  }

  private static boolean fits(List<Long> allowed, long now, BigInteger milliRate, int burst) {
    // Only the newest burst + some requests can bind; older windows are wider than they are full.
    BigInteger room = BigInteger.valueOf(burst).multiply(NANOS_TIMES_MILLI);
    for (int i = allowed.size() - 1; i >= 0; i--) {
      BigInteger count = BigInteger.valueOf(allowed.size() - i + 1L).multiply(NANOS_TIMES_MILLI);
      BigInteger may = milliRate.multiply(BigInteger.valueOf(now - allowed.get(i))).add(room);
      if (count.compareTo(may) > 0) {
        return false;
      }
    }
    return burst > 0;
  }
}
