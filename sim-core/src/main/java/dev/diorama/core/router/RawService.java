package dev.diorama.core.router;

import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import org.apiguardian.api.API;

/**
 * A part of the cloud that answers plain HTTP rather than an AWS API: a deployed REST API, a
 * distribution, a user pool's key document.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RawService {
  /** The name it has in traces, such as {@code execute-api}. */
  String name();

  /** True when this request is for it. Asked in the order of installation; must be quick. */
  boolean accepts(HttpRequest request);

  /** Whether faults can strike it; not what merely looks into the simulation. */
  default boolean canFail() {
    return true;
  }

  /** Answers a request. An {@code AwsException} is written as {@code {"message": ...}}. */
  HttpResponse handle(Call call, HttpRequest request);
}
