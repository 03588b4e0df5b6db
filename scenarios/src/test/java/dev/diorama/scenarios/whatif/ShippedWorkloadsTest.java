package dev.diorama.scenarios.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.DesignReader;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The designs and workloads that come with Diorama, by both engines. */
class ShippedWorkloadsTest {
  private static Design design(String name) throws IOException {
    try (InputStream in =
        ShippedWorkloadsTest.class.getResourceAsStream("/" + name + "/template.yaml")) {
      assertThat(in).as(name).isNotNull();
      return DesignReader.read(
          name, new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of(), "us-east-1");
    }
  }

  private static Workload workload(String name, double seconds) {
    return WorkloadReader.shipped(name).orElseThrow().withSeconds(seconds);
  }

  private static double units(Outcome outcome, boolean write) {
    return outcome.capacities().stream()
        .filter(each -> each.write() == write)
        .map(CapacityFigures::consumed)
        .mapToDouble(each -> each.sum())
        .sum();
  }

  private static void assertAlike(Outcome fast, Outcome exact, double points) {
    assertThat(exact.run().finished()).isTrue();
    assertThat(fast.run().requests()).isEqualTo(exact.run().requests());
    assertThat(fast.refused()).isEqualTo(exact.refused());
    for (Kind kind : Kind.values()) {
      Optional<TierFigures> expected = exact.tier(kind);
      assertThat(fast.tier(kind).isPresent()).as(kind.title()).isEqualTo(expected.isPresent());
      if (expected.isPresent() && expected.get().requests() > 0) {
        assertThat(fast.tier(kind).orElseThrow().hitRate())
            .as("%s in %s", kind.title(), exact.run().design())
            .isCloseTo(expected.get().hitRate(), within(points));
      }
    }
    for (boolean write : new boolean[] {false, true}) {
      double expected = units(exact, write);
      assertThat(expected).isPositive();
      assertThat(units(fast, write))
          .as(write ? "written units" : "read units")
          .isCloseTo(expected, within(0.02 * expected));
    }
    for (FunctionFigures expected : exact.functions()) {
      long invocations =
          fast.functions().stream()
              .filter(each -> each.id().equals(expected.id()))
              .findFirst()
              .orElseThrow()
              .invocations();
      assertThat(invocations)
          .as(expected.id())
          .isCloseTo(expected.invocations(), within(20 + expected.invocations() / 50));
    }
  }

  @Test
  void todo_isTheSameByBothEngines() throws IOException {
    Design todo = design("todo");
    Workload workload = workload("todo", 4 * 3600);
    Outcome exact = WhatIf.run(todo, workload, Settings.exact());
    Outcome fast = WhatIf.run(todo, workload, Settings.fast());
    assertThat(exact.run().requests()).isGreaterThan(50_000);
    assertAlike(fast, exact, 0.005);
    assertThat(exact.tier(Kind.STAGE).orElseThrow().hitRate()).isBetween(0.05, 0.6);
    assertThat(exact.tier(Kind.DAX_ITEM).orElseThrow().hitRate()).isBetween(0.05, 0.95);
  }

  @Test
  void blog_isTheSameByBothEngines_andWelcomesEverySubscriber() throws IOException {
    Design blog = design("blog");
    Workload workload = workload("blog", 3600);
    Outcome exact = WhatIf.run(blog, workload, Settings.exact());
    Outcome fast = WhatIf.run(blog, workload, Settings.fast());
    assertThat(exact.run().requests()).isGreaterThan(50_000);
    assertAlike(fast, exact, 0.01);
    assertThat(exact.tier(Kind.EDGE).orElseThrow().hitRate()).isGreaterThan(0.5);
    for (Outcome outcome : List.of(exact, fast)) {
      long welcomed =
          outcome.functions().stream()
              .filter(each -> each.id().equals("Welcome"))
              .findFirst()
              .orElseThrow()
              .invocations();
      assertThat(welcomed).isGreaterThan(200);
      assertThat(outcome.usage().mails()).isCloseTo((double) welcomed, within(0.1 * welcomed));
    }
  }
}
