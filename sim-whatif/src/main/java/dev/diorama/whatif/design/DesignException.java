package dev.diorama.whatif.design;

import org.apiguardian.api.API;

/**
 * A template that is none, or that says something that cannot be; the message names the file and
 * what to mend.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DesignException extends RuntimeException {
  DesignException(String message) {
    super(message);
  }
}
