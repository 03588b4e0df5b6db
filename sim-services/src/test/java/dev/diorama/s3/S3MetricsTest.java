package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.metric.Metrics.Summary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

class S3MetricsTest {
  private final S3World world = new S3World();

  @AfterEach
  void close() {
    world.close();
  }

  private Summary metric(String name) {
    return world.cloud.metrics().total("AWS/S3", name, "BucketName", BUCKET);
  }

  @Test
  void requests_areCountedByBucketAndKind() {
    world.bucket();
    world.put("a", "12345");
    world.get("a");
    world.get("a");
    world.send(ListObjectsV2Request.builder().bucket(BUCKET).build(), ListObjectsV2Response.class);
    refused(() -> world.get("nothing"), "NoSuchKey", 404);
    assertThat(metric("AllRequests").sum()).isEqualTo(6);
    assertThat(metric("PutRequests").sum()).isEqualTo(1);
    assertThat(metric("GetRequests").sum()).isEqualTo(3);
    assertThat(metric("ListRequests").sum()).isEqualTo(1);
    assertThat(metric("BytesUploaded").sum()).isEqualTo(5);
    assertThat(metric("BytesDownloaded").sum()).isEqualTo(10);
    assertThat(metric("4xxErrors").sum()).isEqualTo(1);
    assertThat(metric("4xxErrors").count()).isEqualTo(6);
    assertThat(metric("5xxErrors").sum()).isZero();
    assertThat(metric("TotalRequestLatency").count()).isEqualTo(6);
    world.bucket("other");
    assertThat(metric("AllRequests").sum()).as("of this bucket alone").isEqualTo(6);
  }
}
