package dev.diorama.s3;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.s3.S3Model.Acceleration;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;

/**
 * The rules of Transfer Acceleration, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html.
 */
final class S3AccelerateService {
  private final Cloud cloud;
  private final S3Access access;
  private final S3Config config;

  S3AccelerateService(Cloud cloud, S3Access access, S3Config config) {
    this.cloud = cloud;
    this.access = access;
    this.config = config;
  }

  SdkResponse get(Call call, GetBucketAccelerateConfigurationRequest request) {
    String status =
        switch (access.find(call, request).acceleration()) {
          case NEVER -> null;
          case COMING, ON -> "Enabled";
          case SUSPENDED -> "Suspended";
        };
    return GetBucketAccelerateConfigurationResponse.builder().status(status).build();
  }

  SdkResponse put(Call call, PutBucketAccelerateConfigurationRequest request) {
    S3Bucket bucket = access.find(call, request);
    String status =
        request.accelerateConfiguration() == null
            ? ""
            : String.valueOf(request.accelerateConfiguration().statusAsString());
    // Names that are not DNS names cannot be given to buckets any more, so periods are what is
    // left.
    if (bucket.name().contains(".")) {
      throw S3Error.INVALID_REQUEST.with(
          "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
    }
    switch (status) {
      case "Enabled" -> enable(bucket);
      case "Suspended" -> bucket.acceleration(Acceleration.SUSPENDED);
      default -> throw S3Error.MALFORMED_XML.usual();
    }
    return PutBucketAccelerateConfigurationResponse.builder().build();
  }

  private void enable(S3Bucket bucket) {
    if (bucket.acceleration() == Acceleration.ON || bucket.acceleration() == Acceleration.COMING) {
      return;
    }
    bucket.acceleration(Acceleration.COMING);
    long nanos = config.distance().acceleration().sample(cloud.seeds().stream("s3/acceleration"));
    cloud
        .clock()
        .schedule(
            nanos,
            "s3 acceleration of " + bucket.name() + " takes effect",
            () -> {
              if (bucket.acceleration() == Acceleration.COMING) {
                bucket.acceleration(Acceleration.ON);
              }
            });
  }

  /**
   * Refuses what the accelerated endpoint does not serve. The messages are documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; those of the operations it
   * lacks are assumed.
   */
  static void checkEndpoint(HttpRequest request, S3Address address, S3Store store) {
    if (!request.host().startsWith(address.bucket() + ".s3-accelerate")) {
      throw S3Error.INVALID_REQUEST.with(
          "S3 Transfer Accelerate endpoint only supports virtual style requests");
    }
    if (S3Gate.isBucketMadeOrRemoved(request, address)) {
      throw S3Error.INVALID_REQUEST.with(
          "S3 Transfer Acceleration endpoints do not create, delete or list buckets");
    }
    store
        .bucket(address.bucket())
        .ifPresent(
            bucket -> {
              switch (bucket.acceleration()) {
                case ON -> {}
                case SUSPENDED ->
                    throw S3Error.INVALID_REQUEST.with(
                        "S3 Transfer Acceleration is disabled on this bucket");
                case NEVER, COMING ->
                    throw S3Error.INVALID_REQUEST.with(
                        "S3 Transfer Acceleration is not configured on this bucket");
              }
            });
  }
}
