package dev.diorama.cache.dax;

import dev.diorama.cache.dax.wire.WireLimits;
import dev.diorama.core.endpoint.LocalCa;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.dax.ClusterDaxAsyncClient;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/** A cloud whose clusters listen on loopback, and AWS's own client for them. */
abstract class WireFixture extends DaxFixture {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private final List<AutoCloseable> clients = new ArrayList<>();
  DaxWire wire;

  WireFixture() {
    super();
  }

  WireFixture(DaxConfig config) {
    super(config);
  }

  LocalCa ca() {
    try {
      return LocalCa.in(folder, InstantSource.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void openWire() {
    openWire(WireLimits.defaults());
  }

  void openWire(WireLimits limits) {
    try {
      wire = dax.openWire(ca(), InstantSource.system(), limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void closeClients() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    if (wire != null) {
      wire.close();
    }
  }

  /** AWS's client as its users have it, but looking for changes of the cluster more often. */
  DynamoDbClient watchfulClient(String cluster) {
    try {
      DynamoDbClient client =
          ClusterDaxClient.builder()
              .overrideConfiguration(
                  Configuration.builder()
                      .url(wire.url("us-east-1", cluster).toString())
                      .region(Region.US_EAST_1)
                      .credentialsProvider(
                          StaticCredentialsProvider.create(
                              AwsBasicCredentials.create("test", "test")))
                      .clusterUpdateIntervalMillis(300)
                      .build())
              .build();
      clients.add(client);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Configuration quiet(URI url, AwsCredentials credentials) {
    // No health checks and no refresh: the traffic is that of the calls made.
    return Configuration.builder()
        .url(url.toString())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .clusterUpdateIntervalMillis(3_600_000)
        .enableHealthChecks(false)
        .readRetries(0)
        .writeRetries(0)
        .build();
  }

  DynamoDbClient wireClient(String cluster) {
    return wireClient(cluster, AwsBasicCredentials.create("test", "test"));
  }

  /** AWS's client, unmodified. */
  DynamoDbClient wireClient(String cluster, AwsCredentials credentials) {
    try {
      DynamoDbClient client =
          ClusterDaxClient.builder()
              .overrideConfiguration(quiet(wire.url("us-east-1", cluster), credentials))
              .build();
      clients.add(client);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DynamoDbAsyncClient asyncClient(String cluster) {
    try {
      DynamoDbAsyncClient client =
          ClusterDaxAsyncClient.builder()
              .overrideConfiguration(
                  quiet(wire.url("us-east-1", cluster), AwsBasicCredentials.create("test", "test")))
              .build();
      clients.add(client);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A synchronous client that asks an asynchronous one and waits, so that both are held to the same
   * tests.
   */
  static DynamoDbClient waiting(DynamoDbAsyncClient client) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().endsWith("Paginator")) {
            // Made of the operation that is paged, which is asked by this proxy.
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          Object answer =
              DynamoDbAsyncClient.class
                  .getMethod(method.getName(), method.getParameterTypes())
                  .invoke(client, arguments);
          try {
            return ((CompletableFuture<?>) answer).join();
          } catch (CompletionException e) {
            throw e.getCause();
          }
        };
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, handler);
  }

  /** Lets this JVM trust the local authority while {@code work} runs. */
  void trusting(Runnable work) {
    String store = "javax.net.ssl.trustStore";
    String password = "javax.net.ssl.trustStorePassword";
    try {
      Path file = folder.resolve("trust.p12");
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("diorama", ca().certificate());
      try (OutputStream out = Files.newOutputStream(file)) {
        trusted.store(out, PASSWORD.toCharArray());
      }
      System.setProperty(store, file.toString());
      System.setProperty(password, PASSWORD);
      work.run();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      System.clearProperty(store);
      System.clearProperty(password);
    }
  }

  /** A table with a key of those types; the sort key's may be empty. */
  void table(String name, String hash, String range) {
    List<KeySchemaElement> keys = new ArrayList<>();
    keys.add(KeySchemaElement.builder().attributeName("pk").keyType("HASH").build());
    if (!range.isEmpty()) {
      keys.add(KeySchemaElement.builder().attributeName("sk").keyType("RANGE").build());
    }
    send(
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(
                keys.stream()
                    .map(
                        key ->
                            software.amazon.awssdk.services.dynamodb.model.AttributeDefinition
                                .builder()
                                .attributeName(key.attributeName())
                                .attributeType(key.attributeName().equals("pk") ? hash : range)
                                .build())
                    .toList())
            .keySchema(keys)
            .build(),
        CreateTableResponse.class);
  }
}
