package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;

class S3RepeatabilityTest {
  private static String story(S3World world) {
    world.bucket();
    world.send(
        PutBucketVersioningRequest.builder()
            .bucket(BUCKET)
            .versioningConfiguration(configuration -> configuration.status("Enabled"))
            .build(),
        PutBucketVersioningResponse.class);
    String version = world.put("a", "1").versionId();
    String upload =
        world
            .send(
                CreateMultipartUploadRequest.builder().bucket(BUCKET).key("b").build(),
                CreateMultipartUploadResponse.class)
            .uploadId();
    String owner =
        world.send(ListBucketsRequest.builder().build(), ListBucketsResponse.class).owner().id();
    world.get("a");
    return String.join(" ", version, upload, owner, world.cloud.trace().digest());
  }

  @Test
  void sameSeed_sameIdsAndTrace() {
    try (S3World one = new S3World();
        S3World two = new S3World()) {
      assertThat(story(one)).isEqualTo(story(two));
    }
  }

  @Test
  void twoClouds_neverNoticeEachOther() {
    try (S3World one = new S3World();
        S3World two = new S3World()) {
      one.bucket().put("a", "1");
      refused(() -> two.get("a"), "NoSuchBucket", 404);
    }
  }
}
