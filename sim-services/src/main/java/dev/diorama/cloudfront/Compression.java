package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses responses with gzip, as a behaviour may ask. Documented, with the types and sizes:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html.
 *
 * <p>CloudFront prefers brotli where the viewer takes both; the JDK has no brotli, so here it is
 * gzip, and viewers that take brotli only get responses as they are.
 */
final class Compression {
  private static final int LEAST_BYTES = 1_000;
  private static final int MOST_BYTES = 10_000_000;

  private static final List<String> TYPES =
      List.of(
          "application/dash+xml",
          "application/eot",
          "application/font",
          "application/font-sfnt",
          "application/javascript",
          "application/json",
          "application/opentype",
          "application/otf",
          "application/pkcs7-mime",
          "application/protobuf",
          "application/rss+xml",
          "application/truetype",
          "application/ttf",
          "application/vnd.apple.mpegurl",
          "application/vnd.ms-fontobject",
          "application/xhtml+xml",
          "application/xml",
          "application/x-font-opentype",
          "application/x-font-truetype",
          "application/x-font-ttf",
          "application/x-httpd-cgi",
          "application/x-javascript",
          "application/x-mpegurl",
          "application/x-opentype",
          "application/x-otf",
          "application/x-perl",
          "application/x-ttf",
          "font/eot",
          "font/opentype",
          "font/otf",
          "font/ttf",
          "image/svg+xml",
          "text/css",
          "text/csv",
          "text/html",
          "text/javascript",
          "text/js",
          "text/plain",
          "text/richtext",
          "text/tab-separated-values",
          "text/xml",
          "text/x-component",
          "text/x-java-source",
          "text/x-script",
          "vnd.apple.mpegurl");

  private Compression() {}

  /** The response, compressed if behaviour, viewer and response allow it. */
  static HttpResponse apply(HttpRequest request, Behaviour behaviour, HttpResponse response) {
    boolean wanted =
        behaviour.compresses()
            && behaviour.caching().gzip()
            && AcceptEncoding.accepts(request.headers(), "gzip");
    if (!wanted || response.status() != 200 || !compressible(response)) {
      return response;
    }
    byte[] small = gzip(response.body());
    Headers.Builder headers =
        response.headers().toBuilder()
            .set("Content-Encoding", "gzip")
            .set("Content-Length", Integer.toString(small.length))
            .remove("Accept-Ranges");
    if (!response.headers().all("Vary").contains(AcceptEncoding.NAME)) {
      headers.add("Vary", AcceptEncoding.NAME);
    }
    Optional<String> tag = response.headers().first("ETag");
    if (tag.isPresent()) {
      if (tag.get().startsWith("\"")) {
        headers.set("ETag", "W/" + tag.get());
      } else if (!tag.get().startsWith("W/")) {
        headers.remove("ETag");
      }
    }
    return new HttpResponse(response.status(), headers.build(), small);
  }

  private static boolean compressible(HttpResponse response) {
    int size = response.body().length;
    String type =
        response
            .headers()
            .first("Content-Type")
            .orElse("")
            .split(";", 2)[0]
            .trim()
            .toLowerCase(Locale.ROOT);
    return size >= LEAST_BYTES
        && size <= MOST_BYTES
        && !response.headers().has("Content-Encoding")
        && TYPES.contains(type);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return out.toByteArray();
  }
}
