package dev.diorama;

import org.apiguardian.api.API;

/**
 * A stack that did not come to stand; the message names the first resource that failed and why.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DeploymentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeploymentException(String message) {
    super(message);
  }
}
