package dev.diorama.scenarios.lessons.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Stands for a maker of thumbnails: puts a copy of what was uploaded into the same bucket, below
 * the prefix of its variable PREFIX.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Copier implements RequestHandler<S3Event, String> {
  private final S3Client s3 = S3Client.create();
  private final String prefix = System.getenv("PREFIX");

  @Override
  public String handleRequest(S3Event event, Context context) {
    event
        .getRecords()
        .forEach(
            record -> {
              String bucket = record.getS3().getBucket().getName();
              String key = record.getS3().getObject().getUrlDecodedKey();
              String name = key.substring(key.lastIndexOf('/') + 1);
              s3.copyObject(
                  copy ->
                      copy.sourceBucket(bucket)
                          .sourceKey(key)
                          .destinationBucket(bucket)
                          .destinationKey(prefix + "small-" + name));
            });
    return "copied";
  }
}
