package dev.diorama.check;

import org.apiguardian.api.API;

/**
 * The refusal of what was to be checked; the message begins with the file and, where it is known,
 * the line.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CheckException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CheckException(String message) {
    super(message);
  }
}
