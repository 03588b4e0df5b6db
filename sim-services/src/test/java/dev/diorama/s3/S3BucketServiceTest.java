package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.OWNER;
import static dev.diorama.s3.S3World.STRANGER;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Tag;

class S3BucketServiceTest {
  private final S3World world = new S3World();

  @AfterEach
  void close() {
    world.close();
  }

  private CreateBucketResponse create(CreateBucketRequest.Builder request) {
    return world.send(request.build(), CreateBucketResponse.class);
  }

  private static CreateBucketRequest.Builder named(String name) {
    return CreateBucketRequest.builder().bucket(name);
  }

  private static CreateBucketRequest.Builder located(String name, String constraint) {
    return named(name).createBucketConfiguration(c -> c.locationConstraint(constraint));
  }

  private HeadBucketResponse head(String name) {
    return world.send(HeadBucketRequest.builder().bucket(name).build(), HeadBucketResponse.class);
  }

  private String location(String name) {
    return world
        .send(
            GetBucketLocationRequest.builder().bucket(name).build(),
            GetBucketLocationResponse.class)
        .locationConstraintAsString();
  }

  @Test
  void create_inUsEast1_answersPathAndHasNoLocation() {
    assertThat(create(named(BUCKET)).location()).isEqualTo("/photos");
    assertThat(location(BUCKET)).isNull();
    assertThat(head(BUCKET).bucketRegion()).isEqualTo("us-east-1");
  }

  @Test
  void create_elsewhere_needsItsOwnRegionNamed() {
    world.in("eu-west-1");
    AwsException none =
        refused(() -> create(named(BUCKET)), "IllegalLocationConstraintException", 400);
    assertThat(none.message()).startsWith("The unspecified location constraint");
    AwsException other =
        refused(
            () -> create(located(BUCKET, "eu-central-1")),
            "IllegalLocationConstraintException",
            400);
    assertThat(other.message()).startsWith("The eu-central-1 location constraint");
    assertThat(create(located(BUCKET, "eu-west-1")).location())
        .isEqualTo("http://photos.s3.amazonaws.com/");
    assertThat(location(BUCKET)).isEqualTo("eu-west-1");
  }

  @Test
  void create_fromUsEast1_canNameAnyRegion() {
    create(located(BUCKET, "EU"));
    assertThat(location(BUCKET)).isEqualTo("EU");
    world.in("eu-west-1");
    assertThat(head(BUCKET).bucketRegion()).isEqualTo("eu-west-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-east-1", "mars", "EU-WEST-1"})
  void create_unknownLocation_isRefused(String constraint) {
    refused(() -> create(located(BUCKET, constraint)), "InvalidLocationConstraint", 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "Photos",
        "pho_tos",
        "-photos",
        "photos-",
        ".photos",
        "pho..tos",
        "192.168.5.4",
        "xn--photos",
        "sthree-photos",
        "amzn-s3-demo-photos",
        "photos-s3alias",
        "photos--ol-s3",
        "photos.mrap",
        "photos--x-s3",
        "photos--table-s3",
        "a123456789b123456789c123456789d123456789e123456789f123456789g123"
      })
  void create_badName_isRefused(String name) {
    AwsException refusal = refused(() -> create(named(name)), "InvalidBucketName", 400);
    assertThat(refusal.fields()).containsEntry("BucketName", Json.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "my.photos.2026", "1-2", "a.b-c"})
  void create_goodName_isTaken(String name) {
    create(named(name));
    assertThat(world.s3.bucketNames()).containsExactly(name);
  }

  @Test
  void create_again_succeedsInUsEast1Alone() {
    create(named(BUCKET));
    assertThat(create(named(BUCKET)).location()).isEqualTo("/photos");
    world.in("eu-west-1");
    create(located("fotos", "eu-west-1"));
    refused(() -> create(located("fotos", "eu-west-1")), "BucketAlreadyOwnedByYou", 409);
    refused(() -> create(located(BUCKET, "eu-west-1")), "BucketAlreadyOwnedByYou", 409);
  }

  @Test
  void create_ofAnotherAccount_isTakenEverywhere() {
    create(named(BUCKET));
    world.as(STRANGER);
    refused(() -> create(named(BUCKET)), "BucketAlreadyExists", 409);
    world.in("eu-west-1");
    refused(() -> create(located(BUCKET, "eu-west-1")), "BucketAlreadyExists", 409);
  }

  @Test
  void create_withAcl_isRefused() {
    create(named(BUCKET).acl(BucketCannedACL.PRIVATE));
    refused(
        () -> create(named("other").acl(BucketCannedACL.PUBLIC_READ)),
        "InvalidBucketAclWithObjectOwnership",
        400);
    refused(
        () -> create(named("other").grantRead("id=1")), "InvalidBucketAclWithObjectOwnership", 400);
  }

