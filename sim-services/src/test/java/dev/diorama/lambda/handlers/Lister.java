package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.utils.AttributeMap;

/** Makes DynamoDB clients in every way that a handler may, and lists tables with them. */
public class Lister implements RequestHandler<String, Object> {
  private static final DynamoDbClient IN_INITIALISER = DynamoDbClient.create();

  private final DynamoDbClient inConstructor = DynamoDbClient.create();
  private DynamoDbClient kept = inConstructor;

  @Override
  public Object handleRequest(String way, Context context) {
    return switch (way) {
      case "static" -> list(IN_INITIALISER);
      case "constructor" -> list(inConstructor);
      case "kept" -> list(kept);
      case "builder" -> list(DynamoDbClient.builder().build());
      case "region" -> list(DynamoDbClient.builder().region(Region.EU_WEST_1).build());
      case "httpClientBuilder" ->
          list(DynamoDbClient.builder().httpClientBuilder(new RealBuilder()).build());
      case "httpClient" -> list(DynamoDbClient.builder().httpClient(new Real()).build());
      case "endpoint" ->
          list(
              DynamoDbClient.builder()
                  .endpointOverride(URI.create("http://cluster.example:8111"))
                  .build());
      case "environmentCredentials" ->
          list(
              DynamoDbClient.builder()
                  .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                  .build());
      case "defaultCredentials" ->
          list(
              DynamoDbClient.builder()
                  .credentialsProvider(DefaultCredentialsProvider.builder().build())
                  .build());
      case "ownCredentials" ->
          list(
              DynamoDbClient.builder()
                  .credentialsProvider(
                      StaticCredentialsProvider.create(AwsBasicCredentials.create("OWN", "key")))
                  .build());
      case "reference" -> {
        Supplier<DynamoDbClient> create = DynamoDbClient::create;
        DynamoDbClientBuilder builder = DynamoDbClient.builder();
        Supplier<DynamoDbClient> build = builder::build;
        yield List.of(list(create.get()), list(build.get()));
      }
      case "async" -> {
        try (DynamoDbAsyncClient client = DynamoDbAsyncClient.create()) {
          yield client.listTables().join().tableNames();
        }
      }
      case "once" -> list(DynamoDbClient.builder().overrideConfiguration(once()).build());
      case "twice" ->
          list(
              DynamoDbClient.builder()
                  .overrideConfiguration(
                      o ->
                          o.retryStrategy(
                              AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                  .maxAttempts(2)
                                  .build()))
                  .build());
      case "regions" ->
          Map.of(
              "chain",
              new DefaultAwsRegionProviderChain().getRegion().id(),
              "setting",
              SdkSystemSetting.AWS_REGION.getStringValueOrThrow());
      case "presigner" -> presigned(S3Presigner.create());
      case "presignerWithCredentials" ->
          presigned(
              S3Presigner.builder()
                  .credentialsProvider(
                      StaticCredentialsProvider.create(AwsBasicCredentials.create("OWN", "key")))
                  .build());
      case "crt" -> S3AsyncClient.crtBuilder();
      case "sleepThenList" -> {
        sleep(Duration.ofSeconds(10));
        yield list(inConstructor);
      }
      default -> throw new IllegalArgumentException(way);
    };
  }

  @SuppressWarnings("deprecation") // Handlers still say it so.
  private static ClientOverrideConfiguration once() {
    return ClientOverrideConfiguration.builder()
        .retryPolicy(software.amazon.awssdk.core.retry.RetryPolicy.none())
        .build();
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String presigned(S3Presigner presigner) {
    return presigner
        .presignGetObject(
            p ->
                p.signatureDuration(Duration.ofMinutes(5))
                    .getObjectRequest(g -> g.bucket("files").key("a/b.txt")))
        .url()
        .toString();
  }

  private static List<String> list(DynamoDbClient client) {
    return client.listTables().tableNames();
  }

  /** A client that would leave for the network. */
  private static final class Real implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      throw new IllegalStateException("the real network was asked");
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** Builds such clients. */
  private static final class RealBuilder implements SdkHttpClient.Builder<RealBuilder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new Real();
    }
  }
}
