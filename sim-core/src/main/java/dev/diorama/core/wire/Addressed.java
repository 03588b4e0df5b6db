package dev.diorama.core.wire;

import java.util.Map;
import org.apiguardian.api.API;

/**
 * A request with what its host name said taken out of it.
 *
 * @param request the request, its path as if the host were the plain service host
 * @param labels members that were found in host or path, such as {@code Bucket}
 * @param facts what else the address said and is no member of any request, such as that the host is
 *     that of an accelerated endpoint; rules find it by {@code Call.label}
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Addressed(
    HttpRequest request, Map<String, String> labels, Map<String, String> facts) {
  /** A request whose address says nothing beyond the members of its request. */
  public Addressed(HttpRequest request, Map<String, String> labels) {
    this(request, labels, Map.of());
  }
}
