package dev.diorama.dynamodb.stream;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a reader stands, and since when: what a shard iterator says.
 *
 * @param stream the stream's ARN
 * @param shard the shard's id
 * @param sequence the sequence number to read from
 * @param issuedNanos when the iterator was given
 */
record ShardPosition(String stream, String shard, long sequence, long issuedNanos) {
  private static final Pattern TOKEN = Pattern.compile("(arn:[^|]+)\\|1\\|([A-Za-z0-9_-]+)");
  private static final Pattern INSIDE =
      Pattern.compile("(shardId-[0-9]{20}-[0-9a-f]{8})/([0-9]{1,18})/([0-9]{1,18})/([0-9a-f]{8})");

  /** The iterator, which nobody is to read. */
  String token() {
    String inside = inside();
    String sealed = inside + "/" + seal(inside);
    return stream
        + "|1|"
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(sealed.getBytes(StandardCharsets.UTF_8));
  }

  private String inside() {
    return shard + "/" + sequence + "/" + issuedNanos;
  }

  /** Tells an iterator that was given from one that was made up. */
  private String seal(String inside) {
    return String.format(Locale.ROOT, "%08x", (stream + inside).hashCode());
  }

  static ShardPosition of(String token) {
    Matcher outer = TOKEN.matcher(token);
    if (outer.matches()) {
      Matcher inner = INSIDE.matcher(decoded(outer.group(2)));
      if (inner.matches()) {
        ShardPosition position =
            new ShardPosition(
                outer.group(1),
                inner.group(1),
                Long.parseLong(inner.group(2)),
                Long.parseLong(inner.group(3)));
        if (position.seal(position.inside()).equals(inner.group(4))) {
          return position;
        }
      }
    }
    throw StreamsError.VALIDATION.with("Invalid ShardIterator");
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw StreamsError.VALIDATION.with("Invalid ShardIterator");
    }
  }
}
