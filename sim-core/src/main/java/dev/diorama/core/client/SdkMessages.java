package dev.diorama.core.client;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import java.util.Locale;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The SDK's HTTP messages as Diorama's. */
final class SdkMessages {
  private SdkMessages() {}

  static HttpRequest fromSdk(SdkHttpRequest request, byte[] body) {
    Headers.Builder headers = Headers.of(request.headers()).toBuilder();
    if (request.firstMatchingHeader("Host").isEmpty()) {
      boolean usual = request.port() == (request.protocol().equals("https") ? 443 : 80);
      headers.set("Host", usual ? request.host() : request.host() + ":" + request.port());
    }
    String query = request.encodedQueryParameters().map(SdkMessages::plain).orElse("");
    String path = request.encodedPath();
    return new HttpRequest(
        request.method().name(),
        request.protocol(),
        request.host().toLowerCase(Locale.ROOT),
        request.port(),
        path.isEmpty() ? "/" : path,
        query,
        headers.build(),
        body,
        "127.0.0.1");
  }

  private static String plain(String query) {
    return query.lines().collect(Collectors.joining());
  }

  /** The reason phrase that HTTP/1.1 clients show. */
  static String reason(int status) {
    return status < 400 ? "OK" : status < 500 ? "Client Error" : "Server Error";
  }
}
