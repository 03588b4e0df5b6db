package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.dynamodb.engine.EnginePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/**
 * Random writers in three Regions at random times, with Regions cut off, faults in replication and
 * replicas that come and go: when all is settled, every replica is the same, and every stream tells
 * how its own replica came to be so. 500 seeds over an engine in memory, and some over the real
 * one.
 */
class ConvergenceTest {
  private static final String HOME = "us-east-1";
  private static final List<String> REGIONS = List.of("ap-northeast-2", "eu-west-1", HOME);
  private static final int SEEDS = 500;
  private static final int REAL_SEEDS = 4;
  private static final int WRITES = 60;
  private static final Principal MINA =
      new Principal(
          Principal.Kind.USER,
          "123456789012",
          "arn:aws:iam::123456789012:user/mina",
          "u",
          "k",
          Map.of());

  @Test
  void randomWriters_overAnEngineInMemory_converge() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      converge(seed, new EnginePool(MemoryEngine::new));
    }
  }

  @Test
  void randomWriters_overTheRealEngine_converge() {
    for (int seed = 1; seed <= REAL_SEEDS; seed++) {
      converge(seed, EnginePool.local());
    }
  }

  @Test
  void sameSeed_leavesTheSameTrace() {
    assertThat(converge(7, new EnginePool(MemoryEngine::new)))
        .isEqualTo(converge(7, new EnginePool(MemoryEngine::new)));
  }

  private static String converge(int seed, EnginePool engines) {
    try (Cloud cloud = Cloud.virtual(CloudConfig.defaults())) {
      World world = new World(cloud, engines);
      SimRandom random = new Seeds(seed).stream("writers");
      world.make(random.nextBoolean());
      for (int i = 0; i < WRITES; i++) {
        world.step(random, i);
        world.clock.advance(
            Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 3_000 : 60)));
      }
      world.mend();
      world.clock.settle();
      Map<String, Map<String, AttributeValue>> home = world.contents(HOME);
      for (String region : world.replicas) {
        assertThat(world.contents(region)).as("seed %d, %s", seed, region).isEqualTo(home);
        assertThat(world.overlaid(region))
            .as("stream of %s, seed %d", region, seed)
            .isEqualTo(home);
      }
      assertThat(world.dynamo.waitingReplications()).isZero();
      return cloud.trace().digest();
    }
  }

  /** Three Regions and whoever writes in them. */
  private static final class World {
    final VirtualClock clock;
    final DynamoDb dynamo;
    final List<String> replicas = new ArrayList<>();
    private final Map<String, Map<String, Map<String, AttributeValue>>> bases =
        new LinkedHashMap<>();
    private final Cloud cloud;

    World(Cloud cloud, EnginePool engines) {
      this.cloud = cloud;
      this.clock = (VirtualClock) cloud.clock();
      cloud
          .router()
          .guard(
              new Authenticator() {
                @Override
                public Principal authenticate(HttpRequest request, String service, long skew) {
                  return MINA;
                }

                @Override
                public Principal resolve(String accessKeyId, String sessionToken) {
                  throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
                }
              },
              (principal, access, facts) -> Decision.allow("allowed by the test"));
      this.dynamo = DynamoDb.install(cloud, DynamoDbConfig.defaults(), engines);
    }

    <R extends AwsResponse> R send(String region, AwsRequest request, Class<R> response) {
      return cloud
          .router()
          .internal("test", "test", MINA, region, call -> call.send(MINA, request, response));
    }

    void make(boolean all) {
      send(
          HOME,
          CreateTableRequest.builder()
              .tableName("Blog")
              .billingMode("PAY_PER_REQUEST")
              .attributeDefinitions(DynamoFixture.attribute("pk", "S"))
              .keySchema(DynamoFixture.key("pk", "HASH"))
              .streamSpecification(s -> s.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES"))
              .build(),
          CreateTableResponse.class);
      replicas.add(HOME);
      bases.put(HOME, new TreeMap<>());
      replica("eu-west-1");
      if (all) {
        replica("ap-northeast-2");
      }
    }

    private void replica(String region) {
      send(
          HOME,
          UpdateTableRequest.builder()
              .tableName("Blog")
              .replicaUpdates(u -> u.create(c -> c.regionName(region)))
              .build(),
          UpdateTableResponse.class);
      replicas.add(region);
      bases.put(region, contents(region));
    }

    void step(SimRandom random, int number) {
      String region = REGIONS.get(random.nextInt(REGIONS.size()));
      switch (random.nextInt(14)) {
        case 0 -> dynamo.isolate(region);
        case 1 -> dynamo.heal(region);
        case 2 -> strike(random);
        case 3 -> {
          if (!replicas.contains(region)) {
            replica(region);
          }
        }
        case 4, 5, 6 -> delete(here(region), "k" + random.nextInt(4));
        default -> put(here(region), "k" + random.nextInt(4), number);
      }
    }

    private String here(String region) {
      return replicas.contains(region) ? region : HOME;
    }

    private void strike(SimRandom random) {
      long now = clock.nanos();
      cloud
          .faults()
          .add(
              Fault.of(
                      "dynamodb",
                      "Replicate",
                      1 + random.nextInt(2),
                      3,
                      new Fault.Refuse("InternalServerError", 500, "struck"))
                  .between(now, now + Duration.ofSeconds(2).toNanos()));
    }

    void mend() {
      REGIONS.forEach(dynamo::heal);
      cloud.faults().clear();
    }

    private void put(String region, String key, int value) {
      send(
          region,
          PutItemRequest.builder()
              .tableName("Blog")
              .item(DynamoFixture.item("pk", key, "v", DynamoFixture.n(value), "by", region))
              .build(),
          PutItemResponse.class);
    }

    private void delete(String region, String key) {
      send(
          region,
          DeleteItemRequest.builder().tableName("Blog").key(DynamoFixture.item("pk", key)).build(),
          DeleteItemResponse.class);
    }

    Map<String, Map<String, AttributeValue>> contents(String region) {
      Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
      send(region, ScanRequest.builder().tableName("Blog").build(), ScanResponse.class)
          .items()
          .forEach(item -> items.put(item.get("pk").s(), item));
      return items;
    }

    /** What a replica was copied from, with its stream laid over it. */
    Map<String, Map<String, AttributeValue>> overlaid(String region) {
      Map<String, Map<String, AttributeValue>> table =
          new TreeMap<>(bases.getOrDefault(region, Map.of()));
      for (Record record : records(region)) {
        String key = record.dynamodb().keys().get("pk").s();
        Map<String, AttributeValue> old =
            record.dynamodb().hasOldImage() ? record.dynamodb().oldImage() : null;
        Map<String, AttributeValue> was =
            record.dynamodb().hasNewImage()
                ? table.put(key, record.dynamodb().newImage())
                : table.remove(key);
        assertThat(was).isEqualTo(old);
      }
      return table;
    }

    private List<Record> records(String region) {
      String arn =
          send(
                  region,
                  DescribeTableRequest.builder().tableName("Blog").build(),
                  DescribeTableResponse.class)
              .table()
              .latestStreamArn();
      String shard =
          send(
                  region,
                  DescribeStreamRequest.builder().streamArn(arn).build(),
                  DescribeStreamResponse.class)
              .streamDescription()
              .shards()
              .get(0)
              .shardId();
      String iterator =
          send(
                  region,
                  GetShardIteratorRequest.builder()
                      .streamArn(arn)
                      .shardId(shard)
                      .shardIteratorType("TRIM_HORIZON")
                      .build(),
                  GetShardIteratorResponse.class)
              .shardIterator();
      return send(
              region,
              GetRecordsRequest.builder().shardIterator(iterator).build(),
              GetRecordsResponse.class)
          .records();
    }
  }
}
