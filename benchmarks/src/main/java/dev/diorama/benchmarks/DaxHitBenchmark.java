package dev.diorama.benchmarks;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/**
 * GetItem of one hot item by AWS's own clients: a hit of our DAX by DAX's client for Java, and the
 * same item of DynamoDB Local, its own server over HTTP, by the SDK's usual client. Client and
 * server share the machine; the ratio is what counts.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
// DynamoDB Local's server leaves threads behind, for which JMH would wait half a minute.
@Fork(value = 1, jvmArgsAppend = "-Djmh.shutdownTimeout=2")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class DaxHitBenchmark {
  private static final GetItemRequest GET =
      GetItemRequest.builder().tableName(DaxHitWorld.TABLE).key(DaxHitWorld.key(1)).build();

  /** A cluster of ours, and DAX's client. */
  @State(Scope.Benchmark)
  public static class Dax {
    private DaxHitWorld world;
    private DynamoDbClient client;

    /** Puts the item, so that every read of it hits. */
    @Setup
    public void open() throws IOException {
      world = new DaxHitWorld();
      client =
          ClusterDaxClient.builder()
              .overrideConfiguration(
                  Configuration.builder()
                      .url(world.url().toString())
                      .region(Region.US_EAST_1)
                      .credentialsProvider(StaticCredentialsProvider.create(world.reader()))
                      .build())
              .build();
      client.putItem(r -> r.tableName(DaxHitWorld.TABLE).item(DaxHitWorld.item(1)));
    }

    /** Closes both, having seen that hits were measured. */
    @TearDown
    public void close() {
      client.close();
      double misses = world.counted("ItemCacheMisses");
      double failed = world.counted("FailedRequestCount");
      world.close();
      if (misses > 0 || failed > 0) {
        throw new IllegalStateException(misses + " misses, " + failed + " failures");
      }
    }
  }

  /** DynamoDB Local as AWS ships it, and the SDK's usual client. */
  @State(Scope.Benchmark)
  public static class Local {
    private DynamoDBProxyServer server;
    private DynamoDbClient client;

    /** Starts the server and puts the item. */
    @Setup
    public void open() throws Exception {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      server =
          ServerRunner.createServerFromCommandLineArgs(
              new String[] {"-inMemory", "-disableTelemetry", "-port", "" + port});
      server.start();
      client =
          DynamoDbClient.builder()
              .httpClientBuilder(ApacheHttpClient.builder())
              .endpointOverride(URI.create("http://127.0.0.1:" + port))
              .region(Region.US_EAST_1)
              .credentialsProvider(
                  StaticCredentialsProvider.create(
                      software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                          "test", "test")))
              .build();
      DaxHitWorld.createTable(client);
      client.putItem(r -> r.tableName(DaxHitWorld.TABLE).item(DaxHitWorld.item(1)));
    }

    /** Closes both. */
    @TearDown
    public void close() throws Exception {
      client.close();
      server.stop();
    }
  }

  /** One thread. */
  @Benchmark
  @Threads(1)
  public GetItemResponse dax01(Dax dax) {
    return dax.client.getItem(GET);
  }

  /** Four threads. */
  @Benchmark
  @Threads(4)
  public GetItemResponse dax04(Dax dax) {
    return dax.client.getItem(GET);
  }

  /** Sixteen threads. */
  @Benchmark
  @Threads(16)
  public GetItemResponse dax16(Dax dax) {
    return dax.client.getItem(GET);
  }

  /** One thread. */
  @Benchmark
  @Threads(1)
  public GetItemResponse local01(Local local) {
    return local.client.getItem(GET);
  }

  /** Four threads. */
  @Benchmark
  @Threads(4)
  public GetItemResponse local04(Local local) {
    return local.client.getItem(GET);
  }

  /** Sixteen threads. */
  @Benchmark
  @Threads(16)
  public GetItemResponse local16(Local local) {
    return local.client.getItem(GET);
  }
}
