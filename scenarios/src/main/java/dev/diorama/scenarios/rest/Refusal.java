package dev.diorama.scenarios.rest;

import org.apiguardian.api.API;

/**
 * An answer other than success, thrown by a handler and written as JSON by its base class.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The request is wrong: 400. */
  public static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  /** There is no such thing: 404. */
  public static Refusal notFound(String message) {
    return new Refusal(404, message);
  }

  int status() {
    return status;
  }
}
