package dev.diorama.core.wire;

import java.util.Map;
import org.apiguardian.api.API;

/**
 * One error an AWS service can answer; each service has one enum of them.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ErrorCode {
  /** Who has to change something: the client or the service. */
  enum Side {
    CLIENT,
    SERVER
  }

  /** The code as this service's protocol writes it, without namespace. */
  String code();

  /** The HTTP status. */
  int status();

  /** Whose fault it is; by default as the status says. */
  default Side side() {
    return status() < 500 ? Side.CLIENT : Side.SERVER;
  }

  /** The failure to throw, with AWS's message. */
  default AwsException with(String message) {
    return new AwsException(code(), status(), side(), message, Map.of());
  }
}
