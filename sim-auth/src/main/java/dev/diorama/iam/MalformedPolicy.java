package dev.diorama.iam;

import org.apiguardian.api.API;

/**
 * The refusal of a policy document, in AWS's words, with what is wrong in plain ones.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MalformedPolicy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  MalformedPolicy(String message, String why) {
    super(message);
    this.why = why;
  }

  /** What AWS answers; often no more than that there is a syntax error. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What is wrong and where, for the trace. */
  public String why() {
    return why;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // An answer to a client, not a fault of ours.
  }
}
