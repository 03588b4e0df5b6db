package dev.diorama.s3;

import dev.diorama.core.wire.UrlCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The rules for tags, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html.
 */
final class S3Tags {
  private static final int MAX_OBJECT_TAGS = 10;
  private static final int MAX_BUCKET_TAGS = 50;
  private static final int MAX_KEY_CHARACTERS = 128;
  private static final int MAX_VALUE_CHARACTERS = 256;

  private S3Tags() {}

  /** The tags of an object, checked. */
  static Map<String, String> ofObject(List<Tag> tags) {
    if (tags.size() > MAX_OBJECT_TAGS) {
      throw S3Error.BAD_REQUEST.with("Object tags cannot be greater than " + MAX_OBJECT_TAGS);
    }
    return checked(tags);
  }

  /** The tags of a bucket, checked. */
  static Map<String, String> ofBucket(List<Tag> tags) {
    if (tags.size() > MAX_BUCKET_TAGS) {
      throw S3Error.BAD_REQUEST.with("Bucket tag count cannot be greater than " + MAX_BUCKET_TAGS);
    }
    return checked(tags);
  }

  /** The tags in an {@code x-amz-tagging} header: {@code a=1&b=2}, each part encoded. */
  static Map<String, String> ofHeader(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return Map.of();
    }
    List<Tag> tags = new ArrayList<>();
    for (String pair : header.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = UrlCoding.decodeForm(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : UrlCoding.decodeForm(pair.substring(equals + 1));
      if (key.isEmpty() || tags.stream().anyMatch(tag -> tag.key().equals(key))) {
        throw S3Error.INVALID_ARGUMENT.with(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                + " parameters without tag name duplicates.");
      }
      tags.add(Tag.builder().key(key).value(value).build());
    }
    return ofObject(tags);
  }

  private static Map<String, String> checked(List<Tag> tags) {
    Map<String, String> checked = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (tag.key() == null || tag.value() == null) {
        throw S3Error.MALFORMED_XML.usual();
      }
      if (tag.key().isEmpty() || tag.key().length() > MAX_KEY_CHARACTERS) {
        throw S3Error.INVALID_TAG.with("The TagKey you have provided is invalid");
      }
      if (tag.value().length() > MAX_VALUE_CHARACTERS) {
        throw S3Error.INVALID_TAG.with("The TagValue you have provided is invalid");
      }
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw S3Error.INVALID_TAG.with("System tags cannot be added/updated by requester");
      }
      if (checked.put(tag.key(), tag.value()) != null) {
        throw S3Error.INVALID_TAG.with("Cannot provide multiple Tags with the same key");
      }
    }
    return checked;
  }

  /** Tags as the SDK shows them. */
  static List<Tag> sdk(Map<String, String> tags) {
    List<Tag> list = new ArrayList<>();
    tags.forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
    return list;
  }
}
