package dev.diorama.apigateway;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import java.util.Optional;

/** Lets in whom IAM allows {@code execute-api:Invoke}, and asks IAM about cache invalidation. */
final class IamAuthorizer {
  static final String SERVICE = "execute-api";

  /** The signer of a request, if policies allow the call. */
  Principal authorize(Exchange exchange) {
    Principal signer = signer(exchange);
    String arn = exchange.arn(exchange.path());
    Decision decision = exchange.call().decide(access(exchange, "execute-api:Invoke"));
    if (!decision.allowed()) {
      throw Refusal.ACCESS_DENIED.because(
          denial(signer, "execute-api:Invoke", arn, exchange, decision), decision.explanation());
    }
    return signer;
  }

  /** Why the caller may not invalidate the entry; empty when allowed. */
  Optional<String> deniesInvalidation(Exchange exchange, Caller caller) {
    String action = "execute-api:InvalidateCache";
    if (caller.principal().kind() == Principal.Kind.ANONYMOUS) {
      return Optional.of(
          "User: anonymous is not authorized to perform: "
              + action
              + " on resource: "
              + masked(exchange.arn(exchange.path()), exchange));
    }
    Decision decision = exchange.call().decide(access(exchange, action));
    return decision.allowed()
        ? Optional.empty()
        : Optional.of(
            denial(caller.principal(), action, exchange.arn(exchange.path()), exchange, decision));
  }

  private static Access access(Exchange exchange, String action) {
    return Access.of(action, exchange.arn(exchange.path()))
        .ownedBy(exchange.api().account, Optional.empty());
  }

  private static String denial(
      Principal who, String action, String arn, Exchange exchange, Decision decision) {
    String text =
        "User: "
            + who.arn()
            + " is not authorized to perform: "
            + action
            + " on resource: "
            + masked(arn, exchange)
            + " "
            + decision.reason();
    return text.strip();
  }

  /** Shows the last four digits of the account only, as AWS does, observed. */
  private static String masked(String arn, Exchange exchange) {
    String account = exchange.api().account;
    return arn.replace(":" + account + ":", ":********" + account.substring(8) + ":");
  }

  private static Principal signer(Exchange exchange) {
    Principal signer;
    try {
      signer = exchange.call().authenticate(exchange.request(), SERVICE);
    } catch (AuthFailure failure) {
      throw refusal(failure);
    }
    if (signer.kind() == Principal.Kind.ANONYMOUS) {
      throw missing();
    }
    return signer;
  }

  private static Refusal.Refused missing() {
    return Refusal.MISSING_AUTHENTICATION_TOKEN.because(
        "Missing Authentication Token", "the method wants a signed request (AWS_IAM)");
  }

  private static Refusal.Refused refusal(AuthFailure failure) {
    String why = failure.kind() + ": " + failure.detail();
    return switch (failure.kind()) {
      case MISSING -> missing();
      case MALFORMED ->
          Refusal.DEFAULT_4XX.because(403, "IncompleteSignatureException", failure.detail(), why);
      case UNKNOWN_KEY ->
          Refusal.DEFAULT_4XX.because(
              403,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.",
              why);
      case EXPIRED_TOKEN ->
          Refusal.EXPIRED_TOKEN.because(
              "The security token included in the request is expired", why);
      case BAD_SIGNATURE, BAD_BODY_HASH ->
          Refusal.INVALID_SIGNATURE.because(
              "The request signature we calculated does not match the signature you provided."
                  + " Check your AWS Secret Access Key and signing method. Consult the service"
                  + " documentation for details.",
              why);
      case SKEWED, EXPIRED_URL ->
          Refusal.INVALID_SIGNATURE.because(
              (failure.detail().contains("still later")
                      ? "Signature not yet current: "
                      : "Signature expired: ")
                  + failure.detail(),
              why);
    };
  }
}
