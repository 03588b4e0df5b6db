package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.random.Latency;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.DescribeClustersRequest;
import software.amazon.awssdk.services.dax.model.DescribeClustersResponse;
import software.amazon.awssdk.services.dax.model.DescribeEventsRequest;
import software.amazon.awssdk.services.dax.model.DescribeEventsResponse;
import software.amazon.awssdk.services.dax.model.Event;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.Node;
import software.amazon.awssdk.services.dax.model.RebootNodeRequest;
import software.amazon.awssdk.services.dax.model.RebootNodeResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** A cluster of several nodes, asked at the address of each. */
class DaxNodesTest extends DaxFixture {
  private static final String SLOW = "dax.slow.test";
  private static final Duration LAG = Duration.ofMillis(100);

  private final DynamoDbClient direct = direct();

  DaxNodesTest() {
    super(
        DaxConfig.defaults()
            .withReplicationLag(Latency.constant(LAG))
            .withHop(Latency.constant(Duration.ofMillis(2)))
            .withNodeBytes(SLOW, 1 << 20)
            .withNodeRate(SLOW, 100));
  }

  @BeforeEach
  void create() {
    table("Todos");
  }

  private void cluster(int nodes) {
    cluster("todos", "dax.r5.large", null, nodes, false);
  }

  private Cluster described() {
    return send(DescribeClustersRequest.builder().build(), DescribeClustersResponse.class)
        .clusters()
        .get(0);
  }

  private DynamoDbClient node(String id) {
    Node node =
        described().nodes().stream().filter(each -> each.nodeId().equals(id)).findFirst().get();
    return client("https://" + node.endpoint().address());
  }

  private static String title(DynamoDbClient at) {
    return at.getItem(r -> r.tableName("Todos").key(item("pk", "p", "sk", "1")))
        .item()
        .getOrDefault("title", s("none"))
        .s();
  }

  private static void put(DynamoDbClient at, String title) {
    at.putItem(r -> r.tableName("Todos").item(item("pk", "p", "sk", "1", "title", title)));
  }

  private double ours(String metric, String tier) {
    return cloud
        .metrics()
        .total("Diorama/DAX", metric, "ClusterName", "todos", "TableName", "Todos", "Tier", tier)
        .sum();
  }

  @Test
  void write_isAtThePrimaryAtOnce_andAtTheReplicasAfterTheirLag() {
    cluster(3);
    put(direct, "milk");
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    put(node("todos-b"), "bread");
    assertThat(span("dax-data").attributes())
        .containsEntry("dax.node", "todos-b")
        .containsEntry("dax.primary", "todos-a");
    assertThat(title(node("todos-a"))).isEqualTo("bread");
    assertThat(cache()).isEqualTo("hit");
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    assertThat(ours("StaleReads", "item")).isEqualTo(1);
    clock.advance(LAG.minusNanos(1));
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    clock.advance(Duration.ofNanos(1));
    assertThat(title(node("todos-b"))).isEqualTo("bread");
    assertThat(title(node("todos-c"))).isEqualTo("bread");
    assertThat(cache()).isEqualTo("hit");
    assertThat(ours("StaleReads", "item")).isEqualTo(2);
  }

  @Test
  void read_atAReplica_isKeptThereAndAtThePrimary_thenEverywhere() {
    cluster(3);
    put(direct, "milk");
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    put(direct, "bread");
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    assertThat(title(node("todos-a"))).isEqualTo("milk");
    clock.advance(LAG);
    assertThat(title(node("todos-c"))).isEqualTo("milk");
    assertThat(cache()).isEqualTo("hit");
    // All copies are as old as the first.
    clock.advance(Duration.ofMinutes(5).minus(LAG).minusNanos(1));
    assertThat(title(node("todos-c"))).isEqualTo("milk");
    clock.advance(Duration.ofNanos(1));
    assertThat(title(node("todos-c"))).isEqualTo("bread");
  }

  @Test
  void replicas_followInTheOrderOfTheChanges() {
    cluster(2);
    for (int i = 0; i < 20; i++) {
      put(node("todos-a"), "title" + i);
      clock.advance(Duration.ofMillis(3));
    }
    clock.settle();
    assertThat(title(node("todos-b"))).isEqualTo("title19");
  }

  @Test
  void hits_areCountedAtTheNodeAsked() {
    cluster(2);
    put(direct, "milk");
    title(node("todos-b"));
    title(node("todos-b"));
    assertThat(atNode("ItemCacheHits", "todos-b")).isEqualTo(1);
    assertThat(atNode("ItemCacheMisses", "todos-b")).isEqualTo(1);
    assertThat(atNode("TotalRequestCount", "todos-a")).isZero();
    assertThat(cloud.metrics().total("AWS/DAX", "TotalRequestCount", "ClusterId", "todos").sum())
        .isEqualTo(2);
    assertThat(ours("Hits", "item")).isEqualTo(1);
    assertThat(ours("Misses", "item")).isEqualTo(1);
    assertThat(atNode("EstimatedDbSize", "todos-b")).isPositive();
  }

