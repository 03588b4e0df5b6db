package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.RequestIds;
import dev.diorama.core.wire.Timestamps;
import dev.diorama.core.wire.UrlCoding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to one object, as S3 tells of it.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html. This
 * is version 2.1 of the record, and 2.3 for tags, as long documented and found in every published
 * sample. A deviation: copies of that page from 2026 show one version for all events, 2.4, then
 * 2.5, then 2.6. A minor version stands for members that were added, and which these are we could
 * not read; so records say the version whose members they have. A record of 2.1 is a record of any
 * later 2.x with members missing, which the manual asks consumers to compare.
 *
 * @param at when S3 had done the request
 * @param principalId who asked for it
 * @param requestId the id that the client was given
 * @param size in bytes; null where the record has none
 * @param eTag without quotation marks; null where the record has none
 * @param versionId null in a bucket without versioning
 * @param sequencer null for tags, which do not change what the key holds
 */
record S3Event(
    S3EventType type,
    Instant at,
    String region,
    String principalId,
    String sourceIp,
    String requestId,
    String bucket,
    String ownerId,
    String key,
    @Nullable Long size,
    @Nullable String eTag,
    @Nullable String versionId,
    @Nullable String sequencer) {

  /** Keys are encoded as in forms, a space as a plus; slashes stay, observed. */
  static String encoded(String key) {
    return UrlCoding.encodePath(key).replace("%20", "+");
  }

  /** The message to whoever is told by the configuration of that id. */
  String message(String configurationId) {
    return Json.object()
        .put("Records", new Json.Arr(List.of(record(configurationId))))
        .build()
        .write();
  }

  private Json record(String configurationId) {
    return Json.object()
        .put("eventVersion", type.isTagging() ? "2.3" : "2.1")
        .put("eventSource", "aws:s3")
        .put("awsRegion", region)
        .put("eventTime", Timestamps.writeMillis(at))
        .put("eventName", type.title())
        .put("userIdentity", Json.object().put("principalId", principalId).build())
        .put("requestParameters", Json.object().put("sourceIPAddress", sourceIp).build())
        .put(
            "responseElements",
            Json.object()
                .put("x-amz-request-id", requestId)
                .put("x-amz-id-2", RequestIds.hostId(requestId))
                .build())
        .put(
            "s3",
            Json.object()
                .put("s3SchemaVersion", "1.0")
                .put("configurationId", configurationId)
                .put(
                    "bucket",
                    Json.object()
                        .put("name", bucket)
                        .put("ownerIdentity", Json.object().put("principalId", ownerId).build())
                        .put("arn", S3Bucket.arnOf(bucket))
                        .build())
                .put("object", object())
                .build())
        .build();
  }

  private Json object() {
    Json.ObjectBuilder object = Json.object().put("key", encoded(key));
    if (size != null) {
      object.put("size", size);
    }
    if (eTag != null) {
      object.put("eTag", eTag);
    }
    if (versionId != null) {
      object.put("versionId", versionId);
    }
    if (sequencer != null) {
      object.put("sequencer", sequencer);
    }
    return object.build();
  }
}
