package dev.diorama.jwt;

import org.apiguardian.api.API;

/**
 * The refusal of a token; whoever asked turns it into the error of its own service.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JwtRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the token. */
  public enum Reason {
    /** Not a signed token that can be read, or signed by another algorithm than RS256. */
    MALFORMED,
    /** The signature was not made with the issuer's key over these bytes. */
    BAD_SIGNATURE,
    /** The clock has reached {@code exp}. */
    EXPIRED,
    /** The clock has not reached {@code nbf}. */
    NOT_YET_VALID,
    /** {@code iss} is another issuer than the trusted one. */
    WRONG_ISSUER,
    /** The issuer has no key of that id, or its keys could not be fetched. */
    UNKNOWN_KEY
  }

  private final Reason reason;

  /** A refusal, with words for people. */
  public JwtRejected(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong with the token. */
  public Reason reason() {
    return reason;
  }

  /** The words for people; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // An answer to a client, not a fault of ours.
  }
}
