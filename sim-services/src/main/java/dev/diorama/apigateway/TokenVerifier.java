package dev.diorama.apigateway;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import org.apiguardian.api.API;

/**
 * What a Cognito authorizer asks: is this token one of that user pool's, and still good?
 *
 * <p>Signature, issuer and validity in time are this port's; what the token is used for (ID or
 * access token, scopes, audience) is the authorizer's.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface TokenVerifier {
  /**
   * The claims of a token.
   *
   * @param call the request in whose course it is asked; time spent is its
   * @param token the JWT, without {@code Bearer}
   * @param issuer the issuer it must come from, such as {@code
   *     https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc}
   * @throws Rejected if the token is not to be trusted
   */
  Json.Obj verify(Call call, String token, String issuer);

  /** Why a token is not trusted. */
  enum Reason {
    /** Not three parts of base64url JSON, or an algorithm other than RS256. */
    MALFORMED,
    /** No key of that issuer made the signature. */
    BAD_SIGNATURE,
    /** Issued by somebody else. */
    WRONG_ISSUER,
    /** Its {@code exp} has passed. */
    EXPIRED,
    /** Its {@code nbf} or {@code iat} is still to come. */
    NOT_YET_VALID
  }

  /** A token that is not to be trusted. */
  final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A rejection with the explanation that the trace shows. */
    public Rejected(Reason reason, String explanation) {
      super(explanation);
      this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
      return reason;
    }

    /** Why, in words. */
    public String explanation() {
      return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // An answer to a client, not a fault of ours.
    }
  }
}
