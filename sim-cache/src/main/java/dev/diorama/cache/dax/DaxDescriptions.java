package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.ClusterState;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.DaxModel.NodeState;
import dev.diorama.cache.dax.DaxModel.ParameterGroup;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.Endpoint;
import software.amazon.awssdk.services.dax.model.NotificationConfiguration;
import software.amazon.awssdk.services.dax.model.Parameter;
import software.amazon.awssdk.services.dax.model.ParameterGroupStatus;
import software.amazon.awssdk.services.dax.model.SecurityGroupMembership;
import software.amazon.awssdk.services.dax.model.Subnet;
import software.amazon.awssdk.services.dax.model.SubnetGroup;
import software.amazon.awssdk.services.dax.model.Tag;

/** What DAX tells of its state. */
final class DaxDescriptions {
  /** The port of clusters without encryption in transit, documented. */
  private static final int PORT = 8_111;

  /** The port of clusters with it, documented. */
  private static final int SECURE_PORT = 9_111;

  private static final String IN_SYNC = "in-sync";

  private DaxDescriptions() {}

  static Cluster of(DaxModel.Cluster cluster) {
    Cluster.Builder described =
        Cluster.builder()
            .clusterName(cluster.name)
            .description(cluster.description)
            .clusterArn(cluster.arn())
            .totalNodes(cluster.nodes.size())
            .activeNodes(cluster.available().size())
            .nodeType(cluster.nodeType)
            .status(cluster.state.shown)
            .clusterDiscoveryEndpoint(discovery(cluster))
            .preferredMaintenanceWindow(cluster.maintenanceWindow)
            .subnetGroup(cluster.subnetGroup)
            .securityGroups(
                cluster.securityGroups.stream()
                    .map(
                        id ->
                            SecurityGroupMembership.builder()
                                .securityGroupIdentifier(id)
                                .status("active")
                                .build())
                    .toList())
            .iamRoleArn(cluster.roleArn)
            .parameterGroup(
                ParameterGroupStatus.builder()
                    .parameterGroupName(cluster.parameters.name)
                    .parameterApplyStatus(IN_SYNC)
                    .nodeIdsToReboot(List.of())
                    .build())
            .sseDescription(s -> s.status(cluster.encryptedAtRest ? "ENABLED" : "DISABLED"))
            .clusterEndpointEncryptionType(cluster.endpointEncryption)
            .networkType(cluster.networkType);
    if (isPeopled(cluster)) {
      described.nodes(cluster.nodes.stream().map(node -> node(cluster, node)).toList());
    }
    List<String> leaving =
        cluster.nodes.stream()
            .filter(node -> node.state == NodeState.DELETING)
            .map(node -> node.id)
            .toList();
    if (!leaving.isEmpty()) {
      described.nodeIdsToRemove(leaving);
    }
    if (cluster.notificationTopic != null) {
      described.notificationConfiguration(
          NotificationConfiguration.builder()
              .topicArn(cluster.notificationTopic)
              .topicStatus(cluster.notificationStatus)
              .build());
    }
    return described.build();
  }

  /**
   * A cluster that is being created or deleted shows no nodes, though it says how many; observed in
   * the AWS CLI's examples:
   * https://docs.aws.amazon.com/code-library/latest/ug/cli_2_dax_code_examples.html
   */
  private static boolean isPeopled(DaxModel.Cluster cluster) {
    return cluster.state == ClusterState.AVAILABLE || cluster.state == ClusterState.MODIFYING;
  }

  /**
   * Where the cluster is found; before it is available it has a port and no address (observed, same
   * examples). While its ports are open that is one of them; otherwise the name that AWS would give
   * it, with a URL that says https, not dax: what is spoken there is DynamoDB's API (see the
   * manual).
   */
  private static Endpoint discovery(DaxModel.Cluster cluster) {
    if (cluster.served.isPresent()) {
      URI served = cluster.served.get();
      return Endpoint.builder()
          .address(served.getHost())
          .port(served.getPort())
          .url(served.toString())
          .build();
    }
    int port = port(cluster);
    if (cluster.state == ClusterState.CREATING) {
      return Endpoint.builder().port(port).build();
    }
    return Endpoint.builder()
        .address(cluster.address())
        .port(port)
        .url("https://" + cluster.address() + ":" + port)
        .build();
  }

  private static int port(DaxModel.Cluster cluster) {
    return cluster.isSecure() ? SECURE_PORT : PORT;
  }

  private static software.amazon.awssdk.services.dax.model.Node node(
      DaxModel.Cluster cluster, Node node) {
    if (node.state == NodeState.CREATING) {
      return software.amazon.awssdk.services.dax.model.Node.builder()
          .nodeId(node.id)
          .nodeStatus(node.state.shown)
          .build();
    }
    return software.amazon.awssdk.services.dax.model.Node.builder()
        .nodeId(node.id)
        .endpoint(Endpoint.builder().address(cluster.nodeAddress(node)).port(port(cluster)).build())
        .nodeCreateTime(node.createdAt)
        .availabilityZone(node.zone)
        .nodeStatus(node.state.shown)
        .parameterGroupStatus(IN_SYNC)
        .build();
  }

  static List<Tag> tags(DaxModel.Cluster cluster) {
    List<Tag> tags = new ArrayList<>();
    cluster.tags.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return tags;
  }

  static SubnetGroup of(DaxModel.SubnetGroup group, String region) {
    return SubnetGroup.builder()
        .subnetGroupName(group.name)
        .description(group.description)
        .vpcId(group.vpcId)
        .subnets(
            IntStream.range(0, group.subnetIds.size())
                .mapToObj(
                    i ->
                        Subnet.builder()
                            .subnetIdentifier(group.subnetIds.get(i))
                            .subnetAvailabilityZone(region + (char) ('a' + i % 3))
                            .build())
                .toList())
        .build();
  }

  /** Texts and the source, of default groups too, observed in the same examples. */
  static List<Parameter> parameters(ParameterGroup group) {
    return List.of(
        parameter(
            DaxModel.QUERY_TTL,
            "Duration in milliseconds for queries to remain cached",
            group.queryTtlMillis),
        parameter(
            DaxModel.RECORD_TTL,
            "Duration in milliseconds for records to remain valid in cache (Default: 0 = infinite)",
            group.recordTtlMillis));
  }

  private static Parameter parameter(String name, String says, long value) {
    return Parameter.builder()
        .parameterName(name)
        .description(says)
        .parameterType("DEFAULT")
        .parameterValue(Long.toString(value))
        .nodeTypeSpecificValues(List.of())
        .source("user")
        .dataType("integer")
        .allowedValues("0-")
        .isModifiable("TRUE")
        .changeType("IMMEDIATE")
        .build();
  }
}
