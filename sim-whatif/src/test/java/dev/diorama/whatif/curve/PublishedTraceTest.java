package dev.diorama.whatif.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.benmanes.caffeine.cache.simulator.admission.Admission;
import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy;
import com.github.benmanes.caffeine.cache.simulator.policy.linked.LinkedPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.product.CaffeinePolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.sketch.WindowTinyLfuPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.sketch.WindowTinyLfuPolicy.WindowTinyLfuSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.diorama.whatif.flat.FlatCache;
import dev.diorama.whatif.flat.FlatLru;
import dev.diorama.whatif.flat.FlatTinyLfu;
import dev.diorama.whatif.flat.ObjectNumbers;
import dev.diorama.whatif.trace.TraceEnd;
import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.trace.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another simulator judges: Caffeine's, on the traces that were published with LIRS (Jiang and
 * Zhang, SIGMETRICS 2002) and that its jar carries.
 */
class PublishedTraceTest {
  private static final String TRACES =
      "/com/github/benmanes/caffeine/cache/simulator/parser/lirs/%s.trace.gz";

  /** Room for so many hundredths of the distinct objects. */
  private static final int[] ROOMS = {1, 5, 10, 20, 50, 80};

  private static final Config DEFAULTS =
      ConfigFactory.defaultReference().getConfig("caffeine.simulator");

  private static long[] trace(String name) throws IOException {
    LongStream.Builder blocks = LongStream.builder();
    String file = TRACES.formatted(name);
    try (InputStream in = Policy.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      TraceEnd end =
          Traces.read(in, name, TraceFormat.LIRS, (nanos, key, bytes, op) -> blocks.add(key));
      assertThat(end.problem()).isEmpty();
    }
    return blocks.build().toArray();
  }

  private static Config room(int objects) {
    return ConfigFactory.parseMap(Map.of("maximum-size", objects)).withFallback(DEFAULTS);
  }

  private static Policy lru(int objects) {
    return new LinkedPolicy(
        room(objects), Set.of(), Admission.ALWAYS, LinkedPolicy.EvictionPolicy.LRU);
  }

  /** The policy's own simulation, with a window of a hundredth as in the paper. */
  private static Policy tinyLfu(int objects) {
    return new WindowTinyLfuPolicy(0.99, new WindowTinyLfuSettings(room(objects)));
  }

  private static long hits(Policy policy, long[] trace) {
    for (long key : trace) {
      policy.record(AccessEvent.forKey(key));
    }
    policy.finished();
    assertThat(policy.stats().requestCount()).isEqualTo(trace.length);
    return policy.stats().hitCount();
  }

  private static long hits(FlatCache cache, long[] trace) {
    ObjectNumbers numbers = new ObjectNumbers();
    long hits = 0;
    for (long key : trace) {
      hits += cache.read(numbers.of(key), 1, 0) ? 1 : 0;
    }
    return hits;
  }

  private static int objects(long[] trace) {
    return (int) Arrays.stream(trace).distinct().count();
  }

  @ParameterizedTest
  @CsvSource({
    "2_pools, 100000", "cpp, 9047", "cs, 6781", "gli, 6015", "loop, 505500", "multi1, 15858",
    "multi2, 26311", "multi3, 30241", "ps, 10448", "scan, 50025", "sprite, 133996", "zigzag, 52001"
  })
  void lru_hitsAsTheOtherSimulatorDoes_toTheRequest(String name, int requests) throws IOException {
    long[] trace = trace(name);
    assertThat(trace).hasSize(requests);
    LruCurve curve = new LruCurve(1);
    for (long key : trace) {
      curve.request(key, 1);
    }
    assertThat(curve.objects()).isEqualTo(objects(trace));
    for (int percent : ROOMS) {
      int room = Math.max(10, objects(trace) * percent / 100);
      long theirs = hits(lru(room), trace);
      assertThat(hits(new FlatLru(room, FlatLru.NEVER), trace))
          .as("LRU of %d objects on %s", room, name)
          .isEqualTo(theirs);
      assertThat(curve.curve().hitRatio(room) * requests)
          .as("the curve at %d objects on %s", room, name)
          .isEqualTo((double) theirs, within(1e-6));
    }
  }

  /**
   * The sketches hash differently and the other one begins at its full size, so the two part
   * company where the choice among objects of equal frequency matters: small caches and loops.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"2_pools", "cpp", "cs", "gli", "multi1", "multi2", "multi3", "ps", "sprite"})
  void tinyLfu_liesWithinThreePoints_andOnAverageWithinOneAndAHalf(String name) throws IOException {
    long[] trace = trace(name);
    double sum = 0;
    for (int percent : ROOMS) {
      int room = Math.max(10, objects(trace) * percent / 100);
      double theirs = 100.0 * hits(tinyLfu(room), trace) / trace.length;
      double ours = 100.0 * hits(new FlatTinyLfu(room), trace) / trace.length;
      assertThat(ours)
          .as("W-TinyLFU of %d objects on %s, per cent", room, name)
          .isCloseTo(theirs, within(3.0));
      sum += Math.abs(ours - theirs);
    }
    assertThat(sum / ROOMS.length).as("mean distance on %s", name).isLessThan(1.5);
  }

  @ParameterizedTest
  @CsvSource({"loop, 8", "scan, 8", "zigzag, 8"})
  void tinyLfu_onLoops_holdsOnToAPart_asTheirs(String name, double points) throws IOException {
    long[] trace = trace(name);
    for (int percent : ROOMS) {
      int room = Math.max(10, objects(trace) * percent / 100);
      double theirs = 100.0 * hits(tinyLfu(room), trace) / trace.length;
      double ours = 100.0 * hits(new FlatTinyLfu(room), trace) / trace.length;
      assertThat(ours)
          .as("W-TinyLFU of %d objects on %s, per cent", room, name)
          .isCloseTo(theirs, within(points));
    }
  }

  /** Caffeine itself widens its window as it goes, where that helps; here the window stays. */
  @ParameterizedTest
  @ValueSource(strings = {"2_pools", "cpp", "cs", "gli", "multi3", "ps", "sprite"})
  void tinyLfu_liesWithinSixPointsOfCaffeineItself(String name) throws IOException {
    long[] trace = trace(name);
    for (int percent : ROOMS) {
      int room = Math.max(10, objects(trace) * percent / 100);
      double theirs = 100.0 * hits(new CaffeinePolicy(room(room), Set.of()), trace) / trace.length;
      double ours = 100.0 * hits(new FlatTinyLfu(room), trace) / trace.length;
      assertThat(ours)
          .as("Caffeine of %d objects on %s, per cent", room, name)
          .isCloseTo(theirs, within(6.0));
    }
  }
}
