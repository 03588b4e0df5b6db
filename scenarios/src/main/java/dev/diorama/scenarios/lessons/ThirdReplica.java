package dev.diorama.scenarios.lessons;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Each write is written, and paid for, in every Region. */
final class ThirdReplica extends Lesson {
  private static final int POSTS = 50;

  ThirdReplica() {
    super(
        46,
        Subject.BLOG,
        Domain.COST,
        Guide.DYNAMODB.page("global-tables-billing"),
        Guide.DYNAMODB.page("V2globaltables_HowItWorks"));
  }

  @Override
  void given(Observations saw) {
    saw.note("posts", POSTS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    write(lab.bench(), saw, "one");
    write(lab.bench(), saw, "two", "ap-northeast-2");
    write(lab.bench(), saw, "three", "ap-northeast-2", "eu-west-1");
    saw.answer(
        'b',
        saw.number("two.replicated") == 2 * POSTS && saw.number("three.replicated") == 3 * POSTS);
  }

  private static void write(Bench bench, Observations saw, String kind, String... replicas) {
    DynamoDbClient dynamo = GlobalTables.table(bench, "posts", "id", replicas);
    for (int i = 0; i < POSTS; i++) {
      Map<String, AttributeValue> post =
          Map.of(
              "id", AttributeValue.fromS("post" + i),
              "text", AttributeValue.fromS("x".repeat(500)));
      dynamo.putItem(put -> put.tableName("posts").item(post));
      bench.seconds(1);
    }
    bench.settle();
    saw.note(
        kind + ".plain", Math.round(bench.metric("AWS/DynamoDB", "ConsumedWriteCapacityUnits")));
    saw.note(
        kind + ".replicated", Math.round(bench.metric("Diorama/DynamoDB", "ReplicatedWriteUnits")));
  }
}
