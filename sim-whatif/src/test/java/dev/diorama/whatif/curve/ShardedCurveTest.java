package dev.diorama.whatif.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.Popularity.Draws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedCurveTest {
  private static final int REQUESTS = 600_000;

  private static MissRatioCurve exact(double exponent) {
    Draws draws = new Popularity.Zipf(100_000, exponent).draws(7);
    LruCurve exact = new LruCurve(100);
    for (int n = 0; n < REQUESTS; n++) {
      exact.request(draws.next(0), 1);
    }
    return exact.curve();
  }

  private static ShardedCurve sharded(int shards, double rate, double exponent) {
    Draws draws = new Popularity.Zipf(100_000, exponent).draws(7);
    ShardedCurve curve = new ShardedCurve(new KeyShards(shards, rate, 1), 100);
    for (int n = 0; n < REQUESTS; n++) {
      curve.request(draws.next(0), 1);
    }
    return curve;
  }

  @Test
  void oneShardOfAll_isExact() {
    assertThat(sharded(1, 1, 1).curve()).isEqualTo(exact(1));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1.0, 0.7, 0.002",
    "8, 1.0, 1.0, 0.002",
    "64, 1.0, 1.0, 0.003",
    "256, 1.0, 0.7, 0.005",
    "16, 0.1, 1.0, 0.01"
  })
  void manyShards_lieCloseToTheExactCurve(
      int shards, double rate, double exponent, double meanError) {
    ShardedCurve sharded = sharded(shards, rate, exponent);
    assertThat(sharded.requests()).isEqualTo(REQUESTS);
    assertThat(sharded.curve().meanAbsoluteError(exact(exponent), 100)).isLessThan(meanError);
  }

  @Test
  void counts_ofShardsWorkedOutApart_addUpToTheSame_inAnyOrder() {
    KeyShards shards = new KeyShards(5, 0.5, 9);
    ShardedCurve together = new ShardedCurve(shards, 10);
    CurveShard[] apart = new CurveShard[5];
    for (int i = 0; i < 5; i++) {
      apart[i] = new CurveShard(shards, 10);
      Draws draws = new Popularity.Zipf(5_000, 0.8).draws(3);
      for (int n = 0; n < 50_000; n++) {
        long key = draws.next(0);
        if (shards.of(key) == i) {
          apart[i].request(key, 7);
        }
      }
    }
    Draws draws = new Popularity.Zipf(5_000, 0.8).draws(3);
    for (int n = 0; n < 50_000; n++) {
      together.request(draws.next(0), 7);
    }
    ShardCounts sum = apart[3].counts();
    for (int i : new int[] {1, 4, 0, 2}) {
      sum = sum.plus(apart[i].counts());
    }
    assertThat(sum).isEqualTo(together.counts());
    assertThat(sum.curve(shards, 50_000)).isEqualTo(together.curve());
  }

  @Test
  void shards_getEqualPartsOfTheObjects_andOfASampleToo() {
    KeyShards shards = new KeyShards(10, 0.25, 4);
    int[] sizes = new int[10];
    int none = 0;
    for (long key = 0; key < 400_000; key++) {
      int shard = shards.of(key);
      if (shard == KeyShards.NONE) {
        none++;
      } else {
        sizes[shard]++;
      }
    }
    assertThat(none).isBetween(298_000, 302_000);
    for (int size : sizes) {
      assertThat(size).isBetween(9_600, 10_400);
    }
  }

  @Test
  void traceCurve_readsFilesOneAfterTheOther_andCountsReadsOnly(@TempDir Path folder)
      throws IOException {
    Path one = folder.resolve("1.csv");
    Path two = folder.resolve("2.csv");
    Files.writeString(one, "key,size,op\na,10,read\nb,10,write\nc,10,delete\n");
    Files.writeString(two, "key,size,op\nb,10,read\na,10,read\n");
    TraceCurve curve =
        TraceCurve.read(List.of(one, two), TraceFormat.CSV, new KeyShards(1, 1, 1), 10);
    assertThat(curve.files()).extracting(TraceFigures::reads).containsExactly(1L, 2L);
    assertThat(curve.files().get(0).writes()).isEqualTo(1);
    assertThat(curve.files().get(0).deletes()).isEqualTo(1);
    assertThat(curve.objects()).isEqualTo(2);
    // b was written after a was read: it fits into 10 bytes, both into 20.
    assertThat(curve.curve().missRatio(10)).isEqualTo(1 - 1 / 3.0);
    assertThat(curve.curve().missRatio(20)).isEqualTo(1 - 2 / 3.0);
  }

  @Test
  void traceCurve_ofAFileWithABadRecord_keepsWhatWasReadAndReadsTheNext(@TempDir Path folder)
      throws IOException {
    Path one = folder.resolve("1.lirs");
    Path two = folder.resolve("2.lirs");
    Files.writeString(one, "1\n2\nx\n1\n");
    Files.writeString(two, "1\n");
    TraceCurve curve =
        TraceCurve.read(List.of(one, two), TraceFormat.LIRS, new KeyShards(1, 1, 1), 512);
    assertThat(curve.files().get(0).end().problem())
        .contains(one + ": record 3: the block is \"x\", not a whole number");
    assertThat(curve.files()).extracting(TraceFigures::reads).containsExactly(2L, 1L);
    assertThat(curve.curve().missRatio(1024)).isEqualTo(1 - 1 / 3.0);
    assertThatThrownBy(
            () ->
                TraceCurve.read(
                    List.of(folder.resolve("no")), TraceFormat.LIRS, new KeyShards(1, 1, 1), 512))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new KeyShards(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 1 to 4096 shards, not 0");
    assertThatThrownBy(() -> new KeyShards(4097, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyShards(1, 1.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sampling rate is in (0, 1], not 1.5");
    assertThatThrownBy(() -> new CurveShard(new KeyShards(1, 1, 1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a grain is at least 1 byte, not 0");
    ShardCounts fine = new CurveShard(new KeyShards(1, 1, 1), 1).counts();
    ShardCounts coarse = new CurveShard(new KeyShards(1, 1, 1), 2).counts();
    assertThatThrownBy(() -> fine.plus(coarse))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grains of 1 and of 2 bytes cannot be added up");
  }
}
