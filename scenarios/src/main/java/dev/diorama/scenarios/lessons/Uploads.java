package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Ways to upload a large file to a bucket in us-east-1 from some city, by the clock. */
final class Uploads {
  static final int MEGABYTES = 20;

  private static final int PART = 5 << 20;
  private static final String BUCKET = "myblog-uploads";

  private final Bench bench;
  private final City city;
  private final byte[] file = new byte[MEGABYTES << 20];

  /** Makes the bucket, and waits until it is accelerated. */
  Uploads(Bench bench, City city) {
    this.bench = bench;
    this.city = city;
    bench.bucket(BUCKET);
    bench
        .s3()
        .putBucketAccelerateConfiguration(
            put ->
                put.bucket(BUCKET)
                    .accelerateConfiguration(c -> c.status(BucketAccelerateStatus.ENABLED)));
    bench.advance(Duration.ofMinutes(20));
  }

  /** How many parts it is sent in. */
  int parts() {
    return (file.length + PART - 1) / PART;
  }

  private S3Client client(boolean accelerated) {
    S3ClientBuilder builder =
        S3Client.builder()
            .accelerate(accelerated)
            .overrideConfiguration(override -> override.putHeader(City.HEADER, city.name()));
    return bench.client(builder);
  }

  /** One PUT of the whole file, nanoseconds. */
  long whole(boolean accelerated) {
    client(accelerated)
        .putObject(put -> put.bucket(BUCKET).key("whole"), RequestBody.fromBytes(file));
    return bench.lastNanos();
  }

  /** The same in parts that are sent at the same time, nanoseconds. */
  long inParts(boolean accelerated) {
    S3Client s3 = client(accelerated);
    String upload = s3.createMultipartUpload(c -> c.bucket(BUCKET).key("parts")).uploadId();
    long nanos = bench.lastNanos();
    long slowest = 0;
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i * PART < file.length; i++) {
      int number = i + 1;
      byte[] bytes = new byte[Math.min(PART, file.length - i * PART)];
      String tag =
          s3.uploadPart(
                  u -> u.bucket(BUCKET).key("parts").uploadId(upload).partNumber(number),
                  RequestBody.fromBytes(bytes))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      slowest = Math.max(slowest, bench.lastNanos());
    }
    s3.completeMultipartUpload(
        c ->
            c.bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts)));
    return nanos + slowest + bench.lastNanos();
  }
}
