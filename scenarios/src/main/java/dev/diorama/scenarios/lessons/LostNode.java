package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dax.model.Node;

/** One DAX node is an outage when it is away; three are a short failover at most. */
final class LostNode extends Lesson {
  private static final int SECONDS = 180;

  LostNode() {
    super(
        6,
        Subject.TODO_LIST,
        Domain.RESILIENT,
        Guide.DYNAMODB.page("DAX.concepts.cluster"),
        Guide.DYNAMODB.page("DAX.consistency"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    saw.note("seconds", SECONDS);
    reboot(lab, saw, "one", 1);
    reboot(lab, saw, "three", 3);
    saw.answer(
        'b',
        saw.number("one.reads") > 0
            && saw.number("three.reads") == 0
            && saw.number("three.writes") < saw.number("one.writes"));
  }

  /** Reboots the primary, and reads and writes once a second. */
  private static void reboot(Lab lab, Observations saw, String kind, int nodes) {
    CachedTable todos = CachedTable.on(lab.bench(), "Nodes", Integer.toString(nodes));
    String cluster = todos.stack().output("ClusterName");
    DaxClient dax = todos.bench().client(DaxClient.builder());
    Node primary =
        dax.describeClusters(d -> d.clusterNames(cluster)).clusters().get(0).nodes().get(0);
    todos.put(todos.dax(), "mina", "1", "milk");
    todos.title(todos.dax(), "mina", "1", false);
    dax.rebootNode(r -> r.clusterName(cluster).nodeId(primary.nodeId()));
    int reads = 0;
    int writes = 0;
    for (int i = 0; i < SECONDS; i++) {
      if (!Bench.outcome(() -> todos.title(todos.dax(), "mina", "1", false)).equals("200")) {
        reads++;
      }
      if (!Bench.outcome(() -> todos.put(todos.dax(), "mina", "1", "milk")).equals("200")) {
        writes++;
      }
      todos.bench().seconds(1);
    }
    saw.note(kind + ".nodes", nodes).note(kind + ".reads", reads).note(kind + ".writes", writes);
  }
}
