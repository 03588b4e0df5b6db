package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.DaxException;
import software.amazon.awssdk.services.dax.model.Event;
import software.amazon.awssdk.services.dax.model.InvalidClusterStateException;
import software.amazon.awssdk.services.dax.model.Node;
import software.amazon.awssdk.services.dax.model.Parameter;
import software.amazon.awssdk.services.dax.model.SubnetGroupNotFoundException;

/**
 * Every operation of the control plane, by the SDK's client, with clusters that take their time.
 */
class DaxControlClientTest extends DaxFixture {
  private final DaxClient client =
      SimClients.configure(
              DaxClient.builder(),
              cloud.router(),
              clock,
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")),
              "us-east-1")
          .build();

  DaxControlClientTest() {
    super(DaxConfig.defaults().withTimes(DaxTimes.unhurried()));
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  private Cluster create(String name, int nodes) {
    return client
        .createCluster(
            c ->
                c.clusterName(name)
                    .nodeType("dax.r5.large")
                    .replicationFactor(nodes)
                    .iamRoleArn(ROLE))
        .cluster();
  }

  private Cluster described(String name) {
    return client.describeClusters(d -> d.clusterNames(name)).clusters().get(0);
  }

  private static void assertRefused(ThrowingCallable call, String code, String words) {
    DaxException e = catchThrowableOfType(DaxException.class, call);
    assertThat(e).as(code).isNotNull();
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains(words);
  }

  @Test
  void cluster_livesItsLife_asDescribedOnTheWay() {
    Cluster creating = create("todos", 2);
    assertThat(creating.status()).isEqualTo("creating");
    assertThat(creating.totalNodes()).isEqualTo(2);
    assertThat(creating.activeNodes()).isZero();
    assertThat(creating.hasNodes()).isFalse();
    assertThat(creating.clusterDiscoveryEndpoint().port()).isEqualTo(8111);
    assertThat(creating.clusterDiscoveryEndpoint().address()).isNull();
    assertThat(creating.clusterDiscoveryEndpoint().url()).isNull();
    assertThat(creating.networkTypeAsString()).isEqualTo("ipv4");

    assertThat(
            catchThrowableOfType(
                    InvalidClusterStateException.class,
                    () -> client.deleteCluster(d -> d.clusterName("todos")))
                .statusCode())
        .isEqualTo(400);
    clock.advance(Duration.ofMinutes(10));
    Cluster available = described("todos");
    assertThat(available.status()).isEqualTo("available");
    assertThat(available.activeNodes()).isEqualTo(2);
    assertThat(available.clusterDiscoveryEndpoint().address()).startsWith("todos.");
    assertThat(available.nodes()).extracting(Node::nodeStatus).containsOnly("available");

    Cluster growing =
        client
            .increaseReplicationFactor(i -> i.clusterName("todos").newReplicationFactor(3))
            .cluster();
    assertThat(growing.status()).isEqualTo("modifying");
    assertThat(growing.nodes().get(2).nodeStatus()).isEqualTo("creating");
    assertThat(growing.nodes().get(2).endpoint()).isNull();
    assertThat(growing.nodes().get(2).nodeCreateTime()).isNull();
    clock.advance(Duration.ofMinutes(5));
    assertThat(described("todos").activeNodes()).isEqualTo(3);

    client.rebootNode(r -> r.clusterName("todos").nodeId("todos-b"));
    assertThat(described("todos").activeNodes()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(1));
    client.decreaseReplicationFactor(
        d -> d.clusterName("todos").newReplicationFactor(2).nodeIdsToRemove("todos-c"));
    clock.advance(Duration.ofMinutes(5));
    client.updateCluster(u -> u.clusterName("todos").description("smaller again"));
    assertThat(described("todos").description()).isEqualTo("smaller again");

    Cluster deleting = client.deleteCluster(d -> d.clusterName("todos")).cluster();
    assertThat(deleting.status()).isEqualTo("deleting");
    assertThat(deleting.hasNodes()).isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertRefused(() -> described("todos"), "ClusterNotFoundFault", "todos");
    List<Event> events =
        client.describeEvents(e -> e.sourceType("CLUSTER").sourceName("todos")).events();
    assertThat(events).extracting(Event::message).startsWith("Cluster deleted.");
    assertThat(events).extracting(Event::message).endsWith("Cluster created.");
    assertThat(events).isSortedAccordingTo((a, b) -> b.date().compareTo(a.date()));
  }

  @Test
  void groups_liveTheirLives() {
    client.createParameterGroup(c -> c.parameterGroupName("fast").description("seconds"));
    client.updateParameterGroup(
        u ->
            u.parameterGroupName("fast")
                .parameterNameValues(
                    v -> v.parameterName("record-ttl-millis").parameterValue("1000")));
    assertThat(client.describeParameters(d -> d.parameterGroupName("fast")).parameters())
        .extracting(Parameter::parameterValue)
        .containsExactly("300000", "1000");
    assertThat(client.describeDefaultParameters(d -> {}).parameters().get(1).description())
        .isEqualTo(
            "Duration in milliseconds for records to remain valid in cache (Default: 0 = infinite)");
    assertThat(client.describeParameterGroups(d -> {}).parameterGroups().get(0).description())
        .isEqualTo("Default parameter group for dax1.0");
    assertThat(client.deleteParameterGroup(d -> d.parameterGroupName("fast")).deletionMessage())
        .isEqualTo("Parameter group fast has been deleted.");

    client.createSubnetGroup(c -> c.subnetGroupName("Mine").subnetIds("subnet-1"));
    client.updateSubnetGroup(u -> u.subnetGroupName("mine").subnetIds("subnet-1", "subnet-2"));
    assertThat(
            client
                .describeSubnetGroups(d -> d.subnetGroupNames("mine"))
                .subnetGroups()
                .get(0)
                .subnets())
        .hasSize(2);
    assertRefused(
        () -> client.updateSubnetGroup(u -> u.subnetGroupName("mine").subnetIds("nope")),
        "InvalidSubnet",
        "nope");
    assertThat(client.deleteSubnetGroup(d -> d.subnetGroupName("mine")).deletionMessage())
        .isEqualTo("Subnet group mine has been deleted.");
    assertThat(
            catchThrowableOfType(
                    SubnetGroupNotFoundException.class,
                    () -> client.deleteSubnetGroup(d -> d.subnetGroupName("mine")))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void tags_areSetListedAndTakenAway() {
    String arn = create("todos", 1).clusterArn();
    client.tagResource(t -> t.resourceName(arn).tags(tag -> tag.key("usage").value("test")));
    assertThat(client.listTags(l -> l.resourceName(arn)).tags().get(0).value()).isEqualTo("test");
    assertThat(client.untagResource(u -> u.resourceName(arn).tagKeys("usage")).tags()).isEmpty();
    assertRefused(
        () ->
            client.tagResource(
                t -> t.resourceName(arn).tags(tag -> tag.key("k").value("v".repeat(257)))),
        "InvalidParameterValueException",
        "256");
  }

  @Test
  void requests_thatAreWrong_areRefused() {
    CreateClusterRequest.Builder good =
        CreateClusterRequest.builder()
            .clusterName("todos")
            .nodeType("dax.r5.large")
            .replicationFactor(1)
            .iamRoleArn(ROLE);
    assertRefused(
        () -> client.createCluster(c -> c.clusterName("todos")),
        "ValidationException",
        "3 validation errors detected: Value null at 'nodeType' failed to satisfy constraint:"
            + " Member must not be null");
    assertRefused(
        () -> client.createCluster(good.copy().clusterEndpointEncryptionType("SSL").build()),
        "ValidationException",
        "Value 'SSL' at 'clusterEndpointEncryptionType'");
    assertRefused(
        () -> client.createCluster(good.copy().networkType("ipx").build()),
        "ValidationException",
        "Value 'ipx' at 'networkType'");
    assertRefused(
        () -> client.createCluster(good.copy().preferredMaintenanceWindow("sunday").build()),
        "InvalidParameterValueException",
        "sunday");
    assertRefused(
        () -> client.createCluster(good.copy().notificationTopicArn("topic").build()),
        "InvalidParameterValueException",
        "topic");
    assertRefused(
        () -> client.createCluster(good.copy().availabilityZones("eu-west-1a").build()),
        "InvalidParameterValueException",
        "eu-west-1a");
    assertRefused(
        () ->
            client.createCluster(
                good.copy()
                    .nodeType("dax.r3.large")
                    .sseSpecification(s -> s.enabled(true))
                    .build()),
        "InvalidParameterCombinationException",
        "dax.r3.large");
    assertRefused(
        () -> client.describeEvents(e -> e.sourceType("TABLE")),
        "ValidationException",
        "Value 'TABLE' at 'sourceType'");
    assertRefused(
        () -> client.describeParameters(d -> d.parameterGroupName("none")),
        "ParameterGroupNotFoundFault",
        "none");
    assertRefused(
        () -> client.describeDefaultParameters(d -> d.maxResults(1)),
        "InvalidParameterValueException",
        "MaxResults");
    client.createCluster(good.build());
    clock.advance(Duration.ofMinutes(10));
    assertRefused(
        () -> client.updateCluster(u -> u.clusterName("todos").notificationTopicStatus("off")),
        "InvalidParameterValueException",
        "off");
    assertRefused(
        () -> client.rebootNode(r -> r.clusterName("todos").nodeId("todos-x")),
        "NodeNotFoundFault",
        "todos-x");
    assertRefused(
        () -> client.rebootNode(r -> r.clusterName("todos")),
        "ValidationException",
        "Value null at 'nodeId'");
  }
}
