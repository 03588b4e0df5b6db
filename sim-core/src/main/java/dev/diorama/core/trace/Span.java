package dev.diorama.core.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * One hop of one request, closed: who called what, what decided it, and how long it took.
 *
 * @param id number of the span in its instance, from 1
 * @param parent number of the span that made this call; 0 for a client's own
 * @param root number of the outermost span
 * @param requestId the request id that the caller saw
 * @param service the service, as in host names: {@code dynamodb}, {@code execute-api}
 * @param operation the operation, or method and path where there is none
 * @param resource what it was done to, an ARN where there is one; may be empty
 * @param principal ARN of the caller; {@code anonymous} where there is none
 * @param decision which policy statement allowed or denied it; empty where none was asked
 * @param status HTTP status of the answer
 * @param error error code of the answer; empty when it succeeded
 * @param startNanos when it began, nanoseconds of virtual time
 * @param durationNanos how long it took, nanoseconds of virtual time
 * @param attributes further facts, such as {@code cache=hit}, in the order they were noted
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Span(
    long id,
    long parent,
    long root,
    String requestId,
    String service,
    String operation,
    String resource,
    String principal,
    String decision,
    int status,
    String error,
    long startNanos,
    long durationNanos,
    Map<String, String> attributes) {
  public Span {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** True when the answer was no error. */
  public boolean ok() {
    return error.isEmpty() && status < 400;
  }
}
