package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.core.place.City;
import dev.diorama.core.random.Latency;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Much traffic by a sample against an exact run of its beginning. In full, a month of 1,000
 * requests a second against a day, it is {@code WhatIfMonth} of the benchmarks.
 */
class MonthBySampleTest {
  private static final double HOUR = 3_600;

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
                0.5,
                List.of(
                    new Route("GET", "/posts/{id}", "Get", 60, key, -1, -1),
                    new Route("PUT", "/posts/{id}", "Put", 0, List.of(), -1, -1)))),
        List.of(
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", "dax.t3.small", 1, 100_000, 60_000)),
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

  private static Workload lasting(double seconds) {
    return new Workload(
        "zipf",
        "test",
        1,
        seconds,
        new Traffic.Drawn(new RateCurve.Constant(100), false),
        Users.of(1_000).in(Map.of(City.NEW_YORK, 1.0)),
        List.of(Items.shared("posts", new Popularity.Zipf(40_000, 0.9), new Sizes.Constant(900))),
        List.of(
            Action.of("GET /posts/{id}", 98, "posts").withCacheSeconds(20),
            Action.of("PUT /posts/{id}", 2, "posts")));
  }

  /**
   * Functions start at once: in an hour, the starts of its first second are a good part of the
   * bill, and a sample knows only the mean of each step.
   */
  private static Services services() {
    LambdaConfig lambda = LambdaConfig.defaults();
    return Services.defaults()
        .with(lambda.withLatencies(Latency.NONE, Latency.NONE, lambda.handler()));
  }

  @Test
  void muchTrafficBySample_isWithinAPointAndTwoPercent_ofItsBeginningExactly() {
    Outcome beginning =
        WhatIf.run(design(), lasting(HOUR), Settings.exact().withServices(services()));
    Outcome all =
        WhatIf.run(design(), lasting(12 * HOUR), Settings.sampled(0.2).withServices(services()));
    assertThat(all.run().simulated()).isLessThan(all.run().requests() / 2);
    for (Kind kind : List.of(Kind.EDGE, Kind.REGIONAL_EDGE, Kind.STAGE, Kind.DAX_ITEM)) {
      TierFigures tier = beginning.tier(kind).orElseThrow();
      assertThat(all.tier(kind).orElseThrow().hitRate())
          .as(kind.title())
          .isCloseTo(tier.hitRate(), within(0.01));
    }
    Billing billing = new Billing(PriceList.standard(), false);
    Map<String, Double> costs = billing.month(all.usage()).byService();
    billing
        .month(beginning.usage())
        .byService()
        .forEach(
            (service, cost) ->
                assertThat(costs.get(service))
                    .as(service)
                    .isCloseTo(cost, within(Math.max(0.01, 0.02 * cost))));
  }
}
