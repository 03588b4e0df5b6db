package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.DaxModel.NodeState;
import dev.diorama.core.random.Latency;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import java.util.function.Consumer;

/**
 * How what one node of a cluster learns comes to the others.
 *
 * <p>Documented: what a read has fetched is written to the primary's caches and, as every change of
 * them, goes to the replicas asynchronously; writes go through the primary. Assumed: each replica
 * follows at a lag of its own and in order, and a node that is rebooting catches up.
 */
final class Replication {
  private final SimClock clock;
  private final Latency lag;
  private final SimRandom chance;

  Replication(SimClock clock, Latency lag, SimRandom chance) {
    this.clock = clock;
    this.lag = lag;
    this.chance = chance;
  }

  long nowNanos() {
    return clock.nanos();
  }

  /** Lets every replica but {@code known} follow with a change that the primary has made. */
  void follow(Cluster cluster, Node known, Consumer<Node> change) {
    for (Node node : cluster.nodes) {
      if (node == known || node.id.equals(cluster.primary) || !follows(node)) {
        continue;
      }
      long at = Math.max(node.followsUntilNanos, clock.nanos() + lag.sample(chance));
      node.followsUntilNanos = at;
      clock.schedule(
          at - clock.nanos(),
          "dax: " + node.id + " follows its primary",
          () -> {
            if (follows(node) && cluster.nodes.contains(node)) {
              change.accept(node);
            }
          });
    }
  }

  private static boolean follows(Node node) {
    return node.state == NodeState.AVAILABLE || node.state == NodeState.REBOOTING;
  }
}
