package dev.diorama.s3;

import dev.diorama.core.router.ServiceApi;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;

/**
 * The operations on what a bucket does beyond keeping objects, and what they need, documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
 */
final class S3FeatureApi {
  private final S3Access access;
  private final S3NotificationService notifications;
  private final S3AccelerateService acceleration;
  private final S3WebsiteService websites;

  S3FeatureApi(
      S3Access access,
      S3NotificationService notifications,
      S3AccelerateService acceleration,
      S3WebsiteService websites) {
    this.access = access;
    this.notifications = notifications;
    this.acceleration = acceleration;
    this.websites = websites;
  }

  void addTo(ServiceApi api) {
    api.on(GetBucketNotificationConfigurationRequest.class, notifications::get)
        .anonymous()
        .access(access.bucket("s3:GetBucketNotification"))
        .root("NotificationConfiguration");
    api.on(PutBucketNotificationConfigurationRequest.class, notifications::put)
        .anonymous()
        .access(access.bucket("s3:PutBucketNotification"));
    api.on(GetBucketAccelerateConfigurationRequest.class, acceleration::get)
        .anonymous()
        .access(access.bucket("s3:GetAccelerateConfiguration"))
        .root("AccelerateConfiguration");
    api.on(PutBucketAccelerateConfigurationRequest.class, acceleration::put)
        .anonymous()
        .access(access.bucket("s3:PutAccelerateConfiguration"));
    api.on(GetBucketWebsiteRequest.class, websites::get)
        .anonymous()
        .access(access.bucket("s3:GetBucketWebsite"))
        .root("WebsiteConfiguration");
    api.on(PutBucketWebsiteRequest.class, websites::put)
        .anonymous()
        .access(access.bucket("s3:PutBucketWebsite"));
    api.on(DeleteBucketWebsiteRequest.class, websites::delete)
        .anonymous()
        .access(access.bucket("s3:DeleteBucketWebsite"));
  }
}
