package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object's bytes.
 *
 * @param first the first byte's position
 * @param last the last byte's position, inclusive
 */
record S3Range(int first, int last) {
  private static final Pattern ONE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

  /**
   * What a Range header asks for of an object of that size. Several ranges, and what is no range,
   * are passed over, documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   * and RFC 7233.
   */
  static Optional<S3Range> parse(@Nullable String header, long size) {
    Matcher range = ONE.matcher(header == null ? "" : header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    long first = number(range.group(1), -1);
    long last = number(range.group(2), Long.MAX_VALUE);
    if (first < 0) {
      long suffix = last;
      first = Math.max(0, size - suffix);
      last = suffix == 0 ? -1 : size - 1;
    } else if (last < first) {
      return Optional.empty();
    }
    if (first >= size || last < first) {
      throw unsatisfiable(String.valueOf(header), size);
    }
    return Optional.of(new S3Range((int) first, (int) Math.min(last, size - 1)));
  }

  private static AwsException unsatisfiable(String header, long size) {
    return S3Error.INVALID_RANGE
        .usual()
        .withField("RangeRequested", Json.of(header))
        .withField("ActualObjectSize", Json.of(size));
  }

  /** A number that may be too long for a long, which then means "as far as there is". */
  private static long number(String digits, long otherwise) {
    if (digits.isEmpty()) {
      return otherwise;
    }
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  int length() {
    return last - first + 1;
  }

  /** As the Content-Range header writes it. */
  String of(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
