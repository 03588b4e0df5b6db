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
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A table with indexes that auto scaling follows through a spike, three ways: live, with alarms in
 * CloudWatch and updates of the table; exactly; and fast.
 */
class ScaledAnswersTest {
  /** As the workload says. */
  private static final int MINUTES = 32;

  private static Latency millis(int millis) {
    return Latency.constant(Duration.ofMillis(millis));
  }

  /** As constant as live: see {@link SameAnswersTest}. */
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

  private static String resource(String name) throws IOException {
    try (InputStream in = ScaledAnswersTest.class.getResourceAsStream("/whatif/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The design of notes with two indexes and auto scaling. */
  private static String template() throws IOException {
    return resource("notes.yaml")
        .replace(
            "      ProvisionedThroughput: {ReadCapacityUnits: 7, WriteCapacityUnits: 7}\n",
            """
                  ProvisionedThroughput: {ReadCapacityUnits: 2, WriteCapacityUnits: 6}
                  GlobalSecondaryIndexes:
                    - IndexName: byNote
                      KeySchema: [{AttributeName: sk, KeyType: HASH}]
                      Projection: {ProjectionType: ALL}
                      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 3}
                    - IndexName: byUser
                      KeySchema:
                        - {AttributeName: pk, KeyType: HASH}
                        - {AttributeName: sk, KeyType: RANGE}
                      Projection: {ProjectionType: KEYS_ONLY}
                      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 5}
            """)
        .replace(
            "        TABLE_NAME: !Ref Notes\n",
            "        TABLE_NAME: !Ref Notes\n        LIST_INDEX: byUser\n")
        .replace(
            "                Resource: !GetAtt Notes.Arn\n",
            "                Resource: [!GetAtt Notes.Arn, !Sub '${Notes.Arn}/index/*']\n")
        .replace("Outputs:\n", resource("scaled-resources.yaml") + "Outputs:\n");
  }

  /** Units and throttles of the table and of each index, and the units provisioned by minute. */
  private static Map<String, Double> counted(Outcome outcome) {
    Map<String, Double> figures = new TreeMap<>();
    for (CapacityFigures each : outcome.capacities()) {
      String name = each.index() + (each.write() ? " write" : " read");
      figures.put(name + " units", each.consumed().sum());
      figures.put(name + " throttles", (double) each.throttledRequests());
    }
    return figures;
  }

  /** When units became how many: {@code 0: 6, 10: 12}; minutes that live knows nothing of aside. */
  private static Map<String, String> changes(Map<String, Double> byMinute) {
    Map<String, String> changes = new TreeMap<>();
    Map<String, Double> last = new TreeMap<>();
    byMinute.forEach(
        (nameAndMinute, units) -> {
          int end = nameAndMinute.lastIndexOf(' ');
          String name = nameAndMinute.substring(0, end);
          if (!units.equals(last.put(name, units))) {
            String change = nameAndMinute.substring(end + 1) + ": " + units.longValue();
            changes.merge(name, change, (before, next) -> before + ", " + next);
          }
        });
    return changes;
  }

  private static Map<String, Double> provisioned(Outcome outcome) {
    Map<String, Double> figures = new TreeMap<>();
    for (CapacityFigures each : outcome.capacities()) {
      for (int minute = 0; minute < each.provisioned().size(); minute++) {
        String name = each.index() + (each.write() ? " write" : " read");
        figures.put(
            String.format(Locale.ROOT, "%s %02d", name, minute), each.provisioned().at(minute));
      }
    }
    return figures;
  }

  @Test
  void liveAndExact_scaleAtTheSameTime_andFastNearlySo() throws IOException {
    Workload workload =
        WorkloadReader.read("scaled-workload.yaml", resource("scaled-workload.yaml"));
    Design design = DesignReader.read("notes", template(), Map.of(), "us-east-1");
    Settings exactly = Settings.exact().withSteps(MINUTES).withServices(services());
    Outcome exact = WhatIf.run(design, workload, exactly);
    Outcome fast =
        WhatIf.run(design, workload, Settings.fast().withSteps(MINUTES).withServices(services()));
    Map<String, Double> live;
    Map<String, Double> liveUnits = new TreeMap<>();
    try (LiveNotes notes = new LiveNotes(template(), services())) {
      notes.run(workload, List.of(Does.LIST, Does.GET, Does.CREATE, Does.UPDATE, Does.DELETE));
      live = notes.capacities(List.of("", "byNote", "byUser"));
      liveUnits.putAll(notes.provisioned(List.of("", "byNote", "byUser"), MINUTES));
    }
    Map<String, Double> exactUnits = provisioned(exact);
    // Live, CloudWatch is told of units when they are used.
    exactUnits.keySet().retainAll(liveUnits.keySet());
    assertThat(changes(exactUnits)).isEqualTo(changes(liveUnits));
    assertThat(counted(exact)).isEqualTo(live);
    assertThat(counted(exact).get("byNote write throttles")).isGreaterThan(20);
    assertThat(exact.usage().tables().get(1).provisionedWriteUnits()).isBetween(4.2, 11.0);
    counted(exact)
        .forEach(
            (name, value) ->
                assertThat(counted(fast).get(name))
                    .as("fast: %s", name)
                    .isCloseTo(value, within(Math.max(30, 0.03 * value))));
    assertThat(fast.usage().tables().get(1).provisionedWriteUnits())
        .isCloseTo(exact.usage().tables().get(1).provisionedWriteUnits(), within(0.5));
  }
}
