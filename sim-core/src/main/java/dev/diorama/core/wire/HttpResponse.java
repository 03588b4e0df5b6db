package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.apiguardian.api.API;

/**
 * One HTTP response with its whole body.
 *
 * @param status the status code
 * @param headers the headers
 * @param body the body; empty when there is none; not to be changed
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@SuppressWarnings("ArrayRecordComponent") // A body is handed on, never compared.
public record HttpResponse(int status, Headers headers, byte[] body) {
  private static final byte[] NOTHING = {};

  /** A response without a body. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Headers.NONE, NOTHING);
  }

  /** A response of the given type. */
  public static HttpResponse of(int status, String contentType, String body) {
    return new HttpResponse(
        status, Headers.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /** A JSON response. */
  public static HttpResponse json(int status, Json body) {
    return of(status, "application/json", body.write());
  }

  /** The same response with a header set. */
  public HttpResponse with(String header, String value) {
    return new HttpResponse(status, headers.toBuilder().set(header, value).build(), body);
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
