package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.StoredObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Preconditions of requests, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html.
 *
 * @param ifMatch the entity tag that must be there
 * @param ifNoneMatch the entity tag that must not
 * @param ifModifiedSince the date after which it must have changed
 * @param ifUnmodifiedSince the date after which it must not
 */
record S3Conditions(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable Instant ifModifiedSince,
    @Nullable Instant ifUnmodifiedSince) {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * Checks a read: 412, or 304 where the client has it already. A matching If-Match outweighs
   * If-Unmodified-Since, and If-None-Match outweighs If-Modified-Since (RFC 7232).
   */
  void checkRead(Call call, StoredObject object) {
    checkUnchanged(object, "If-Match", "If-Unmodified-Since");
    if (isUnchanged(object)) {
      call.replyHeader("ETag", object.content().quotedETag());
      call.replyHeader("Last-Modified", HTTP_DATE.format(object.lastModified()));
      throw S3Error.NOT_MODIFIED.usual();
    }
  }

  /** Checks the source of a copy: 412 in every case. */
  void checkCopySource(StoredObject object) {
    checkUnchanged(object, "x-amz-copy-source-If-Match", "x-amz-copy-source-If-Unmodified-Since");
    if (isUnchanged(object)) {
      throw failed(
          ifNoneMatch == null
              ? "x-amz-copy-source-If-Modified-Since"
              : "x-amz-copy-source-If-None-Match");
    }
  }

  private void checkUnchanged(StoredObject object, String matchName, String sinceName) {
    if (ifMatch != null) {
      if (!matches(ifMatch, object)) {
        throw failed(matchName);
      }
    } else if (ifUnmodifiedSince != null
        && object.lastModified().isAfter(ifUnmodifiedSince.truncatedTo(ChronoUnit.SECONDS))) {
      throw failed(sinceName);
    }
  }

  private boolean isUnchanged(StoredObject object) {
    if (ifNoneMatch != null) {
      return matches(ifNoneMatch, object);
    }
    return ifModifiedSince != null
        && !object.lastModified().isAfter(ifModifiedSince.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Checks a write against what the key holds now. */
  static void checkWrite(
      Optional<StoredObject> there, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifNoneMatch != null) {
      if (!ifNoneMatch.equals("*")) {
        throw S3Error.NOT_IMPLEMENTED.usual().withField("Header", Json.of("If-None-Match"));
      }
      if (there.isPresent()) {
        throw failed("If-None-Match");
      }
    }
    if (ifMatch != null) {
      if (there.isEmpty()) {
        throw S3Error.NO_SUCH_KEY.usual();
      }
      if (!matches(ifMatch, there.get())) {
        throw failed("If-Match");
      }
    }
  }

  private static AwsException failed(String condition) {
    return S3Error.PRECONDITION_FAILED.usual().withField("Condition", Json.of(condition));
  }

  private static boolean matches(String header, StoredObject object) {
    for (String each : header.split(",", -1)) {
      String tag = each.strip();
      if (tag.equals("*")
          || tag.equals(object.content().quotedETag())
          || tag.equals(object.content().eTag())) {
        return true;
      }
    }
    return false;
  }
}
