package dev.diorama.scenarios.lessons;

import dev.diorama.core.fault.Fault;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Nodes add reads and survival, not room; a cluster of one node is an outage when it is lost. */
final class LostNode extends Lesson {
  private static final int SECONDS = 330;
  private static final int ITEMS = 12;
  private static final int KILOBYTES = 300;

  /** In one instant, more than five nodes can answer. */
  private static final int READS = 400;

  LostNode() {
    super(
        6,
        Subject.TODO_LIST,
        Domain.RESILIENT,
        Guide.DYNAMODB.page("DAX.concepts.cluster"),
        Guide.DYNAMODB.page("dax-cluster-sizing"));
  }

  @Override
  void given(Observations saw) {
    saw.note("seconds", SECONDS).note("reads", READS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    saw.note("items", ITEMS).note("kilobytes", KILOBYTES);
    cluster(lab, saw, "one", 1);
    cluster(lab, saw, "three", 3);
    cluster(lab, saw, "five", 5);
    saw.answer(
        'b',
        saw.number("one.failed.reads") > 0
            && saw.number("three.failed.reads") == 0
            && saw.number("three.failed.writes") < saw.number("one.failed.writes")
            && saw.number("five.served") > saw.number("three.served")
            && saw.text("five.memory").equals(saw.text("one.memory")));
  }

  private static void cluster(Lab lab, Observations saw, String kind, int nodes) {
    CachedTable todos =
        CachedTable.on(lab.bench(), "Nodes", Integer.toString(nodes), "NodeType", "dax.t2.small");
    saw.note(kind + ".nodes", nodes);
    fill(todos, saw, kind);
    lose(todos, saw, kind);
  }

  /** Fills the caches, and asks at one instant for more than the nodes can do. */
  private static void fill(CachedTable todos, Observations saw, String kind) {
    String filler = "x".repeat(KILOBYTES * 1_024 - 100);
    String table = todos.stack().output("TableName");
    for (int i = 0; i < ITEMS; i++) {
      Map<String, AttributeValue> large = new LinkedHashMap<>(key(i));
      large.put("filler", AttributeValue.fromS(filler));
      todos.dax().putItem(put -> put.tableName(table).item(large));
      todos.bench().seconds(2);
    }
    todos.bench().seconds(10);
    int served = 0;
    for (int i = 0; i < READS; i++) {
      Map<String, AttributeValue> key = key(i % ITEMS);
      // A node works for the whole item, also where little of it is asked for.
      String outcome =
          Bench.outcome(
              () ->
                  todos
                      .dax()
                      .getItem(
                          get -> get.tableName(table).key(key).projectionExpression("todoId")));
      served += outcome.equals("200") ? 1 : 0;
    }
    saw.note(kind + ".served", served);
    saw.note(kind + ".memory", todos.bench().total("AWS/DAX", "CacheMemoryUtilization").max());
    todos.bench().seconds(10);
  }

  private static Map<String, AttributeValue> key(int number) {
    return Map.of(
        "userId", AttributeValue.fromS("mina"),
        "todoId", AttributeValue.fromS("large" + number));
  }

  /** Loses the primary, and reads and writes once a second. */
  private static void lose(CachedTable todos, Observations saw, String kind) {
    DynamoDbClient dax = todos.dax();
    todos.put(dax, "mina", "1", "milk");
    todos.bench().seconds(2);
    String cluster = todos.stack().output("ClusterName");
    todos.bench().cloud().suffer(Fault.of(new Fault.KillNode(cluster, "primary")));
    int reads = 0;
    int writes = 0;
    for (int i = 0; i < SECONDS; i++) {
      reads += Bench.outcome(() -> todos.title(dax, "mina", "1", false)).equals("200") ? 0 : 1;
      writes += Bench.outcome(() -> todos.put(dax, "mina", "1", "milk")).equals("200") ? 0 : 1;
      todos.bench().seconds(1);
    }
    saw.note(kind + ".failed.reads", reads).note(kind + ".failed.writes", writes);
  }
}
