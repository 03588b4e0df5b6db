package dev.diorama.lambda.sandbox;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A handler that cannot be called: no such class, no such method, a constructor that throws.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class HandlerFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String words;
  private final @Nullable String type;

  HandlerFault(String words, @Nullable String type, @Nullable Throwable cause) {
    super(words, cause);
    this.words = words;
    this.type = type;
  }

  /** The fault of code that threw {@code thrown}. */
  static HandlerFault of(Throwable thrown) {
    return new HandlerFault(Failures.message(thrown), thrown.getClass().getName(), thrown);
  }

  /** A fault without an exception behind it. */
  static HandlerFault of(String words) {
    return new HandlerFault(words, null, null);
  }

  /** What the runtime reports as {@code errorMessage}. */
  public String words() {
    return words;
  }

  /** What it reports as {@code errorType}; null where it reports none. */
  public @Nullable String type() {
    return type;
  }
}
