package dev.diorama.scenarios.lessons;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Burst capacity covers a short spike; auto scaling comes minutes late for a long one. */
final class SpikeAndScaling extends Lesson {
  /** What the template gives the table. */
  private static final int UNITS = 2;

  /** Of one write a second. */
  private static final int KILOBYTES = 8;

  private static final int SHORT_SECONDS = 90;
  private static final int LONG_MINUTES = 10;

  SpikeAndScaling() {
    super(
        20,
        Subject.BOTH,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("burst-adaptive-capacity"),
        Guide.DYNAMODB.page("AutoScaling"));
  }

  @Override
  void given(Observations saw) {
    saw.note("units", UNITS).note("asked", KILOBYTES);
    saw.note("short", SHORT_SECONDS).note("long", LONG_MINUTES);
  }

  @Override
  void run(Lab lab, Observations saw) {
    int early = shortSpike(lab.bench(), saw);
    Bench bench = lab.bench();
    DynamoDbClient dynamo = idleTable(bench);
    int[] byMinute = new int[LONG_MINUTES];
    long scaled = 0;
    for (int i = 0; i < LONG_MINUTES * 60; i++) {
      byMinute[i / 60] += refused(bench, dynamo);
      if (scaled == 0 && i % 10 == 9 && units(dynamo) > UNITS) {
        scaled = i + 1;
      }
    }
    int all = 0;
    for (int minute : byMinute) {
      all += minute;
    }
    saw.note("long.first", byMinute[0] + byMinute[1]).note("long.refused", all);
    saw.note("long.last", byMinute[LONG_MINUTES - 1]).note("scaled", scaled);
    saw.note("long.units", units(dynamo));
    saw.answer('b', early == 0 && all > 0 && scaled > 120 && byMinute[LONG_MINUTES - 1] == 0);
  }

  private static DynamoDbClient idleTable(Bench bench) {
    bench.deploy("scaled");
    bench.advance(Duration.ofMinutes(6));
    return bench.dynamo();
  }

  private static int shortSpike(Bench bench, Observations saw) {
    DynamoDbClient dynamo = idleTable(bench);
    int refused = 0;
    for (int i = 0; i < SHORT_SECONDS; i++) {
      refused += refused(bench, dynamo);
    }
    saw.note("short.refused", refused).note("short.units", units(dynamo));
    return refused;
  }

  /** One write, and a second; 1 if it was refused, else 0. */
  private static int refused(Bench bench, DynamoDbClient dynamo) {
    Map<String, AttributeValue> order =
        Map.of(
            "id", AttributeValue.fromS("order"),
            "text", AttributeValue.fromS("x".repeat(KILOBYTES * 1_000)));
    String outcome = Bench.outcome(() -> dynamo.putItem(p -> p.tableName("orders").item(order)));
    bench.seconds(1);
    return outcome.equals("200") ? 0 : 1;
  }

  private static long units(DynamoDbClient dynamo) {
    return dynamo
        .describeTable(d -> d.tableName("orders"))
        .table()
        .provisionedThroughput()
        .writeCapacityUnits();
  }
}
