package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FastRunTest {
  private static final List<String> KEY =
      List.of("method.request.header.Authorization", "method.request.path.id");

  /** Four tiers: edges, a stage cache, DAX, a table in two Regions. */
  private static Design design(boolean edges, double cacheGb, String node) {
    return new Design(
        "test",
        "us-east-1",
        edges
            ? List.of(
                new Distribution(
                    "Site",
                    "PriceClass_All",
                    List.of(
                        new Behavior("/api/*", "Api", 0, 0, 3600),
                        new Behavior("*", "Content", 1, 86_400, 31_536_000))))
            : List.of(),
        List.of(
            new Stage(
                "Api",
                cacheGb,
                List.of(
                    new Route("GET", "/notes", "List", 60, KEY, -1, -1),
                    new Route("GET", "/notes/{id}", "Get", 60, KEY, -1, -1),
                    new Route("PUT", "/notes/{id}", "Put", 0, List.of(), -1, -1)))),
        List.of(
            new Function("List", 1024, 10, -1, List.of(new Use("Query", "Cache", true))),
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", node, 1, 300_000, 60_000)),
        List.of(
            new Table(
                "Notes",
                true,
                -1,
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("us-east-1", "ap-northeast-2"),
                false)),
        List.of());
  }

  private static final List<Action> OWN =
      List.of(
          Action.of("GET /notes", 40, "notes"),
          Action.of("GET /notes/{id}", 50, "notes").withConsistent(0.05),
          Action.of("PUT /notes/{id}", 10, "notes"));

  private static Workload own(int users, double rate, double seconds) {
    return new Workload(
        "own",
        "test",
        3,
        seconds,
        new Traffic.Drawn(new RateCurve.Constant(rate), false),
        new Users(new Popularity.Zipf(users, 0.8), 600, Map.of()),
        List.of(
            Items.perUser("notes", new Popularity.Zipf(10, 0.9), new Sizes.LogNormal(300, 2000))),
        OWN);
  }

  private static Workload shared(int objects, double rate, double seconds) {
    Map<City, Double> cities = new LinkedHashMap<>();
    cities.put(City.NEW_YORK, 2.0);
    cities.put(City.SEOUL, 1.0);
    return new Workload(
        "shared",
        "test",
        5,
        seconds,
        new Traffic.Drawn(new RateCurve.Constant(rate), false),
        Users.of(1000).in(cities),
        List.of(
            Items.shared("notes", new Popularity.Zipf(objects, 0.9), new Sizes.Constant(900)),
            Items.shared("pages", new Popularity.Zipf(objects, 0.8), new Sizes.Constant(9000))),
        List.of(
            Action.of("GET /notes", 20, "notes").withCacheSeconds(30),
            Action.of("GET /notes/{id}", 45, "notes").withCacheSeconds(30),
            Action.of("GET /*", 34, "pages").doing(Action.Does.FETCH),
            Action.of("PUT /notes/{id}", 1, "notes")));
  }

  private static void assertClose(Outcome fast, Outcome exact, double points) {
    for (Kind kind : Kind.values()) {
      Optional<TierFigures> tier = exact.tier(kind);
      assertThat(fast.tier(kind).isPresent()).as(kind.title()).isEqualTo(tier.isPresent());
      if (tier.isPresent() && tier.get().requests() > 0) {
        assertThat(fast.tier(kind).orElseThrow().hitRate())
            .as(kind.title())
            .isCloseTo(tier.get().hitRate(), within(points));
      }
    }
  }

  private static double units(Outcome outcome, boolean write, String region) {
    return outcome.capacities().stream()
        .filter(each -> each.write() == write && each.region().equals(region))
        .map(CapacityFigures::consumed)
        .findFirst()
        .orElseThrow()
        .sum();
  }

  @Test
  void run_everyRequest_isAsExact_whereEverythingFits() {
    Design design = design(false, 0.5, "dax.t3.small");
    Workload workload = own(2000, 100, 900);
    Outcome exact = WhatIf.run(design, workload, Settings.exact());
    Outcome fast = WhatIf.run(design, workload, Settings.fast());
    assertThat(fast.run().requests()).isEqualTo(exact.run().requests());
    assertClose(fast, exact, 0.001);
    for (boolean write : new boolean[] {false, true}) {
      for (String region : List.of("us-east-1", "ap-northeast-2")) {
        double expected = units(exact, write, region);
        assertThat(units(fast, write, region)).isCloseTo(expected, within(0.002 * expected));
      }
    }
    assertThat(fast.latency().count()).isEqualTo(exact.latency().count());
    assertThat(fast.latency().millisAt(0.5)).isCloseTo(exact.latency().millisAt(0.5), within(0.1));
    assertThat(fast.latency().millisAt(0.9)).isCloseTo(exact.latency().millisAt(0.9), within(1.5));
    assertThat(fast.usage().apis().get(0).requests())
        .isEqualTo(exact.usage().apis().get(0).requests());
    double gbSeconds = exact.usage().functions().stream().mapToDouble(f -> f.gbSeconds()).sum();
    assertThat(fast.usage().functions().stream().mapToDouble(f -> f.gbSeconds()).sum())
        .isCloseTo(gbSeconds, within(0.05 * gbSeconds));
  }

  @Test
  void run_behindEdges_isAsExact() {
    Design design = design(true, 0.5, "dax.t3.small");
    Workload workload = shared(3000, 100, 900);
    Outcome exact = WhatIf.run(design, workload, Settings.exact());
    Outcome fast = WhatIf.run(design, workload, Settings.fast());
    assertThat(fast.run().requests()).isEqualTo(exact.run().requests());
    assertClose(fast, exact, 0.004);
    List<Usage.DistributionUse> uses = fast.usage().distributions();
    assertThat(uses).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Usage.DistributionUse expected = exact.usage().distributions().get(i);
      assertThat(uses.get(i).city()).isEqualTo(expected.city());
      assertThat(uses.get(i).requests()).isEqualTo(expected.requests());
      assertThat(uses.get(i).bytesOut())
          .isCloseTo(expected.bytesOut(), within(0.001 * expected.bytesOut()));
    }
    double gets = exact.usage().buckets().get(0).gets();
    assertThat(fast.usage().buckets().get(0).gets()).isCloseTo(gets, within(0.005 * gets));
  }

  @Test
  void run_ofASample_isWithinAPoint_andUnitsWithinTwoPercent() {
    Design design = design(false, 0.5, "dax.t3.small");
    Workload workload = own(20_000, 400, 1800);
    Outcome whole = WhatIf.run(design, workload, Settings.fast());
    Outcome sample = WhatIf.run(design, workload, Settings.sampled(0.2));
    assertThat(sample.run().simulated()).isLessThan(whole.run().simulated() / 3);
    assertThat(sample.run().requests())
        .isCloseTo(whole.run().requests(), within(whole.run().requests() / 200));
    assertClose(sample, whole, 0.01);
    for (boolean write : new boolean[] {false, true}) {
      double expected = units(whole, write, "us-east-1");
      assertThat(units(sample, write, "us-east-1")).isCloseTo(expected, within(0.02 * expected));
    }
    double busy = whole.functions().get(1).concurrency().mean();
    assertThat(sample.functions().get(1).concurrency().mean()).isBetween(0.1 * busy, 3 * busy);
  }

  @Test
  void run_ofASampleOfShared_isWithinAPoint() {
    Design design = design(true, 0.5, "dax.t3.small");
    Workload workload = shared(50_000, 500, 1200);
    Outcome whole = WhatIf.run(design, workload, Settings.fast());
    Outcome sample = WhatIf.run(design, workload, Settings.sampled(0.1));
    // The inner caches see 5,000 objects through two others: a point more.
    assertClose(sample, whole, 0.02);
  }

  @Test
  void run_inACacheThatIsFull_evicts_asExactDoes() {
    // Some 20,000 pages of 9 KB in 64 MB.
    Design design = design(true, 0.5, "dax.t3.small");
    Workload workload = shared(20_000, 400, 900);
    Outcome exact = WhatIf.run(design, workload, Settings.exact());
    Outcome fast = WhatIf.run(design, workload, Settings.fast());
    assertThat(exact.tier(Kind.EDGE).orElseThrow().evictions()).isGreaterThan(1000);
    assertClose(fast, exact, 0.01);
    long evictions = exact.tier(Kind.EDGE).orElseThrow().evictions();
    assertThat(fast.tier(Kind.EDGE).orElseThrow().evictions())
        .isCloseTo(evictions, within(evictions / 20));
  }

  @Test
  void run_withSeveralNodesOfDax_isAsExact() {
    Design one = design(false, 0, "dax.t3.small");
    Cluster cluster = one.clusters().get(0);
    Design three =
        new Design(
            one.name(),
            one.region(),
            one.distributions(),
            one.apis(),
            one.functions(),
            List.of(
                new Cluster(
                    cluster.id(),
                    cluster.nodeType(),
                    3,
                    cluster.recordTtlMillis(),
                    cluster.queryTtlMillis())),
            one.tables(),
            one.streams());
    Workload workload = own(1000, 100, 900);
    Outcome exact = WhatIf.run(three, workload, Settings.exact());
    Outcome fast = WhatIf.run(three, workload, Settings.fast());
    assertThat(exact.tiers().stream().filter(each -> each.kind() == Kind.DAX_ITEM)).hasSize(3);
    assertThat(fast.tiers().stream().filter(each -> each.kind() == Kind.DAX_ITEM)).hasSize(3);
    assertClose(fast, exact, 0.005);
    for (boolean write : new boolean[] {false, true}) {
      double expected = units(exact, write, "us-east-1");
      assertThat(units(fast, write, "us-east-1")).isCloseTo(expected, within(0.02 * expected));
    }
    // What one node keeps the others hear of, so that three hit about as often as one.
    assertClose(WhatIf.run(one, workload, Settings.exact()), exact, 0.01);
  }

  @Test
  void run_ofRequestsThatInvoke_countsTheInvokedFunctionAndItsMails() {
    Design plain = design(false, 0.5, "dax.t3.small");
    List<Function> functions = new ArrayList<>(plain.functions());
    functions.add(new Function("Welcome", 256, 30, -1, List.of()));
    Design design =
        new Design(
            plain.name(),
            plain.region(),
            plain.distributions(),
            plain.apis(),
            functions,
            plain.clusters(),
            plain.tables(),
            plain.streams());
    Action put = OWN.get(2);
    Workload workload =
        own(500, 50, 600)
            .withActions(
                List.of(
                    OWN.get(0),
                    OWN.get(1),
                    new Action(
                        put.request(),
                        put.weight(),
                        put.items(),
                        put.does(),
                        put.index(),
                        put.consistent(),
                        put.cacheSeconds(),
                        Optional.empty(),
                        0.5,
                        List.of("Welcome"),
                        0)));
    Outcome exact = WhatIf.run(design, workload, Settings.exact());
    Outcome fast = WhatIf.run(design, workload, Settings.fast());
    for (Outcome outcome : List.of(exact, fast)) {
      long puts = outcome.functions().get(2).invocations();
      assertThat(puts).isBetween(2_800L, 3_200L);
      assertThat(outcome.functions().get(3).id()).isEqualTo("Welcome");
      // What the last requests set off may come after the end.
      assertThat(outcome.functions().get(3).invocations()).isBetween(puts - 3, puts);
      assertThat(outcome.usage().mails()).isCloseTo(puts * 0.5, within(1e-6 + 0.1 * puts));
    }
    assertThat(exact.functions().get(3).coldStarts()).isPositive();
    // A deviation that docs/fidelity.md names.
    assertThat(fast.functions().get(3).coldStarts()).isZero();
    assertThat(fast.functions().get(3).invocations())
        .isCloseTo(exact.functions().get(3).invocations(), within(3L));
  }

  @Test
  void shippedWorkloads_makeSense() {
    assertThat(WorkloadReader.shipped("todo").orElseThrow().expectedRequests().orElseThrow())
        .isCloseTo(20 * 86_400.0, within(1.0));
  }
}
