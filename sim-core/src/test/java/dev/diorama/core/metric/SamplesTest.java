package dev.diorama.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.core.metric.Samples.ValueCount;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void add_equalValues_needNoHistogram() {
    Samples samples = Samples.of(2, 3);
    samples.add(2, 1);

    assertThat(samples.values()).containsExactly(new ValueCount(2, 4));
    assertThat(samples.sum()).isEqualTo(8);
    assertThat(samples.percentile(99)).hasValue(2);
  }

  @Test
  void percentile_fewValues_isExactByNearestRank() {
    Samples samples = new Samples();
    for (double value : new double[] {40, 10, 30, 20}) {
      samples.add(value, 1);
    }
    assertThat(samples.percentile(0)).hasValue(10);
    assertThat(samples.percentile(50)).hasValue(20);
    assertThat(samples.percentile(75)).hasValue(30);
    assertThat(samples.percentile(75.1)).hasValue(40);
    assertThat(samples.percentile(100)).hasValue(40);
    assertThat(samples.average()).isEqualTo(25);
  }

  @Test
  void percentile_manyValues_isWithinAPercent() {
    Samples samples = new Samples();
    for (int i = 1; i <= 100_000; i++) {
      samples.add(i / 10.0, 1);
    }
    assertThat(samples.percentile(50).orElseThrow())
        .isCloseTo(5000, Percentage.withPercentage(0.51));
    assertThat(samples.percentile(99).orElseThrow())
        .isCloseTo(9900, Percentage.withPercentage(0.51));
    assertThat(samples.percentile(100)).hasValue(10_000);
    assertThat(samples.min()).isEqualTo(0.1);
    assertThat(samples.values()).hasSizeLessThan(1200);
  }

  @Test
  void add_roundedSamples_keepsSumAndExtremes() {
    Samples many = new Samples();
    for (int i = 0; i < 1000; i++) {
      many.add(i + 0.5, 1);
    }
    Samples copy = new Samples();
    copy.add(many);
    copy.add(Samples.of(7, 0.5));

    assertThat(copy.count()).isEqualTo(1000.5);
    assertThat(copy.sum()).isCloseTo(500_003.5, within(1e-6));
    assertThat(copy.min()).isEqualTo(0.5);
    assertThat(copy.max()).isEqualTo(999.5);
    assertThat(copy.percentile(0)).hasValue(0.5);
  }

  @Test
  void percentile_overSetOrNegativeValues_isUnknown() {
    Samples samples = Samples.of(5, 1);
    samples.add(Samples.set(3, 9, 1, 4));
    assertThat(samples.percentile(50)).isEmpty();
    assertThat(samples.count()).isEqualTo(4);
    assertThat(samples.min()).isEqualTo(1);
    assertThat(samples.max()).isEqualTo(5);
    samples.add(2, 1);
    assertThat(samples.values()).isEmpty();

    Samples negative = Samples.of(-1, 1);
    negative.add(1, 1);
    assertThat(negative.percentile(50)).isEmpty();
    assertThat(negative.max()).isEqualTo(1);
  }

  @Test
  void set_ofEqualSamples_hasPercentiles() {
    assertThat(Samples.set(3, 9, 3, 3).percentile(90)).hasValue(3);
    assertThat(new Samples().percentile(50)).isEmpty();
    assertThat(new Samples().isEmpty()).isTrue();
  }
}
