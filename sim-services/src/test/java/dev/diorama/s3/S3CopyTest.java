package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class S3CopyTest {
  private final S3World world = new S3World();

  @BeforeEach
  void original() {
    world.bucket().bucket("copies");
    world.put(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("an original")
            .contentType("text/plain")
            .metadata(Map.of("k", "v"))
            .storageClass("STANDARD_IA")
            .tagging("team=blue")
            .build(),
        "text");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @SuppressWarnings("deprecation") // The one member that the header is bound to.
  private static CopyObjectRequest.Builder request(String source) {
    return CopyObjectRequest.builder()
        .copySource(source)
        .destinationBucket("copies")
        .destinationKey("b");
  }

  private static CopyObjectRequest.Builder request() {
    return request("/photos/an%20original");
  }

  private CopyObjectResponse copy(CopyObjectRequest.Builder request) {
    return world.send(request.build(), CopyObjectResponse.class);
  }

  private HeadObjectResponse head() {
    return world.send(
        HeadObjectRequest.builder().bucket("copies").key("b").build(), HeadObjectResponse.class);
  }

  private int tagCount() {
    return world
        .send(
            GetObjectTaggingRequest.builder().bucket("copies").key("b").build(),
            GetObjectTaggingResponse.class)
        .tagSet()
        .size();
  }

  @Test
  void copy_takesMetadataAndTagsAlong_butNotTheStorageClass() {
    CopyObjectResponse response = copy(request());
    assertThat(response.copyObjectResult().eTag()).isEqualTo(head().eTag());
    assertThat(response.copyObjectResult().lastModified())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(head().contentType()).isEqualTo("text/plain");
    assertThat(head().metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(head().storageClass()).isNull();
    assertThat(tagCount()).isEqualTo(1);
  }

  @Test
  void copy_replacing_takesThoseOfTheRequest() {
    copy(
        request()
            .metadataDirective("REPLACE")
            .contentType("text/html")
            .taggingDirective("REPLACE")
            .tagging("a=1&b=2"));
    assertThat(head().contentType()).isEqualTo("text/html");
    assertThat(head().metadata()).isEmpty();
    assertThat(tagCount()).isEqualTo(2);
  }

  @Test
  void copy_ontoItself_mustChangeSomething() {
    CopyObjectRequest.Builder same =
        request().destinationBucket(BUCKET).destinationKey("an original");
    AwsException refusal = refused(() -> copy(same), "InvalidRequest", 400);
    assertThat(refusal.message()).contains("copy an object to itself");
    copy(same.storageClass("STANDARD"));
  }

  @Test
  void copy_sourceConditions_are412() {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    copy(request().copySourceIfUnmodifiedSince(then));
    refused(() -> copy(request().copySourceIfMatch("\"x\"")), "PreconditionFailed", 412);
    refused(() -> copy(request().copySourceIfNoneMatch("*")), "PreconditionFailed", 412);
    refused(() -> copy(request().copySourceIfModifiedSince(then)), "PreconditionFailed", 412);
    refused(
        () -> copy(request().copySourceIfUnmodifiedSince(then.minusSeconds(9))),
        "PreconditionFailed",
        412);
    refused(() -> copy(request().ifNoneMatch("*")), "PreconditionFailed", 412);
  }

  @ParameterizedTest
  @ValueSource(strings = {"photos", "/photos/", "/"})
  void copy_unreadableSource_isRefused(String source) {
    refused(() -> copy(request(source)), "InvalidArgument", 400);
  }

  @Test
  void copy_badRequests_areRefused() {
    refused(() -> copy(request("nobody/a")), "NoSuchBucket", 404);
    refused(() -> copy(request("photos/nothing")), "NoSuchKey", 404);
    refused(() -> copy(request("photos/an original?versionId=x")), "NoSuchVersion", 404);
    refused(() -> copy(request("arn:aws:s3:us-east-1:1:accesspoint/a")), "NotImplemented", 501);
    refused(() -> copy(request().metadataDirective("KEEP")), "InvalidArgument", 400);
    refused(() -> copy(request().taggingDirective("KEEP")), "InvalidArgument", 400);
    refused(() -> copy(request().expectedSourceBucketOwner("1")), "AccessDenied", 403);
    refused(() -> copy(request().expectedBucketOwner("1")), "AccessDenied", 403);
  }

  @Test
  void copy_needsBothSides() {
    copy(request());
    List<String> needed =
        world.asked.stream()
            .filter(access -> !access.action().equals("s3:PutObjectTagging"))
            .filter(access -> world.asked.indexOf(access) >= world.asked.size() - 4)
            .map(access -> access.action() + " " + access.resource())
            .toList();
    assertThat(needed)
        .containsExactly(
            "s3:PutObject arn:aws:s3:::copies/b",
            "s3:GetObject arn:aws:s3:::photos/an original",
            "s3:GetObjectTagging arn:aws:s3:::photos/an original");
    Access read =
        world.asked.stream().filter(a -> a.action().equals("s3:GetObject")).findAny().get();
    assertThat(read.context()).containsEntry("s3:ExistingObjectTag/team", List.of("blue"));
    world.deny("s3:GetObject");
    refused(() -> copy(request()), "AccessDenied", 403);
  }

  @Test
  void copy_fromAnotherRegion_isPossible() {
    world.in("eu-west-1");
    world.send(
        software.amazon.awssdk.services.s3.model.CreateBucketRequest.builder()
            .bucket("kopien")
            .createBucketConfiguration(c -> c.locationConstraint("eu-west-1"))
            .build(),
        software.amazon.awssdk.services.s3.model.CreateBucketResponse.class);
    assertThat(copy(request().destinationBucket("kopien")).copyObjectResult().eTag()).isNotEmpty();
  }
}
