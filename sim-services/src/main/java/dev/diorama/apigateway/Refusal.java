package dev.diorama.apigateway;

/**
 * The refusals of the gateway itself, by gateway response type. Types and statuses documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * Error types in {@code x-amzn-ErrorType} observed.
 */
enum Refusal {
  ACCESS_DENIED(403, "AccessDeniedException"),
  API_CONFIGURATION_ERROR(500, "InternalServerErrorException"),
  AUTHORIZER_CONFIGURATION_ERROR(500, "AuthorizerConfigurationException"),
  AUTHORIZER_FAILURE(500, "AuthorizerConfigurationException"),
  BAD_REQUEST_BODY(400, "BadRequestException"),
  BAD_REQUEST_PARAMETERS(400, "BadRequestException"),
  DEFAULT_4XX(400, "BadRequestException"),
  DEFAULT_5XX(500, "InternalServerErrorException"),
  EXPIRED_TOKEN(403, "ExpiredTokenException"),
  INTEGRATION_FAILURE(504, "InternalServerErrorException"),
  INTEGRATION_TIMEOUT(504, "InternalServerErrorException"),
  INVALID_API_KEY(403, "ForbiddenException"),
  INVALID_SIGNATURE(403, "InvalidSignatureException"),
  MISSING_AUTHENTICATION_TOKEN(403, "MissingAuthenticationTokenException"),
  QUOTA_EXCEEDED(429, "LimitExceededException"),
  REQUEST_TOO_LARGE(413, "RequestEntityTooLargeException"),
  RESOURCE_NOT_FOUND(404, "NotFoundException"),
  THROTTLED(429, "TooManyRequestsException"),
  UNAUTHORIZED(401, "UnauthorizedException"),
  UNSUPPORTED_MEDIA_TYPE(415, "BadRequestException"),
  WAF_FILTERED(403, "ForbiddenException");

  private final int status;
  private final String errorType;

  Refusal(int status, String errorType) {
    this.status = status;
    this.errorType = errorType;
  }

  int status() {
    return status;
  }

  /** The type that stands in for this one when an API words that and not this. */
  Refusal general() {
    return status < 500 ? DEFAULT_4XX : DEFAULT_5XX;
  }

  /** The refusal to throw: the client's message, and the reason for the trace. */
  Refused because(String message, String why) {
    return new Refused(this, status, errorType, message, why);
  }

  /** The same with another status or error type than the usual. */
  Refused because(int otherStatus, String otherErrorType, String message, String why) {
    return new Refused(this, otherStatus, otherErrorType, message, why);
  }

  /** A request that the gateway answers itself. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal type;
    private final int status;
    private final String errorType;
    private final String why;

    private Refused(Refusal type, int status, String errorType, String message, String why) {
      super(message);
      this.type = type;
      this.status = status;
      this.errorType = errorType;
      this.why = why;
    }

    Refusal type() {
      return type;
    }

    int status() {
      return status;
    }

    String errorType() {
      return errorType;
    }

    String message() {
      return String.valueOf(getMessage());
    }

    /** The reason, for people; empty when the message says it all. */
    String why() {
      return why;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // An answer to a client, not a fault of ours.
    }
  }
}
