package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * The errors of Lambda, documented per operation:
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
enum LambdaError implements ErrorCode {
  ACCESS_DENIED("AccessDeniedException", 403),
  INVALID_PARAMETER_VALUE("InvalidParameterValueException", 400),
  INVALID_REQUEST_CONTENT("InvalidRequestContentException", 400),
  PRECONDITION_FAILED("PreconditionFailedException", 412),
  RECURSIVE_INVOCATION("RecursiveInvocationException", 400),
  REQUEST_TOO_LARGE("RequestTooLargeException", 413),
  RESOURCE_CONFLICT("ResourceConflictException", 409),
  RESOURCE_IN_USE("ResourceInUseException", 400),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
  TOO_MANY_REQUESTS("TooManyRequestsException", 429),
  /** What the front end says of members that break their constraints; observed. */
  VALIDATION("ValidationException", 400),
  /** Ours: what AWS has and Diorama has not. */
  NOT_IMPLEMENTED("NotImplemented", 501);

  private final String code;
  private final int status;

  LambdaError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }

  /** Lambda's errors say whose fault they are in a member {@code Type}; observed. */
  @Override
  public AwsException with(String message) {
    return new AwsException(code, status, side(), message, java.util.Map.of("Type", type()));
  }

  private Json type() {
    return Json.of(side() == Side.CLIENT ? "User" : "Server");
  }

  /** A member that breaks a constraint, in the words of AWS's front end; observed. */
  static AwsException constraint(String value, String member, String constraint) {
    return VALIDATION.with(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: "
            + constraint);
  }

  /** Something that AWS has and Diorama has not. */
  static AwsException notSimulated(String what) {
    return NOT_IMPLEMENTED.with("Diorama does not simulate " + what);
  }
}
