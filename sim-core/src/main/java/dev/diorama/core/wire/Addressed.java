package dev.diorama.core.wire;

import java.util.Map;
import org.apiguardian.api.API;

/**
 * A request with what its host name said taken out of it.
 *
 * @param request the request, its path as if the host were the plain service host
 * @param labels members that were found in host or path, such as {@code Bucket}
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Addressed(HttpRequest request, Map<String, String> labels) {}