  @Test
  void create_whatIsNotBuilt_isNamed() {
    AwsException ownership =
        refused(
            () -> create(named(BUCKET).objectOwnership(ObjectOwnership.OBJECT_WRITER)),
            "NotImplemented",
            501);
    assertThat(ownership.message()).contains("ObjectWriter");
    refused(() -> create(named(BUCKET).objectLockEnabledForBucket(true)), "NotImplemented", 501);
    refused(
        () ->
            create(
                named(BUCKET).createBucketConfiguration(c -> c.location(l -> l.name("use1-az4")))),
        "NotImplemented",
        501);
  }

  @Test
  void create_withTags_keepsThem() {
    create(
        named(BUCKET)
            .createBucketConfiguration(c -> c.tags(Tag.builder().key("a").value("b").build())));
    assertThat(
            world
                .send(
                    GetBucketTaggingRequest.builder().bucket(BUCKET).build(),
                    GetBucketTaggingResponse.class)
                .tagSet())
        .extracting(Tag::key, Tag::value)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("a", "b"));
  }

  @Test
  void create_beyondTheQuota_isRefused() {
    try (S3World small = new S3World(S3Config.defaults().withMaxBuckets(1))) {
      small.bucket();
      refused(() -> small.bucket("more"), "TooManyBuckets", 400);
      small.as(STRANGER).bucket("more");
    }
  }

  @Test
  void delete_emptyBucket_freesTheName() {
    world.bucket();
    world.send(DeleteBucketRequest.builder().bucket(BUCKET).build(), DeleteBucketResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(() -> head(BUCKET), "NoSuchBucket", 404);
    world.as(STRANGER).bucket();
  }

  @Test
  void delete_fullBucket_isRefused() {
    world.bucket().put("a", "1");
    refused(
        () ->
            world.send(
                DeleteBucketRequest.builder().bucket(BUCKET).build(), DeleteBucketResponse.class),
        "BucketNotEmpty",
        409);
  }

  @Test
  void head_inAnotherRegion_isRedirected() {
    world.bucket().in("eu-west-1");
    AwsException redirect = refused(() -> head(BUCKET), "PermanentRedirect", 301);
    assertThat(redirect.fields())
        .containsEntry("Endpoint", Json.of("photos.s3.us-east-1.amazonaws.com"));
    assertThat(location(BUCKET)).as("the location is told anywhere").isNull();
  }

  @Test
  void head_withAnotherOwnerExpected_isDenied() {
    world.bucket();
    refused(
        () ->
            world.send(
                HeadBucketRequest.builder()
                    .bucket(BUCKET)
                    .expectedBucketOwner("210987654321")
                    .build(),
                HeadBucketResponse.class),
        "AccessDenied",
        403);
  }

  @Test
  void head_impossibleName_isRefusedAsSuch() {
    refused(() -> head("Not_A_Name"), "InvalidBucketName", 400);
  }

  @Test
  void list_showsOwnBucketsByName() {
    world.bucket("zebra").bucket("apple");
    world.as(STRANGER).bucket("middle").as(OWNER);
    ListBucketsResponse list =
        world.send(ListBucketsRequest.builder().build(), ListBucketsResponse.class);
    assertThat(list.buckets()).extracting(Bucket::name).containsExactly("apple", "zebra");
    assertThat(list.owner().id()).matches("[0-9a-f]{64}");
    assertThat(list.buckets().get(0).creationDate())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void list_inPages_goesOnWhereItStopped() {
    world.bucket("one").bucket("two").bucket("three").bucket("tree");
    ListBucketsResponse first =
        world.send(
            ListBucketsRequest.builder().maxBuckets(2).prefix("t").build(),
            ListBucketsResponse.class);
    assertThat(first.buckets()).extracting(Bucket::name).containsExactly("three", "tree");
    ListBucketsResponse second =
        world.send(
            ListBucketsRequest.builder()
                .maxBuckets(2)
                .prefix("t")
                .continuationToken(first.continuationToken())
                .build(),
            ListBucketsResponse.class);
    assertThat(second.buckets()).extracting(Bucket::name).containsExactly("two");
    assertThat(second.continuationToken()).isNull();
  }

  @Test
  void list_badArguments_areRefused() {
    refused(
        () ->
            world.send(
                ListBucketsRequest.builder().maxBuckets(0).build(), ListBucketsResponse.class),
        "InvalidArgument",
        400);
    refused(
        () ->
            world.send(
                ListBucketsRequest.builder().continuationToken("%%").build(),
                ListBucketsResponse.class),
        "InvalidArgument",
        400);
  }

  @Test
  void dates_areInWholeSeconds() {
    world.advance(Duration.ofMillis(1_700));
    world.bucket();
    ListBucketsResponse list =
        world.send(ListBucketsRequest.builder().build(), ListBucketsResponse.class);
    assertThat(list.buckets().get(0).creationDate())
        .isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
  }
}
