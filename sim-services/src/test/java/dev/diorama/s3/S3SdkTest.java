package dev.diorama.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/** The SDK's own client against S3, in process: what it sends is read, what it reads is right. */
class S3SdkTest {
  private static final StaticCredentialsProvider KEY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  private final S3World world = new S3World();
  private final List<S3Client> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(S3Client::close);
    world.close();
  }

  private S3Client client(Consumer<S3ClientBuilder> settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(KEY)
            .httpClient(new SimHttpClient(world.cloud.router()));
    settings.accept(builder);
    S3Client client = builder.build();
    clients.add(client);
    return client;
  }

  private S3Client client() {
    return client(builder -> {});
  }

  private S3Client withBucket() {
    S3Client s3 = client();
    s3.createBucket(request -> request.bucket("photos"));
    return s3;
  }

  private static String read(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String();
  }

  private static S3Exception refused(Runnable what, String code, int status) {
    S3Exception refusal = catchThrowableOfType(S3Exception.class, what::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(refusal.statusCode()).isEqualTo(status);
    return refusal;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://s3.us-east-1.amazonaws.com",
        "https://s3.us-east-1.localhost:4566",
        "http://localhost:4566",
        "http://127.0.0.1:4566"
      })
  void object_goesThroughEveryAddress(String endpoint) {
    for (boolean pathStyle : new boolean[] {true, false}) {
      S3Client s3 = client(b -> b.endpointOverride(URI.create(endpoint)).forcePathStyle(pathStyle));
      String bucket = pathStyle ? "by-path" : "by-host";
      s3.createBucket(request -> request.bucket(bucket));
      String key = "/a b/ä+%2F?&=~'\"/../x";
      s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString("text"));
      assertThat(read(s3, bucket, key)).isEqualTo("text");
      assertThat(s3.listObjectsV2(request -> request.bucket(bucket)).contents())
          .extracting(S3Object::key)
          .containsExactly(key);
    }
  }

  @Test
  void object_comesBackWithItsHeaders() {
    S3Client s3 = withBucket();
    s3.putObject(
        request ->
            request
                .bucket("photos")
                .key("a")
                .contentType("text/plain")
                .cacheControl("max-age=60")
                .metadata(Map.of("Author", "mina"))
                .tagging("team=blue"),
        RequestBody.fromString("text"));
    ResponseBytes<GetObjectResponse> object =
        s3.getObjectAsBytes(
            request -> request.bucket("photos").key("a").checksumMode(ChecksumMode.ENABLED));
    assertThat(object.response().contentType()).isEqualTo("text/plain");
    assertThat(object.response().cacheControl()).isEqualTo("max-age=60");
    assertThat(object.response().metadata()).containsEntry("author", "mina");
    assertThat(object.response().contentEncoding()).isNull();
    assertThat(object.response().checksumCRC32()).isNotEmpty();
    assertThat(object.response().tagCount()).isEqualTo(1);
    HeadObjectResponse head = s3.headObject(request -> request.bucket("photos").key("a"));
    assertThat(head.contentLength()).isEqualTo(4);
    assertThat(head.eTag()).isEqualTo(object.response().eTag());
    assertThat(s3.getObjectTagging(request -> request.bucket("photos").key("a")).tagSet())
        .containsExactly(Tag.builder().key("team").value("blue").build());
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "SHA1", "SHA256"})
  void checksum_travelsInTheTrailerAndIsKept(ChecksumAlgorithm algorithm) {
    S3Client s3 = withBucket();
    s3.putObject(
        request -> request.bucket("photos").key("a").checksumAlgorithm(algorithm),
        RequestBody.fromString("text"));
    assertThat(
            s3.headObject(
                    request -> request.bucket("photos").key("a").checksumMode(ChecksumMode.ENABLED))
                .getValueForField("Checksum" + algorithm, String.class))
        .contains(S3Checksum.named(algorithm.toString()).get().of(S3World.bytes("text")));
  }

  @Test
  void range_isPartialContent() {
    S3Client s3 = withBucket();
    s3.putObject(
        request -> request.bucket("photos").key("a"), RequestBody.fromString("0123456789"));
    ResponseBytes<GetObjectResponse> part =
        s3.getObjectAsBytes(request -> request.bucket("photos").key("a").range("bytes=-3"));
    assertThat(part.asUtf8String()).isEqualTo("789");
    assertThat(part.response().contentRange()).isEqualTo("bytes 7-9/10");
    assertThat(part.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    refused(
        () -> s3.getObjectAsBytes(request -> request.bucket("photos").key("a").range("bytes=10-")),
        "InvalidRange",
        416);
  }

  @Test
  void missing_isToldByTheSdksOwnExceptions() {
    S3Client s3 = withBucket();
    assertThat(catchThrowableOfType(NoSuchKeyException.class, () -> read(s3, "photos", "a")))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                NoSuchKeyException.class,
                () -> s3.headObject(request -> request.bucket("photos").key("a"))))
        .isNotNull();
    assertThat(catchThrowableOfType(NoSuchBucketException.class, () -> read(s3, "nobody", "a")))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                NoSuchBucketException.class,
                () -> s3.headBucket(request -> request.bucket("nobody"))))
        .isNotNull();
  }

  @Test
  void conditions_areAnswered() {
    S3Client s3 = withBucket();
    String eTag =
        s3.putObject(request -> request.bucket("photos").key("a"), RequestBody.fromString("1"))
            .eTag();
    S3Exception unchanged =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                s3.getObjectAsBytes(
                    request -> request.bucket("photos").key("a").ifNoneMatch(eTag)));
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("ETag"))
        .contains(eTag);
    refused(
        () ->
            s3.putObject(
                request -> request.bucket("photos").key("a").ifNoneMatch("*"),
                RequestBody.fromString("2")),
        "PreconditionFailed",
        412);
  }

  @Test
  void listing_isPagedByThePaginator() {
    S3Client s3 = withBucket();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String key = "folder " + i % 5 + "/file " + i;
      keys.add(key);
      s3.putObject(request -> request.bucket("photos").key(key), RequestBody.fromString("x"));
    }
    assertThat(s3.listObjectsV2Paginator(request -> request.bucket("photos").maxKeys(4)).contents())
        .extracting(S3Object::key)
        .containsExactlyElementsOf(keys.stream().sorted().toList());
    assertThat(
            s3.listObjectsV2Paginator(request -> request.bucket("photos").delimiter("/").maxKeys(2))
                .commonPrefixes())
        .hasSize(5);
    assertThat(s3.listObjects(request -> request.bucket("photos").prefix("folder 1/")).contents())
        .hasSize(5);
  }

  @Test
  void listing_encoded_holdsWhatXmlCannot() {
    S3Client s3 = withBucket();
    s3.putObject(request -> request.bucket("photos").key("a\u0001 b"), RequestBody.fromString("x"));
    assertThat(s3.listObjectsV2(request -> request.bucket("photos").encodingType("url")).contents())
        .extracting(S3Object::key)
        .containsExactly("a\u0001 b");
  }

  @Test
  void deleteMany_answersForEach() {
    S3Client s3 = withBucket();
    s3.putObject(request -> request.bucket("photos").key("a"), RequestBody.fromString("1"));
    s3.putObject(request -> request.bucket("photos").key("b"), RequestBody.fromString("2"));
    world.deny("s3:DeleteObject arn:aws:s3:::photos/b");
    DeleteObjectsResponse response =
        s3.deleteObjects(
            request ->
                request
                    .bucket("photos")
                    .delete(
                        delete ->
                            delete.objects(
                                ObjectIdentifier.builder().key("a").build(),
                                ObjectIdentifier.builder().key("b").build())));
    assertThat(response.deleted()).hasSize(1);
    assertThat(response.errors().get(0).code()).isEqualTo("AccessDenied");
  }

  @Test
  void delete_andBucketSettings_answerWithoutContent() {
    S3Client s3 = withBucket();
    assertThat(
            s3.deleteObject(request -> request.bucket("photos").key("a"))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(204);
    assertThat(s3.deleteBucket(request -> request.bucket("photos")).sdkHttpResponse().statusCode())
        .isEqualTo(204);
  }

  @Test
  void multipart_isPutTogether() {
    S3Client s3 = withBucket();
    String upload =
        s3.createMultipartUpload(request -> request.bucket("photos").key("big")).uploadId();
    byte[] first = new byte[5 << 20];
    Arrays.fill(first, (byte) 'x');
    List<CompletedPart> parts = new ArrayList<>();
    for (byte[] body : List.of(first, S3World.bytes("end"))) {
      int number = parts.size() + 1;
      String eTag =
          s3.uploadPart(
                  request ->
                      request.bucket("photos").key("big").uploadId(upload).partNumber(number),
                  RequestBody.fromBytes(body))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
    }
    assertThat(
            s3.listParts(request -> request.bucket("photos").key("big").uploadId(upload)).parts())
        .hasSize(2);
    assertThat(s3.listMultipartUploads(request -> request.bucket("photos")).uploads()).hasSize(1);
    String eTag =
        s3.completeMultipartUpload(
                request ->
                    request
                        .bucket("photos")
                        .key("big")
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts)))
            .eTag();
    assertThat(eTag).endsWith("-2\"");
    assertThat(
            s3.getObjectAttributes(
                    request ->
                        request
                            .bucket("photos")
                            .key("big")
                            .objectAttributes(
                                ObjectAttributes.OBJECT_SIZE, ObjectAttributes.OBJECT_PARTS))
                .objectSize())
        .isEqualTo((5 << 20) + 3);
  }

  @Test
  void copy_readsTheHeader() {
    S3Client s3 = withBucket();
    s3.putObject(request -> request.bucket("photos").key("ä b"), RequestBody.fromString("text"));
    String eTag =
        s3.copyObject(
                request ->
                    request
                        .sourceBucket("photos")
                        .sourceKey("ä b")
                        .destinationBucket("photos")
                        .destinationKey("c"))
            .copyObjectResult()
            .eTag();
    assertThat(eTag).isNotEmpty();
    assertThat(read(s3, "photos", "c")).isEqualTo("text");
  }

  @Test
  void bucketSettings_goThereAndBack() {
    S3Client s3 = withBucket();
    String policy =
        "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\","
            + "\"Resource\":\"arn:aws:s3:::photos/*\"}}";
    s3.putBucketPolicy(request -> request.bucket("photos").policy(policy));
    assertThat(s3.getBucketPolicy(request -> request.bucket("photos")).policy()).isEqualTo(policy);
    assertThat(
            s3.getPublicAccessBlock(request -> request.bucket("photos"))
                .publicAccessBlockConfiguration()
                .restrictPublicBuckets())
        .isTrue();
    s3.putBucketTagging(
        request ->
            request
                .bucket("photos")
                .tagging(t -> t.tagSet(Tag.builder().key("a").value("<&>").build())));
    assertThat(s3.getBucketTagging(request -> request.bucket("photos")).tagSet().get(0).value())
        .isEqualTo("<&>");
    s3.putBucketCors(
        request -> request.bucket("photos").corsConfiguration(c -> c.corsRules(allow("GET"))));
    assertThat(s3.getBucketCors(request -> request.bucket("photos")).corsRules()).hasSize(1);
    assertThat(
            s3.getBucketEncryption(request -> request.bucket("photos"))
                .serverSideEncryptionConfiguration()
                .rules())
        .hasSize(1);
    assertThat(s3.getBucketAcl(request -> request.bucket("photos")).grants()).hasSize(1);
    assertThat(
            s3.getBucketOwnershipControls(request -> request.bucket("photos"))
                .ownershipControls()
                .rules())
        .hasSize(1);
    assertThat(
            s3.getBucketLocation(request -> request.bucket("photos")).locationConstraintAsString())
        .isEmpty();
    assertThat(s3.getBucketVersioning(request -> request.bucket("photos")).status()).isNull();
    assertThat(s3.listBuckets().buckets()).hasSize(1);
  }

  private static CORSRule allow(String... methods) {
    return CORSRule.builder().allowedMethods(methods).allowedOrigins("*").build();
  }

  @Test
  void versions_areListed() {
    S3Client s3 = withBucket();
    s3.putBucketVersioning(
        request ->
            request
                .bucket("photos")
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    String version =
        s3.putObject(request -> request.bucket("photos").key("a"), RequestBody.fromString("1"))
            .versionId();
    s3.deleteObject(request -> request.bucket("photos").key("a"));
    ListObjectVersionsResponse page = s3.listObjectVersions(request -> request.bucket("photos"));
    assertThat(page.versions().get(0).versionId()).isEqualTo(version);
    assertThat(page.deleteMarkers()).hasSize(1);
    S3Exception deleted = refused(() -> read(s3, "photos", "a"), "NoSuchKey", 404);
    assertThat(
            deleted.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
        .contains("true");
  }

  @Test
  void anotherRegion_isFoundByClientsThatLook() {
    S3Client ireland = client(b -> b.region(Region.EU_WEST_1));
    ireland.createBucket(
        request ->
            request
                .bucket("fotos")
                .createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
    ireland.putObject(request -> request.bucket("fotos").key("a"), RequestBody.fromString("1"));
    S3Client oregon = client(b -> b.region(Region.US_WEST_2));
    S3Exception lost = refused(() -> read(oregon, "fotos", "a"), "PermanentRedirect", 301);
    assertThat(lost.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region"))
        .contains("eu-west-1");
    // In us-east-1 the client asks the global endpoint, which is of no Region.
    refused(() -> read(client(), "fotos", "a"), "AuthorizationHeaderMalformed", 400);
    for (Region home : List.of(Region.US_WEST_2, Region.US_EAST_1)) {
      S3Client roaming = client(b -> b.region(home).crossRegionAccessEnabled(true));
      assertThat(read(roaming, "fotos", "a")).isEqualTo("1");
    }
    assertThat(
            client()
                .getBucketLocation(request -> request.bucket("fotos"))
                .locationConstraintAsString())
        .isEqualTo("eu-west-1");
  }

  @Test
  void presignedUrl_isAnOrdinaryRequest() {
    S3Client s3 = withBucket();
    s3.putObject(request -> request.bucket("photos").key("a b"), RequestBody.fromString("text"));
    try (S3Presigner presigner =
        S3Presigner.builder().region(Region.US_EAST_1).credentialsProvider(KEY).build()) {
      PresignedGetObjectRequest presigned =
          presigner.presignGetObject(
              request ->
                  request
                      .signatureDuration(Duration.ofMinutes(5))
                      .getObjectRequest(
                          get ->
                              get.bucket("photos").key("a b").responseContentType("text/plain")));
      HttpResponse response = wire("GET", URI.create(presigned.url().toString()), "");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("text");
      assertThat(response.headers().first("Content-Type")).contains("text/plain");
    }
  }

  private HttpResponse wire(String method, URI uri, String body, String... headers) {
    Headers.Builder all = Headers.builder().set("Host", uri.getHost());
    for (int i = 0; i < headers.length; i += 2) {
      all.set(headers[i], headers[i + 1]);
    }
    return world
        .cloud
        .router()
        .handle(
            new HttpRequest(
                method,
                uri.getScheme(),
                uri.getHost(),
                443,
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                all.build(),
                S3World.bytes(body),
                "10.1.1.1"));
  }

  private HttpResponse wire(String method, String path, String body, String... headers) {
    return wire(method, URI.create("https://s3.us-east-1.amazonaws.com" + path), body, headers);
  }

  @Test
  void error_isAnXmlDocument() {
    withBucket();
    HttpResponse missing = wire("GET", "/photos/a%20b", "");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.headers().first("Content-Type")).contains("application/xml");
    assertThat(missing.text())
        .contains(
            "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>",
            "<Key>a b</Key>",
            "<RequestId>" + missing.headers().first("x-amz-request-id").get() + "</RequestId>",
            "<HostId>");
    HttpResponse head = wire("HEAD", "/photos/a", "");
    assertThat(head.status()).isEqualTo(404);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void location_isOneElement() {
    withBucket();
    assertThat(wire("GET", "/photos?location", "").text())
        .contains("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"");
  }

  @Test
  void badRequests_areRefusedAndTheServiceStays() {
    S3Client s3 = withBucket();
    HttpResponse broken = wire("PUT", "/photos?tagging", "<Tagging><TagSet>");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.text()).contains("<Code>MalformedXML</Code>");
    HttpResponse digest =
        wire("PUT", "/photos?tagging", "<Tagging/>", "Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==");
    assertThat(digest.text()).contains("<Code>BadDigest</Code>");
    HttpResponse sum =
        wire("PUT", "/photos?tagging", "<Tagging/>", "x-amz-checksum-crc32", "y/Q5Jg==");
    assertThat(sum.text()).contains("<Code>BadDigest</Code>");
    HttpResponse undigested =
        wire("POST", "/photos?delete", "<Delete><Object><Key>a</Key></Object></Delete>");
    assertThat(undigested.status()).isEqualTo(400);
    assertThat(undigested.text()).contains("Content-MD5 OR x-amz-checksum-*");
    HttpResponse nothing = wire("PATCH", "/photos/a", "");
    assertThat(nothing.status()).isEqualTo(405);
    HttpResponse lifecycle = wire("GET", "/photos?lifecycle", "");
    assertThat(lifecycle.status()).isEqualTo(501);
    assertThat(lifecycle.text()).contains("GetBucketLifecycle");
    assertThat(s3.listBuckets().buckets()).hasSize(1);
  }

  @Test
  void crossOrigin_answersCarryHeaders_refusalsToo() {
    S3Client s3 = withBucket();
    s3.putBucketCors(
        request ->
            request.bucket("photos").corsConfiguration(c -> c.corsRules(allow("GET", "PUT"))));
    HttpResponse put = wire("PUT", "/photos/a", "text", "Origin", "https://app.example.com");
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.headers().first("Access-Control-Allow-Origin")).contains("*");
    HttpResponse missing = wire("GET", "/photos/nothing", "", "Origin", "https://app.example.com");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.headers().first("Access-Control-Allow-Origin")).contains("*");
    assertThat(wire("GET", "/photos/a", "").headers().first("Access-Control-Allow-Origin"))
        .isEmpty();
  }
}
