package dev.diorama.benchmarks;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.dynamodb.engine.DynamoEngine;
import dev.diorama.dynamodb.engine.EnginePool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * What DynamoDB's front door adds to its engine: permissions, latency, faults, throttling, metrics
 * and a span. The rival is DynamoDB Local embedded, asked by the same typed requests through the
 * client that it comes with; the goal is 15 % more at most. The limit is the engine as the front
 * door asks it, in its own model.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
public class DynamoDbFrontDoorBenchmark {
  private static final String REGION = "us-east-1";
  private static final String ACCOUNT = "123456789012";
  private static final int ITEMS = 20;
  private static final int CALLS = 10;

  private final Principal caller =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/mina",
          "u",
          "k",
          Map.of());

  private final GetItemRequest get =
      GetItemRequest.builder().tableName("Todos").key(key(7)).build();
  private final PutItemRequest put =
      PutItemRequest.builder().tableName("Todos").item(item(7)).build();
  private final QueryRequest query =
      QueryRequest.builder()
          .tableName("Todos")
          .keyConditionExpression("pk = :p")
          .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("mina")))
          .build();

  private Cloud cloud;
  private AmazonDynamoDBLocal embedded;
  private DynamoDbClient bare;
  private EnginePool pool;
  private DynamoEngine engine;

  /** Three engines with the same table, one of them behind the front door. */
  @Setup
  public void open() {
    cloud = Cloud.virtual(CloudConfig.defaults());
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return caller;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
              }
            },
            (principal, access, facts) -> Decision.allow("a benchmark"));
    DynamoDb.install(cloud, DynamoDbConfig.defaults());
    pool = EnginePool.local();
    engine = pool.get(cloud.turn(), ACCOUNT, REGION);
    embedded = DynamoDBEmbedded.create(true);
    bare = embedded.dynamoDbClient();
    CreateTableRequest table =
        CreateTableRequest.builder()
            .tableName("Todos")
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(attribute("pk"), attribute("sk"))
            .keySchema(
                KeySchemaElement.builder().attributeName("pk").keyType("HASH").build(),
                KeySchemaElement.builder().attributeName("sk").keyType("RANGE").build())
            .build();
    bare.createTable(table);
    engine.ask(client -> client.createTable(table));
    front(table, CreateTableResponse.class);
    for (int i = 0; i < ITEMS; i++) {
      PutItemRequest each = PutItemRequest.builder().tableName("Todos").item(item(i)).build();
      bare.putItem(each);
      engine.ask(client -> client.putItem(each));
      front(each, PutItemResponse.class);
    }
  }

  /** Lets time pass, or the hot key would be throttled. */
  @Setup(Level.Invocation)
  public void pass() {
    ((VirtualClock) cloud.clock()).advance(Duration.ofMillis(50));
  }

  /** Closes them all. */
  @TearDown
  public void close() {
    embedded.shutdownNow();
    pool.close();
    cloud.close();
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder().attributeName(name).attributeType("S").build();
  }

  private static Map<String, AttributeValue> key(int number) {
    return Map.of("pk", AttributeValue.fromS("mina"), "sk", AttributeValue.fromS("todo" + number));
  }

  private static Map<String, AttributeValue> item(int number) {
    return Map.of(
        "pk",
        AttributeValue.fromS("mina"),
        "sk",
        AttributeValue.fromS("todo" + number),
        "title",
        AttributeValue.fromS("Buy milk and bread, and do not forget the cat's food again"),
        "done",
        AttributeValue.fromBool(false),
        "priority",
        AttributeValue.fromN("3"),
        "tags",
        AttributeValue.fromL(
            java.util.List.of(AttributeValue.fromS("home"), AttributeValue.fromS("shop"))));
  }

  private <R extends AwsResponse> R front(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal(
            "benchmark", "call", caller, REGION, call -> call.send(caller, request, response));
  }

  /** Asks DynamoDB Local's client, {@value #CALLS} times. */
  private void bare(Blackhole hole, Function<DynamoDbClient, ?> question) {
    for (int i = 0; i < CALLS; i++) {
      hole.consume(question.apply(bare));
    }
  }

  /** Asks the engine as the front door does, {@value #CALLS} times. */
  private void engine(Blackhole hole, Function<DynamoDbClient, ?> question) {
    for (int i = 0; i < CALLS; i++) {
      hole.consume(engine.<Object>ask(question::apply));
    }
  }

  /** Asks the front door, {@value #CALLS} times, as one invocation of a function does. */
  private void front(Blackhole hole, AwsRequest request, Class<? extends AwsResponse> response) {
    cloud
        .router()
        .internal(
            "benchmark",
            "calls",
            caller,
            REGION,
            call -> {
              for (int i = 0; i < CALLS; i++) {
                hole.consume(call.send(caller, request, response));
              }
              return CALLS;
            });
  }

  /** The limit of GetItem. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void getItemEngine(Blackhole hole) {
    engine(hole, client -> client.getItem(get));
  }

  /** GetItem of DynamoDB Local. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void getItemBare(Blackhole hole) {
    bare(hole, client -> client.getItem(get));
  }

  /** GetItem through the front door. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void getItemFront(Blackhole hole) {
    front(hole, get, GetItemResponse.class);
  }

  /** The limit of PutItem. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void putItemEngine(Blackhole hole) {
    engine(hole, client -> client.putItem(put));
  }

  /** PutItem of DynamoDB Local. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void putItemBare(Blackhole hole) {
    bare(hole, client -> client.putItem(put));
  }

  /** PutItem through the front door. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void putItemFront(Blackhole hole) {
    front(hole, put, PutItemResponse.class);
  }

  /** The limit of a Query that finds 20 items. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void queryEngine(Blackhole hole) {
    engine(hole, client -> client.query(query));
  }

  /** The Query of DynamoDB Local. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void queryBare(Blackhole hole) {
    bare(hole, client -> client.query(query));
  }

  /** The same Query through the front door. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void queryFront(Blackhole hole) {
    front(hole, query, QueryResponse.class);
  }
}
