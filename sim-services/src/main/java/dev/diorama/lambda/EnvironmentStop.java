package dev.diorama.lambda;

/**
 * Ends a function's code from outside: it has called exit, its time is up, or the environment that
 * its own threads belong to has ended.
 */
final class EnvironmentStop extends Error {
  private static final long serialVersionUID = 1L;

  /** Why it ends. */
  enum Kind {
    EXIT,
    TIMEOUT,
    ENDED
  }

  private final Kind kind;

  EnvironmentStop(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
