package dev.diorama.core.wire;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One HTTP request as it came over the wire, with its whole body.
 *
 * @param method GET, PUT and so on, in capitals
 * @param scheme {@code http} or {@code https}
 * @param host the host name without port, lower case
 * @param port the port; 443 or 80 when none was written
 * @param rawPath the path as written, still percent-encoded, starting with a slash
 * @param rawQuery the query as written, without the question mark; empty when there is none
 * @param headers the headers
 * @param body the body; empty when there is none; not to be changed
 * @param sourceIp the client's address
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@SuppressWarnings("ArrayRecordComponent") // A body is handed on, never compared.
public record HttpRequest(
    String method,
    String scheme,
    String host,
    int port,
    String rawPath,
    String rawQuery,
    Headers headers,
    byte[] body,
    String sourceIp) {

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** The query parameters, decoded, in the order written. */
  public QueryParams query() {
    return QueryParams.parse(rawQuery);
  }

  /** True when its host is that service's, or names none at all, as the served port does. */
  public boolean mayBeFor(String service) {
    return host.startsWith(service + ".") || host.matches("localhost|[0-9.]+|\\[?[0-9a-f:]+]?");
  }

  /** The same request with another path. */
  public HttpRequest withPath(String newHost, String newRawPath) {
    return new HttpRequest(
        method, scheme, newHost, port, newRawPath, rawQuery, headers, body, sourceIp);
  }

  /** The same request with other headers and body. */
  public HttpRequest withBody(Headers newHeaders, byte[] newBody) {
    return new HttpRequest(
        method, scheme, host, port, rawPath, rawQuery, newHeaders, newBody, sourceIp);
  }
}
