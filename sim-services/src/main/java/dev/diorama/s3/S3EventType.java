package dev.diorama.s3;

import java.util.List;

/**
 * What S3 tells of when it happens to an object, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html.
 */
enum S3EventType {
  PUT("ObjectCreated:Put"),
  POST("ObjectCreated:Post"),
  COPY("ObjectCreated:Copy"),
  COMPLETE("ObjectCreated:CompleteMultipartUpload"),
  DELETE("ObjectRemoved:Delete"),
  DELETE_MARKER("ObjectRemoved:DeleteMarkerCreated"),
  TAGGING_PUT("ObjectTagging:Put"),
  TAGGING_DELETE("ObjectTagging:Delete");

  /** Names that a configuration may have although what they tell of cannot happen here. */
  private static final List<String> NEVER =
      List.of(
          "s3:ReducedRedundancyLostObject",
          "s3:ObjectRestore:*",
          "s3:ObjectRestore:Post",
          "s3:ObjectRestore:Completed",
          "s3:ObjectRestore:Delete",
          "s3:Replication:*",
          "s3:Replication:OperationFailedReplication",
          "s3:Replication:OperationNotTracked",
          "s3:Replication:OperationMissedThreshold",
          "s3:Replication:OperationReplicatedAfterThreshold",
          "s3:LifecycleTransition",
          "s3:IntelligentTiering",
          "s3:ObjectAcl:Put",
          "s3:LifecycleExpiration:*",
          "s3:LifecycleExpiration:Delete",
          "s3:LifecycleExpiration:DeleteMarkerCreated");

  private final String title;

  S3EventType(String title) {
    this.title = title;
  }

  /** The name that records carry, such as {@code ObjectCreated:Put}. */
  String title() {
    return title;
  }

  boolean isTagging() {
    return this == TAGGING_PUT || this == TAGGING_DELETE;
  }

  /** True when a configuration that names {@code wanted} wants to be told of this. */
  boolean isWantedBy(String wanted) {
    return covers(wanted, "s3:" + title);
  }

  /** True when a configuration may name this. */
  static boolean isKnown(String name) {
    if (NEVER.contains(name)) {
      return true;
    }
    for (S3EventType type : values()) {
      String full = "s3:" + type.title;
      if (name.equals(full) || name.equals(full.substring(0, full.lastIndexOf(':')) + ":*")) {
        return true;
      }
    }
    return false;
  }

  /** True when two names stand for one event in common. */
  static boolean overlap(String one, String other) {
    return covers(one, other) || covers(other, one);
  }

  private static boolean covers(String wanted, String name) {
    return wanted.equals(name)
        || (wanted.endsWith(":*") && name.startsWith(wanted.substring(0, wanted.length() - 1)));
  }
}
