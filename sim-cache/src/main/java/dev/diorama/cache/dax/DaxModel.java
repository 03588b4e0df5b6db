package dev.diorama.cache.dax;

import dev.diorama.cache.SimCache;
import dev.diorama.cache.dax.wire.KeySchema;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of DAX. */
final class DaxModel {
  /** The parameter group of every account, which cannot be changed; documented. */
  static final String DEFAULT_PARAMETERS = "default.dax1.0";

  /** Both times to live unless set otherwise, documented: five minutes, in milliseconds. */
  static final long DEFAULT_TTL_MILLIS = 300_000;

  static final String RECORD_TTL = "record-ttl-millis";
  static final String QUERY_TTL = "query-ttl-millis";

  /** The subnet group that is taken when none is named. */
  static final String DEFAULT_SUBNETS = "default";

  private DaxModel() {}

  /** Settings of clusters. */
  static final class ParameterGroup {
    final String name;
    final String description;
    long recordTtlMillis = DEFAULT_TTL_MILLIS;
    long queryTtlMillis = DEFAULT_TTL_MILLIS;

    ParameterGroup(String name, String description) {
      this.name = name;
      this.description = description;
    }
  }

  /** Where clusters lie. */
  static final class SubnetGroup {
    final String name;
    final String vpcId;
    String description;
    List<String> subnetIds;

    SubnetGroup(String name, String description, String vpcId, List<String> subnetIds) {
      this.name = name;
      this.description = description;
      this.vpcId = vpcId;
      this.subnetIds = List.copyOf(subnetIds);
    }
  }

  /** What a node is doing; the words are those that DescribeClusters shows, documented. */
  enum NodeState {
    CREATING("creating"),
    AVAILABLE("available"),
    REBOOTING("rebooting"),
    /** Lost, and not yet replaced; the word is assumed. */
    FAILED("failed"),
    DELETING("deleting");

    final String shown;

    NodeState(String shown) {
      this.shown = shown;
    }
  }

  /** What a cluster is doing. */
  enum ClusterState {
    CREATING("creating"),
    AVAILABLE("available"),
    MODIFYING("modifying"),
    DELETING("deleting");

    final String shown;

    ClusterState(String shown) {
      this.shown = shown;
    }
  }

  /** One node, with caches of its own. */
  static final class Node {
    /** Cluster name and a letter. */
    final String id;

    final String zone;
    final Instant createdAt;
    final NodeCache cache;
    final RequestBudget budget;
    NodeState state = NodeState.CREATING;

    /** When the last change that is on its way from the primary arrives: they keep their order. */
    long followsUntilNanos;

    Node(String id, String zone, Instant createdAt, NodeCache cache, RequestBudget budget) {
      this.id = id;
      this.zone = zone;
      this.createdAt = createdAt;
      this.cache = cache;
      this.budget = budget;
    }

    boolean isAvailable() {
      return state == NodeState.AVAILABLE;
    }

    /** Its number on the wire: that of its letter. */
    int number() {
      return id.charAt(id.length() - 1) - 'a' + 1;
    }
  }

  /** One cluster: a primary and its replicas. */
  static final class Cluster {
    final String name;
    final String account;
    final String region;
    final String suffix;
    final String nodeType;
    final String roleArn;
    final String subnetGroup;
    final boolean encryptedAtRest;
    final String endpointEncryption;
    final String networkType;
    final ServiceRole role;
    final Map<String, String> tags = new LinkedHashMap<>();

    /** The keys of the tables that were asked for. */
    final Map<String, KeySchema> schemas = new LinkedHashMap<>();

    /** When a table was last written to through this cluster. */
    final Map<String, Long> writtenAtNanos = new LinkedHashMap<>();

    /** Items that a transaction has written and the caches have not yet read again. */
    final Set<CacheKey.Item> unread = new LinkedHashSet<>();

    ClusterState state = ClusterState.CREATING;
    List<Node> nodes = List.of();

    /** Where its own protocol is spoken, while it is. */
    Optional<URI> served = Optional.empty();

    /** The id of the primary node; empty while there is none. */
    String primary = "";

    ParameterGroup parameters;
    String description = "";
    String maintenanceWindow;
    List<String> securityGroups = List.of();
    @Nullable String notificationTopic;
    String notificationStatus = "active";

    Cluster(
        String name,
        String account,
        String region,
        String suffix,
        Made made,
        ParameterGroup parameters,
        ServiceRole role) {
      this.name = name;
      this.account = account;
      this.region = region;
      this.suffix = suffix;
      this.nodeType = made.nodeType();
      this.roleArn = made.roleArn();
      this.subnetGroup = made.subnetGroup();
      this.encryptedAtRest = made.encryptedAtRest();
      this.endpointEncryption = made.endpointEncryption();
      this.networkType = made.networkType();
      this.maintenanceWindow = made.maintenanceWindow();
      this.parameters = parameters;
      this.role = role;
    }

    /** Whether its ports speak TLS, which is chosen when it is made; documented. */
    boolean isSecure() {
      return endpointEncryption.equals("TLS");
    }

    String arn() {
      return arn(account, region, name);
    }

    static String arn(String account, String region, String name) {
      return "arn:aws:dax:" + region + ":" + account + ":cache/" + name;
    }

    String address() {
      return name + "." + suffix + ".dax-clusters." + region + ".amazonaws.com";
    }

    Optional<Node> node(String id) {
      return nodes.stream().filter(each -> each.id.equals(id)).findFirst();
    }

    /** The primary, while it answers. */
    Optional<Node> primary() {
      return node(primary).filter(Node::isAvailable);
    }

    List<Node> available() {
      return nodes.stream().filter(Node::isAvailable).toList();
    }

    String nodeAddress(Node node) {
      return node.id + "." + suffix + ".nodes.dax-clusters." + region + ".amazonaws.com";
    }

    /** How long an item stays; 0 means that it does not expire, documented. */
    long itemTtlNanos() {
      return parameters.recordTtlMillis == 0 ? SimCache.NEVER : nanos(parameters.recordTtlMillis);
    }

    /** How long a result stays; 0 means that none is cached, documented. */
    long queryTtlNanos() {
      return nanos(parameters.queryTtlMillis);
    }

    private static long nanos(long millis) {
      return millis > Long.MAX_VALUE / NANOS_PER_MILLI ? SimCache.NEVER : millis * NANOS_PER_MILLI;
    }
  }

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What of a cluster is fixed when it is made. */
  record Made(
      String nodeType,
      String roleArn,
      String subnetGroup,
      boolean encryptedAtRest,
      String endpointEncryption,
      String networkType,
      String maintenanceWindow) {}
}
