package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Latency;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3AccelerateTest {
  private static final int SIZE = 8 << 20;

  private final S3World world =
      new S3World(
          S3Config.defaults()
              .withFirstByte(Latency.NONE)
              .withControl(Latency.NONE)
              .withDistance(
                  S3Config.Distance.defaults()
                      .withAcceleration(Latency.constant(Duration.ofMinutes(5)))));
  private final List<S3Client> clients = new ArrayList<>();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    clients.forEach(S3Client::close);
    world.close();
  }

  private void put(String bucket, String status) {
    world.send(
        PutBucketAccelerateConfigurationRequest.builder()
            .bucket(bucket)
            .accelerateConfiguration(a -> a.status(status))
            .build(),
        PutBucketAccelerateConfigurationResponse.class);
  }

  private String status() {
    return world
        .send(
            GetBucketAccelerateConfigurationRequest.builder().bucket(BUCKET).build(),
            GetBucketAccelerateConfigurationResponse.class)
        .statusAsString();
  }

  private void enabled() {
    put(BUCKET, "Enabled");
    world.clock().settle();
  }

  private S3Client client(Consumer<S3ClientBuilder> settings, City... at) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClient(new SimHttpClient(world.cloud.router()));
    for (City city : at) {
      builder.overrideConfiguration(o -> o.putHeader(City.HEADER, city.title()));
    }
    settings.accept(builder);
    S3Client client = builder.build();
    clients.add(client);
    return client;
  }

  private static void upload(S3Client s3, String key) {
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[SIZE]));
  }

  private Span last(String operation) {
    List<Span> spans = world.cloud.trace().spans(span -> span.operation().equals(operation));
    return spans.get(spans.size() - 1);
  }

  private HttpResponse raw(String method, String host, String path, String... headers) {
    Headers.Builder all = Headers.builder().set("Host", host);
    for (int i = 0; i < headers.length; i += 2) {
      all.set(headers[i], headers[i + 1]);
    }
    return world
        .cloud
        .router()
        .handle(
            new HttpRequest(
                method, "https", host, 443, path, "", all.build(), new byte[0], "203.0.113.9"));
  }

  @Test
  void status_isShownAsSet() {
    assertThat(status()).isNull();
    put(BUCKET, "Enabled");
    assertThat(status()).isEqualTo("Enabled");
    put(BUCKET, "Suspended");
    assertThat(status()).isEqualTo("Suspended");
    world.clock().settle();
    assertThat(status()).isEqualTo("Suspended");
  }

  @Test
  void put_forNameWithPeriod_isRefused() {
    world.bucket("my.photos");
    assertThat(refused(() -> put("my.photos", "Enabled"), "InvalidRequest", 400).message())
        .isEqualTo(
            "S3 Transfer Acceleration is not supported for buckets with periods (.) in their"
                + " names");
  }

  @Test
  void put_ofAnotherStatus_isMalformed() {
    refused(() -> put(BUCKET, "On"), "MalformedXML", 400);
    refused(
        () ->
            world.send(
                PutBucketAccelerateConfigurationRequest.builder().bucket(BUCKET).build(),
                PutBucketAccelerateConfigurationResponse.class),
        "MalformedXML",
        400);
  }

  @Test
  void putAndGet_withoutPermission_areDenied() {
    world.deny("s3:PutAccelerateConfiguration").deny("s3:GetAccelerateConfiguration");
    refused(() -> put(BUCKET, "Enabled"), "AccessDenied", 403);
    refused(this::status, "AccessDenied", 403);
  }

  private void refusedByEndpoint(String message) {
    S3Exception refusal =
        catchThrowableOfType(S3Exception.class, () -> upload(client(b -> b.accelerate(true)), "a"));
    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidRequest");
    assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
  }

  @Test
  void endpoint_whereNotEnabled_isRefused() {
    refusedByEndpoint("S3 Transfer Acceleration is not configured on this bucket");
    put(BUCKET, "Enabled");
    world.advance(Duration.ofMinutes(4));
    refusedByEndpoint("S3 Transfer Acceleration is not configured on this bucket");
    world.advance(Duration.ofMinutes(1));
    upload(client(b -> b.accelerate(true)), "a");
    put(BUCKET, "Suspended");
    refusedByEndpoint("S3 Transfer Acceleration is disabled on this bucket");
  }

  @Test
  void usualTime_isWithinTheDocumentedTwentyMinutes() {
    assertThat(S3Config.defaults().distance().acceleration().p99Nanos() * 2)
        .isLessThanOrEqualTo(Duration.ofMinutes(20).toNanos());
  }

  @Test
  void sdkClient_worksThroughBothEndpoints() {
    enabled();
    for (boolean dual : new boolean[] {false, true}) {
      S3Client s3 = client(b -> b.accelerate(true).dualstackEnabled(dual));
      upload(s3, "a");
      assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a")).asByteArray()).hasSize(SIZE);
      assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET)).contents()).hasSize(1);
      String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("b")).uploadId();
      String tag =
          s3.uploadPart(
                  r -> r.bucket(BUCKET).key("b").uploadId(id).partNumber(1),
                  RequestBody.fromBytes(new byte[SIZE]))
              .eTag();
      s3.completeMultipartUpload(
          r ->
              r.bucket(BUCKET)
                  .key("b")
                  .uploadId(id)
                  .multipartUpload(
                      m -> m.parts(CompletedPart.builder().partNumber(1).eTag(tag).build())));
      assertThat(last("UploadPart").attributes()).containsEntry("upload.way", "accelerate");
      s3.deleteObjects(
          r -> r.bucket(BUCKET).delete(d -> d.objects(o -> o.key("a"), o -> o.key("b"))));
    }
  }

  @Test
  void endpoint_asksPoliciesAsEver() {
    enabled();
    world.deny("s3:PutObject");
    S3Exception refusal =
        catchThrowableOfType(S3Exception.class, () -> upload(client(b -> b.accelerate(true)), "a"));
    assertThat(refusal.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, s3-accelerate.amazonaws.com, /photos/a",
    "GET, s3-accelerate.amazonaws.com, /",
    "GET, s3-accelerate.dualstack.amazonaws.com, /photos"
  })
  void endpoint_byPath_isRefused(String method, String host, String path) {
    enabled();
    HttpResponse refusal = raw(method, host, path);
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text())
        .contains("<Code>InvalidRequest</Code>")
        .contains("S3 Transfer Accelerate endpoint only supports virtual style requests");
  }

  @ParameterizedTest
  @CsvSource({"PUT", "DELETE"})
  void endpoint_makesAndRemovesNoBuckets(String method) {
    enabled();
    HttpResponse refusal = raw(method, "photos.s3-accelerate.amazonaws.com", "/");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text()).contains("<Code>InvalidRequest</Code>");
    assertThat(world.s3.bucketNames()).containsExactly(BUCKET);
  }

  @Test
  void endpoint_copiesNotAcrossRegions() {
    enabled();
    world.in("eu-west-1");
    world.send(
        software.amazon.awssdk.services.s3.model.CreateBucketRequest.builder()
            .bucket("irish")
            .createBucketConfiguration(c -> c.locationConstraint("eu-west-1"))
            .build(),
        software.amazon.awssdk.services.s3.model.CreateBucketResponse.class);
    HttpResponse refusal =
        raw("PUT", "photos.s3-accelerate.amazonaws.com", "/copy", "x-amz-copy-source", "irish/a");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text()).contains("cross-Region copies");
  }

  @Test
  void wayFromAfar_isLongDirectly_andShorterAccelerated() {
    enabled();
    upload(client(b -> {}, City.SEOUL), "direct");
    Span direct = last("PutObject");
    upload(client(b -> b.accelerate(true), City.SEOUL), "accelerated");
    Span accelerated = last("PutObject");
    upload(client(b -> {}), "nowhere");
    Span nowhere = last("PutObject");

    long trip = Network.roundTripNanos(City.SEOUL, City.VIRGINIA);
    double window = S3Config.Distance.defaults().windowBytes();
    assertThat(direct.durationNanos())
        .isCloseTo(
            Math.round(3 * trip + SIZE / window * trip), org.assertj.core.data.Offset.offset(9L));
    long hop = Network.roundTripNanos(City.SEOUL, City.SEOUL);
    assertThat(accelerated.durationNanos())
        .isCloseTo(
            Math.round(3 * hop + trip + SIZE / window / 3 * trip),
            org.assertj.core.data.Offset.offset(9L));
    assertThat(nowhere.durationNanos()).isLessThan(accelerated.durationNanos());
    assertThat(direct.attributes())
        .containsEntry("viewer", "Seoul")
        .containsEntry("way", "direct")
        .containsEntry("upload.way", "direct")
        .doesNotContainKey("edge");
    assertThat(accelerated.attributes())
        .containsEntry("viewer", "Seoul")
        .containsEntry("edge", "ICN")
        .containsEntry("upload.way", "accelerate");
    assertThat(nowhere.attributes()).doesNotContainKey("viewer");
    assertThat(bytes("accelerate")).isEqualTo(SIZE);
    assertThat(bytes("direct")).isEqualTo(2.0 * SIZE);
  }

  private double bytes(String way) {
    return world
        .cloud
        .metrics()
        .total("Diorama/S3", "UploadedBytes", "BucketName", BUCKET, "Way", way)
        .sum();
  }

  @Test
  void wayFromNextDoor_gainsNothing() {
    enabled();
    upload(client(b -> {}, City.VIRGINIA), "direct");
    Span direct = last("PutObject");
    upload(client(b -> b.accelerate(true), City.VIRGINIA), "accelerated");
    assertThat(last("PutObject").durationNanos()).isGreaterThanOrEqualTo(direct.durationNanos());
  }

  @Test
  void download_takesItsWayToo_andNothingIsKeptOnIt() {
    enabled();
    upload(client(b -> {}), "a");
    S3Client s3 = client(b -> b.accelerate(true), City.SEOUL);
    s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a"));
    long first = last("GetObject").durationNanos();
    s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a"));
    assertThat(last("GetObject").durationNanos()).isEqualTo(first);
    client(b -> {}, City.SEOUL).getObjectAsBytes(r -> r.bucket(BUCKET).key("a"));
    assertThat(last("GetObject").durationNanos()).isGreaterThan(first);
  }

  @Test
  void city_thatNobodyKnows_isRefused() {
    HttpResponse refusal =
        raw("GET", "photos.s3.us-east-1.amazonaws.com", "/a", City.HEADER, "Atlantis");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text()).contains("<ArgumentValue>Atlantis</ArgumentValue>");
  }

  @Test
  void viewerOfTheConfiguration_countsWhereNoneIsNamed() {
    try (S3World here =
        new S3World(
            S3Config.defaults()
                .withDistance(S3Config.Distance.defaults().withViewer(City.TOKYO)))) {
      here.bucket();
      here.cloud
          .router()
          .handle(
              new HttpRequest(
                  "GET",
                  "https",
                  "photos.s3.us-east-1.amazonaws.com",
                  443,
                  "/a",
                  "",
                  Headers.NONE,
                  new byte[0],
                  "203.0.113.9"));
      assertThat(here.cloud.trace().spans(s -> s.operation().equals("GetObject")))
          .singleElement()
          .satisfies(span -> assertThat(span.attributes()).containsEntry("viewer", "Tokyo"));
    }
  }
}
