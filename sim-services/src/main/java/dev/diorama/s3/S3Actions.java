package dev.diorama.s3;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The actions that bucket policies can name, by what they apply to, documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
 */
final class S3Actions {
  private static final List<String> ON_OBJECTS =
      List.of(
          "AbortMultipartUpload",
          "BypassGovernanceRetention",
          "DeleteObject",
          "DeleteObjectTagging",
          "DeleteObjectVersion",
          "DeleteObjectVersionTagging",
          "GetObject",
          "GetObjectAcl",
          "GetObjectAttributes",
          "GetObjectLegalHold",
          "GetObjectRetention",
          "GetObjectTagging",
          "GetObjectTorrent",
          "GetObjectVersion",
          "GetObjectVersionAcl",
          "GetObjectVersionAttributes",
          "GetObjectVersionForReplication",
          "GetObjectVersionTagging",
          "GetObjectVersionTorrent",
          "InitiateReplication",
          "ListMultipartUploadParts",
          "ObjectOwnerOverrideToBucketOwner",
          "PutObject",
          "PutObjectAcl",
          "PutObjectLegalHold",
          "PutObjectRetention",
          "PutObjectTagging",
          "PutObjectVersionAcl",
          "PutObjectVersionTagging",
          "ReplicateDelete",
          "ReplicateObject",
          "ReplicateTags",
          "RestoreObject");

  private static final List<String> ON_BUCKETS =
      List.of(
          "CreateBucket",
          "DeleteBucket",
          "DeleteBucketPolicy",
          "DeleteBucketWebsite",
          "GetAccelerateConfiguration",
          "GetAnalyticsConfiguration",
          "GetBucketAcl",
          "GetBucketCORS",
          "GetBucketLocation",
          "GetBucketLogging",
          "GetBucketNotification",
          "GetBucketObjectLockConfiguration",
          "GetBucketOwnershipControls",
          "GetBucketPolicy",
          "GetBucketPolicyStatus",
          "GetBucketPublicAccessBlock",
          "GetBucketRequestPayment",
          "GetBucketTagging",
          "GetBucketVersioning",
          "GetBucketWebsite",
          "GetEncryptionConfiguration",
          "GetIntelligentTieringConfiguration",
          "GetInventoryConfiguration",
          "GetLifecycleConfiguration",
          "GetMetricsConfiguration",
          "GetReplicationConfiguration",
          "ListBucket",
          "ListBucketMultipartUploads",
          "ListBucketVersions",
          "PutAccelerateConfiguration",
          "PutAnalyticsConfiguration",
          "PutBucketAcl",
          "PutBucketCORS",
          "PutBucketLogging",
          "PutBucketNotification",
          "PutBucketObjectLockConfiguration",
          "PutBucketOwnershipControls",
          "PutBucketPolicy",
          "PutBucketPublicAccessBlock",
          "PutBucketRequestPayment",
          "PutBucketTagging",
          "PutBucketVersioning",
          "PutBucketWebsite",
          "PutEncryptionConfiguration",
          "PutIntelligentTieringConfiguration",
          "PutInventoryConfiguration",
          "PutLifecycleConfiguration",
          "PutMetricsConfiguration",
          "PutReplicationConfiguration");

  private S3Actions() {}

  /** True when an action of a policy, wildcards and all, stands for one on objects. */
  static boolean touchesObjects(String action) {
    return touches(action, ON_OBJECTS);
  }

  /** True when an action of a policy, wildcards and all, stands for one on buckets. */
  static boolean touchesBuckets(String action) {
    return touches(action, ON_BUCKETS);
  }

  private static boolean touches(String action, List<String> names) {
    Pattern pattern = wildcards(action.toLowerCase(Locale.ROOT));
    return names.stream()
        .anyMatch(name -> pattern.matcher("s3:" + name.toLowerCase(Locale.ROOT)).matches());
  }

  /** The pattern for a text in which {@code *} stands for anything and {@code ?} for one. */
  static Pattern wildcards(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> pattern.append(".*");
        case '?' -> pattern.append('.');
        default -> pattern.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
