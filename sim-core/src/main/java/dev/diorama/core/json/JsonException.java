package dev.diorama.core.json;

import org.apiguardian.api.API;

/**
 * The refusal of a text that is not JSON; the message says what was found and where.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonException(String message) {
    super(message);
  }
}
