package dev.diorama.core.router;

import org.apiguardian.api.API;

/**
 * Credentials that do not prove who the caller is; each protocol has its own words for it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AuthFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with them. */
  public enum Kind {
    /** No credentials where some are needed. */
    MISSING,
    /** The Authorization header or presigned query cannot be read. */
    MALFORMED,
    /** No such access key, or a session token that is not its own. */
    UNKNOWN_KEY,
    /** The signature differs from the one computed. */
    BAD_SIGNATURE,
    /** The session has expired. */
    EXPIRED_TOKEN,
    /** The presigned URL has expired. */
    EXPIRED_URL,
    /** The request's date lies too far from the clock. */
    SKEWED,
    /** The body's hash differs from the one signed. */
    BAD_BODY_HASH
  }

  private final Kind kind;

  /** A failure, with a detail for the message: a date, a key id, a canonical request. */
  public AuthFailure(Kind kind, String detail) {
    super(detail);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The detail for the message; may be empty. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // An answer to a client, not a fault of ours.
  }
}
