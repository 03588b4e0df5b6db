package dev.diorama.cache.dax;

import dev.diorama.cache.SimCache;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * One node.
   *
   * @param id cluster name and a letter
   * @param zone its Availability Zone
   * @param createdAt since when it is there
   */
  record Node(String id, String zone, Instant createdAt) {}

  /** One cluster; all of its nodes share one cache in this version. */
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
    final ClusterCache cache;
    final ServiceRole role;
    final Map<String, String> tags = new LinkedHashMap<>();

    /** Key attributes of the tables that were asked for, partition key first. */
    final Map<String, List<String>> schemas = new LinkedHashMap<>();

    List<Node> nodes = List.of();
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
        ClusterCache cache,
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
      this.maintenanceWindow = made.maintenanceWindow();
      this.parameters = parameters;
      this.cache = cache;
      this.role = role;
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

    String nodeAddress(Node node) {
      return node.id() + "." + suffix + ".nodes.dax-clusters." + region + ".amazonaws.com";
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
      String maintenanceWindow) {}
}
