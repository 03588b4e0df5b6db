package dev.diorama.core.router;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.util.Map;

/** How each protocol words a refusal that happens before the service's own rules. */
final class Dialect {
  private Dialect() {}

  private static AwsException error(String code, int status, String message) {
    return new AwsException(
        code,
        status,
        status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
        message,
        Map.of());
  }

  /**
   * Credentials that prove nothing. Codes and statuses are documented in each service's "Common
   * errors" page; the split between 400 (JSON) and 403 (all others) is observed.
   */
  static AwsException authentication(Protocol protocol, AuthFailure failure) {
    return switch (protocol) {
      case JSON_1_0, JSON_1_1, RPC_V2_CBOR -> json(400, failure);
      case REST_JSON -> json(403, failure);
      case QUERY -> query(failure);
      case REST_XML -> s3(failure);
    };
  }

  private static AwsException json(int status, AuthFailure failure) {
    return switch (failure.kind()) {
      case MISSING ->
          error(
              "MissingAuthenticationTokenException",
              status,
              "Request is missing Authentication Token");
      case MALFORMED -> error("IncompleteSignatureException", status, failure.detail());
      case UNKNOWN_KEY ->
          error(
              "UnrecognizedClientException",
              status,
              "The security token included in the request is invalid.");
      case EXPIRED_TOKEN ->
          error(
              "ExpiredTokenException",
              status,
              "The security token included in the request is expired");
      case BAD_SIGNATURE, BAD_BODY_HASH -> error("InvalidSignatureException", status, mismatch());
      case EXPIRED_URL, SKEWED -> error("InvalidSignatureException", status, outOfTime(failure));
    };
  }

