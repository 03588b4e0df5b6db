package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;

class S3VersioningTest {
  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void versioning(String status) {
    world.send(
        PutBucketVersioningRequest.builder()
            .bucket(BUCKET)
            .versioningConfiguration(configuration -> configuration.status(status))
            .build(),
        PutBucketVersioningResponse.class);
  }

  private String get(String versionId) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(BUCKET).key("a").versionId(versionId).build();
    return S3World.text(world.stream(request, new byte[0]));
  }

  private DeleteObjectResponse delete(String versionId) {
    return world.send(
        DeleteObjectRequest.builder().bucket(BUCKET).key("a").versionId(versionId).build(),
        DeleteObjectResponse.class);
  }

  private ListObjectVersionsResponse list(ListObjectVersionsRequest.Builder request) {
    return world.send(request.bucket(BUCKET).build(), ListObjectVersionsResponse.class);
  }

  private ListObjectVersionsResponse list() {
    return list(ListObjectVersionsRequest.builder());
  }

  @Test
  void put_enabled_keepsEveryVersion() {
    versioning("Enabled");
    String first = world.put("a", "1").versionId();
    String second = world.put("a", "2").versionId();
    assertThat(first).hasSize(32).isNotEqualTo(second);
    assertThat(world.get("a")).isEqualTo("2");
    assertThat(get(first)).isEqualTo("1");
    assertThat(get(second)).isEqualTo("2");
    assertThat(world.s3.objectCount(BUCKET)).isEqualTo(2);
  }

  @Test
  void put_beforeEnabling_becomesTheNullVersion() {
    world.put("a", "0");
    versioning("Enabled");
    world.put("a", "1");
    assertThat(get("null")).isEqualTo("0");
  }

  @Test
  void put_suspended_replacesTheNullVersionOnly() {
    versioning("Enabled");
    String kept = world.put("a", "1").versionId();
    versioning("Suspended");
    assertThat(world.put("a", "2").versionId()).isEqualTo("null");
    world.put("a", "3");
    assertThat(world.get("a")).isEqualTo("3");
    assertThat(get("null")).isEqualTo("3");
    assertThat(get(kept)).isEqualTo("1");
    assertThat(world.s3.objectCount(BUCKET)).isEqualTo(2);
  }

  @Test
  void delete_enabled_marksAndHides() {
    versioning("Enabled");
    String version = world.put("a", "1").versionId();
    DeleteObjectResponse deleted = delete(null);
    assertThat(deleted.deleteMarker()).isTrue();
    String marker = deleted.versionId();
    refused(() -> world.get("a"), "NoSuchKey", 404);
    assertThat(get(version)).isEqualTo("1");
    refused(() -> get(marker), "MethodNotAllowed", 405);
    assertThat(
            world
                .send(
                    ListObjectsV2Request.builder().bucket(BUCKET).build(),
                    ListObjectsV2Response.class)
                .contents())
        .isEmpty();
    DeleteObjectResponse undeleted = delete(marker);
    assertThat(undeleted.deleteMarker()).isTrue();
    assertThat(undeleted.versionId()).isEqualTo(marker);
    assertThat(world.get("a")).isEqualTo("1");
  }

  @Test
  void delete_ofAVersion_isForGood() {
    versioning("Enabled");
    String first = world.put("a", "1").versionId();
    String second = world.put("a", "2").versionId();
    DeleteObjectResponse deleted = delete(second);
    assertThat(deleted.deleteMarker()).isNull();
    assertThat(deleted.versionId()).isEqualTo(second);
    assertThat(world.get("a")).isEqualTo("1");
    refused(() -> get(second), "NoSuchVersion", 404);
    delete(first);
    refused(() -> world.get("a"), "NoSuchKey", 404);
    delete("never-was");
    assertThat(world.lastStatus()).isEqualTo(204);
  }

  @Test
  void delete_suspended_marksInPlaceOfTheNullVersion() {
    world.put("a", "0");
    versioning("Suspended");
    DeleteObjectResponse deleted = delete(null);
    assertThat(deleted.deleteMarker()).isTrue();
    assertThat(deleted.versionId()).isEqualTo("null");
    refused(() -> get("null"), "MethodNotAllowed", 405);
    assertThat(world.s3.objectCount(BUCKET)).isZero();
  }

  @Test
  void delete_ofAVersion_takesAPermissionOfItsOwn() {
    versioning("Enabled");
    String version = world.put("a", "1").versionId();
    world.deny("s3:DeleteObjectVersion").deny("s3:GetObjectVersion");
    refused(() -> delete(version), "AccessDenied", 403);
    refused(() -> get(version), "AccessDenied", 403);
    assertThat(world.get("a")).isEqualTo("1");
    assertThat(world.asked.stream().filter(a -> a.action().equals("s3:GetObjectVersion")))
        .allMatch(a -> a.context().get("s3:VersionId").equals(List.of(version)));
  }

  @Test
  void deleteMany_enabled_tellsTheMarkers() {
    versioning("Enabled");
    String version = world.put("a", "1").versionId();
    DeleteObjectsResponse response =
        world.send(
            DeleteObjectsRequest.builder()
                .bucket(BUCKET)
                .delete(
                    delete ->
                        delete.objects(
                            ObjectIdentifier.builder().key("a").build(),
                            ObjectIdentifier.builder().key("a").versionId(version).build()))
                .build(),
            DeleteObjectsResponse.class);
    DeletedObject marked = response.deleted().get(0);
    assertThat(marked.deleteMarker()).isTrue();
    assertThat(marked.deleteMarkerVersionId()).hasSize(32);
    assertThat(marked.versionId()).isNull();
    assertThat(response.deleted().get(1).versionId()).isEqualTo(version);
  }

  @Test
  void deleteBucket_withOldVersions_isRefused() {
    versioning("Enabled");
    String version = world.put("a", "1").versionId();
    String marker = delete(null).versionId();
    DeleteBucketRequest request = DeleteBucketRequest.builder().bucket(BUCKET).build();
    AwsException refusal =
        refused(() -> world.send(request, DeleteBucketResponse.class), "BucketNotEmpty", 409);
    assertThat(refusal.message()).contains("all versions");
    delete(version);
    delete(marker);
    world.send(request, DeleteBucketResponse.class);
  }

  @Test
  @SuppressWarnings("deprecation") // The one member that the header is bound to.
  void copy_ofAnOldVersion_bringsItBack() {
    versioning("Enabled");
    String first = world.put("a", "1").versionId();
    world.put("a", "2");
    CopyObjectResponse copied =
        world.send(
            CopyObjectRequest.builder()
                .copySource(BUCKET + "/a?versionId=" + first)
                .destinationBucket(BUCKET)
                .destinationKey("a")
                .build(),
            CopyObjectResponse.class);
    assertThat(copied.copySourceVersionId()).isEqualTo(first);
    assertThat(world.get("a")).isEqualTo("1");
    assertThat(world.s3.objectCount(BUCKET)).isEqualTo(3);
  }

  @Test
  void listVersions_newestFirst() {
    versioning("Enabled");
    String first = world.put("a", "1").versionId();
    String second = world.put("a", "22").versionId();
    String marker = delete(null).versionId();
    String other = world.put("b", "3").versionId();
    ListObjectVersionsResponse page = list();
    assertThat(page.versions())
        .extracting(ObjectVersion::key, ObjectVersion::versionId, ObjectVersion::isLatest)
        .containsExactly(
            tuple("a", second, false), tuple("a", first, false), tuple("b", other, true));
    assertThat(page.deleteMarkers())
        .extracting(DeleteMarkerEntry::versionId, DeleteMarkerEntry::isLatest)
        .containsExactly(tuple(marker, true));
  }

  @Test
  void listVersions_inPages_losesAndRepeatsNothing() {
    versioning("Enabled");
    List<String> put = new ArrayList<>();
    for (String key : List.of("a", "a", "a", "b/1", "b/2", "c")) {
      put.add(world.put(key, "x").versionId());
    }
    List<String> seen = new ArrayList<>();
    int folds = 0;
    String key = null;
    String version = null;
    do {
      ListObjectVersionsResponse page =
          list(
              ListObjectVersionsRequest.builder()
                  .delimiter("/")
                  .maxKeys(2)
                  .keyMarker(key)
                  .versionIdMarker(version));
      page.versions().forEach(each -> seen.add(each.versionId()));
      folds += page.commonPrefixes().size();
      key = page.nextKeyMarker();
      version = page.nextVersionIdMarker();
    } while (key != null);
    assertThat(seen).containsExactly(put.get(2), put.get(1), put.get(0), put.get(5));
    assertThat(folds).isEqualTo(1);
    refused(
        () -> list(ListObjectVersionsRequest.builder().versionIdMarker("x")),
        "InvalidArgument",
        400);
  }
}
