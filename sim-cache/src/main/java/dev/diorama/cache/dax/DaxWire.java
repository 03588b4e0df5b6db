package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.wire.AttributeLists;
import dev.diorama.cache.dax.wire.WireLimits;
import dev.diorama.cache.dax.wire.WireServer;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.endpoint.LocalCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * The open ports of a cloud's clusters, which DAX's own clients connect to.
 *
 * <p>A cluster has one port where it is found, as AWS gives it one name, and one for each node that
 * answers. A node that is lost or away has none; those of its clients who were connected are cut
 * off.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DaxWire implements AutoCloseable {
  private final Cloud cloud;
  private final DaxStore store;
  private final DaxDataService data;
  private final InstantSource machine;
  private final WireServer server;
  private final Map<Cluster, Ports> open = new LinkedHashMap<>();
  private final Consumer<Cluster> watcher = this::arrange;
  private boolean closed;

  /** The ports of one cluster. */
  private static final class Ports {
    final WireServer.Port discovery;
    final Map<Node, WireServer.Port> nodes = new LinkedHashMap<>();

    Ports(WireServer.Port discovery) {
      this.discovery = discovery;
    }
  }

  private DaxWire(
      Cloud cloud, DaxStore store, DaxDataService data, InstantSource machine, WireServer server) {
    this.cloud = cloud;
    this.store = store;
    this.data = data;
    this.machine = machine;
    this.server = server;
  }

  static DaxWire open(
      Cloud cloud,
      DaxStore store,
      DaxDataService data,
      LocalCa ca,
      InstantSource machine,
      AttributeLists lists,
      WireLimits limits)
      throws IOException {
    DaxWire wire = new DaxWire(cloud, store, data, machine, new WireServer(ca, lists, limits));
    try {
      cloud
          .turn()
          .run(
              () -> {
                store.clusters().forEach(wire::arrange);
                store.watch(wire.watcher);
                cloud.onClose(wire::close);
              });
    } catch (UncheckedIOException e) {
      wire.close();
      throw e.getCause();
    }
    return wire;
  }

  /**
   * Where a cluster of the instance's own account is found, such as {@code dax://127.0.0.1:8111};
   * {@code daxs://} if it was made with encryption in transit.
   *
   * @throws IllegalArgumentException if there is no such cluster that answers
   */
  public URI url(String region, String clusterName) {
    return cloud
        .turn()
        .hold(
            () ->
                Optional.ofNullable(
                        store
                            .region(cloud.config().account(), region)
                            .clusters
                            .get(clusterName.toLowerCase(Locale.ROOT)))
                    .flatMap(cluster -> cluster.served)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "no cluster " + clusterName + " answers in " + region)));
  }

  /** Where every cluster that answers is found, by its ARN, in the order they were opened. */
  public Map<String, URI> urls() {
    return cloud
        .turn()
        .hold(
            () -> {
              Map<String, URI> urls = new LinkedHashMap<>();
              open.keySet()
                  .forEach(each -> each.served.ifPresent(url -> urls.put(each.arn(), url)));
              return Collections.unmodifiableMap(urls);
            });
  }

  /** Opens and closes ports until they are those that the cluster's nodes should have. */
  private void arrange(Cluster cluster) {
    if (closed) {
      return;
    }
    boolean gone = cluster.state == DaxModel.ClusterState.DELETING;
    boolean unmade = cluster.state == DaxModel.ClusterState.CREATING;
    if (gone || unmade) {
      close(cluster);
      return;
    }
    Ports ports = open.get(cluster);
    if (ports == null) {
      ports = new Ports(listen(cluster, Optional.empty()));
      open.put(cluster, ports);
      cluster.served =
          Optional.of(
              URI.create(
                  (cluster.isSecure() ? "daxs://127.0.0.1:" : "dax://127.0.0.1:")
                      + ports.discovery.number()));
    }
    List<Node> answering = cluster.available();
    for (Node node : List.copyOf(ports.nodes.keySet())) {
      if (!answering.contains(node)) {
        WireServer.Port port = ports.nodes.remove(node);
        if (port != null) {
          port.close();
        }
      }
    }
    for (Node node : answering) {
      if (!ports.nodes.containsKey(node)) {
        ports.nodes.put(node, listen(cluster, Optional.of(node)));
      }
    }
  }

  private WireServer.Port listen(Cluster cluster, Optional<Node> node) {
    try {
      return server.open(
          new WireAccess(cloud, data, cluster, node, machine, each -> port(cluster, each)),
          cluster.isSecure(),
          0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int port(Cluster cluster, Node node) {
    Ports ports = open.get(cluster);
    WireServer.Port port = ports == null ? null : ports.nodes.get(node);
    return port == null ? 0 : port.number();
  }

  private void close(Cluster cluster) {
    Ports ports = open.remove(cluster);
    cluster.served = Optional.empty();
    if (ports != null) {
      ports.discovery.close();
      ports.nodes.values().forEach(WireServer.Port::close);
    }
  }

  /** Closes every port. */
  @Override
  public void close() {
    cloud
        .turn()
        .run(
            () -> {
              if (!closed) {
                store.unwatch(watcher);
                List.copyOf(open.keySet()).forEach(this::close);
                closed = true;
              }
            });
    server.close();
  }
}
