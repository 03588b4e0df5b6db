package dev.diorama.s3;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.DeleteMarker;
import dev.diorama.s3.S3Model.Version;
import dev.diorama.s3.S3Model.Versioning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** The rules of deleting objects, one or many. */
final class S3DeleteService {
  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html. */
  private static final int MAX_KEYS = 1000;

  private final S3Store store;
  private final S3Access access;
  private final SimClock clock;
  private final S3Events events;

  S3DeleteService(S3Store store, S3Access access, SimClock clock, S3Events events) {
    this.store = store;
    this.access = access;
    this.clock = clock;
    this.events = events;
  }

  /**
   * What a delete did.
   *
   * @param versionId the version that was removed or made; null without versioning
   * @param marker whether that is a delete marker
   */
  private record Outcome(@Nullable String versionId, boolean marker) {}

  SdkResponse one(Call call, DeleteObjectRequest request) {
    S3Bucket bucket = access.find(call, request);
    if (request.ifMatchLastModifiedTime() != null || request.ifMatchSize() != null) {
      throw S3Error.notBuilt("deletes by date or size, which only directory buckets can");
    }
    Outcome outcome = delete(call, bucket, request.key(), request.versionId(), request.ifMatch());
    call.replyStatus(204);
    return DeleteObjectResponse.builder()
        .versionId(outcome.versionId())
        .deleteMarker(outcome.marker() ? true : null)
        .build();
  }

  private Outcome delete(
      Call call,
      S3Bucket bucket,
      String key,
      @Nullable String versionId,
      @Nullable String ifMatch) {
    S3Conditions.checkWrite(bucket.object(key), ifMatch, null);
    if (versionId != null) {
      Optional<Version> there = bucket.version(key, versionId);
      remove(call, bucket, key, versionId);
      return new Outcome(versionId, there.filter(DeleteMarker.class::isInstance).isPresent());
    }
    if (bucket.versioning() == Versioning.NEVER) {
      remove(call, bucket, key, Version.NULL_ID);
      return new Outcome(null, false);
    }
    boolean enabled = bucket.versioning() == Versioning.ENABLED;
    DeleteMarker marker =
        new DeleteMarker(
            key, enabled ? store.newVersionId() : Version.NULL_ID, S3BucketService.now(clock));
    bucket.add(marker);
    events.happened(call, bucket, S3EventType.DELETE_MARKER, marker);
    return new Outcome(marker.versionId(), true);
  }

  /** Nothing is told of a delete that finds nothing: assumed, AWS does not say. */
  private void remove(Call call, S3Bucket bucket, String key, String versionId) {
    Optional<Version> there = bucket.version(key, versionId);
    bucket.remove(key, versionId);
    there.ifPresent(version -> events.happened(call, bucket, S3EventType.DELETE, version));
  }

  /**
   * Deletes many keys; each is allowed or refused on its own, and the answer is a success all the
   * same.
   */
  SdkResponse many(Call call, DeleteObjectsRequest request) {
    S3Bucket bucket = access.find(call, request);
    Delete wanted = request.delete();
    if (wanted == null || wanted.objects().isEmpty() || wanted.objects().size() > MAX_KEYS) {
      throw S3Error.MALFORMED_XML.usual();
    }
    boolean quiet = Boolean.TRUE.equals(wanted.quiet());
    List<DeletedObject> deleted = new ArrayList<>();
    List<software.amazon.awssdk.services.s3.model.S3Error> errors = new ArrayList<>();
    for (ObjectIdentifier each : wanted.objects()) {
      try {
        Outcome outcome = authorized(call, bucket, each);
        if (!quiet) {
          deleted.add(shown(each, outcome));
        }
      } catch (AwsException refusal) {
        errors.add(shown(each, refusal));
      }
    }
    return DeleteObjectsResponse.builder().deleted(deleted).errors(errors).build();
  }

  private Outcome authorized(Call call, S3Bucket bucket, ObjectIdentifier each) {
    if (each.key() == null || each.key().isEmpty()) {
      throw S3Error.MALFORMED_XML.usual();
    }
    if (each.lastModifiedTime() != null || each.size() != null) {
      throw S3Error.notBuilt("deletes by date or size, which only directory buckets can");
    }
    Access needed =
        access.onExisting(
            call,
            bucket,
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            each.key(),
            each.versionId());
    Decision decision = call.decide(needed);
    if (!decision.allowed()) {
      throw S3Access.denied(call, needed, decision);
    }
    return delete(call, bucket, each.key(), each.versionId(), each.eTag());
  }

  private static DeletedObject shown(ObjectIdentifier wanted, Outcome outcome) {
    return DeletedObject.builder()
        .key(wanted.key())
        .versionId(wanted.versionId())
        .deleteMarker(outcome.marker() ? true : null)
        .deleteMarkerVersionId(outcome.marker() ? outcome.versionId() : null)
        .build();
  }

  private static software.amazon.awssdk.services.s3.model.S3Error shown(
      ObjectIdentifier wanted, AwsException refusal) {
    return software.amazon.awssdk.services.s3.model.S3Error.builder()
        .key(wanted.key())
        .versionId(wanted.versionId())
        .code(refusal.code())
        .message(refusal.message())
        .build();
  }
}
