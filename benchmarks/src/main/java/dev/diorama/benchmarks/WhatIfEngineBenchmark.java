package dev.diorama.benchmarks;

import dev.diorama.core.place.City;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.result.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole runs of a four-tier design (edges, stage cache, DAX, DynamoDB), one thread: requests a
 * second, drawing them included. Zipf(1.0), one write in a hundred.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
public class WhatIfEngineBenchmark {
  private static final int FAST = 10_000_000;
  private static final int EXACT = 1_000_000;

  /** Fast, edges of four Regions, a million objects. */
  @Benchmark
  @OperationsPerInvocation(FAST)
  public Outcome fastFourRegions() {
    return WhatIf.run(
        FourTiers.DESIGN,
        FourTiers.workload(1_000_000, FAST, City.VIRGINIA, City.DUBLIN, City.SEOUL, City.SAO_PAULO),
        Settings.fast());
  }

  /** Fast, edges of one Region, a hundred thousand objects. */
  @Benchmark
  @OperationsPerInvocation(FAST)
  public Outcome fastOneRegion() {
    return WhatIf.run(
        FourTiers.DESIGN, FourTiers.workload(100_000, FAST, City.VIRGINIA), Settings.fast());
  }

  /** The same traffic from one Region, exactly. */
  @Benchmark
  @OperationsPerInvocation(EXACT)
  public Outcome exactOneRegion() {
    return WhatIf.run(
        FourTiers.DESIGN, FourTiers.workload(100_000, EXACT, City.VIRGINIA), Settings.exact());
  }

  /** A month of 1,000 requests a second, 2.6 billion, by a hundredth of the objects: seconds. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 1)
  @Measurement(iterations = 2)
  public Outcome sampledMonth() {
    return WhatIf.run(FourTiers.DESIGN, FourTiers.lasting(30 * 86_400), Settings.sampled(0.01));
  }
}
