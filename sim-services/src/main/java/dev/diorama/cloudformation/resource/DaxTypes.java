package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.CreateClusterResponse;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.DeleteClusterRequest;
import software.amazon.awssdk.services.dax.model.DeleteClusterResponse;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.ParameterNameValue;
import software.amazon.awssdk.services.dax.model.Tag;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupResponse;

/** {@code AWS::DAX::*}. */
final class DaxTypes {
  /** DAX's limit on cluster names, documented with CreateCluster. */
  private static final int CLUSTER_NAME = 20;

  private DaxTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::DAX::Cluster",
        DaxTypes::createCluster,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteClusterRequest.builder().clusterName(name).build(),
                    DeleteClusterResponse.class)));
    types.add(
        "AWS::DAX::SubnetGroup",
        DaxTypes::createSubnetGroup,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteSubnetGroupRequest.builder().subnetGroupName(name).build(),
                    DeleteSubnetGroupResponse.class)));
    types.add(
        "AWS::DAX::ParameterGroup",
        DaxTypes::createParameterGroup,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteParameterGroupRequest.builder().parameterGroupName(name).build(),
                    DeleteParameterGroupResponse.class)));
  }

  private static ResourceType.Made createCluster(ResourceCall call, Properties properties) {
    CreateClusterRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateClusterRequest.builder(),
                properties.only(
                    "AvailabilityZones",
                    "ClusterEndpointEncryptionType",
                    "Description",
                    "NodeType",
                    "NotificationTopicARN",
                    "ParameterGroupName",
                    "PreferredMaintenanceWindow",
                    "ReplicationFactor",
                    "SecurityGroupIds",
                    "SubnetGroupName"));
    properties
        .take("SSESpecification")
        .flatMap(encryption -> encryption.text("SSEEnabled"))
        .ifPresent(
            enabled -> request.sseSpecification(s -> s.enabled(Boolean.parseBoolean(enabled))));
    List<Tag> tags = new ArrayList<>();
    properties
        .tags("Tags")
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    String role = properties.requireText("IAMRoleARN");
    Optional<String> name = properties.text("ClusterName");
    properties.done(Set.of("NetworkType"));
    String generated =
        call.generatedLowerName(CLUSTER_NAME).replaceAll("[^a-z0-9-]", "").replaceAll("-+", "-");
    Cluster cluster =
        call.send(
                request.clusterName(name.orElse(generated)).iamRoleArn(role).build(),
                CreateClusterResponse.class)
            .cluster();
    String address = cluster.clusterDiscoveryEndpoint().address();
    return ResourceType.Made.of(cluster.clusterName())
        .with("Arn", cluster.clusterArn())
        .with("ClusterDiscoveryEndpoint", address + ":" + cluster.clusterDiscoveryEndpoint().port())
        .with("ClusterDiscoveryEndpointURL", cluster.clusterDiscoveryEndpoint().url());
  }

  private static ResourceType.Made createSubnetGroup(ResourceCall call, Properties properties) {
    String name = properties.text("SubnetGroupName").orElseGet(() -> call.generatedLowerName(255));
    List<String> subnets = properties.texts("SubnetIds");
    Optional<String> description = properties.text("Description");
    properties.done();
    call.send(
        CreateSubnetGroupRequest.builder()
            .subnetGroupName(name)
            .subnetIds(subnets)
            .description(description.orElse(null))
            .build(),
        CreateSubnetGroupResponse.class);
    return ResourceType.Made.of(name);
  }

  private static ResourceType.Made createParameterGroup(ResourceCall call, Properties properties) {
    String name =
        properties
            .text("ParameterGroupName")
            .orElseGet(() -> call.generatedName(255).toLowerCase(Locale.ROOT));
    Optional<String> description = properties.text("Description");
    Json values = properties.take("ParameterNameValues").orElse(Json.empty());
    properties.done();
    call.send(
        CreateParameterGroupRequest.builder()
            .parameterGroupName(name)
            .description(description.orElse(null))
            .build(),
        CreateParameterGroupResponse.class);
    List<ParameterNameValue> pairs = new ArrayList<>();
    values
        .members()
        .forEach(
            (key, value) ->
                pairs.add(
                    ParameterNameValue.builder()
                        .parameterName(key)
                        .parameterValue(value.text().orElse(""))
                        .build()));
    if (!pairs.isEmpty()) {
      call.send(
          UpdateParameterGroupRequest.builder()
              .parameterGroupName(name)
              .parameterNameValues(pairs)
              .build(),
          UpdateParameterGroupResponse.class);
    }
    return ResourceType.Made.of(name);
  }
}
