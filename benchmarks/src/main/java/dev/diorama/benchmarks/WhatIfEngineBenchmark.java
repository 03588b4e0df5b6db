package dev.diorama.benchmarks;

import dev.diorama.core.place.City;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
public class WhatIfEngineBenchmark {
  private static final int FAST = 10_000_000;
  private static final int EXACT = 1_000_000;
  private static final double PER_SECOND = 2_000;

  private static final Design DESIGN = design();

  private static Design design() {
    List<String> key = List.of("method.request.path.id");
    return new Design(
        "four tiers",
        "us-east-1",
        List.of(
            new Distribution(
                "Site", "PriceClass_All", List.of(new Behavior("/api/*", "Api", 0, 0, 3600)))),
        List.of(
            new Stage(
                "Api",
                6.1,
                List.of(
                    new Route("GET", "/posts/{id}", "Get", 300, key, -1, -1),
                    new Route("PUT", "/posts/{id}", "Put", 0, List.of(), -1, -1)))),
        List.of(
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", "dax.r5.large", 1, 300_000, 60_000)),
        List.of(
            new Table(
                "Posts",
                true,
                -1,
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("us-east-1"),
                false)),
        List.of());
  }

  private static Workload workload(int objects, int requests, City... from) {
    Map<City, Double> cities = new LinkedHashMap<>();
    for (City city : from) {
      cities.put(city, 1.0);
    }
    return new Workload(
        "zipf",
        "benchmark",
        1,
        requests / PER_SECOND,
        new Traffic.Drawn(new RateCurve.Constant(PER_SECOND), false),
        Users.of(10_000).in(cities),
        List.of(
            Items.shared("posts", new Popularity.Zipf(objects, 1.0), new Sizes.Constant(1000))
                .withMost(objects)),
        List.of(
            Action.of("GET /posts/{id}", 99, "posts").withCacheSeconds(3600),
            Action.of("PUT /posts/{id}", 1, "posts")));
  }

  /** Fast, edges of four Regions, a million objects. */
  @Benchmark
  @OperationsPerInvocation(FAST)
  public Outcome fastFourRegions() {
    return WhatIf.run(
        DESIGN,
        workload(1_000_000, FAST, City.VIRGINIA, City.DUBLIN, City.SEOUL, City.SAO_PAULO),
        Settings.fast());
  }

  /** Fast, edges of one Region, a hundred thousand objects. */
  @Benchmark
  @OperationsPerInvocation(FAST)
  public Outcome fastOneRegion() {
    return WhatIf.run(DESIGN, workload(100_000, FAST, City.VIRGINIA), Settings.fast());
  }

  /** The same traffic from one Region, exactly. */
  @Benchmark
  @OperationsPerInvocation(EXACT)
  public Outcome exactOneRegion() {
    return WhatIf.run(DESIGN, workload(100_000, EXACT, City.VIRGINIA), Settings.exact());
  }

  /** A month of 1,000 requests a second, 2.6 billion, by a hundredth of the objects: seconds. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 1)
  @Measurement(iterations = 2)
  public Outcome sampledMonth() {
    Workload month =
        workload(1_000_000, 1, City.VIRGINIA)
            .withSeconds(30 * 86_400.0)
            .withTraffic(new Traffic.Drawn(new RateCurve.Constant(1_000), false));
    return WhatIf.run(DESIGN, month, Settings.sampled(0.01));
  }
}
