package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The upload bucket's events: a thumbnail is made of each picture, and removed with it.
 *
 * <p>Events come at least once and in any order: each thumbnail carries the sequencer of the event
 * it was made for, and an event that is not newer changes nothing.
 */
public final class MakeThumbnail
    implements RequestHandler<Map<String, Object>, List<Map<String, Object>>> {
  private static final String UPLOADS = "uploads/";
  private static final String SEQUENCER = "source-sequencer";

  /** More is not a picture for a blog: 25 MB. */
  private static final long MOST_BYTES = 25_000_000;

  private final S3Client s3 = S3Client.create();
  private final String bucket = System.getenv("THUMBNAIL_BUCKET");
  private final String prefix = System.getenv("THUMBNAIL_PREFIX");

  @Override
  public List<Map<String, Object>> handleRequest(Map<String, Object> event, Context context) {
    List<Map<String, Object>> done = new ArrayList<>();
    for (UploadEvents.Upload upload : UploadEvents.of(event)) {
      String outcome = upload.removed() ? remove(upload) : make(upload);
      context.getLogger().log(upload.name() + " " + upload.key() + ": " + outcome + "\n");
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("key", upload.key());
      line.put("event", upload.name());
      line.put("outcome", outcome);
      done.add(line);
    }
    return done;
  }

  /** {@code uploads/2026/sea.jpg} has its thumbnail at {@code thumbnails/2026/sea.jpg}. */
  private String thumbnailKey(String key) {
    return prefix + (key.startsWith(UPLOADS) ? key.substring(UPLOADS.length()) : key);
  }

  private String make(UploadEvents.Upload upload) {
    String target = thumbnailKey(upload.key());
    if (outdated(upload, target)) {
      return "the thumbnail is of this event or a newer one";
    }
    Optional<HeadObjectResponse> head = head(upload.bucket(), upload.key());
    if (head.isEmpty()) {
      return "the picture is gone";
    }
    long size = head.get().contentLength();
    if (size > MOST_BYTES) {
      return "refused: " + size + " bytes are too many";
    }
    try {
      byte[] original =
          s3.getObjectAsBytes(get -> get.bucket(upload.bucket()).key(upload.key())).asByteArray();
      Picture.Thumbnail thumbnail = Picture.thumbnail(original);
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(target)
                  .contentType(thumbnail.contentType())
                  .cacheControl("public, max-age=86400")
                  .metadata(Map.of(SEQUENCER, upload.sequencer())),
          RequestBody.fromBytes(thumbnail.bytes()));
      return "made " + target;
    } catch (NoSuchKeyException e) {
      return "the picture is gone";
    } catch (Picture.Unusable e) {
      return "refused: " + e.getMessage();
    }
  }

  private String remove(UploadEvents.Upload upload) {
    String target = thumbnailKey(upload.key());
    if (outdated(upload, target)) {
      return "the thumbnail is of a newer event";
    }
    s3.deleteObject(delete -> delete.bucket(bucket).key(target));
    return "removed " + target;
  }

  /** True when the thumbnail there was made for this event, delivered before, or a later one. */
  private boolean outdated(UploadEvents.Upload upload, String target) {
    return head(bucket, target)
        .map(thumbnail -> thumbnail.metadata().get(SEQUENCER))
        .map(made -> made.compareTo(upload.sequencer()) >= 0)
        .orElse(false);
  }

  private Optional<HeadObjectResponse> head(String inBucket, String key) {
    try {
      return Optional.of(s3.headObject(head -> head.bucket(inBucket).key(key)));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
