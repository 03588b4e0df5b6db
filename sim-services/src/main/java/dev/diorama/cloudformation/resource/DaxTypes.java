package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import software.amazon.awssdk.services.dax.model.DescribeClustersRequest;
import software.amazon.awssdk.services.dax.model.DescribeClustersResponse;
import software.amazon.awssdk.services.dax.model.Endpoint;
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
    types.add("AWS::DAX::Cluster", new ClusterType());
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
                    "NetworkType",
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
    properties.done();
    String generated =
        call.generatedLowerName(CLUSTER_NAME).replaceAll("[^a-z0-9-]", "").replaceAll("-+", "-");
    Cluster cluster =
        call.send(
                request.clusterName(name.orElse(generated)).iamRoleArn(role).build(),
                CreateClusterResponse.class)
            .cluster();
    return ResourceType.Made.of(cluster.clusterName()).with("Arn", cluster.clusterArn());
  }

  /** A cluster: there when it is available, and removed only when it is gone. */
  private static final class ClusterType implements ResourceType.Slow {
    private static final String NOT_FOUND = "ClusterNotFoundFault";

    @Override
    public Made create(ResourceCall call, Json.Obj properties) {
      return createCluster(call, call.properties(properties));
    }

    @Override
    public boolean isReady(ResourceCall call, Made made) {
      return status(call, made).filter("available"::equals).isPresent();
    }

    /** A cluster has an address only when it is available. */
    @Override
    public Made finished(ResourceCall call, Made made) {
      Endpoint found = found(call, made).orElseThrow().clusterDiscoveryEndpoint();
      return made.with("ClusterDiscoveryEndpoint", found.address() + ":" + found.port())
          .with("ClusterDiscoveryEndpointURL", found.url());
    }

    private static Optional<String> status(ResourceCall call, Made made) {
      return found(call, made).map(Cluster::status);
    }

    /** What DescribeClusters says; empty when the cluster is gone. */
    private static Optional<Cluster> found(ResourceCall call, Made made) {
      try {
        return call
            .send(
                DescribeClustersRequest.builder().clusterNames(made.physicalId()).build(),
                DescribeClustersResponse.class)
            .clusters()
            .stream()
            .findFirst();
      } catch (AwsException e) {
        if (e.code().equals(NOT_FOUND)) {
          return Optional.empty();
        }
        throw e;
      }
    }

    /** Has it deleted as soon as it can be; its groups are in use until it is gone. */
    @Override
    public boolean mayDelete(ResourceCall call, Made made) {
      Optional<String> before = status(call, made);
      if (before.filter("available"::equals).isEmpty()) {
        return before.isEmpty();
      }
      call.send(
          DeleteClusterRequest.builder().clusterName(made.physicalId()).build(),
          DeleteClusterResponse.class);
      return status(call, made).isEmpty();
    }

    @Override
    public void delete(ResourceCall call, Made made, Json.Obj properties) {
      // It was deleted when it was asked whether it may be.
    }
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
