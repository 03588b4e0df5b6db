package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.CreateClusterResponse;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.DeleteClusterRequest;
import software.amazon.awssdk.services.dax.model.DeleteClusterResponse;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.DescribeClustersRequest;
import software.amazon.awssdk.services.dax.model.DescribeClustersResponse;
import software.amazon.awssdk.services.dax.model.DescribeDefaultParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeDefaultParametersResponse;
import software.amazon.awssdk.services.dax.model.DescribeParameterGroupsRequest;
import software.amazon.awssdk.services.dax.model.DescribeParameterGroupsResponse;
import software.amazon.awssdk.services.dax.model.DescribeParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeParametersResponse;
import software.amazon.awssdk.services.dax.model.DescribeSubnetGroupsRequest;
import software.amazon.awssdk.services.dax.model.DescribeSubnetGroupsResponse;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.ListTagsRequest;
import software.amazon.awssdk.services.dax.model.ListTagsResponse;
import software.amazon.awssdk.services.dax.model.Node;
import software.amazon.awssdk.services.dax.model.Parameter;
import software.amazon.awssdk.services.dax.model.ParameterNameValue;
import software.amazon.awssdk.services.dax.model.Tag;
import software.amazon.awssdk.services.dax.model.TagResourceRequest;
import software.amazon.awssdk.services.dax.model.TagResourceResponse;
import software.amazon.awssdk.services.dax.model.UntagResourceRequest;
import software.amazon.awssdk.services.dax.model.UntagResourceResponse;
import software.amazon.awssdk.services.dax.model.UpdateClusterRequest;
import software.amazon.awssdk.services.dax.model.UpdateClusterResponse;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupResponse;

class DaxClusterServiceTest extends DaxFixture {
  private static CreateClusterRequest.Builder create(String name) {
    return CreateClusterRequest.builder()
        .clusterName(name)
        .nodeType("dax.r5.large")
        .replicationFactor(3)
        .iamRoleArn(ROLE);
  }

