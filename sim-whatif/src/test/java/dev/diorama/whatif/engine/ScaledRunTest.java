package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.Usage.TableUse;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table that auto scaling follows through a spike of an hour. */
class ScaledRunTest {
  private static final int HOURS = 2;

  private static Design design(long units, String... regions) {
    return new Design(
        "test",
        "us-east-1",
        List.of(),
        List.of(
            new Stage("Api", 0, List.of(new Route("POST", "/notes", "Put", 0, List.of(), -1, -1)))),
        List.of(new Function("Put", 1024, 10, -1, List.of(new Use("PutItem", "Notes", false)))),
        List.of(),
        List.of(
            new Table(
                "Notes",
                false,
                5,
                units,
                Optional.empty(),
                Optional.of(TargetTracking.of(5, 40, 70)),
                List.of(),
                List.of(regions),
                false)),
        List.of());
  }

  /** Three units a second, and thirty from minute 10 to minute 70. */
  private static Outcome run(Engine engine, Design design) {
    Workload workload =
        new Workload(
            "w",
            "test",
            1,
            HOURS * 3600.0,
            new Traffic.Drawn(new RateCurve.Spike(3, 10, 600, 3600), true),
            Users.of(50),
            List.of(
                Items.perUser("notes", new Popularity.Uniform(4), new Sizes.Constant(1000))
                    .withMost(10_000)),
            List.of(Action.of("POST /notes", 1, "notes").doing(Does.CREATE)));
    Settings settings = engine == Engine.EXACT ? Settings.exact() : Settings.fast();
    Services once = Services.defaults().with(Services.Retries.NONE);
    return WhatIf.run(design, workload, settings.withSteps(HOURS * 60).withServices(once));
  }

  private static CapacityFigures writes(Outcome outcome, String region) {
    return outcome.capacities().stream()
        .filter(each -> each.write() && each.region().equals(region))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void spike_isFollowedMinutesLater_andThrottledBetween(Engine engine) {
    Outcome outcome = run(engine, design(5, "us-east-1"));
    CapacityFigures writes = writes(outcome, "us-east-1");
    assertThat(writes.provisioned().at(9)).isEqualTo(5);
    // Two minutes are too busy, the alarm looks in the third, the update takes two more.
    assertThat(writes.provisioned().at(14)).isEqualTo(5);
    // What is throttled is not consumed: 5 units a second lead to 8, and 8 to 12 later.
    assertThat(writes.provisioned().at(15)).isEqualTo(8);
    assertThat(writes.provisioned().at(20)).isEqualTo(12);
    assertThat(writes.provisioned().at(60)).isEqualTo(40);
    // What was saved lasts for 60 seconds: 1,500 units for 25 more a second than there are.
    assertThat(writes.throttled().at(10)).isLessThan(60);
    assertThat(writes.throttled().at(13)).isCloseTo(25 * 60, within(15.0));
    assertThat(writes.throttled().at(60)).isZero();
    assertThat(outcome.refused()).isEqualTo(writes.throttledRequests());
    // Fifteen minutes after the spike it is scaled in, again after two for alarm and update.
    assertThat(writes.provisioned().at(86)).isEqualTo(40);
    assertThat(writes.provisioned().at(90)).isEqualTo(5);
    TableUse use = outcome.usage().tables().get(0);
    // A quarter of an hour of 5, five minutes each of 8 to 38, then 40 until minute 88, then 5.
    assertThat(use.provisionedWriteUnits()).isCloseTo(22.2, within(1.0));
    assertThat(use.provisionedReadUnits()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void replicas_areScaledByWhatIsReplicatedToThem(Engine engine) {
    Outcome outcome = run(engine, design(5, "us-east-1", "eu-west-1"));
    CapacityFigures there = writes(outcome, "eu-west-1");
    assertThat(there.provisioned().at(5)).isEqualTo(5);
    assertThat(there.provisioned().max()).isBetween(12.0, 40.0);
    assertThat(outcome.usage().tables().get(1).provisionedWriteUnits()).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource
  void capacity_outsideItsBounds_isBroughtWithinThem(Engine engine) {
    assertThat(writes(run(engine, design(90, "us-east-1")), "us-east-1").provisioned().at(0))
        .isEqualTo(40);
  }
}
