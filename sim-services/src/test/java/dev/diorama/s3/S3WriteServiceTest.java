package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

class S3WriteServiceTest {
  /** The standard test input of checksums. */
  private static final String TEXT = "123456789";

  /** Its MD5 in base64, by openssl. */
  private static final String TEXT_MD5 = "JfnnlDI7RTiF9RgfG2JNCw==";

  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static PutObjectRequest.Builder request() {
    return PutObjectRequest.builder().bucket(BUCKET).key("a");
  }

  private PutObjectResponse put(PutObjectRequest.Builder request) {
    return world.put(request.build(), TEXT);
  }

  @Test
  void put_answersTagChecksumAndEncryption() {
    PutObjectResponse response = put(request());
    assertThat(response.eTag()).isEqualTo("\"25f9e794323b453885f5181f1b624d0b\"");
    assertThat(response.checksumCRC64NVME()).isEqualTo("rosUhgp5mIg=");
    assertThat(response.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    assertThat(response.serverSideEncryptionAsString()).isEqualTo("AES256");
    assertThat(response.versionId()).isNull();
  }

  @Test
  void put_overwrites_andIsReadAtOnce() {
    world.put("a", "old");
    world.put("a", "new");
    assertThat(world.get("a")).isEqualTo("new");
    assertThat(world.s3.objectCount(BUCKET)).isEqualTo(1);
    assertThat(world.s3.storedBytes(BUCKET)).isEqualTo(3);
  }

  @Test
  void put_md5_isCompared() {
    put(request().contentMD5(TEXT_MD5));
    AwsException bad =
        refused(() -> put(request().contentMD5("1B2M2Y8AsgTpgAmY7PhCfg==")), "BadDigest", 400);
    assertThat(bad.fields()).containsEntry("CalculatedDigest", Json.of(TEXT_MD5));
    refused(() -> put(request().contentMD5("%%%")), "InvalidDigest", 400);
    refused(() -> put(request().contentMD5("AAAA")), "InvalidDigest", 400);
  }

  @ParameterizedTest
  @CsvSource({
    // The check values of the CRC catalogue, and sha1sum and sha256sum, in base64.
    "CRC32, y/Q5Jg==",
    "CRC32C, 4waSgw==",
    "CRC64NVME, rosUhgp5mIg=",
    "SHA1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
    "SHA256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
  })
  void put_checksum_isComparedAndAnswered(S3Checksum algorithm, String value) {
    assertThat(algorithm.of(S3World.bytes(TEXT))).isEqualTo(value);
    PutObjectRequest.Builder good = request();
    S3ReadService.set(good, new S3Model.Checksum(algorithm, value, false));
    assertThat(put(good).getValueForField(algorithm.member(), String.class)).contains(value);
    PutObjectRequest.Builder bad = request();
    String wrong = algorithm.of(S3World.bytes("x"));
    S3ReadService.set(bad, new S3Model.Checksum(algorithm, wrong, false));
    AwsException mismatch = refused(() -> put(bad), "BadDigest", 400);
    assertThat(mismatch.message()).contains(algorithm.name());
    PutObjectRequest.Builder malformed = request();
    S3ReadService.set(malformed, new S3Model.Checksum(algorithm, "AAA=", false));
    refused(() -> put(malformed), "InvalidRequest", 400);
  }

  @Test
  void put_twoChecksums_areRefused() {
    refused(
        () -> put(request().checksumCRC32("y/Q5Jg==").checksumCRC32C("4waSgw==")),
        "InvalidRequest",
        400);
  }

  @Test
  void put_ifNoneMatch_onlyCreates() {
    put(request().ifNoneMatch("*"));
    AwsException refusal =
        refused(() -> put(request().ifNoneMatch("*")), "PreconditionFailed", 412);
    assertThat(refusal.fields()).containsEntry("Condition", Json.of("If-None-Match"));
    refused(() -> put(request().ifNoneMatch("\"x\"")), "NotImplemented", 501);
  }

  @Test
  void put_ifMatch_onlyReplaces() {
    refused(() -> put(request().ifMatch("\"x\"")), "NoSuchKey", 404);
    String eTag = put(request()).eTag();
    put(request().ifMatch(eTag));
    refused(() -> put(request().ifMatch("\"x\"")), "PreconditionFailed", 412);
  }

  @Test
  void put_failed_changesNothing() {
    world.put("a", "old");
    refused(() -> put(request().contentMD5("1B2M2Y8AsgTpgAmY7PhCfg==")), "BadDigest", 400);
    assertThat(world.get("a")).isEqualTo("old");
  }

  @Test
  void put_tooMuchMetadata_isRefused() {
    put(request().metadata(Map.of("k", "v".repeat(2047))));
    AwsException refusal =
        refused(
            () -> put(request().metadata(Map.of("k", "v".repeat(2048)))), "MetadataTooLarge", 400);
    assertThat(refusal.fields()).containsEntry("MaxSizeAllowed", Json.of(2048));
  }

  @Test
  void put_tooLarge_isRefusedAndSaysWhatToSet() {
    try (S3World small = new S3World(S3Config.defaults().withMaxObjectBytes(3))) {
      small.bucket().put("a", "123");
      AwsException refusal = refused(() -> small.put("a", "1234"), "EntityTooLarge", 400);
      assertThat(refusal.message()).contains("S3Config.maxObjectBytes");
      assertThat(refusal.fields()).containsEntry("ProposedSize", Json.of(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "public-read", "bucket-owner-read"})
  void put_acl_isRefused(String acl) {
    refused(() -> put(request().acl(acl)), "AccessControlListNotSupported", 400);
  }

  @Test
  void put_ownersFullControl_isLetThrough() {
    put(request().acl("bucket-owner-full-control"));
    refused(() -> put(request().grantFullControl("id=1")), "AccessControlListNotSupported", 400);
  }

  @Test
  void put_encryption_isSseS3Only() {
    put(request().serverSideEncryption("AES256"));
    refused(() -> put(request().serverSideEncryption("aws:kms")), "NotImplemented", 501);
    refused(() -> put(request().ssekmsKeyId("k")), "NotImplemented", 501);
    refused(() -> put(request().sseCustomerAlgorithm("AES256")), "NotImplemented", 501);
    refused(() -> put(request().serverSideEncryption("ROT13")), "InvalidArgument", 400);
  }

  @Test
  void put_whatTheBucketCannot_isRefused() {
    refused(() -> put(request().objectLockMode("GOVERNANCE")), "InvalidRequest", 400);
    refused(() -> put(request().writeOffsetBytes(1L)), "NotImplemented", 501);
    refused(() -> put(request().storageClass("EXPRESS_ONEZONE")), "InvalidStorageClass", 400);
    refused(() -> put(request().storageClass("CHEAP")), "InvalidStorageClass", 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "=1", "a=1&"})
  void put_badTaggingHeader_isRefused(String header) {
    refused(() -> put(request().tagging(header)), "InvalidArgument", 400);
  }

  @Test
  void put_badTags_areRefused() {
    refused(() -> put(request().tagging("1=&2=&3=&4=&5=&6=&7=&8=&9=&10=&11=")), "BadRequest", 400);
    refused(() -> put(request().tagging("k".repeat(129) + "=1")), "InvalidTag", 400);
    refused(() -> put(request().tagging("aws%3Ax=1")), "InvalidTag", 400);
  }

  private GetObjectTaggingResponse tags(String key) {
    return world.send(
        GetObjectTaggingRequest.builder().bucket(BUCKET).key(key).build(),
        GetObjectTaggingResponse.class);
  }

  @Test
  void tagging_putGetDelete() {
    put(request().tagging("old=1"));
    Tag team = Tag.builder().key("team").value("blue").build();
    world.send(
        PutObjectTaggingRequest.builder()
            .bucket(BUCKET)
            .key("a")
            .tagging(Tagging.builder().tagSet(team).build())
            .build(),
        PutObjectTaggingResponse.class);
    assertThat(tags("a").tagSet()).containsExactly(team);
    assertThat(world.get("a")).isEqualTo(TEXT);
    world.send(
        DeleteObjectTaggingRequest.builder().bucket(BUCKET).key("a").build(),
        DeleteObjectTaggingResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    assertThat(tags("a").tagSet()).isEmpty();
    refused(() -> tags("nothing"), "NoSuchKey", 404);
    refused(
        () ->
            world.send(
                PutObjectTaggingRequest.builder().bucket(BUCKET).key("a").build(),
                PutObjectTaggingResponse.class),
        "MalformedXML",
        400);
  }
}