  private static void assertRefused(AwsException e, String code) {
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void createCluster_isAvailableWithItsEndpointAndNodes() {
    Cluster cluster =
        send(create("Todos").description("for todos").build(), CreateClusterResponse.class)
            .cluster();
    assertThat(cluster.clusterName()).isEqualTo("todos");
    assertThat(cluster.status()).isEqualTo("available");
    assertThat(cluster.clusterArn()).isEqualTo("arn:aws:dax:us-east-1:123456789012:cache/todos");
    assertThat(cluster.clusterDiscoveryEndpoint().address())
        .matches("todos\\.[a-z0-9]{6}\\.dax-clusters\\.us-east-1\\.amazonaws\\.com");
    assertThat(cluster.clusterDiscoveryEndpoint().port()).isEqualTo(8111);
    assertThat(cluster.clusterDiscoveryEndpoint().url())
        .isEqualTo("https://" + cluster.clusterDiscoveryEndpoint().address() + ":8111");
    assertThat(cluster.nodes())
        .extracting(Node::nodeId)
        .containsExactly("todos-a", "todos-b", "todos-c");
    assertThat(cluster.nodes())
        .extracting(Node::availabilityZone)
        .containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
    assertThat(cluster.parameterGroup().parameterGroupName()).isEqualTo("default.dax1.0");
    assertThat(cluster.subnetGroup()).isEqualTo("default");
    assertThat(cluster.iamRoleArn()).isEqualTo(ROLE);
    assertThat(cluster.sseDescription().statusAsString()).isEqualTo("DISABLED");
    assertThat(
            send(DescribeClustersRequest.builder().build(), DescribeClustersResponse.class)
                .clusters())
        .containsExactly(cluster);
  }

  @Test
  void createCluster_misuse_isRefused() {
    send(create("todos").build(), CreateClusterResponse.class);
    assertRefused(
        refused(create("TODOS").build(), CreateClusterResponse.class), "ClusterAlreadyExistsFault");
    for (String name : new String[] {"1st", "a--b", "a-", "a_b", "abcdefghijklmnopqrstu"}) {
      assertRefused(
          refused(create(name).build(), CreateClusterResponse.class),
          "InvalidParameterValueException");
    }
    assertRefused(
        refused(create("a").nodeType("dax.m5.large").build(), CreateClusterResponse.class),
        "InvalidParameterValueException");
    assertRefused(
        refused(create("a").replicationFactor(0).build(), CreateClusterResponse.class),
        "InvalidParameterValueException");
    assertRefused(
        refused(create("a").replicationFactor(12).build(), CreateClusterResponse.class),
        "NodeQuotaForClusterExceededFault");
    assertRefused(
        refused(create("a").availabilityZones("us-east-1a").build(), CreateClusterResponse.class),
        "InvalidParameterCombinationException");
    assertRefused(
        refused(create("a").parameterGroupName("none").build(), CreateClusterResponse.class),
        "ParameterGroupNotFoundFault");
    assertRefused(
        refused(create("a").subnetGroupName("none").build(), CreateClusterResponse.class),
        "SubnetGroupNotFoundFault");
    assertRefused(
        refused(create("a").securityGroupIds("nope").build(), CreateClusterResponse.class),
        "InvalidParameterValueException");
    assertRefused(
        refused(create("a").iamRoleArn("dax").build(), CreateClusterResponse.class),
        "InvalidParameterValueException");
  }

  @Test
  void createCluster_overTheAccountsNodes_isRefused() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      send(create(name).replicationFactor(11).build(), CreateClusterResponse.class);
    }
    assertRefused(
        refused(create("e").replicationFactor(7).build(), CreateClusterResponse.class),
        "NodeQuotaForCustomerExceededFault");
    send(create("e").replicationFactor(6).build(), CreateClusterResponse.class);
  }

  @Test
  void createCluster_withoutPassRole_isDenied() {
    denied.add((principal, access) -> access.action().equals("iam:PassRole"));
    AwsException e = refused(create("todos").build(), CreateClusterResponse.class);
    assertRefused(e, "AccessDeniedException");
    assertThat(e.message()).contains("iam:PassRole on resource: " + ROLE);
    assertThat(
            asked.stream()
                .filter(each -> each.action().equals("iam:PassRole"))
                .toList()
                .get(0)
                .context())
        .containsEntry("iam:PassedToService", java.util.List.of("dax.amazonaws.com"));
    denied.clear();
    assertThat(
            send(DescribeClustersRequest.builder().build(), DescribeClustersResponse.class)
                .clusters())
        .isEmpty();
  }

  @Test
  void unknownCluster_isNotFoundEverywhere() {
    assertRefused(
        refused(
            DescribeClustersRequest.builder().clusterNames("nope").build(),
            DescribeClustersResponse.class),
        "ClusterNotFoundFault");
    assertRefused(
        refused(
            DeleteClusterRequest.builder().clusterName("nope").build(),
            DeleteClusterResponse.class),
        "ClusterNotFoundFault");
    assertRefused(
        refused(
            UpdateClusterRequest.builder().clusterName("nope").build(),
            UpdateClusterResponse.class),
        "ClusterNotFoundFault");
    assertRefused(
        refused(
            ListTagsRequest.builder()
                .resourceName("arn:aws:dax:us-east-1:123456789012:cache/nope")
                .build(),
            ListTagsResponse.class),
        "ClusterNotFoundFault");
    assertRefused(
        refused(ListTagsRequest.builder().resourceName("nope").build(), ListTagsResponse.class),
        "InvalidARNFault");
  }

  @Test
  void describeClusters_pageSizeOutOfRange_isInvalid() {
    assertRefused(
        refused(
            DescribeClustersRequest.builder().maxResults(5).build(),
            DescribeClustersResponse.class),
        "InvalidParameterValueException");
    assertRefused(
        refused(
            DescribeClustersRequest.builder().nextToken("x").build(),
            DescribeClustersResponse.class),
        "InvalidParameterValueException");
  }

  @Test
  void updateCluster_changesWhatCanBeChanged() {
    send(create("todos").build(), CreateClusterResponse.class);
    parameters("fast", 1_000, 1_000);
    Cluster updated =
        send(
                UpdateClusterRequest.builder()
                    .clusterName("todos")
                    .description("faster")
                    .parameterGroupName("fast")
                    .preferredMaintenanceWindow("mon:01:00-mon:02:00")
                    .build(),
                UpdateClusterResponse.class)
            .cluster();
    assertThat(updated.description()).isEqualTo("faster");
    assertThat(updated.parameterGroup().parameterGroupName()).isEqualTo("fast");
    assertThat(updated.preferredMaintenanceWindow()).isEqualTo("mon:01:00-mon:02:00");
  }

  @Test
  void deleteCluster_isGone_andItsAddressIsNotReused() {
    String first =
        send(create("todos").build(), CreateClusterResponse.class)
            .cluster()
            .clusterDiscoveryEndpoint()
            .address();
    assertThat(
            send(
                    DeleteClusterRequest.builder().clusterName("todos").build(),
                    DeleteClusterResponse.class)
                .cluster()
                .status())
        .isEqualTo("deleting");
    assertThat(
            send(create("todos").build(), CreateClusterResponse.class)
                .cluster()
                .clusterDiscoveryEndpoint()
                .address())
        .isNotEqualTo(first);
  }

  @Test
  void replicationFactor_upAndDown_keepsNodeNames() {
    send(create("todos").build(), CreateClusterResponse.class);
    DecreaseReplicationFactorRequest.Builder down =
        DecreaseReplicationFactorRequest.builder().clusterName("todos").newReplicationFactor(2);
    assertRefused(
        refused(down.nodeIdsToRemove("todos-z").build(), DecreaseReplicationFactorResponse.class),
        "NodeNotFoundFault");
    assertRefused(
        refused(
            down.nodeIdsToRemove("todos-a", "todos-b").build(),
            DecreaseReplicationFactorResponse.class),
        "InvalidParameterCombinationException");
    assertThat(
            send(down.nodeIdsToRemove("todos-b").build(), DecreaseReplicationFactorResponse.class)
                .cluster()
                .nodes())
        .extracting(Node::nodeId)
        .containsExactly("todos-a", "todos-c");
    IncreaseReplicationFactorRequest.Builder up =
        IncreaseReplicationFactorRequest.builder().clusterName("todos");
    assertRefused(
        refused(up.newReplicationFactor(2).build(), IncreaseReplicationFactorResponse.class),
        "InvalidParameterValueException");
    assertRefused(
        refused(up.newReplicationFactor(12).build(), IncreaseReplicationFactorResponse.class),
        "NodeQuotaForClusterExceededFault");
    assertThat(
            send(up.newReplicationFactor(4).build(), IncreaseReplicationFactorResponse.class)
                .cluster()
                .nodes())
        .extracting(Node::nodeId)
        .containsExactly("todos-a", "todos-c", "todos-b", "todos-d");
    assertRefused(
        refused(
            DecreaseReplicationFactorRequest.builder()
                .clusterName("todos")
                .newReplicationFactor(0)
                .build(),
            DecreaseReplicationFactorResponse.class),
        "InvalidParameterValueException");
  }

  @Test
  void tags_areKeptPerCluster() {
    String arn =
        send(
                create("todos").tags(Tag.builder().key("team").value("web").build()).build(),
                CreateClusterResponse.class)
            .cluster()
            .clusterArn();
    send(
        TagResourceRequest.builder()
            .resourceName(arn)
            .tags(Tag.builder().key("stage").value("test").build())
            .build(),
        TagResourceResponse.class);
    assertThat(
            send(ListTagsRequest.builder().resourceName(arn).build(), ListTagsResponse.class)
                .tags())
        .extracting(Tag::key)
        .containsExactly("team", "stage");
    assertRefused(
        refused(
            UntagResourceRequest.builder().resourceName(arn).tagKeys("nope").build(),
            UntagResourceResponse.class),
        "TagNotFoundFault");
    assertThat(
            send(
                    UntagResourceRequest.builder().resourceName(arn).tagKeys("team").build(),
                    UntagResourceResponse.class)
                .tags())
        .extracting(Tag::key)
        .containsExactly("stage");
    Tag[] many = new Tag[50];
    for (int i = 0; i < many.length; i++) {
      many[i] = Tag.builder().key("k" + i).value("v").build();
    }
    assertRefused(
        refused(
            TagResourceRequest.builder().resourceName(arn).tags(many).build(),
            TagResourceResponse.class),
        "TagQuotaPerResourceExceeded");
    assertRefused(
        refused(
            TagResourceRequest.builder()
                .resourceName(arn)
                .tags(Tag.builder().key("aws:x").value("v").build())
                .build(),
            TagResourceResponse.class),
        "InvalidParameterValueException");
  }

  private UpdateParameterGroupRequest update(String group, String name, String value) {
    return UpdateParameterGroupRequest.builder()
        .parameterGroupName(group)
        .parameterNameValues(
            ParameterNameValue.builder().parameterName(name).parameterValue(value).build())
        .build();
  }

  @Test
  void parameterGroups_liveAndAreFixedWhileInUse() {
    parameters("fast", 1_000, 0);
    assertThat(
            send(
                    DescribeParametersRequest.builder().parameterGroupName("fast").build(),
                    DescribeParametersResponse.class)
                .parameters())
        .extracting(Parameter::parameterName, Parameter::parameterValue)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("query-ttl-millis", "0"),
            org.assertj.core.groups.Tuple.tuple("record-ttl-millis", "1000"));
    assertThat(
            send(
                    DescribeDefaultParametersRequest.builder().build(),
                    DescribeDefaultParametersResponse.class)
                .parameters())
        .extracting(Parameter::parameterValue)
        .containsExactly("300000", "300000");
    assertThat(
            send(
                    DescribeParameterGroupsRequest.builder().build(),
                    DescribeParameterGroupsResponse.class)
                .parameterGroups())
        .extracting(each -> each.parameterGroupName())
        .containsExactly("default.dax1.0", "fast");
    send(create("todos").parameterGroupName("fast").build(), CreateClusterResponse.class);
    assertRefused(
        refused(update("fast", "record-ttl-millis", "5"), UpdateParameterGroupResponse.class),
        "InvalidParameterGroupStateFault");
    assertRefused(
        refused(
            DeleteParameterGroupRequest.builder().parameterGroupName("fast").build(),
            DeleteParameterGroupResponse.class),
        "InvalidParameterGroupStateFault");
    send(DeleteClusterRequest.builder().clusterName("todos").build(), DeleteClusterResponse.class);
    send(
        DeleteParameterGroupRequest.builder().parameterGroupName("fast").build(),
        DeleteParameterGroupResponse.class);
    assertRefused(
        refused(
            DescribeParametersRequest.builder().parameterGroupName("fast").build(),
            DescribeParametersResponse.class),
        "ParameterGroupNotFoundFault");
  }

  @Test
  void parameterGroups_misuse_isRefused() {
    parameters("fast", 1_000, 0);
    assertRefused(
        refused(
            CreateParameterGroupRequest.builder().parameterGroupName("fast").build(),
            CreateParameterGroupResponse.class),
        "ParameterGroupAlreadyExistsFault");
    assertRefused(
        refused(
            update("default.dax1.0", "record-ttl-millis", "5"), UpdateParameterGroupResponse.class),
        "InvalidParameterValueException");
    for (String bad : new String[] {"-1", "x", ""}) {
      assertRefused(
          refused(update("fast", "record-ttl-millis", bad), UpdateParameterGroupResponse.class),
          "InvalidParameterValueException");
    }
    assertRefused(
        refused(update("fast", "color", "5"), UpdateParameterGroupResponse.class),
        "InvalidParameterValueException");
    for (int i = 0; i < 19; i++) {
      send(
          CreateParameterGroupRequest.builder().parameterGroupName("g" + i).build(),
          CreateParameterGroupResponse.class);
    }
    assertRefused(
        refused(
            CreateParameterGroupRequest.builder().parameterGroupName("more").build(),
            CreateParameterGroupResponse.class),
        "ParameterGroupQuotaExceededFault");
  }

  @Test
  void subnetGroups_liveAndAreNotDeletedWhileInUse() {
    CreateSubnetGroupRequest.Builder create =
        CreateSubnetGroupRequest.builder()
            .subnetGroupName("mine")
            .subnetIds("subnet-1", "subnet-2");
    send(create.build(), CreateSubnetGroupResponse.class);
    assertRefused(
        refused(create.build(), CreateSubnetGroupResponse.class), "SubnetGroupAlreadyExistsFault");
    assertRefused(
        refused(
            create.subnetGroupName("other").subnetIds("nope").build(),
            CreateSubnetGroupResponse.class),
        "InvalidSubnet");
    assertThat(
            send(
                    DescribeSubnetGroupsRequest.builder().subnetGroupNames("mine").build(),
                    DescribeSubnetGroupsResponse.class)
                .subnetGroups()
                .get(0)
                .subnets())
        .hasSize(2);
    send(create("todos").subnetGroupName("mine").build(), CreateClusterResponse.class);
    DeleteSubnetGroupRequest delete =
        DeleteSubnetGroupRequest.builder().subnetGroupName("mine").build();
    assertRefused(refused(delete, DeleteSubnetGroupResponse.class), "SubnetGroupInUseFault");
    send(DeleteClusterRequest.builder().clusterName("todos").build(), DeleteClusterResponse.class);
    send(delete, DeleteSubnetGroupResponse.class);
    assertRefused(refused(delete, DeleteSubnetGroupResponse.class), "SubnetGroupNotFoundFault");
  }
}
