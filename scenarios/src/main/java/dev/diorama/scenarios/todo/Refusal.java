package dev.diorama.scenarios.todo;

/** An answer other than success, thrown by a handler and written as JSON by its base class. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  static Refusal notFound(String id) {
    return new Refusal(404, "no to-do has the id " + id);
  }

  int status() {
    return status;
  }
}
