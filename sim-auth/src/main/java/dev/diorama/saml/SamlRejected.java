package dev.diorama.saml;

import org.apiguardian.api.API;

/**
 * The refusal of metadata or of a response; whoever asked turns it into the error of its own
 * service.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SamlRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** Not what it should be, or not to be read at all. */
    MALFORMED,
    /** No signature, or none by the provider's keys over what it should be over. */
    BAD_SIGNATURE,
    /** The issuer is not in the provider's metadata. */
    WRONG_ISSUER,
    /** Meant for somebody else. */
    WRONG_AUDIENCE,
    /** The clock has reached the end of its validity. */
    EXPIRED,
    /** The response was issued more than five minutes ago. */
    STALE,
    /** The clock has not reached the beginning of its validity. */
    NOT_YET_VALID,
    /** The identity provider says that signing in has failed. */
    FAILED
  }

  private final Reason reason;

  SamlRejected(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static SamlRejected malformed(String message) {
    return new SamlRejected(Reason.MALFORMED, message);
  }

  /** What is wrong. */
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
