package dev.diorama.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.simulator.admission.Admission;
import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy;
import com.github.benmanes.caffeine.cache.simulator.policy.linked.LinkedPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.product.CaffeinePolicy;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.diorama.whatif.curve.LruCurve;
import dev.diorama.whatif.curve.MissRatioCurve;
import dev.diorama.whatif.curve.SampledCurve;
import dev.diorama.whatif.flat.FlatLru;
import dev.diorama.whatif.workload.Popularity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One cache of 100,000 objects under 20 million requests, Zipf(1.0) over a million objects, drawn
 * beforehand: the fast engine's LRU beside the JDK's, beside Caffeine and beside the policies of
 * Caffeine's simulator; and the curves of all sizes from the same requests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 10)
public class WhatIfLruBenchmark {
  private static final int REQUESTS = 20_000_000;
  private static final int OBJECTS = 1_000_000;
  private static final int ROOM = 100_000;

  private final int[] trace = new int[REQUESTS];

  /** Draws the requests. */
  @Setup
  public void draw() {
    Popularity.Draws draws = new Popularity.Zipf(OBJECTS, 1.0).draws(1);
    for (int i = 0; i < REQUESTS; i++) {
      trace[i] = draws.next(0);
    }
  }

  /** The fast engine's. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long flatLru() {
    FlatLru cache = new FlatLru(ROOM, FlatLru.NEVER);
    long hits = 0;
    for (int object : trace) {
      hits += cache.read(object, 1, 0) ? 1 : 0;
    }
    return hits;
  }

  /** The JDK's linked map in the order of use. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long linkedHashMap() {
    Map<Integer, Integer> cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
            return size() > ROOM;
          }
        };
    long hits = 0;
    for (int object : trace) {
      if (cache.get(object) != null) {
        hits++;
      } else {
        cache.put(object, object);
      }
    }
    return hits;
  }

  /** Caffeine itself, which admits by frequency. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long caffeine() {
    Cache<Integer, Integer> cache =
        Caffeine.newBuilder().maximumSize(ROOM).executor(Runnable::run).build();
    long hits = 0;
    for (int object : trace) {
      if (cache.getIfPresent(object) != null) {
        hits++;
      } else {
        cache.put(object, object);
      }
    }
    return hits;
  }

  /** Caffeine's simulator: its LRU. Each request is an event, as its trace readers make them. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long simulatorLinkedLru() {
    return replayed(
        new LinkedPolicy(settings(), Set.of(), Admission.ALWAYS, LinkedPolicy.EvictionPolicy.LRU));
  }

  /** Caffeine's simulator: Caffeine. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long simulatorProductCaffeine() {
    return replayed(new CaffeinePolicy(settings(), Set.of()));
  }

  private static Config settings() {
    return ConfigFactory.parseMap(Map.of("maximum-size", ROOM))
        .withFallback(ConfigFactory.defaultReference().getConfig("caffeine.simulator"));
  }

  private long replayed(Policy policy) {
    for (int object : trace) {
      policy.record(AccessEvent.forKey(object));
    }
    policy.finished();
    return policy.stats().hitCount();
  }

  /** Every size at once, exactly. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public MissRatioCurve exactCurve() {
    LruCurve curve = new LruCurve(1_000);
    for (int object : trace) {
      curve.request(object, 1);
    }
    return curve.curve();
  }

  /** Every size at once, by a hundredth of the objects. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public MissRatioCurve sampledCurve() {
    SampledCurve curve = new SampledCurve(0.01, 1_000, 1);
    for (int object : trace) {
      curve.request(object, 1);
    }
    return curve.curve();
  }
}
