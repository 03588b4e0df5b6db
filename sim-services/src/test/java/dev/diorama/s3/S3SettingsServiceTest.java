package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

class S3SettingsServiceTest {
  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private PutBucketVersioningResponse version(VersioningConfiguration configuration) {
    return world.send(
        PutBucketVersioningRequest.builder()
            .bucket(BUCKET)
            .versioningConfiguration(configuration)
            .build(),
        PutBucketVersioningResponse.class);
  }

  private String versioning() {
    return world
        .send(
            GetBucketVersioningRequest.builder().bucket(BUCKET).build(),
            GetBucketVersioningResponse.class)
        .statusAsString();
  }

  @Test
  void versioning_ofNewBucket_hasNoStatus() {
    assertThat(versioning()).isNull();
    version(VersioningConfiguration.builder().status("Enabled").build());
    assertThat(versioning()).isEqualTo("Enabled");
    version(VersioningConfiguration.builder().status("Suspended").build());
    assertThat(versioning()).isEqualTo("Suspended");
  }

  @Test
  void versioning_badSettings_areRefused() {
    refused(
        () -> version(VersioningConfiguration.builder().build()),
        "IllegalVersioningConfigurationException",
        400);
    refused(
        () -> version(VersioningConfiguration.builder().status("On").build()), "MalformedXML", 400);
    refused(
        () ->
            version(
                VersioningConfiguration.builder().status("Enabled").mfaDelete("Enabled").build()),
        "NotImplemented",
        501);
  }

  private void tag(Tag... tags) {
    world.send(
        PutBucketTaggingRequest.builder()
            .bucket(BUCKET)
            .tagging(Tagging.builder().tagSet(tags).build())
            .build(),
        PutBucketTaggingResponse.class);
  }

  private List<Tag> tags() {
    return world
        .send(
            GetBucketTaggingRequest.builder().bucket(BUCKET).build(),
            GetBucketTaggingResponse.class)
        .tagSet();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void tagging_putGetDelete() {
    refused(this::tags, "NoSuchTagSet", 404);
    tag(tag("team", "blue"), tag("cost", "7"));
    assertThat(world.lastStatus()).isEqualTo(204);
    assertThat(tags()).containsExactly(tag("team", "blue"), tag("cost", "7"));
    world.send(
        DeleteBucketTaggingRequest.builder().bucket(BUCKET).build(),
        DeleteBucketTaggingResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(this::tags, "NoSuchTagSet", 404);
  }

  @Test
  void tagging_badTags_areRefused() {
    refused(() -> tag(tag("a", "1"), tag("a", "2")), "InvalidTag", 400);
    refused(() -> tag(tag("aws:a", "1")), "InvalidTag", 400);
    refused(() -> tag(tag("", "1")), "InvalidTag", 400);
    refused(() -> tag(tag("k".repeat(129), "1")), "InvalidTag", 400);
    refused(() -> tag(tag("a", "v".repeat(257))), "InvalidTag", 400);
    refused(() -> tag(Tag.builder().key("a").build()), "MalformedXML", 400);
    List<Tag> many = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      many.add(tag("k" + i, "v"));
    }
    refused(() -> tag(many.toArray(Tag[]::new)), "BadRequest", 400);
    refused(
        () ->
            world.send(
                PutBucketTaggingRequest.builder().bucket(BUCKET).build(),
                PutBucketTaggingResponse.class),
        "MalformedXML",
        400);
  }

  private ServerSideEncryptionRule encryption() {
    return world
        .send(
            GetBucketEncryptionRequest.builder().bucket(BUCKET).build(),
            GetBucketEncryptionResponse.class)
        .serverSideEncryptionConfiguration()
        .rules()
        .get(0);
  }

  private void encrypt(ServerSideEncryptionRule... rules) {
    world.send(
        PutBucketEncryptionRequest.builder()
            .bucket(BUCKET)
            .serverSideEncryptionConfiguration(c -> c.rules(rules))
            .build(),
        PutBucketEncryptionResponse.class);
  }

  private static ServerSideEncryptionRule rule(String algorithm) {
    return ServerSideEncryptionRule.builder()
        .applyServerSideEncryptionByDefault(usual -> usual.sseAlgorithm(algorithm))
        .bucketKeyEnabled(true)
        .build();
  }

  @Test
  void encryption_ofNewBucket_isSseS3() {
    assertThat(encryption().applyServerSideEncryptionByDefault().sseAlgorithmAsString())
        .isEqualTo("AES256");
    encrypt(rule("AES256"));
    assertThat(encryption().bucketKeyEnabled()).isTrue();
    world.send(
        DeleteBucketEncryptionRequest.builder().bucket(BUCKET).build(),
        DeleteBucketEncryptionResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    assertThat(encryption().bucketKeyEnabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "aws:kms, NotImplemented, 501",
    "aws:kms:dsse, NotImplemented, 501",
    "ROT13, InvalidArgument, 400"
  })
  void encryption_byAnythingElse_isRefused(String algorithm, String code, int status) {
    AwsException refusal = refused(() -> encrypt(rule(algorithm)), code, status);
    assertThat(refusal.message()).isNotEmpty();
  }

  @Test
  void encryption_badSettings_areRefused() {
    refused(this::encrypt, "MalformedXML", 400);
    refused(() -> encrypt(ServerSideEncryptionRule.builder().build()), "MalformedXML", 400);
    refused(
        () ->
            encrypt(
                ServerSideEncryptionRule.builder()
                    .applyServerSideEncryptionByDefault(
                        usual -> usual.sseAlgorithm("AES256").kmsMasterKeyID("k"))
                    .build()),
        "InvalidArgument",
        400);
  }

  private void own(OwnershipControlsRule... rules) {
    world.send(
        PutBucketOwnershipControlsRequest.builder()
            .bucket(BUCKET)
            .ownershipControls(controls -> controls.rules(rules))
            .build(),
        PutBucketOwnershipControlsResponse.class);
  }

  private static OwnershipControlsRule ownership(ObjectOwnership ownership) {
    return OwnershipControlsRule.builder().objectOwnership(ownership).build();
  }

  @Test
  void ownership_isEnforced() {
    own(ownership(ObjectOwnership.BUCKET_OWNER_ENFORCED));
    assertThat(
            world
                .send(
                    GetBucketOwnershipControlsRequest.builder().bucket(BUCKET).build(),
                    GetBucketOwnershipControlsResponse.class)
                .ownershipControls()
                .rules())
        .containsExactly(ownership(ObjectOwnership.BUCKET_OWNER_ENFORCED));
    refused(() -> own(ownership(ObjectOwnership.BUCKET_OWNER_PREFERRED)), "NotImplemented", 501);
    refused(this::own, "MalformedXML", 400);
  }

  @Test
  void acl_isTheOwnersAndCannotBeSet() {
    GetBucketAclResponse acl =
        world.send(
            GetBucketAclRequest.builder().bucket(BUCKET).build(), GetBucketAclResponse.class);
    assertThat(acl.grants()).hasSize(1);
    assertThat(acl.grants().get(0).grantee().id()).isEqualTo(acl.owner().id());
    assertThat(acl.grants().get(0).permissionAsString()).isEqualTo("FULL_CONTROL");
    refused(
        () ->
            world.send(
                PutBucketAclRequest.builder()
                    .bucket(BUCKET)
                    .acl(BucketCannedACL.PUBLIC_READ)
                    .build(),
                PutBucketAclResponse.class),
        "AccessControlListNotSupported",
        400);
  }
}
