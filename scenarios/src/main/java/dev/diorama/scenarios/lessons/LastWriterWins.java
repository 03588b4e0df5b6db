package dev.diorama.scenarios.lessons;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Two Regions write one item within the lag: the last one wins, or is told of a conflict. */
final class LastWriterWins extends Lesson {
  private static final String VIRGINIA = "us-east-1";
  private static final String OHIO = "us-east-2";
  private static final String OREGON = "us-west-2";

  private static final int APART_MILLIS = 5;

  LastWriterWins() {
    super(
        43,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.DYNAMODB.page("V2globaltables_HowItWorks"),
        Guide.DYNAMODB.page("bp-global-table-design"));
  }

  @Override
  void given(Observations saw) {
    saw.note("apart", APART_MILLIS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    write(lab.bench(), saw, "eventual", false);
    write(lab.bench(), saw, "strong", true);
    saw.answer(
        'b',
        saw.values().get("eventual.second").equals("200")
            && saw.values().get("eventual.virginia").equals("Oregon")
            && saw.values().get("strong.second").contains("ReplicatedWriteConflict")
            && saw.number("strong.ms") > 2 * saw.number("eventual.ms"));
  }

  private static void write(Bench bench, Observations saw, String kind, boolean strong) {
    DynamoDbClient virginia = bench.dynamo();
    DynamoDbClient oregon = bench.in(OREGON).dynamo();
    virginia.createTable(
        create ->
            create
                .tableName("posts")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
    virginia.updateTable(
        update -> {
          update
              .tableName("posts")
              .replicaUpdates(GlobalTables.replica(OHIO), GlobalTables.replica(OREGON));
          if (strong) {
            update.multiRegionConsistency(MultiRegionConsistency.STRONG);
          }
        });
    bench.settle();
    put(virginia, "before");
    saw.millis(kind + ".ms", bench.lastNanos());
    bench.settle();
    bench.seconds(10);
    saw.note(kind + ".first", Bench.outcome(() -> put(virginia, "Virginia")));
    bench.advance(Duration.ofMillis(APART_MILLIS));
    saw.note(kind + ".second", Bench.outcome(() -> put(oregon, "Oregon")));
    bench.settle();
    saw.note(kind + ".virginia", title(virginia)).note(kind + ".oregon", title(oregon));
  }

  private static void put(DynamoDbClient dynamo, String title) {
    Map<String, AttributeValue> post =
        Map.of("id", AttributeValue.fromS("1"), "title", AttributeValue.fromS(title));
    dynamo.putItem(put -> put.tableName("posts").item(post));
  }

  private static String title(DynamoDbClient dynamo) {
    return dynamo
        .getItem(get -> get.tableName("posts").key(Map.of("id", AttributeValue.fromS("1"))))
        .item()
        .get("title")
        .s();
  }
}
