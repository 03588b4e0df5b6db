package dev.diorama.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class SimClientsTest {
  private static final Map<String, AttributeValue> KEY = Map.of("pk", AttributeValue.fromS("1"));

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final ServiceApi dynamo =
      ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
  private final List<HttpRequest> requests = new ArrayList<>();
  private byte[] stored = {};

  @BeforeEach
  void install() {
    dynamo.on(
        GetItemRequest.class,
        (call, q) -> {
          if (q.tableName().equals("Missing")) {
            throw new AwsException(
                "ResourceNotFoundException",
                400,
                ErrorCode.Side.CLIENT,
                "Requested resource not found",
                Map.of());
          }
          return GetItemResponse.builder().item(q.key()).build();
        });
    cloud.router().install(dynamo);
    ServiceApi s3 =
        ServiceApi.of("s3", software.amazon.awssdk.services.s3.S3Client.class, Protocol.REST_XML)
            .addressing(request -> new Addressed(request, Map.of("Bucket", "bucket")));
    s3.on(
        PutObjectRequest.class,
        (call, q) -> {
          stored = call.body();
          return PutObjectResponse.builder().eTag("\"e\"").build();
        });
    s3.on(
        GetObjectRequest.class,
        (call, q) -> {
          call.replyBody(stored);
          return GetObjectResponse.builder().contentLength((long) stored.length).build();
        });
    cloud.router().install(s3);
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(
                  HttpRequest request, String service, long maxSkewSeconds) {
                requests.add(request);
                return new Principal(
                    Principal.Kind.ROOT, "123456789012", "root", "123456789012", "k", Map.of());
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
              }
            },
            (principal, access, facts) -> Decision.allow("a test allows everything"));
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
  }

  private DynamoDbAsyncClient async() {
    return DynamoDbAsyncClient.builder()
        .httpClient(new SimAsyncHttpClient(cloud.router()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(credentials())
        .build();
  }

  @Test
  void asyncGetItem_roundTrip_isDoneWhenTheCallReturns() {
    try (DynamoDbAsyncClient client = async()) {
      assertThat(client.getItem(b -> b.tableName("T").key(KEY)).join().item()).isEqualTo(KEY);
    }
    assertThat(requests.get(0).host()).isEqualTo("dynamodb.eu-central-1.amazonaws.com");
    assertThat(requests.get(0).scheme()).isEqualTo("https");
  }

  @Test
  void asyncGetItem_refused_failsWithTheModelledException() {
    try (DynamoDbAsyncClient client = async()) {
      assertThatThrownBy(() -> client.getItem(b -> b.tableName("Missing").key(KEY)).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void asyncS3_largeBodies_roundTrip() {
    byte[] large = new byte[3_000_000];
    Arrays.fill(large, (byte) 5);
    try (S3AsyncClient client =
        S3AsyncClient.builder()
            .httpClient(new SimAsyncHttpClient(cloud.router()))
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials())
            .build()) {
      client.putObject(b -> b.bucket("bucket").key("k"), AsyncRequestBody.fromBytes(large)).join();
      assertThat(stored).isEqualTo(large);
      assertThat(
              client
                  .getObject(b -> b.bucket("bucket").key("k"), AsyncResponseTransformer.toBytes())
                  .join()
                  .asByteArray())
          .isEqualTo(large);
      stored = new byte[0];
      assertThat(
              client
                  .getObject(b -> b.bucket("bucket").key("k"), AsyncResponseTransformer.toBytes())
                  .join()
                  .asByteArray())
          .isEmpty();
    }
  }

  @Test
  void syncClient_portOfItsOwn_isInHostHeader() {
    try (DynamoDbClient client =
        DynamoDbClient.builder()
            .httpClient(new SimHttpClient(cloud.router()))
            .endpointOverride(URI.create("http://LOCALHOST:4566"))
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials())
            .build()) {
      client.getItem(b -> b.tableName("T").key(KEY));
    }

    assertThat(requests.get(0).host()).isEqualTo("localhost");
    assertThat(requests.get(0).port()).isEqualTo(4566);
    assertThat(requests.get(0).header("Host").orElseThrow())
        .isEqualToIgnoringCase("localhost:4566");
    assertThat(requests.get(0).scheme()).isEqualTo("http");
  }

  @Test
  void syncClient_withinACall_isAChildOfIt() {
    cloud
        .router()
        .internal(
            "lambda",
            "handler",
            Principal.ANONYMOUS,
            "us-east-1",
            call -> {
              try (DynamoDbClient client =
                  DynamoDbClient.builder()
                      .httpClient(new SimHttpClient(cloud.router(), () -> call))
                      .region(Region.US_EAST_1)
                      .credentialsProvider(credentials())
                      .build()) {
                return client.getItem(b -> b.tableName("T").key(KEY));
              }
            });

    List<Span> spans = cloud.trace().spans();
    assertThat(spans).extracting(Span::service).containsExactly("dynamodb", "lambda");
    assertThat(spans.get(0).parent()).isEqualTo(spans.get(1).id());
  }

  @Test
  void syncClient_serverFault_isRetriedByTheSdkAndThenThrown() {
    dynamo.on(
        software.amazon.awssdk.services.dynamodb.model.ListTablesRequest.class,
        (call, q) -> {
          throw new AwsException(
              "InternalServerError", 500, ErrorCode.Side.SERVER, "try again", Map.of());
        });
    try (DynamoDbClient client =
        DynamoDbClient.builder()
            .httpClient(new SimHttpClient(cloud.router()))
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials())
            .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(2)))
            .build()) {
      assertThatThrownBy(client::listTables)
          .isInstanceOfSatisfying(
              DynamoDbException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    }
    assertThat(requests).hasSize(2);
  }
}
