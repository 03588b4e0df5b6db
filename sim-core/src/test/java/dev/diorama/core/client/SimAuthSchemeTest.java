package dev.diorama.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class SimAuthSchemeTest {
  private static final Instant THEN = Instant.parse("2031-05-06T07:08:09Z");
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final List<HttpRequest> received = new ArrayList<>();
  private int failures;

  SimAuthSchemeTest() {
    ((VirtualClock) cloud.clock()).advanceTo(THEN);
    cloud
        .router()
        .install(
            new RawService() {
              @Override
              public String name() {
                return "everything";
              }

              @Override
              public boolean accepts(HttpRequest request) {
                return true;
              }

              @Override
              public HttpResponse handle(Call call, HttpRequest request) {
                received.add(request);
                return failures-- > 0
                    ? HttpResponse.of(503, "application/json", "{}")
                    : HttpResponse.of(200, "application/json", "{\"TableNames\":[\"t\"]}");
              }
            });
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private DynamoDbClient dynamo() {
    return SimClients.configure(
            DynamoDbClient.builder(), cloud.router(), cloud.clock(), CREDENTIALS, "eu-west-1")
        .build();
  }

  private void assertSignedThen(HttpRequest request, String service) {
    assertThat(request.header("X-Amz-Date")).contains("20310506T070809Z");
    assertThat(request.header("Authorization").orElseThrow())
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20310506/eu-west-1/"
                + service
                + "/aws4_request, ");
  }

  @Test
  void configure_syncClient_signsOnTheInstancesClockWithoutASocket() {
    try (DynamoDbClient client = dynamo()) {
      assertThat(client.listTables().tableNames()).containsExactly("t");
    }
    assertThat(received).hasSize(1);
    assertSignedThen(received.get(0), "dynamodb");
    assertThat(received.get(0).host()).isEqualTo("dynamodb.eu-west-1.amazonaws.com");
  }

  @Test
  void configure_asyncClient_answersOnTheCallingThread() {
    try (DynamoDbAsyncClient client =
        SimClients.configure(
                DynamoDbAsyncClient.builder(),
                cloud.router(),
                cloud.clock(),
                CREDENTIALS,
                "eu-west-1")
            .build()) {
      List<String> threads = new ArrayList<>();
      var tables =
          client
              .listTables()
              .thenApply(
                  response -> {
                    threads.add(Thread.currentThread().getName());
                    return response.tableNames();
                  });
      assertThat(tables.isDone()).isTrue();
      assertThat(tables.join()).containsExactly("t");
      assertThat(threads).containsExactly(Thread.currentThread().getName());
    }
    assertSignedThen(received.get(0), "dynamodb");
  }

  @Test
  void configure_s3Client_signsStreamedBodiesToo() {
    try (S3Client client =
        SimClients.configure(
                S3Client.builder(), cloud.router(), cloud.clock(), CREDENTIALS, "eu-west-1")
            .build()) {
      client.putObject(put -> put.bucket("b").key("k"), RequestBody.fromString("hello"));
    }
    assertSignedThen(received.get(0), "s3");
  }

  @Test
  void configure_serviceFails_retriesAsOftenAsTheSdkWithoutWaiting() {
    failures = 2;
    try (DynamoDbClient client = dynamo()) {
      assertThat(client.listTables().tableNames()).containsExactly("t");
      assertThat(received).hasSize(3);
      failures = 100;
      assertThatThrownBy(client::listTables).isInstanceOf(DynamoDbException.class);
      assertThat(received).hasSize(6);
    }
    assertThat(cloud.clock().instant()).isEqualTo(THEN);
  }

  @Test
  void configure_overrides_areKept() {
    try (DynamoDbClient client =
        SimClients.configure(
                DynamoDbClient.builder().overrideConfiguration(own -> own.putHeader("x-own", "1")),
                cloud.router(),
                cloud.clock(),
                CREDENTIALS,
                "eu-west-1")
            .build()) {
      client.listTables();
    }
    assertThat(received.get(0).header("x-own")).contains("1");
  }

  @Test
  void presign_plainRequest_isSignedOnTheInstancesClock() {
    SdkHttpRequest plain =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://b.s3.eu-west-1.amazonaws.com/a%20b?versionId=7"))
            .build();
    URI url =
        new SimPresigner(
                cloud.clock(),
                AwsSessionCredentials.create("ASIA", "secret", "tok/en"),
                "eu-west-1")
            .presign(plain, Duration.ofMinutes(5))
            .getUri();
    assertThat(url.getRawPath()).isEqualTo("/a%20b");
    assertThat(url.getRawQuery())
        .contains("versionId=7")
        .contains("X-Amz-Date=20310506T070809Z")
        .contains("X-Amz-Expires=300")
        .contains("X-Amz-Security-Token=tok%2Fen")
        .contains("X-Amz-SignedHeaders=host");
  }

  /** Should this fail one day, {@link SimPresigner} has become needless. */
  @Test
  void presign_whatTheSdksPresignerComposed_isSignedAgain() {
    try (S3Presigner presigner =
        S3Presigner.builder().region(Region.EU_WEST_1).credentialsProvider(CREDENTIALS).build()) {
      SdkHttpRequest composed =
          presigner
              .presignGetObject(
                  presign ->
                      presign
                          .signatureDuration(Duration.ofMinutes(1))
                          .getObjectRequest(get -> get.bucket("b").key("k")))
              .httpRequest();
      assertThat(composed.firstMatchingRawQueryParameter("X-Amz-Date").orElseThrow())
          .doesNotStartWith("2031");
      SdkHttpRequest again =
          new SimPresigner(cloud.clock(), CREDENTIALS.resolveCredentials(), "eu-west-1")
              .presign(composed, Duration.ofMinutes(2));
      assertThat(again.firstMatchingRawQueryParameter("X-Amz-Date")).contains("20310506T070809Z");
      assertThat(again.firstMatchingRawQueryParameter("X-Amz-Expires")).contains("120");
      assertThat(again.rawQueryParameters().get("X-Amz-Signature")).hasSize(1);
      assertThat(again.getUri().getPath()).isEqualTo(composed.getUri().getPath());
    }
  }
}
