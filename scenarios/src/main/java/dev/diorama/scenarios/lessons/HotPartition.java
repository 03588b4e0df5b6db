package dev.diorama.scenarios.lessons;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** One partition key takes 1,000 write units a second, whatever the table has. */
final class HotPartition extends Lesson {
  private static final int TABLE_UNITS = 4_000;

  /** Large items, so that few requests make many units. */
  private static final int KILOBYTES = 100;

  private static final int WRITES_A_SECOND = 20;
  private static final int SECONDS = 3;

  HotPartition() {
    super(
        22,
        Subject.BOTH,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("burst-adaptive-capacity"),
        Guide.DYNAMODB.page("TroubleshootingThrottling"));
  }

  @Override
  void given(Observations saw) {
    saw.note("table.units", TABLE_UNITS);
    saw.note("asked", WRITES_A_SECOND * KILOBYTES).note("writes", WRITES_A_SECOND * SECONDS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    write(lab.bench(), saw, "hot", 1);
    write(lab.bench(), saw, "sharded", 20);
    saw.answer('c', saw.number("hot.refused") > 0 && saw.number("sharded.refused") == 0);
  }

  private static void write(Bench bench, Observations saw, String kind, int keys) {
    DynamoDbClient dynamo = bench.dynamo();
    dynamo.createTable(
        table ->
            table
                .tableName("votes")
                .attributeDefinitions(
                    a -> a.attributeName("candidate").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("candidate").keyType(KeyType.HASH))
                .provisionedThroughput(
                    units -> units.readCapacityUnits(1L).writeCapacityUnits((long) TABLE_UNITS)));
    String filler = "x".repeat(KILOBYTES * 1024 - 100);
    int done = 0;
    for (int i = 0; i < WRITES_A_SECOND * SECONDS; i++) {
      String key = "mina#" + i % keys;
      String outcome =
          Bench.outcome(
              () ->
                  dynamo.putItem(
                      put ->
                          put.tableName("votes")
                              .item(
                                  Map.of(
                                      "candidate", AttributeValue.fromS(key),
                                      "filler", AttributeValue.fromS(filler)))));
      done += outcome.equals("200") ? 1 : 0;
      bench.advance(Duration.ofMillis(1_000 / WRITES_A_SECOND));
    }
    saw.note(kind + ".keys", keys).note(kind + ".refused", WRITES_A_SECOND * SECONDS - done);
    saw.note(kind + ".units", (double) done * KILOBYTES / SECONDS);
    saw.note(
        kind + ".range",
        bench.metric("AWS/DynamoDB", "WriteKeyRangeThroughputThrottleEvents") > 0
            ? "KeyRangeThroughputExceeded"
            : "-");
  }
}
