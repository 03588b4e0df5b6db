package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

class S3DeleteServiceTest {
  private final S3World world = new S3World();

  @BeforeEach
  void objects() {
    world.bucket();
    world.put("a", "1");
    world.put("b", "2");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private DeleteObjectResponse delete(DeleteObjectRequest.Builder request) {
    return world.send(request.bucket(BUCKET).build(), DeleteObjectResponse.class);
  }

  private static DeleteObjectRequest.Builder key(String key) {
    return DeleteObjectRequest.builder().key(key);
  }

  private DeleteObjectsResponse delete(boolean quiet, List<ObjectIdentifier> objects) {
    return world.send(
        DeleteObjectsRequest.builder()
            .bucket(BUCKET)
            .delete(delete -> delete.quiet(quiet).objects(objects))
            .build(),
        DeleteObjectsResponse.class);
  }

  private static ObjectIdentifier id(String key) {
    return ObjectIdentifier.builder().key(key).build();
  }

  @Test
  void delete_removes_andMissingIsNoError() {
    DeleteObjectResponse response = delete(key("a"));
    assertThat(response.deleteMarker()).isNull();
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(() -> world.get("a"), "NoSuchKey", 404);
    delete(key("a"));
    assertThat(world.lastStatus()).isEqualTo(204);
  }

  @Test
  void delete_ifMatch_mustHold() {
    refused(() -> delete(key("a").ifMatch("\"x\"")), "PreconditionFailed", 412);
    refused(() -> delete(key("nothing").ifMatch("*")), "NoSuchKey", 404);
    delete(key("a").ifMatch("*"));
    refused(() -> world.get("a"), "NoSuchKey", 404);
  }

  @Test
  void delete_byDateOrSize_isNotBuilt() {
    refused(() -> delete(key("a").ifMatchSize(1L)), "NotImplemented", 501);
    refused(() -> delete(key("a").ifMatchLastModifiedTime(Instant.EPOCH)), "NotImplemented", 501);
  }

  @Test
  void deleteMany_asksForEachKey() {
    world.deny("s3:DeleteObject arn:aws:s3:::photos/b");
    DeleteObjectsResponse response =
        delete(
            false,
            List.of(
                id("a"),
                id("b"),
                id("nothing"),
                id("k".repeat(1025)),
                ObjectIdentifier.builder().key("a").size(1L).build()));
    assertThat(world.lastStatus()).isEqualTo(200);
    assertThat(response.deleted()).extracting(DeletedObject::key).containsExactly("a", "nothing");
    assertThat(response.errors())
        .extracting(e -> e.key().substring(0, 1), e -> e.code())
        .containsExactly(
            tuple("b", "AccessDenied"),
            tuple("k", "KeyTooLongError"),
            tuple("a", "NotImplemented"));
    assertThat(world.get("b")).isEqualTo("2");
  }

  @Test
  void deleteMany_quiet_tellsErrorsOnly() {
    world.deny("s3:DeleteObject arn:aws:s3:::photos/b");
    DeleteObjectsResponse response = delete(true, List.of(id("a"), id("b")));
    assertThat(response.deleted()).isEmpty();
    assertThat(response.errors()).hasSize(1);
    refused(() -> world.get("a"), "NoSuchKey", 404);
  }

  @Test
  void deleteMany_badLists_areRefused() {
    refused(() -> delete(false, List.of()), "MalformedXML", 400);
    List<ObjectIdentifier> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(id("k" + i));
    }
    refused(() -> delete(false, many), "MalformedXML", 400);
    refused(
        () ->
            world.send(
                DeleteObjectsRequest.builder().bucket(BUCKET).build(), DeleteObjectsResponse.class),
        "MalformedXML",
        400);
    refused(
        () ->
            world.send(
                DeleteObjectsRequest.builder()
                    .bucket("nobody")
                    .delete(delete -> delete.objects(id("a")))
                    .build(),
                DeleteObjectsResponse.class),
        "NoSuchBucket",
        404);
  }
}
