package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExactRunTest {
  /** An API with one function for each method, before DAX and a table. */
  private static Design design(int cacheSeconds, double rate, int burst, boolean onDemand) {
    List<String> key = List.of("method.request.header.Authorization", "method.request.path.id");
    return new Design(
        "test",
        "us-east-1",
        List.of(),
        List.of(
            new Stage(
                "Api",
                cacheSeconds > 0 ? 0.5 : 0,
                List.of(
                    new Route("GET", "/notes", "List", cacheSeconds, key, rate, burst),
                    new Route("GET", "/notes/{id}", "Get", cacheSeconds, key, rate, burst),
                    new Route("PUT", "/notes/{id}", "Put", 0, List.of(), rate, burst)))),
        List.of(
            new Function("List", 1024, 10, -1, List.of(new Use("Query", "Cache", true))),
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", "dax.t3.small", 1, 300_000, 60_000)),
        List.of(
            new Table(
                "Notes",
                onDemand,
                onDemand ? -1 : 10,
                onDemand ? -1 : 5,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("us-east-1"),
                false)),
        List.of());
  }

  private static Workload workload(double rate, double seconds, Action... actions) {
    return new Workload(
        "w",
        "test",
        1,
        seconds,
        new Traffic.Drawn(new RateCurve.Constant(rate), true),
        Users.of(10),
        List.of(Items.perUser("notes", new Popularity.Uniform(4), new Sizes.Constant(1000))),
        List.of(actions));
  }

  private static final Action GET = Action.of("GET /notes/{id}", 1, "notes");
  private static final Action LIST = Action.of("GET /notes", 1, "notes");
  private static final Action PUT = Action.of("PUT /notes/{id}", 1, "notes");

  private static CapacityFigures capacity(Outcome outcome, boolean write) {
    return outcome.capacities().stream()
        .filter(each -> each.write() == write)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void run_readsThroughTwoCaches_countsWhatEachPassesOn() {
    Outcome outcome =
        WhatIf.run(design(60, -1, -1, true), workload(10, 100, GET), Settings.exact());
    assertThat(outcome.run().requests()).isEqualTo(1000);
    assertThat(outcome.run().finished()).isTrue();
    long stageMisses = outcome.tier(Kind.STAGE).orElseThrow().misses();
    assertThat(outcome.tier(Kind.STAGE).orElseThrow().requests()).isEqualTo(1000);
    assertThat(outcome.tier(Kind.DAX_ITEM).orElseThrow().requests()).isEqualTo(stageMisses);
    // Forty items, each asked of DynamoDB once, for half a unit.
    assertThat(outcome.tier(Kind.DAX_ITEM).orElseThrow().misses()).isEqualTo(40);
    assertThat(capacity(outcome, false).consumed().sum()).isEqualTo(20);
    assertThat(outcome.functions().get(1).invocations()).isEqualTo(stageMisses);
    assertThat(outcome.latency().count()).isEqualTo(1000);
    assertThat(outcome.usage().apis().get(0).requests()).isEqualTo(1000);
  }

  @Test
  void run_list_readsTheWholeCollectionOnce_andIsStaleAfterAWrite() {
    Outcome outcome =
        WhatIf.run(design(0, -1, -1, true), workload(10, 50, LIST, PUT), Settings.exact());
    // 4,000 bytes are one block, for half a unit, in each of ten collections.
    assertThat(capacity(outcome, false).consumed().sum()).isEqualTo(5);
    long writes = outcome.functions().get(2).invocations();
    assertThat(capacity(outcome, true).consumed().sum()).isEqualTo((double) writes);
    assertThat(outcome.tier(Kind.DAX_QUERY).orElseThrow().stale()).isGreaterThan(100);
    assertThat(outcome.tier(Kind.DAX_ITEM).orElseThrow().stale()).isZero();
  }

  @Test
  void run_aboveTheMethodsRate_refusesWhatTheBucketHasNot() {
    // A bucket of 5 and 4 a second, asked regularly: it gives 5 + 4 t to the last request.
    Outcome outcome = WhatIf.run(design(0, 4, 5, true), workload(10, 100, GET), Settings.exact());
    long refused = outcome.refused();
    assertThat(outcome.refusals()).hasSize(1);
    assertThat(outcome.refusals().get(0).reason()).isEqualTo(Reason.METHOD_THROTTLE);
    assertThat(1000 - refused).isBetween(403L, 405L);
    assertThat(outcome.usage().apis().get(0).requests()).isEqualTo((double) (1000 - refused));
  }

  @Test
  void run_aboveWhatIsProvisioned_throttlesWhatTheBucketHasNot() {
    // 5 write units a second and 300 s of them saved: 1,500 + 5 t are given, but for what a full
    // bucket cannot hold in the seconds until the first function has started.
    Services services = Services.defaults().with(Services.Retries.NONE);
    Outcome outcome =
        WhatIf.run(
            design(0, -1, -1, false),
            workload(20, 200, PUT),
            Settings.exact().withServices(services));
    CapacityFigures writes = capacity(outcome, true);
    assertThat(writes.consumed().sum()).isBetween(2475.0, 2500.0);
    assertThat(writes.throttledRequests()).isEqualTo(4000 - (long) writes.consumed().sum());
    assertThat(outcome.refused()).isEqualTo(writes.throttledRequests());
    assertThat(outcome.refusals().get(0).reason()).isEqualTo(Reason.TABLE_THROTTLE);
    // The first 100 s are served from what was saved.
    assertThat(writes.throttled().at(50)).isZero();
    assertThat(writes.throttled().at(150)).isCloseTo(15, within(1.0));
    assertThat(writes.partitions()).hasSize(1);
    assertThat(writes.partitions().get(0).consumed()).isEqualTo(writes.consumed());
  }

  @Test
  void run_slowFunction_needsRateTimesDuration_andTimesOutAtItsLimit() {
    Latency twoSeconds = Latency.constant(Duration.ofSeconds(2));
    Outcome outcome =
        WhatIf.run(
            design(0, -1, -1, true), workload(10, 100, GET.withWork(twoSeconds)), Settings.exact());
    // Little's law: 10 a second for 2 s and what the calls take.
    assertThat(outcome.functions().get(1).concurrency().at(60)).isBetween(20.0, 22.0);
    assertThat(outcome.functions().get(1).coldStarts())
        .isEqualTo(outcome.functions().get(1).peakConcurrency());
    Outcome late =
        WhatIf.run(
            design(0, -1, -1, true),
            workload(10, 100, GET.withWork(Latency.constant(Duration.ofSeconds(11)))),
            Settings.exact());
    assertThat(late.refusals().get(0).reason()).isEqualTo(Reason.FUNCTION_TIMEOUT);
    assertThat(late.refused()).isEqualTo(1000);
    assertThat(late.functions().get(1).timeouts()).isEqualTo(1000);
  }

  /**
   * Erlang's loss formula, which holds for any distribution of durations (M/G/c/c): a function with
   * c environments of its own, asked by a Poisson process for a erlangs, turns away (a^c / c!) /
   * sum of a^k / k!.
   */
  @Test
  void run_reservedConcurrency_turnsAwayWhatErlangSays() {
    int environments = 5;
    double seconds = 0.5;
    double rate = 10;
    Design plain = design(0, -1, -1, true);
    Function get = plain.functions().get(1);
    Design reserved =
        new Design(
            plain.name(),
            plain.region(),
            plain.distributions(),
            plain.apis(),
            List.of(
                plain.functions().get(0),
                new Function(get.id(), 1024, 10, environments, get.uses()),
                plain.functions().get(2)),
            plain.clusters(),
            plain.tables(),
            plain.streams());
    Services atOnce =
        Services.defaults()
            .with(LambdaConfig.defaults().withoutLatency())
            .with(DaxConfig.defaults().withLatency(Latency.NONE))
            .with(DynamoDbConfig.defaults().withLatency(Latency.NONE));
    Workload poisson =
        workload(rate, 10_000, GET.withWork(Latency.constant(Duration.ofMillis(500))))
            .withTraffic(new Traffic.Drawn(new RateCurve.Constant(rate), false));
    Outcome outcome = WhatIf.run(reserved, poisson, Settings.exact().withServices(atOnce));
    double term = 1;
    double sum = 1;
    for (int k = 1; k <= environments; k++) {
      term *= rate * seconds / k;
      sum += term;
    }
    double turnedAway = (double) outcome.refused() / outcome.run().requests();
    assertThat(turnedAway).isCloseTo(term / sum, within(0.01));
    assertThat(outcome.refusals().get(0).reason()).isEqualTo(Reason.FUNCTION_CONCURRENCY);
    assertThat(outcome.functions().get(1).peakConcurrency()).isEqualTo(environments);
    Outcome fast = WhatIf.run(reserved, poisson, Settings.fast().withServices(atOnce));
    assertThat((double) fast.refused() / fast.run().requests()).isCloseTo(term / sum, within(0.01));
  }

  @Test
  void run_stopped_keepsWhatIsDone() {
    Outcome outcome =
        WhatIf.run(
            design(60, -1, -1, true),
            workload(1000, 1000, GET),
            Settings.exact(),
            (done, requests) -> requests < 100_000);
    assertThat(outcome.run().finished()).isFalse();
    assertThat(outcome.run().requests()).isBetween(100_000L, 120_000L);
    assertThat(outcome.run().seconds()).isCloseTo(outcome.run().requests() / 1000.0, within(0.1));
    assertThat(outcome.tier(Kind.STAGE).orElseThrow().requests())
        .isEqualTo(outcome.run().requests());
  }

  @Test
  void run_again_isTheSame_andAnotherSeedIsNot() {
    Workload poisson =
        workload(50, 60, GET, LIST, PUT)
            .withTraffic(new Traffic.Drawn(new RateCurve.Constant(50), false));
    Design design = design(60, -1, -1, true);
    Outcome one = WhatIf.run(design, poisson, Settings.exact());
    assertThat(WhatIf.run(design, poisson, Settings.exact())).isEqualTo(one);
    assertThat(WhatIf.run(design, poisson.withSeed(2), Settings.exact())).isNotEqualTo(one);
  }

  @Test
  void run_ofARouteThatIsNotThere_isRefusedBeforeAnythingRuns() {
    assertThatThrownBy(
            () ->
                WhatIf.run(
                    design(60, -1, -1, true),
                    workload(1, 1, Action.of("GET /note", 1, "notes")),
                    Settings.exact()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("test: GET /note: the API has no such route, only GET /notes, ");
    assertThatThrownBy(
            () ->
                WhatIf.run(
                    design(60, -1, -1, true),
                    workload(1, 1, GET.doing(Action.Does.DELETE)),
                    Settings.exact()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("the role of Get does not allow DeleteItem");
  }
}
