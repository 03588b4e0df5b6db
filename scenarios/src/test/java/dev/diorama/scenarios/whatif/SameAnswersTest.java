package dev.diorama.scenarios.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.DesignReader;
import dev.diorama.whatif.engine.Services;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.Refusal;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * One workload, three ways: live through real SDK clients, exactly, and fast. {@code
 * -Ddiorama.whatif.requests=200000} makes it longer than a suite bears.
 */
class SameAnswersTest {
  private static final int REQUESTS = Integer.getInteger("diorama.whatif.requests", 20_000);
  private static final double PER_SECOND = 30;

  /** From so many requests on both reads and writes are throttled. */
  private static final int THROTTLED_FROM = 20_000;

  /** Latencies are constant, for live and what-if draw them from other streams of chance. */
  private static Services services() {
    return Services.defaults()
        .with(
            ApiGatewayConfig.defaults()
                .withLatency(millis(12), millis(5))
                .withControlLatency(Latency.NONE))
        .with(LambdaConfig.defaults().withLatencies(millis(200), millis(300), millis(4)))
        .with(DaxConfig.defaults().withLatency(millis(1)))
        .with(DynamoDbConfig.defaults().withLatency(millis(3)))
        .with(Services.Retries.NONE);
  }

  private static Latency millis(int millis) {
    return Latency.constant(Duration.ofMillis(millis));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SameAnswersTest.class.getResourceAsStream("/whatif/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, Double> counted(Outcome outcome) {
    Map<String, Double> figures = new TreeMap<>();
    for (Kind kind : List.of(Kind.STAGE, Kind.DAX_ITEM, Kind.DAX_QUERY)) {
      String name =
          switch (kind) {
            case STAGE -> "stage";
            case DAX_ITEM -> "item";
            default -> "query";
          };
      figures.put(name + " hits", (double) outcome.tier(kind).orElseThrow().hits());
      figures.put(name + " misses", (double) outcome.tier(kind).orElseThrow().misses());
    }
    for (CapacityFigures each : outcome.capacities()) {
      figures.put(each.write() ? "wcu" : "rcu", each.consumed().sum());
      figures.put(
          each.write() ? "write throttles" : "read throttles", (double) each.throttledRequests());
    }
    figures.put(
        "invocations",
        (double) outcome.functions().stream().mapToLong(FunctionFigures::invocations).sum());
    figures.put(
        "cold starts",
        (double) outcome.functions().stream().mapToLong(FunctionFigures::coldStarts).sum());
    figures.put(
        "lambda throttles",
        (double) outcome.functions().stream().mapToLong(FunctionFigures::throttled).sum());
    for (Refusal each : outcome.refusals()) {
      figures.merge("status " + each.reason().status(), (double) each.requests(), Double::sum);
    }
    // Not found is an answer too.
    figures.put("answered", (double) outcome.run().requests() - outcome.refused());
    return figures;
  }

  @Test
  void liveAndExact_countTheSame_andFastNearlySo() throws IOException {
    String template = resource("notes.yaml");
    Workload workload =
        WorkloadReader.read("notes-workload.yaml", resource("notes-workload.yaml"))
            .withSeconds(REQUESTS / PER_SECOND);
    Design design = DesignReader.read("notes", template, Map.of(), "us-east-1");
    Outcome exact = WhatIf.run(design, workload, Settings.exact().withServices(services()));
    Map<String, Double> expected = counted(exact);
    Map<String, Double> live;
    try (LiveNotes notes = new LiveNotes(template, services())) {
      live =
          notes.run(workload, List.of(Does.LIST, Does.GET, Does.CREATE, Does.UPDATE, Does.DELETE));
    }
    assertThat(live).isEqualTo(expected);
    Map<String, Double> fast =
        counted(WhatIf.run(design, workload, Settings.fast().withServices(services())));
    // The fast engine takes every write for made, and here the table turns many away.
    live.forEach(
        (name, value) ->
            assertThat(fast.get(name))
                .as("fast: %s", name)
                .isCloseTo(value, within(Math.max(30, 0.03 * value))));
    // Nothing is compared that did not happen; but until a table has spent the 300 seconds' units
    // that it has saved up, nothing is throttled.
    if (REQUESTS >= THROTTLED_FROM) {
      assertThat(live.values()).doesNotContain(0.0);
    }
  }
}