  private double atNode(String metric, String node) {
    return cloud.metrics().total("AWS/DAX", metric, "ClusterId", "todos", "NodeId", node).sum();
  }

  @Test
  void discoveryAddress_reachesAnyNode_theSameOnesForTheSameSeed() {
    cluster(3);
    DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      title(any);
      asked.add(span("dax-data").attributes().get("dax.node"));
    }
    assertThat(asked).contains("todos-a", "todos-b", "todos-c");
    assertThat(asked.subList(0, 5)).as("drawn from seed 1").isEqualTo(again().subList(0, 5));
  }

  private static List<String> again() {
    DaxNodesTest other = new DaxNodesTest();
    other.create();
    other.cluster(3);
    DynamoDbClient any =
        other.client("https://" + other.described().clusterDiscoveryEndpoint().address());
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      title(any);
      asked.add(other.span("dax-data").attributes().get("dax.node"));
    }
    other.close();
    return asked;
  }

  @Test
  void failNode_thePrimary_aReplicaTakesItsPlace() {
    cluster(3);
    put(node("todos-a"), "milk");
    clock.settle();
    dax.failNode("us-east-1", "todos", "todos-a");
    assertThat(described().activeNodes()).isEqualTo(2);
    assertThat(title(node("todos-b"))).isEqualTo("milk");
    DynamoDbException unwritten =
        catchThrowableOfType(DynamoDbException.class, () -> put(node("todos-b"), "bread"));
    assertThat(unwritten.statusCode()).isEqualTo(503);
    assertThat(
            catchThrowableOfType(DynamoDbException.class, () -> title(node("todos-a")))
                .statusCode())
        .isEqualTo(503);
    clock.advance(Duration.ofSeconds(10));
    put(node("todos-c"), "bread");
    assertThat(span("dax-data").attributes()).containsEntry("dax.primary", "todos-b");
    assertThat(title(node("todos-b"))).isEqualTo("bread");
    clock.advance(Duration.ofMinutes(5));
    assertThat(described().activeNodes()).isEqualTo(3);
    // It has come back empty, and as a replica.
    assertThat(title(node("todos-a"))).isEqualTo("bread");
    assertThat(cache()).isEqualTo("miss");
    put(node("todos-a"), "eggs");
    assertThat(span("dax-data").attributes()).containsEntry("dax.primary", "todos-b");
    assertThat(events())
        .containsSubsequence(
            "Recovery completed for node todos-a.",
            "Failover to node todos-b completed.",
            "Node todos-a failed.",
            "Cluster created.");
    assertThatThrownBy(() -> dax.failNode("us-east-1", "todos", "todos-x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> events() {
    return send(
            DescribeEventsRequest.builder().sourceType("CLUSTER").sourceName("todos").build(),
            DescribeEventsResponse.class)
        .events()
        .stream()
        .map(Event::message)
        .toList();
  }

  @Test
  void failNode_theOnlyOne_nothingAnswersUntilItIsReplaced() {
    cluster(1);
    put(direct, "milk");
    dax.failNode("us-east-1", "todos", "todos-a");
    DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
    assertThat(catchThrowableOfType(DynamoDbException.class, () -> title(any)).statusCode())
        .isEqualTo(503);
    clock.advance(Duration.ofMinutes(5));
    assertThat(title(any)).isEqualTo("milk");
    put(any, "bread");
    assertThat(title(any)).isEqualTo("bread");
  }

  @Test
  void rebootNode_isAwayForAWhile_andKeepsItsCaches() {
    cluster(2);
    put(node("todos-a"), "milk");
    clock.settle();
    RebootNodeRequest reboot =
        RebootNodeRequest.builder().clusterName("todos").nodeId("todos-b").build();
    assertThat(send(reboot, RebootNodeResponse.class).cluster().nodes().get(1).nodeStatus())
        .isEqualTo("rebooting");
    AwsException twice = refused(reboot, RebootNodeResponse.class);
    assertThat(twice.code()).isEqualTo("InvalidClusterStateFault");
    assertThat(twice.status()).isEqualTo(400);
    assertThat(
            refused(reboot.toBuilder().nodeId("todos-x").build(), RebootNodeResponse.class).code())
        .isEqualTo("NodeNotFoundFault");
    put(node("todos-a"), "bread");
    clock.advance(Duration.ofMinutes(1));
    assertThat(title(node("todos-b"))).isEqualTo("bread");
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void moreRequestsThanTheNodeCanDo_areThrottled() {
    cluster("todos", SLOW, null, 1, false);
    DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
    for (int i = 0; i < 4; i++) {
      put(any, "title" + i);
    }
    DynamoDbException throttled = catchThrowableOfType(DynamoDbException.class, () -> title(any));
    assertThat(throttled.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
    assertThat(throttled.statusCode()).isEqualTo(400);
    assertThat(counted("ThrottledRequestCount")).isEqualTo(1);
    assertThat(counted("ErrorRequestCount")).isEqualTo(1);
    assertThat(counted("FailedRequestCount")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    // A hundred hits of one KB, each of which costs one.
    for (int i = 0; i < 100; i++) {
      assertThat(title(any)).isEqualTo("title3");
    }
    assertThatThrownBy(() -> title(any)).isInstanceOf(DynamoDbException.class);
  }

  @Test
  void aResultOlderThanTheLastWrite_isCountedAsSuch() {
    cluster(1);
    DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
    any.scan(r -> r.tableName("Todos"));
    clock.advance(Duration.ofMillis(1));
    put(any, "milk");
    assertThat(any.scan(r -> r.tableName("Todos")).count()).isZero();
    assertThat(ours("ReadsOlderThanLastWrite", "query")).isEqualTo(1);
  }

  @Test
  void nodes_comeAndGo() {
    cluster(1);
    put(node("todos-a"), "milk");
    Cluster more =
        send(
                IncreaseReplicationFactorRequest.builder()
                    .clusterName("todos")
                    .newReplicationFactor(3)
                    .build(),
                IncreaseReplicationFactorResponse.class)
            .cluster();
    assertThat(more.totalNodes()).isEqualTo(3);
    assertThat(title(node("todos-c"))).isEqualTo("milk");
    send(
        DecreaseReplicationFactorRequest.builder()
            .clusterName("todos")
            .newReplicationFactor(2)
            .nodeIdsToRemove("todos-a")
            .build(),
        DecreaseReplicationFactorResponse.class);
    put(node("todos-c"), "bread");
    assertThat(span("dax-data").attributes()).containsEntry("dax.primary", "todos-b");
  }

  /** What takes its time on AWS. */
  static class SlowTest extends DaxFixture {
    SlowTest() {
      super(DaxConfig.defaults().withTimes(DaxTimes.unhurried()));
    }

    private Cluster described() {
      return send(DescribeClustersRequest.builder().build(), DescribeClustersResponse.class)
          .clusters()
          .get(0);
    }

    @Test
    void states_changeOnTheClock() {
      table("Todos");
      assertThat(cluster("todos", "dax.r5.large").status()).isEqualTo("creating");
      DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
      assertThat(catchThrowableOfType(DynamoDbException.class, () -> put(any, "milk")).statusCode())
          .isEqualTo(503);
      IncreaseReplicationFactorRequest more =
          IncreaseReplicationFactorRequest.builder()
              .clusterName("todos")
              .newReplicationFactor(2)
              .build();
      assertThat(refused(more, IncreaseReplicationFactorResponse.class).code())
          .isEqualTo("InvalidClusterStateFault");
      clock.advance(Duration.ofMinutes(10));
      assertThat(described().status()).isEqualTo("available");
      put(any, "milk");
      Cluster modifying = send(more, IncreaseReplicationFactorResponse.class).cluster();
      assertThat(modifying.status()).isEqualTo("modifying");
      assertThat(modifying.activeNodes()).isEqualTo(1);
      assertThat(modifying.nodes().get(1).nodeStatus()).isEqualTo("creating");
      clock.advance(Duration.ofMinutes(5));
      assertThat(described().activeNodes()).isEqualTo(2);
      Cluster fewer =
          send(
                  DecreaseReplicationFactorRequest.builder()
                      .clusterName("todos")
                      .newReplicationFactor(1)
                      .build(),
                  DecreaseReplicationFactorResponse.class)
              .cluster();
      assertThat(fewer.nodeIdsToRemove()).containsExactly("todos-b");
      clock.advance(Duration.ofMinutes(5));
      assertThat(described().totalNodes()).isEqualTo(1);
      assertThat(described().status()).isEqualTo("available");
    }
  }

  @Test
  void describeEvents_badRanges_areRefused() {
    AwsException named =
        refused(
            DescribeEventsRequest.builder().sourceName("todos").build(),
            DescribeEventsResponse.class);
    assertThat(named.code()).isEqualTo("InvalidParameterCombinationException");
    assertThat(named.status()).isEqualTo(400);
    assertThat(
            refused(
                    DescribeEventsRequest.builder().duration(15 * 24 * 60).build(),
                    DescribeEventsResponse.class)
                .code())
        .isEqualTo("InvalidParameterValueException");
    cluster(1);
    clock.advance(Duration.ofHours(25));
    assertThat(send(DescribeEventsRequest.builder().build(), DescribeEventsResponse.class).events())
        .isEmpty();
    assertThat(
            send(
                    DescribeEventsRequest.builder().duration(26 * 60).build(),
                    DescribeEventsResponse.class)
                .events())
        .hasSize(1);
  }

  @Test
  void evictions_areToldByTable() {
    cluster("todos", TINY);
    DynamoDbClient any = client("https://" + described().clusterDiscoveryEndpoint().address());
    for (int i = 0; i < 10; i++) {
      String sk = "" + i;
      any.putItem(
          r -> r.tableName("Todos").item(item("pk", "p", "sk", sk, "v", "x".repeat(1_000))));
    }
    assertThat(counted("EvictedSize")).isPositive().isEqualTo(ours("EvictedBytes", "item"));
  }
}
