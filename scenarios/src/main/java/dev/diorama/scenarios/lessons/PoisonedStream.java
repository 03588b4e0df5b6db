package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A record at which a stream's function throws holds up its shard, for a day unless limited. */
final class PoisonedStream extends Lesson {
  private static final int ORDERS = 9;

  PoisonedStream() {
    super(
        40,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.LAMBDA.page("with-ddb"),
        Guide.LAMBDA.page("services-ddb-params"));
  }

  @Override
  void given(Observations saw) {
    saw.note("orders", ORDERS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    write(lab.bench(), saw, "plain", "no");
    write(lab.bench(), saw, "careful", "yes");
    saw.answer(
        'b',
        saw.number("plain.hours") > 20
            && saw.number("careful.handled") == ORDERS
            && saw.number("careful.hours") < 1);
  }

  /** Writes orders, the fourth of which nobody can read, and one more ten minutes later. */
  private static void write(Bench bench, Observations saw, String kind, String careful) {
    Stack stack = bench.deploy("orders", "Careful", careful);
    DynamoDbClient dynamo = bench.dynamo();
    for (int i = 0; i < ORDERS; i++) {
      put(dynamo, "order" + i);
      if (i == 3) {
        put(dynamo, "poison");
      }
    }
    bench.seconds(600);
    put(dynamo, "late");
    bench.seconds(60);
    String function = stack.output("FunctionName");
    long waited = bench.secondsUntil(() -> handled(bench, function, "late") > 0, 600, 30 * 3_600);
    bench.settle();
    long handled = 0;
    for (int i = 0; i < ORDERS; i++) {
      handled += handled(bench, function, "order" + i) > 0 ? 1 : 0;
    }
    saw.note(kind + ".handled", handled).note(kind + ".hours", (60 + waited) / 3_600.0);
    saw.note(
        kind + ".runs",
        Math.round(bench.metric("AWS/Lambda", "Invocations", "FunctionName", function)));
    saw.note(
        kind + ".letters",
        bench
            .sqs()
            .receiveMessage(r -> r.queueUrl(stack.output("DeadLetterQueueUrl")))
            .messages()
            .size());
  }

  private static void put(DynamoDbClient dynamo, String id) {
    dynamo.putItem(p -> p.tableName("orders").item(Map.of("id", AttributeValue.fromS(id))));
  }

  private static long handled(Bench bench, String function, String id) {
    return bench.cloud().logs(function).stream()
        .filter(line -> line.message().strip().equals("handled " + id))
        .count();
  }
}
