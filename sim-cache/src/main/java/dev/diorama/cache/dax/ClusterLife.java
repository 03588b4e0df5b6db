package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.ClusterState;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.DaxModel.NodeState;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dax.model.SourceType;

/**
 * What clusters and nodes go through in the course of time: they come, go, are away, and one of
 * them is the primary.
 *
 * <p>Documented is that a replica is promoted when the primary fails, and that a reboot keeps the
 * caches. Assumed: the first replica in order is promoted, a lost node comes back under its name
 * and empty, and a primary that comes back after another took its place is a replica.
 */
final class ClusterLife {
  private final DaxStore store;
  private final SimClock clock;
  private final DaxTimes times;

  ClusterLife(DaxStore store, SimClock clock, DaxTimes times) {
    this.store = store;
    this.clock = clock;
    this.times = times;
  }

  /** Does something after a while, or at once where there is no while. */
  private void after(Duration delay, String what, Runnable task) {
    if (delay.isZero()) {
      task.run();
    } else {
      clock.schedule(delay.toNanos(), "dax: " + what, task);
    }
  }

  private void event(Cluster cluster, String message) {
    store
        .region(cluster.account, cluster.region)
        .event(clock.instant(), SourceType.CLUSTER, cluster.name, message);
  }

  /** A cluster that has just been asked for. */
  void begin(Cluster cluster) {
    after(
        times.creation(),
        "cluster " + cluster.name + " is made",
        () -> {
          cluster.state = ClusterState.AVAILABLE;
          cluster.nodes.forEach(node -> node.state = NodeState.AVAILABLE);
          cluster.primary = cluster.nodes.get(0).id;
          event(cluster, "Cluster created.");
          store.changed(cluster);
        });
  }

  /** Nodes that have just been asked for. */
  void add(Cluster cluster, List<Node> added) {
    cluster.state = ClusterState.MODIFYING;
    List<Node> nodes = new ArrayList<>(cluster.nodes);
    nodes.addAll(added);
    cluster.nodes = List.copyOf(nodes);
    after(
        times.addition(),
        "nodes are added to " + cluster.name,
        () -> {
          if (cluster.state != ClusterState.MODIFYING) {
            return;
          }
          for (Node node : added) {
            node.state = NodeState.AVAILABLE;
            event(cluster, "Added node " + node.id + " in Availability Zone " + node.zone + ".");
          }
          cluster.state = ClusterState.AVAILABLE;
          electIfNone(cluster);
          store.changed(cluster);
        });
  }

  /** Nodes that are to go. */
  void remove(Cluster cluster, List<Node> leaving) {
    cluster.state = ClusterState.MODIFYING;
    leaving.forEach(node -> node.state = NodeState.DELETING);
    // The place of a primary that leaves on purpose is taken before it goes.
    if (leaving.stream().anyMatch(node -> node.id.equals(cluster.primary))) {
      elect(cluster);
    }
    store.changed(cluster);
    after(
        times.deletion(),
        "nodes are taken from " + cluster.name,
        () -> {
          List<Node> nodes = new ArrayList<>(cluster.nodes);
          nodes.removeAll(leaving);
          cluster.nodes = List.copyOf(nodes);
          leaving.forEach(node -> event(cluster, "Removed node " + node.id + "."));
          if (cluster.state == ClusterState.MODIFYING) {
            cluster.state = ClusterState.AVAILABLE;
          }
          store.changed(cluster);
        });
  }

  /** A cluster that is to go. */
  void end(Cluster cluster) {
    cluster.state = ClusterState.DELETING;
    cluster.nodes.forEach(node -> node.state = NodeState.DELETING);
    store.changed(cluster);
    after(
        times.deletion(),
        "cluster " + cluster.name + " is deleted",
        () -> {
          store.region(cluster.account, cluster.region).clusters.remove(cluster.name);
          event(cluster, "Cluster deleted.");
        });
  }

  /** A node that restarts: it keeps its caches and catches up, documented. */
  void reboot(Cluster cluster, Node node) {
    node.state = NodeState.REBOOTING;
    event(cluster, "Node " + node.id + " is rebooting.");
    left(cluster, node);
    after(
        times.reboot(),
        "node " + node.id + " comes back",
        () -> back(cluster, node, NodeState.REBOOTING, "Node " + node.id + " restarted."));
  }

  /** A node that is lost with all it knew. */
  void fail(Cluster cluster, Node node) {
    node.state = NodeState.FAILED;
    node.cache.clear();
    event(cluster, "Node " + node.id + " failed.");
    left(cluster, node);
    after(
        times.replacement(),
        "node " + node.id + " is replaced",
        () ->
            back(cluster, node, NodeState.FAILED, "Recovery completed for node " + node.id + "."));
  }

  private void left(Cluster cluster, Node node) {
    store.changed(cluster);
    if (node.id.equals(cluster.primary)) {
      after(
          times.failover(),
          "a replica of " + cluster.name + " is promoted",
          () -> {
            if (cluster.primary().isEmpty()) {
              elect(cluster);
              store.changed(cluster);
            }
          });
    }
  }

  private void back(Cluster cluster, Node node, NodeState from, String message) {
    if (node.state == from && cluster.nodes.contains(node)) {
      node.state = NodeState.AVAILABLE;
      event(cluster, message);
      electIfNone(cluster);
      store.changed(cluster);
    }
  }

  private void electIfNone(Cluster cluster) {
    boolean awaited = cluster.node(cluster.primary).isPresent();
    if (cluster.primary().isEmpty() && (cluster.primary.isEmpty() || !awaited)) {
      elect(cluster);
    }
  }

  private void elect(Cluster cluster) {
    List<Node> able = cluster.available();
    if (able.isEmpty()) {
      cluster.primary = "";
      return;
    }
    cluster.primary = able.get(0).id;
    event(cluster, "Failover to node " + cluster.primary + " completed.");
  }
}
