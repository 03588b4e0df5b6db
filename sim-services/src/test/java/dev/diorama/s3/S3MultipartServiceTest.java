package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Router;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class S3MultipartServiceTest {
  private static final byte[] FIVE_MEBIBYTES = filled(5 << 20, 'a');
  private static final byte[] REST = filled(3, 'b');

  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static byte[] filled(int length, char with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private String begin() {
    return begin(CreateMultipartUploadRequest.builder().key("big"));
  }

  private String begin(CreateMultipartUploadRequest.Builder request) {
    return world
        .send(request.bucket(BUCKET).build(), CreateMultipartUploadResponse.class)
        .uploadId();
  }

  private static UploadPartRequest.Builder part(String upload, int number) {
    return UploadPartRequest.builder()
        .bucket(BUCKET)
        .key("big")
        .uploadId(upload)
        .partNumber(number);
  }

  private UploadPartResponse upload(UploadPartRequest.Builder request, byte[] body) {
    return (UploadPartResponse) world.stream(request.build(), body).response();
  }

  private CompletedPart done(String upload, int number, byte[] body) {
    String eTag = upload(part(upload, number), body).eTag();
    return CompletedPart.builder().partNumber(number).eTag(eTag).build();
  }

  private static CompleteMultipartUploadRequest.Builder completion(
      String upload, CompletedPart... parts) {
    return CompleteMultipartUploadRequest.builder()
        .bucket(BUCKET)
        .key("big")
        .uploadId(upload)
        .multipartUpload(all -> all.parts(parts));
  }

  private CompleteMultipartUploadResponse complete(CompleteMultipartUploadRequest.Builder request) {
    return world.send(request.build(), CompleteMultipartUploadResponse.class);
  }

  private Router.Reply get(GetObjectRequest.Builder request) {
    return world.stream(request.bucket(BUCKET).key("big").build(), new byte[0]);
  }

  @Test
  void upload_inParts_becomesOneObject() {
    String upload =
        begin(
            CreateMultipartUploadRequest.builder()
                .key("big")
                .contentType("text/plain")
                .tagging("a=1"));
    assertThat(upload).hasSize(128);
    CompletedPart second = done(upload, 7, REST);
    CompletedPart first = done(upload, 2, FIVE_MEBIBYTES);
    refused(() -> world.get("big"), "NoSuchKey", 404);
    CompleteMultipartUploadResponse response = complete(completion(upload, first, second));
    // By md5sum over the two binary MD5s.
    assertThat(response.eTag()).isEqualTo(expectedETag(FIVE_MEBIBYTES, REST));
    assertThat(response.location()).isEqualTo("https://photos.s3.us-east-1.amazonaws.com/big");
    Router.Reply reply = get(GetObjectRequest.builder());
    assertThat(reply.body()).hasSize((5 << 20) + 3).endsWith(REST);
    GetObjectResponse head = (GetObjectResponse) reply.response();
    assertThat(head.contentType()).isEqualTo("text/plain");
    assertThat(head.tagCount()).isEqualTo(1);
    refused(() -> complete(completion(upload, first, second)), "NoSuchUpload", 404);
  }

  private static String expectedETag(byte[]... parts) {
    byte[] sums = new byte[16 * parts.length];
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(Checksums.hash("MD5", parts[i]), 0, sums, 16 * i, 16);
    }
    return '"' + S3Intake.md5(sums) + "-" + parts.length + '"';
  }

  @Test
  void get_partNumber_givesThatPart() {
    String upload = begin();
    complete(completion(upload, done(upload, 1, FIVE_MEBIBYTES), done(upload, 2, REST)));
    Router.Reply reply = get(GetObjectRequest.builder().partNumber(2));
    assertThat(reply.body()).isEqualTo(REST);
    GetObjectResponse head = (GetObjectResponse) reply.response();
    assertThat(head.partsCount()).isEqualTo(2);
    assertThat(head.contentRange()).isEqualTo("bytes 5242880-5242882/5242883");
    refused(() -> get(GetObjectRequest.builder().partNumber(3)), "InvalidPartNumber", 416);
    assertThat(
            world
                .send(
                    GetObjectAttributesRequest.builder()
                        .bucket(BUCKET)
                        .key("big")
                        .objectAttributes(ObjectAttributes.OBJECT_PARTS)
                        .build(),
                    GetObjectAttributesResponse.class)
                .objectParts()
                .totalPartsCount())
        .isEqualTo(2);
  }

  @Test
  void uploadPart_again_replacesIt() {
    String upload = begin();
    CompletedPart old = done(upload, 1, FIVE_MEBIBYTES);
    CompletedPart fresh = done(upload, 1, REST);
    refused(() -> complete(completion(upload, old)), "InvalidPart", 400);
    complete(completion(upload, fresh));
    assertThat(world.get("big")).isEqualTo("bbb");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void uploadPart_badNumber_isRefused(int number) {
    String upload = begin();
    refused(() -> upload(part(upload, number), REST), "InvalidArgument", 400);
  }

  @Test
  void uploadPart_badRequests_areRefused() {
    String upload = begin();
    AwsException missing = refused(() -> upload(part("none", 1), REST), "NoSuchUpload", 404);
    assertThat(missing.fields()).containsEntry("UploadId", Json.of("none"));
    refused(() -> upload(part(upload, 1).key("other"), REST), "NoSuchUpload", 404);
    refused(
        () -> upload(part(upload, 1).contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="), REST),
        "BadDigest",
        400);
    refused(() -> upload(part(upload, 1).checksumCRC32("y/Q5Jg=="), REST), "BadDigest", 400);
    refused(
        () -> upload(part(upload, 1).sseCustomerAlgorithm("AES256"), REST), "NotImplemented", 501);
  }

  @Test
  void complete_badLists_areRefused() {
    String upload = begin();
    CompletedPart small = done(upload, 1, REST);
    CompletedPart second = done(upload, 2, REST);
    refused(() -> complete(completion(upload)), "MalformedXML", 400);
    refused(
        () -> complete(completion(upload, CompletedPart.builder().partNumber(1).build())),
        "MalformedXML",
        400);
    refused(() -> complete(completion(upload, second, small)), "InvalidPartOrder", 400);
    refused(() -> complete(completion(upload, small, small)), "InvalidPartOrder", 400);
    AwsException tooSmall =
        refused(() -> complete(completion(upload, small, second)), "EntityTooSmall", 400);
    assertThat(tooSmall.fields())
        .containsEntry("MinSizeAllowed", Json.of(5 << 20))
        .containsEntry("ProposedSize", Json.of(3))
        .containsEntry("PartNumber", Json.of(1));
    refused(
        () -> complete(completion(upload, CompletedPart.builder().partNumber(9).eTag("x").build())),
        "InvalidPart",
        400);
    refused(() -> complete(completion(upload, small).mpuObjectSize(4L)), "InvalidRequest", 400);
    refused(() -> complete(completion(upload, small).ifMatch("*")), "NoSuchKey", 404);
    complete(completion(upload, small).mpuObjectSize(3L).ifNoneMatch("*"));
  }

  @Test
  void complete_ontoAnObject_canBeRefused() {
    world.put("big", "old");
    String upload = begin();
    CompletedPart part = done(upload, 1, REST);
    refused(() -> complete(completion(upload, part).ifNoneMatch("*")), "PreconditionFailed", 412);
    assertThat(world.get("big")).isEqualTo("old");
    complete(completion(upload, part));
    assertThat(world.get("big")).isEqualTo("bbb");
  }

  @Test
  void complete_beyondTheLargestObject_isRefused() {
    try (S3World small = new S3World(S3Config.defaults().withMaxObjectBytes(5 << 20))) {
      small.bucket();
      String upload =
          small
              .send(
                  CreateMultipartUploadRequest.builder().bucket(BUCKET).key("big").build(),
                  CreateMultipartUploadResponse.class)
              .uploadId();
      CompletedPart[] parts = new CompletedPart[2];
      for (int i = 0; i < 2; i++) {
        byte[] body = i == 0 ? FIVE_MEBIBYTES : REST;
        UploadPartResponse response =
            (UploadPartResponse) small.stream(part(upload, i + 1).build(), body).response();
        parts[i] = CompletedPart.builder().partNumber(i + 1).eTag(response.eTag()).build();
      }
      refused(
          () ->
              small.send(completion(upload, parts).build(), CompleteMultipartUploadResponse.class),
          "EntityTooLarge",
          400);
    }
  }

  @Test
  void checksum_composite_isOfTheParts() {
    CreateMultipartUploadResponse begun =
        world.send(
            CreateMultipartUploadRequest.builder()
                .bucket(BUCKET)
                .key("big")
                .checksumAlgorithm("SHA256")
                .build(),
            CreateMultipartUploadResponse.class);
    assertThat(begun.checksumTypeAsString()).isEqualTo("COMPOSITE");
    String upload = begun.uploadId();
    String sum = S3Checksum.SHA256.of(REST);
    UploadPartResponse uploaded = upload(part(upload, 1).checksumSHA256(sum), REST);
    assertThat(uploaded.checksumSHA256()).isEqualTo(sum);
    refused(() -> upload(part(upload, 2), REST), "InvalidRequest", 400);
    refused(
        () -> upload(part(upload, 2).checksumSHA1(S3Checksum.SHA1.of(REST)), REST),
        "InvalidRequest",
        400);
    CompletedPart bare = CompletedPart.builder().partNumber(1).eTag(uploaded.eTag()).build();
    AwsException needed = refused(() -> complete(completion(upload, bare)), "InvalidRequest", 400);
    assertThat(needed.message()).contains("missing for part 1");
    refused(
        () -> complete(completion(upload, bare.toBuilder().checksumSHA256("AAAA").build())),
        "InvalidPart",
        400);
    CompleteMultipartUploadResponse response =
        complete(completion(upload, bare.toBuilder().checksumSHA256(sum).build()));
    assertThat(response.checksumSHA256())
        .isEqualTo(S3Checksum.SHA256.of(java.util.Base64.getDecoder().decode(sum)) + "-1");
    assertThat(response.checksumTypeAsString()).isEqualTo("COMPOSITE");
  }

  @Test
  void checksum_fullObject_isOfTheWhole() {
    String upload =
        begin(
            CreateMultipartUploadRequest.builder()
                .key("big")
                .checksumAlgorithm("CRC32")
                .checksumType("FULL_OBJECT"));
    CompletedPart part = done(upload, 1, REST);
    String sum = S3Checksum.CRC32.of(REST);
    refused(() -> complete(completion(upload, part).checksumCRC32("y/Q5Jg==")), "BadDigest", 400);
    refused(
        () -> complete(completion(upload, part).checksumType("COMPOSITE")), "InvalidRequest", 400);
    CompleteMultipartUploadResponse response =
        complete(completion(upload, part).checksumCRC32(sum));
    assertThat(response.checksumCRC32()).isEqualTo(sum);
    assertThat(response.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
  }

  @Test
  void checksum_unasked_isCrc64OfTheWhole() {
    String upload = begin();
    CompleteMultipartUploadResponse response = complete(completion(upload, done(upload, 1, REST)));
    assertThat(response.checksumCRC64NVME()).isEqualTo(S3Checksum.CRC64NVME.of(REST));
  }

  @ParameterizedTest
  @CsvSource({"MD4, ", "SHA256, FULL_OBJECT", "CRC64NVME, COMPOSITE", ", COMPOSITE"})
  void create_impossibleChecksum_isRefused(String algorithm, String type) {
    refused(
        () ->
            begin(
                CreateMultipartUploadRequest.builder()
                    .key("big")
                    .checksumAlgorithm(algorithm)
                    .checksumType(type)),
        "InvalidRequest",
        400);
  }

  @Test
  void create_whatPutRefuses_isRefused() {
    refused(
        () -> begin(CreateMultipartUploadRequest.builder().key("big").acl("public-read")),
        "AccessControlListNotSupported",
        400);
    refused(
        () ->
            begin(
                CreateMultipartUploadRequest.builder().key("big").serverSideEncryption("aws:kms")),
        "NotImplemented",
        501);
  }

  private UploadPartCopyResponse copy(UploadPartCopyRequest.Builder request) {
    return world.send(
        request.destinationBucket(BUCKET).destinationKey("big").build(),
        UploadPartCopyResponse.class);
  }

  @Test
  @SuppressWarnings("deprecation") // The one member that the header is bound to.
  void uploadPartCopy_takesARange() {
    world.put("source", "0123456789");
    String upload = begin();
    UploadPartCopyRequest.Builder request =
        UploadPartCopyRequest.builder().uploadId(upload).partNumber(1).copySource("photos/source");
    UploadPartCopyResponse copied = copy(request.copySourceRange("bytes=2-4"));
    complete(
        completion(
            upload,
            CompletedPart.builder().partNumber(1).eTag(copied.copyPartResult().eTag()).build()));
    assertThat(world.get("big")).isEqualTo("234");
    refused(() -> copy(request), "NoSuchUpload", 404);
    String next = begin();
    refused(() -> copy(request.uploadId(next).copySourceRange("bytes=2-")), "InvalidArgument", 400);
    refused(() -> copy(request.copySourceRange("bytes=2-10")), "InvalidArgument", 400);
    refused(
        () -> copy(request.copySourceRange(null).copySource("photos/nothing")), "NoSuchKey", 404);
  }

  @Test
  void abort_forgetsTheParts() {
    String upload = begin();
    upload(part(upload, 1), REST);
    AbortMultipartUploadRequest request =
        AbortMultipartUploadRequest.builder().bucket(BUCKET).key("big").uploadId(upload).build();
    world.send(request, AbortMultipartUploadResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(() -> world.send(request, AbortMultipartUploadResponse.class), "NoSuchUpload", 404);
    assertThat(uploads(ListMultipartUploadsRequest.builder()).uploads()).isEmpty();
  }

  private ListPartsResponse parts(ListPartsRequest.Builder request) {
    return world.send(request.bucket(BUCKET).key("big").build(), ListPartsResponse.class);
  }

  @Test
  void listParts_inPages() {
    String upload = begin();
    for (int number : new int[] {9, 3, 5}) {
      upload(part(upload, number), REST);
    }
    ListPartsResponse first = parts(ListPartsRequest.builder().uploadId(upload).maxParts(2));
    assertThat(first.parts()).extracting(Part::partNumber).containsExactly(3, 5);
    assertThat(first.isTruncated()).isTrue();
    assertThat(first.parts().get(0).size()).isEqualTo(3);
    ListPartsResponse second =
        parts(
            ListPartsRequest.builder()
                .uploadId(upload)
                .partNumberMarker(first.nextPartNumberMarker()));
    assertThat(second.parts()).extracting(Part::partNumber).containsExactly(9);
    assertThat(second.isTruncated()).isFalse();
    assertThat(second.initiator().id()).isEqualTo(S3World.OWNER.arn());
    refused(() -> parts(ListPartsRequest.builder().uploadId("none")), "NoSuchUpload", 404);
  }

  private ListMultipartUploadsResponse uploads(ListMultipartUploadsRequest.Builder request) {
    return world.send(request.bucket(BUCKET).build(), ListMultipartUploadsResponse.class);
  }

  @Test
  void listUploads_byKeyThenByAge_inPages() {
    String b = begin(CreateMultipartUploadRequest.builder().key("b"));
    String a1 = begin(CreateMultipartUploadRequest.builder().key("a"));
    String a2 = begin(CreateMultipartUploadRequest.builder().key("a"));
    begin(CreateMultipartUploadRequest.builder().key("c/1"));
    ListMultipartUploadsResponse first =
        uploads(ListMultipartUploadsRequest.builder().maxUploads(1).delimiter("/"));
    assertThat(first.uploads()).extracting(MultipartUpload::uploadId).containsExactly(a1);
    ListMultipartUploadsResponse rest =
        uploads(
            ListMultipartUploadsRequest.builder()
                .delimiter("/")
                .keyMarker(first.nextKeyMarker())
                .uploadIdMarker(first.nextUploadIdMarker()));
    assertThat(rest.uploads()).extracting(MultipartUpload::uploadId).containsExactly(a2, b);
    assertThat(rest.commonPrefixes()).hasSize(1);
    ListMultipartUploadsResponse behind =
        uploads(ListMultipartUploadsRequest.builder().keyMarker("a"));
    assertThat(behind.uploads()).extracting(MultipartUpload::key).isEqualTo(List.of("b", "c/1"));
  }
}
