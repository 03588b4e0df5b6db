package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.Router;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class S3ReadServiceTest {
  private static final String DIGITS = "0123456789";

  /** MD5 of the ten digits, by md5sum. */
  private static final String DIGITS_MD5 = "\"781e5e245d69b566979b86e28d23f2c7\"";

  private final S3World world = new S3World();

  @BeforeEach
  void digits() {
    world.bucket().put("digits", DIGITS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static GetObjectRequest.Builder get(String key) {
    return GetObjectRequest.builder().bucket(BUCKET).key(key);
  }

  private Router.Reply read(GetObjectRequest.Builder request) {
    return world.stream(request.build(), new byte[0]);
  }

  private static GetObjectResponse head(Router.Reply reply) {
    return (GetObjectResponse) reply.response();
  }

  private HeadObjectResponse head(HeadObjectRequest.Builder request) {
    return world.send(request.bucket(BUCKET).build(), HeadObjectResponse.class);
  }

  @Test
  void get_wholeObject_hasBytesAndHeaders() {
    Router.Reply reply = read(get("digits"));
    assertThat(S3World.text(reply)).isEqualTo(DIGITS);
    GetObjectResponse head = head(reply);
    assertThat(head.contentLength()).isEqualTo(10);
    assertThat(head.eTag()).isEqualTo(DIGITS_MD5);
    assertThat(head.contentType()).isEqualTo("binary/octet-stream");
    assertThat(head.acceptRanges()).isEqualTo("bytes");
    assertThat(head.serverSideEncryptionAsString()).isEqualTo("AES256");
    assertThat(head.lastModified()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(head.versionId()).isNull();
    assertThat(head.storageClass()).isNull();
    assertThat(head.contentRange()).isNull();
    assertThat(world.lastStatus()).isEqualTo(200);
  }

  @Test
  @SuppressWarnings("deprecation") // The one member that the header Expires is bound to.
  void get_whatWasPutWithIt_comesBack() {
    Instant expiry = Instant.parse("2027-01-01T00:00:00Z");
    world.put(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("page")
            .contentType("text/html")
            .cacheControl("max-age=60")
            .contentDisposition("inline")
            .contentEncoding("aws-chunked,gzip")
            .contentLanguage("de")
            .expires(expiry)
            .websiteRedirectLocation("/other")
            .storageClass("STANDARD_IA")
            .metadata(Map.of("Author", "mina", "x", "1"))
            .tagging("a=1&b=2%20c")
            .build(),
        "<p>");
    GetObjectResponse head = head(read(get("page")));
    assertThat(head.contentType()).isEqualTo("text/html");
    assertThat(head.cacheControl()).isEqualTo("max-age=60");
    assertThat(head.contentDisposition()).isEqualTo("inline");
    assertThat(head.contentEncoding()).as("without what only travelled").isEqualTo("gzip");
    assertThat(head.contentLanguage()).isEqualTo("de");
    assertThat(head.expires()).isEqualTo(expiry);
    assertThat(head.websiteRedirectLocation()).isEqualTo("/other");
    assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
    assertThat(head.metadata()).isEqualTo(Map.of("author", "mina", "x", "1"));
    assertThat(head.tagCount()).isEqualTo(2);
    world.deny("s3:GetObjectTagging");
    assertThat(head(read(get("page"))).tagCount()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, bytes 0-0/10",
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "bytes=8-99999999999999999999, 89, bytes 8-9/10"
  })
  void get_range_isPartial(String range, String body, String contentRange) {
    Router.Reply reply = read(get("digits").range(range));
    assertThat(S3World.text(reply)).isEqualTo(body);
    assertThat(head(reply).contentRange()).isEqualTo(contentRange);
    assertThat(head(reply).contentLength()).isEqualTo(body.length());
    assertThat(world.lastStatus()).isEqualTo(206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0"})
  void get_rangeBeyondTheObject_isUnsatisfiable(String range) {
    AwsException refusal = refused(() -> read(get("digits").range(range)), "InvalidRange", 416);
    assertThat(refusal.fields())
        .containsEntry("ActualObjectSize", Json.of(10))
        .containsEntry("RangeRequested", Json.of(range));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=4-2", "bytes=-", "bytes=0-1,3-4", "items=0-1", "nonsense"})
  void get_whatIsNoSingleRange_givesAll(String range) {
    assertThat(S3World.text(read(get("digits").range(range)))).isEqualTo(DIGITS);
    assertThat(world.lastStatus()).isEqualTo(200);
  }

  @Test
  void get_emptyObject_hasNoRange() {
    world.put("empty", "");
    assertThat(S3World.text(read(get("empty")))).isEmpty();
    refused(() -> read(get("empty").range("bytes=0-")), "InvalidRange", 416);
  }

  @Test
  void get_conditions_decide() {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    Instant before = then.minusSeconds(1);
    assertThat(S3World.text(read(get("digits").ifMatch(DIGITS_MD5)))).isEqualTo(DIGITS);
    assertThat(S3World.text(read(get("digits").ifMatch("\"x\", " + DIGITS_MD5)))).isEqualTo(DIGITS);
    AwsException failed =
        refused(() -> read(get("digits").ifMatch("\"x\"")), "PreconditionFailed", 412);
    assertThat(failed.fields()).containsEntry("Condition", Json.of("If-Match"));
    refused(() -> read(get("digits").ifUnmodifiedSince(before)), "PreconditionFailed", 412);
    read(get("digits").ifUnmodifiedSince(then));
    read(get("digits").ifMatch(DIGITS_MD5).ifUnmodifiedSince(before));
    refused(() -> read(get("digits").ifNoneMatch(DIGITS_MD5)), "NotModified", 304);
    refused(() -> read(get("digits").ifNoneMatch("*")), "NotModified", 304);
    refused(() -> read(get("digits").ifModifiedSince(then)), "NotModified", 304);
    read(get("digits").ifModifiedSince(before));
    read(get("digits").ifNoneMatch("\"x\"").ifModifiedSince(then));
  }

  @Test
  void get_conditions_compareWholeSeconds() {
    world.advance(Duration.ofMillis(5_900));
    world.put("late", "1");
    refused(
        () -> read(get("late").ifModifiedSince(Instant.parse("2026-01-01T00:00:05.500Z"))),
        "NotModified",
        304);
  }

  @Test
  void get_overrides_replaceHeadersForKnownCallers() {
    GetObjectResponse head =
        head(
            read(
                get("digits")
                    .responseContentType("text/plain")
                    .responseCacheControl("no-store")
                    .responseContentDisposition("attachment")
                    .responseContentEncoding("identity")
                    .responseContentLanguage("en")));
    assertThat(head.contentType()).isEqualTo("text/plain");
    assertThat(head.cacheControl()).isEqualTo("no-store");
    assertThat(head.contentDisposition()).isEqualTo("attachment");
    assertThat(head.contentEncoding()).isEqualTo("identity");
    assertThat(head.contentLanguage()).isEqualTo("en");
    world.as(Principal.ANONYMOUS);
    refused(() -> read(get("digits").responseContentType("text/html")), "InvalidRequest", 400);
    assertThat(S3World.text(read(get("digits")))).isEqualTo(DIGITS);
  }

  @Test
  void get_missingKey_isToldOnlyToThoseWhoMayList() {
    AwsException missing = refused(() -> read(get("nothing")), "NoSuchKey", 404);
    assertThat(missing.fields()).containsEntry("Key", Json.of("nothing"));
    world.deny("s3:ListBucket");
    AwsException denied = refused(() -> read(get("nothing")), "AccessDenied", 403);
    assertThat(denied.message()).contains("s3:ListBucket", "arn:aws:s3:::photos", "olga");
    refused(() -> head(HeadObjectRequest.builder().key("nothing")), "AccessDenied", 403);
    world.as(Principal.ANONYMOUS);
    AwsException anonymous = refused(() -> read(get("nothing")), "AccessDenied", 403);
    assertThat(anonymous.message()).isEqualTo("Access Denied");
  }

  @Test
  void get_missingBucket_comesBeforePermissions() {
    world.deny("s3:GetObject");
    AwsException refusal =
        refused(
            () -> read(GetObjectRequest.builder().bucket("nobody").key("a")), "NoSuchBucket", 404);
    assertThat(refusal.fields()).containsEntry("BucketName", Json.of("nobody"));
    refused(() -> read(get("digits")), "AccessDenied", 403);
  }

  @Test
  void get_unknownVersion_isMissing() {
    refused(() -> read(get("digits").versionId("v1")), "NoSuchVersion", 404);
    assertThat(S3World.text(read(get("digits").versionId("null")))).isEqualTo(DIGITS);
  }

  @Test
  void get_partNumber_ofOnePut_isOne() {
    Router.Reply first = read(get("digits").partNumber(1));
    assertThat(S3World.text(first)).isEqualTo(DIGITS);
    assertThat(head(first).partsCount()).isNull();
    assertThat(world.lastStatus()).isEqualTo(206);
    refused(() -> read(get("digits").partNumber(2)), "InvalidPartNumber", 416);
    refused(() -> read(get("digits").partNumber(1).range("bytes=0-1")), "InvalidRequest", 400);
  }

  @Test
  void get_checksumMode_showsIt() {
    assertThat(head(read(get("digits"))).checksumCRC64NVME()).isNull();
    GetObjectResponse head = head(read(get("digits").checksumMode("ENABLED")));
    assertThat(head.checksumCRC64NVME()).isEqualTo(S3Checksum.CRC64NVME.of(S3World.bytes(DIGITS)));
    assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    assertThat(
            head(read(get("digits").checksumMode("ENABLED").range("bytes=0-1")))
                .checksumCRC64NVME())
        .as("of a part there is none")
        .isNull();
  }

  @Test
  void get_archivedObject_isInvalidState() {
    world.put(
        PutObjectRequest.builder().bucket(BUCKET).key("old").storageClass("GLACIER").build(), "1");
    AwsException refusal = refused(() -> read(get("old")), "InvalidObjectState", 403);
    assertThat(refusal.fields()).containsEntry("StorageClass", Json.of("GLACIER"));
    assertThat(head(HeadObjectRequest.builder().key("old")).storageClassAsString())
        .isEqualTo("GLACIER");
  }

  @Test
  void get_customerKey_isNotBuilt() {
    refused(() -> read(get("digits").sseCustomerAlgorithm("AES256")), "NotImplemented", 501);
  }

  @Test
  void head_answersWhatGetWould() {
    HeadObjectResponse head = head(HeadObjectRequest.builder().key("digits"));
    assertThat(head.contentLength()).isEqualTo(10);
    assertThat(head.eTag()).isEqualTo(DIGITS_MD5);
    refused(() -> head(HeadObjectRequest.builder().key("nothing")), "NoSuchKey", 404);
    refused(
        () -> head(HeadObjectRequest.builder().key("digits").ifMatch("\"x\"")),
        "PreconditionFailed",
        412);
    refused(
        () -> head(HeadObjectRequest.builder().key("digits").ifNoneMatch("*")), "NotModified", 304);
  }

  @Test
  void get_tooLongKey_isRefused() {
    world.put("k".repeat(1024), "1");
    refused(() -> read(get("k".repeat(1025))), "KeyTooLongError", 400);
    AwsException umlauts = refused(() -> read(get("ä".repeat(513))), "KeyTooLongError", 400);
    assertThat(umlauts.fields()).containsEntry("Size", Json.of(1026));
  }

  @Test
  void get_keyThatLeadsUpMoreThanDown_isNoKey() {
    // The examples of AWS's page on object keys.
    world.put("videos/2014/../../video1.wmv", "1");
    assertThat(world.get("videos/2014/../../video1.wmv")).isEqualTo("1");
    for (String key :
        List.of("videos/../../video1.wmv", "videos/../../2014/video1.wmv", "../a", "a//../../b")) {
      AwsException refused = refused(() -> read(get(key)), "InvalidURI", 400);
      assertThat(refused.message()).isEqualTo("Couldn't parse the specified URI.");
    }
    world.put("a..b/..c/d../...", "2");
    assertThat(world.get("a..b/..c/d../...")).isEqualTo("2");
  }

  @Test
  void attributes_areThoseAskedFor() {
    GetObjectAttributesResponse attributes =
        world.send(
            GetObjectAttributesRequest.builder()
                .bucket(BUCKET)
                .key("digits")
                .objectAttributes(
                    ObjectAttributes.E_TAG,
                    ObjectAttributes.OBJECT_SIZE,
                    ObjectAttributes.STORAGE_CLASS,
                    ObjectAttributes.CHECKSUM,
                    ObjectAttributes.OBJECT_PARTS)
                .build(),
            GetObjectAttributesResponse.class);
    assertThat(attributes.eTag()).isEqualTo(DIGITS_MD5.replace("\"", ""));
    assertThat(attributes.objectSize()).isEqualTo(10);
    assertThat(attributes.storageClassAsString()).isEqualTo("STANDARD");
    assertThat(attributes.checksum().checksumCRC64NVME()).isNotEmpty();
    assertThat(attributes.objectParts()).isNull();
    refused(
        () ->
            world.send(
                GetObjectAttributesRequest.builder().bucket(BUCKET).key("digits").build(),
                GetObjectAttributesResponse.class),
        "InvalidRequest",
        400);
    refused(
        () ->
            world.send(
                GetObjectAttributesRequest.builder()
                    .bucket(BUCKET)
                    .key("digits")
                    .objectAttributesWithStrings("Colour")
                    .build(),
                GetObjectAttributesResponse.class),
        "InvalidArgument",
        400);
  }

  @Test
  void acl_isTheOwnersAndCannotBeSet() {
    GetObjectAclResponse acl =
        world.send(
            GetObjectAclRequest.builder().bucket(BUCKET).key("digits").build(),
            GetObjectAclResponse.class);
    assertThat(acl.grants()).hasSize(1);
    assertThat(acl.grants().get(0).permissionAsString()).isEqualTo("FULL_CONTROL");
    refused(
        () ->
            world.send(
                GetObjectAclRequest.builder().bucket(BUCKET).key("nothing").build(),
                GetObjectAclResponse.class),
        "NoSuchKey",
        404);
    refused(
        () ->
            world.send(
                PutObjectAclRequest.builder().bucket(BUCKET).key("digits").build(),
                PutObjectAclResponse.class),
        "AccessControlListNotSupported",
        400);
  }

  @Test
  void time_isTheFirstByteAndTheBytes() {
    S3Config config =
        S3Config.defaults()
            .withFirstByte(Latency.constant(Duration.ofMillis(150)))
            .withBytesPerSecond(1_000);
    try (S3World slow = new S3World(config)) {
      slow.bucket().put("digits", DIGITS);
      slow.get("digits");
      var spans = slow.cloud.trace().spans(span -> span.operation().equals("GetObject"));
      assertThat(spans.get(0).durationNanos()).isEqualTo(Duration.ofMillis(160).toNanos());
    }
  }
}