  private static AwsException query(AuthFailure failure) {
    return switch (failure.kind()) {
      case MISSING ->
          error("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
      case MALFORMED -> error("IncompleteSignature", 400, failure.detail());
      case UNKNOWN_KEY ->
          error(
              "InvalidClientTokenId",
              403,
              "The security token included in the request is invalid.");
      case EXPIRED_TOKEN ->
          error("ExpiredToken", 403, "The security token included in the request is expired");
      case BAD_SIGNATURE, BAD_BODY_HASH -> error("SignatureDoesNotMatch", 403, mismatch());
      case EXPIRED_URL, SKEWED -> error("SignatureDoesNotMatch", 403, outOfTime(failure));
    };
  }

  private static AwsException s3(AuthFailure failure) {
    return switch (failure.kind()) {
      case MISSING -> error("AccessDenied", 403, "Access Denied");
      case MALFORMED -> error("AuthorizationHeaderMalformed", 400, failure.detail());
      case UNKNOWN_KEY ->
          error(
              "InvalidAccessKeyId",
              403,
              "The AWS Access Key Id you provided does not exist in our records.");
      case EXPIRED_TOKEN -> error("ExpiredToken", 400, "The provided token has expired.");
      case BAD_SIGNATURE ->
          error(
              "SignatureDoesNotMatch",
              403,
              "The request signature we calculated does not match the signature you provided."
                  + " Check your key and signing method.");
      case BAD_BODY_HASH ->
          error(
              "XAmzContentSHA256Mismatch",
              400,
              "The provided 'x-amz-content-sha256' header does not match what was computed.");
      case EXPIRED_URL -> error("AccessDenied", 403, "Request has expired");
      case SKEWED ->
          error(
              "RequestTimeTooSkewed",
              403,
              "The difference between the request time and the current time is too large.");
    };
  }

  private static String mismatch() {
    return "The request signature we calculated does not match the signature you provided. Check"
        + " your AWS Secret Access Key and signing method. Consult the service documentation for"
        + " details.";
  }

  /** A date that lies too far ahead has words of its own, observed. */
  private static String outOfTime(AuthFailure failure) {
    return (failure.detail().contains("still later")
            ? "Signature not yet current: "
            : "Signature expired: ")
        + failure.detail();
  }

  /**
   * Policies that do not allow. That S3 puts the resource in quotes is observed.
   *
   * @param ownCode the service's own code for it; empty for the protocol's usual one
   */
  static AwsException denied(
      Protocol protocol, String ownCode, Principal principal, Access access, Decision why) {
    String quote = protocol == Protocol.REST_XML ? "\"" : "";
    String message =
        "User: "
            + principal.arn()
            + " is not authorized to perform: "
            + access.action()
            + (access.resource().equals("*")
                ? ""
                : " on resource: " + quote + access.resource() + quote)
            + " "
            + why.reason();
    return switch (protocol) {
      case JSON_1_0, JSON_1_1, RPC_V2_CBOR -> error("AccessDeniedException", 400, message.strip());
      case REST_JSON -> error("AccessDeniedException", 403, message.strip());
      case QUERY -> error(ownCode.isEmpty() ? "AccessDenied" : ownCode, 403, message.strip());
      case REST_XML ->
          error(
              "AccessDenied",
              403,
              principal.kind() == Principal.Kind.ANONYMOUS ? "Access Denied" : message.strip());
    };
  }

  /**
   * Too many calls, in the words of most services that speak the protocol: ThrottlingException and
   * Throttling are documented as common errors, S3's words in its list of error codes.
   */
  static AwsException throttled(Protocol protocol) {
    return switch (protocol) {
      case JSON_1_0, JSON_1_1, RPC_V2_CBOR -> error("ThrottlingException", 400, "Rate exceeded");
      case QUERY -> error("Throttling", 400, "Rate exceeded");
      case REST_JSON -> error("TooManyRequestsException", 429, "Too Many Requests");
      case REST_XML -> error("SlowDown", 503, "Please reduce your request rate.");
    };
  }

  /**
   * A call that finds no way to another Region. There is no such error on AWS, where a connection
   * times out: clients try again after either.
   */
  static AwsException unreachable(String from, String to) {
    return error(
        "ServiceUnavailable", 503, "Nothing gets from " + from + " to " + to + " at present.");
  }

  /** An operation that AWS has and Diorama has not. */
  static AwsException notBuilt(String service, String operation) {
    return error(
        "NotImplemented",
        501,
        "Diorama does not simulate "
            + service
            + ":"
            + operation
            + " yet. What it simulates is listed in docs/fidelity.md.");
  }

  /**
   * The refusal as clients of XML services read it. It stands in it twice because EC2's clients
   * look under {@code Errors} and all others do not.
   */
  static HttpResponse asXml(AwsException refusal) {
    String error =
        "<Error><Type>Receiver</Type><Code>"
            + refusal.code()
            + "</Code><Message>"
            + refusal.message().replace("&", "&amp;").replace("<", "&lt;")
            + "</Message></Error>";
    return HttpResponse.of(
        refusal.status(),
        "text/xml",
        "<ErrorResponse>" + error + "<Errors>" + error + "</Errors></ErrorResponse>");
  }

  /** An operation that AWS has not either. */
  static AwsException unknownOperation(Protocol protocol, String operation) {
    return switch (protocol) {
      case JSON_1_0, JSON_1_1, RPC_V2_CBOR -> error("UnknownOperationException", 400, "");
      case QUERY -> error("InvalidAction", 400, "Could not find operation " + operation);
      case REST_JSON -> error("UnknownOperationException", 404, "");
      case REST_XML ->
          error(
              "MethodNotAllowed",
              405,
              "The specified method is not allowed against this resource.");
    };
  }

  /** Calls that nest as if for ever. */
  static AwsException loop() {
    return error(
        "LoopDetected",
        508,
        "More than " + Call.HOP_LIMIT + " calls are nested: two services call each other.");
  }

  /** A fault of the simulator itself: answered, so that the server stays alive. */
  static AwsException internal(RuntimeException fault) {
    return error("InternalFailure", 500, "A fault inside Diorama: " + fault);
  }
}
