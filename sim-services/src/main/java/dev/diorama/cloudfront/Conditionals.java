package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a viewer's conditions and ranges out of a whole response, as RFC 9110 has it.
 *
 * <p>Several ranges at once are answered with the whole object, which a server may; CloudFront
 * would send them as {@code multipart/byteranges} where they ascend and do not overlap.
 */
final class Conditionals {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
  private static final byte[] NOTHING = {};

  /** What a 304 keeps of the headers. */
  private static final List<String> NOT_ABOUT_THE_BODY =
      List.of("Content-Length", "Content-Type", "Content-Encoding", "Content-Range");

  private Conditionals() {}

  /** The answer to this request, where {@code whole} is the answer without its conditions. */
  static HttpResponse answer(HttpRequest request, HttpResponse whole) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (whole.status() != 200 || !reads) {
      return whole;
    }
    if (fails(request, whole)) {
      return new HttpResponse(412, whole.headers().toBuilder().remove("ETag").build(), NOTHING);
    }
    if (unchanged(request, whole)) {
      Headers.Builder headers = whole.headers().toBuilder();
      NOT_ABOUT_THE_BODY.forEach(headers::remove);
      return new HttpResponse(304, headers.build(), NOTHING);
    }
    Optional<String> range = request.header("Range");
    return range.isPresent() && request.method().equals("GET") && mayCut(request, whole)
        ? cut(whole, range.get())
        : whole;
  }

  /** The tag without the mark of weakness. */
  static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static boolean lists(String header, String tag, boolean strongly) {
    for (String each : header.split(",", -1)) {
      String one = each.trim();
      boolean weak = one.startsWith("W/") || tag.startsWith("W/");
      if (one.equals("*") || (opaque(one).equals(opaque(tag)) && !(strongly && weak))) {
        return true;
      }
    }
    return false;
  }

  private static boolean fails(HttpRequest request, HttpResponse whole) {
    Optional<String> match = request.header("If-Match");
    if (match.isPresent()) {
      Optional<String> tag = whole.headers().first("ETag");
      return tag.isPresent() && !lists(match.get(), tag.get(), true);
    }
    Optional<Instant> limit = request.header("If-Unmodified-Since").flatMap(Freshness::date);
    Optional<Instant> changed = changed(whole);
    return limit.isPresent() && changed.isPresent() && changed.get().isAfter(limit.get());
  }

  private static boolean unchanged(HttpRequest request, HttpResponse whole) {
    Optional<String> none = request.header("If-None-Match");
    if (none.isPresent()) {
      Optional<String> tag = whole.headers().first("ETag");
      return tag.isPresent() && lists(none.get(), tag.get(), false);
    }
    Optional<Instant> since = request.header("If-Modified-Since").flatMap(Freshness::date);
    Optional<Instant> changed = changed(whole);
    return since.isPresent() && changed.isPresent() && !changed.get().isAfter(since.get());
  }

  private static Optional<Instant> changed(HttpResponse whole) {
    return whole.headers().first("Last-Modified").flatMap(Freshness::date);
  }

  /** If-Range asks for the part only of the version that the client has the rest of. */
  private static boolean mayCut(HttpRequest request, HttpResponse whole) {
    Optional<String> condition = request.header("If-Range");
    if (condition.isEmpty()) {
      return true;
    }
    String wanted = condition.get().trim();
    if (wanted.startsWith("\"") || wanted.startsWith("W/")) {
      return whole.headers().first("ETag").filter(tag -> lists(wanted, tag, true)).isPresent();
    }
    Optional<Instant> changed = changed(whole);
    return changed.isPresent() && Freshness.date(wanted).equals(changed);
  }

  private static HttpResponse cut(HttpResponse whole, String range) {
    Matcher found = RANGE.matcher(range.replace(" ", ""));
    int length = whole.body().length;
    if (!found.matches() || (found.group(1).isEmpty() && found.group(2).isEmpty())) {
      return whole;
    }
    long first;
    long last;
    if (found.group(1).isEmpty()) {
      first = Math.max(0, length - number(found.group(2)));
      last = length - 1L;
    } else {
      first = number(found.group(1));
      last = found.group(2).isEmpty() ? length - 1L : number(found.group(2));
      if (!found.group(2).isEmpty() && last < first) {
        return whole;
      }
    }
    if (first >= length) {
      return new HttpResponse(
          416,
          whole.headers().toBuilder()
              .set("Content-Range", "bytes */" + length)
              .remove("Content-Length")
              .build(),
          NOTHING);
    }
    last = Math.min(last, length - 1L);
    byte[] part = Arrays.copyOfRange(whole.body(), (int) first, (int) last + 1);
    return new HttpResponse(
        206,
        whole.headers().toBuilder()
            .set("Content-Range", "bytes " + first + "-" + last + "/" + length)
            .set("Content-Length", Integer.toString(part.length))
            .set("Accept-Ranges", "bytes")
            .build(),
        part);
  }

  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
