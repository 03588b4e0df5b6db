package dev.diorama.s3;

import dev.diorama.core.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the SDK's own classes do not say: the records that S3's state is made of. */
final class S3Model {
  private S3Model() {}

  /**
   * The order of keys in listings: by their UTF-8 bytes, which is the order of code points,
   * documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html. Java's own
   * order compares UTF-16 units and puts what lies beyond U+FFFF too early.
   */
  static final Comparator<String> UTF8_ORDER =
      (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length()) {
          int left = a.codePointAt(i);
          int right = b.codePointAt(i);
          if (left != right) {
            return Integer.compare(left, right);
          }
          i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
      };

  /** Whether a bucket keeps old versions; it can never go back to {@link #NEVER}. */
  enum Versioning {
    NEVER,
    ENABLED,
    SUSPENDED
  }

  /** How far a bucket is with Transfer Acceleration. */
  enum Acceleration {
    NEVER,
    /** Enabled, and not yet in effect. */
    COMING,
    ON,
    SUSPENDED
  }

  /** The four switches of Block Public Access. */
  record PublicAccess(
      boolean blockAcls, boolean ignoreAcls, boolean blockPolicy, boolean restrictBuckets) {
    /**
     * What new buckets have, documented:
     * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
     */
    static final PublicAccess ALL = new PublicAccess(true, true, true, true);

    /** What a bucket without the setting has. */
    static final PublicAccess NONE = new PublicAccess(false, false, false, false);
  }

  /**
   * A bucket policy.
   *
   * @param text as it was put
   * @param document the same, parsed
   * @param open whether AWS calls it public
   */
  record BucketPolicy(String text, Json document, boolean open) {}

  /**
   * A checksum as S3 shows it.
   *
   * @param value base64, for a composite one with {@code -N} behind it
   * @param composite whether it is a checksum of the parts' checksums
   */
  record Checksum(S3Checksum algorithm, String value, boolean composite) {
    String type() {
      return composite ? "COMPOSITE" : "FULL_OBJECT";
    }
  }

  /**
   * The bytes of an object and what is computed from them; copies of an object share one.
   *
   * @param bytes never changed once here
   * @param eTag without quotation marks
   * @param partSizes sizes of the parts it was uploaded in; empty for one PUT
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on by reference, never compared.
  record Content(byte[] bytes, String eTag, Checksum checksum, List<Long> partSizes) {
    Content {
      partSizes = List.copyOf(partSizes);
    }

    String quotedETag() {
      return '"' + eTag + '"';
    }
  }

  /** Headers and metadata that are kept with an object and given back with it. */
  record Description(
      String contentType,
      @Nullable String cacheControl,
      @Nullable String contentDisposition,
      @Nullable String contentEncoding,
      @Nullable String contentLanguage,
      @Nullable Instant expires,
      @Nullable String websiteRedirect,
      String storageClass,
      SortedMap<String, String> metadata) {
    Description {
      metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** The same in a storage class, as a copy may ask for. */
    Description in(String otherClass) {
      return new Description(
          contentType,
          cacheControl,
          contentDisposition,
          contentEncoding,
          contentLanguage,
          expires,
          websiteRedirect,
          otherClass,
          metadata);
    }

    /** The storage class as headers show it: not at all when it is the usual one. */
    @Nullable String unusualClass() {
      return storageClass.equals("STANDARD") ? null : storageClass;
    }
  }

  /** What a key held at some time: an object or the mark of its deletion. */
  sealed interface Version {
    /** The id given when versioning was on when it was made. */
    String NULL_ID = "null";

    String key();

    String versionId();

    Instant lastModified();
  }

  /** An object. */
  record StoredObject(
      String key,
      String versionId,
      Instant lastModified,
      Content content,
      Description description,
      Map<String, String> tags)
      implements Version {
    StoredObject {
      tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    long size() {
      return content.bytes().length;
    }

    StoredObject withTags(Map<String, String> others) {
      return new StoredObject(key, versionId, lastModified, content, description, others);
    }
  }

  /** What a delete leaves in a bucket with versioning. */
  record DeleteMarker(String key, String versionId, Instant lastModified) implements Version {}

  /**
   * A part of an upload.
   *
   * @param eTag without quotation marks
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on by reference, never compared.
  record Part(
      int number, byte[] bytes, String eTag, Optional<Checksum> checksum, Instant lastModified) {}

  /**
   * An upload in parts that is not complete.
   *
   * @param algorithm the checksum asked for at the start, if any
   * @param composite how that checksum is to be made
   * @param initiator ARN and display name of who began it
   */
  record Upload(
      String key,
      String id,
      Instant initiated,
      Description description,
      Map<String, String> tags,
      Optional<S3Checksum> algorithm,
      boolean composite,
      String initiator,
      TreeMap<Integer, Part> parts) {
    Upload {
      tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
  }
}
