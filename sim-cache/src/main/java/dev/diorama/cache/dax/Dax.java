package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.wire.AttributeLists;
import dev.diorama.cache.dax.wire.WireLimits;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.endpoint.LocalCa;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.wire.Wildcards;
import dev.diorama.dynamodb.DynamoDb;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * DAX in a cloud: its control plane, and the clusters' endpoints.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Dax {
  private final Cloud cloud;
  private final DaxStore store;
  private final DaxDataApi api;
  private final DaxDataService data;
  private final ClusterLife life;
  private final AttributeLists lists = new AttributeLists();

  private Dax(Cloud cloud, DaxStore store, DaxDataApi api, DaxDataService data, ClusterLife life) {
    this.cloud = cloud;
    this.store = store;
    this.api = api;
    this.data = data;
    this.life = life;
  }

  /**
   * Adds DAX to a cloud, which should have STS when a cluster is first asked.
   *
   * @param dynamo the cloud's DynamoDB, of which it is heard when copies have grown old; it is
   *     asked for items by requests, like any other service
   */
  public static Dax install(Cloud cloud, DaxConfig config, DynamoDb dynamo) {
    DaxStore store = new DaxStore(cloud.seeds().stream("dax/ids"));
    ClusterLife life = new ClusterLife(store, cloud.clock(), config.times());
    DaxClusterService clusters =
        new DaxClusterService(store, config, cloud.clock(), cloud.metrics(), life);
    Replication replication =
        new Replication(
            cloud.clock(), config.replicationLag(), cloud.seeds().stream("dax/replication"));
    Originals originals = new Originals(dynamo, store, cloud.clock());
    dynamo.watch(originals);
    DaxDataService data = new DaxDataService();
    DaxDataApi api = new DaxDataApi(store, config, replication, originals, cloud.seeds());
    cloud
        .router()
        .install(
            new DaxApi()
                .table(
                    clusters,
                    new DaxGroupService(store),
                    new DaxEventService(store, cloud.clock())));
    cloud
        .router()
        .install(
            api.table(
                data,
                new DaxBatchService(data),
                new DaxTransactionService(data, cloud, config.refreshDelay())));
    Dax dax = new Dax(cloud, store, api, data, life);
    cloud.faults().install(Fault.KillNode.class, dax::kill);
    return dax;
  }

  /**
   * Opens ports on loopback that speak DAX's own protocol: for every cluster there is and every one
   * that will be, one where the cluster is found and one for each node. While they are open, a
   * cluster's discovery endpoint is its port's.
   *
   * @param ca vouches for the ports of clusters with encryption in transit
   * @param machine the machine's clock, by which clients date what they sign
   * @throws IOException if a port cannot be opened
   */
  public DaxWire openWire(LocalCa ca, InstantSource machine) throws IOException {
    return openWire(ca, machine, WireLimits.defaults());
  }

  /** As above, with other limits of what strangers may cost. */
  public DaxWire openWire(LocalCa ca, InstantSource machine, WireLimits limits) throws IOException {
    return DaxWire.open(cloud, store, api, data, ca, machine, lists, limits);
  }

  /** What a fault that kills a node does: the cluster may be named by a pattern. */
  private String kill(Fault.KillNode wanted, String region) {
    return cloud
        .turn()
        .hold(
            () -> {
              Map<String, Cluster> clusters =
                  store.region(cloud.config().account(), region).clusters;
              List<Cluster> meant =
                  clusters.values().stream()
                      .filter(each -> Wildcards.match(wanted.cluster(), each.name))
                      .toList();
              if (meant.size() != 1) {
                throw new IllegalArgumentException(
                    (meant.isEmpty() ? "no DAX cluster" : "more than one DAX cluster")
                        + " of "
                        + region
                        + " is called '"
                        + wanted.cluster()
                        + "'; there is "
                        + List.copyOf(clusters.keySet()));
              }
              Cluster cluster = meant.get(0);
              List<String> able =
                  cluster.nodes.stream()
                      .filter(DaxModel.Node::isAvailable)
                      .map(node -> node.id)
                      .toList();
              String node = wanted.node().equals("primary") ? cluster.primary : wanted.node();
              if (!able.contains(node)) {
                throw new IllegalArgumentException(
                    "cluster "
                        + cluster.name
                        + " has no node '"
                        + wanted.node()
                        + "' that is available; there is "
                        + able
                        + ", or write 'primary'");
              }
              life.fail(cluster, DaxClusterService.node(cluster, node));
              return node;
            });
  }

  /**
   * Lets a node be lost, as when its machine fails: what it has cached is gone, another node takes
   * over if it was the primary, and an empty one comes in its place, as {@link DaxTimes} says.
   *
   * @param nodeId as DescribeClusters shows it, such as {@code todos-a}
   * @throws IllegalArgumentException if the instance's own account has no such node, or it is not
   *     available
   */
  public void failNode(String region, String clusterName, String nodeId) {
    cloud
        .turn()
        .run(
            () -> {
              Cluster cluster =
                  store
                      .region(cloud.config().account(), region)
                      .clusters
                      .get(clusterName.toLowerCase(Locale.ROOT));
              if (cluster == null
                  || cluster.node(nodeId).filter(DaxModel.Node::isAvailable).isEmpty()) {
                throw new IllegalArgumentException(
                    "no node " + nodeId + " of " + clusterName + " in " + region + " can fail");
              }
              life.fail(cluster, DaxClusterService.node(cluster, nodeId));
            });
  }
}
