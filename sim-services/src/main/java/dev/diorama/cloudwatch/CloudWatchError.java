package dev.diorama.cloudwatch;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * Every error that CloudWatch answers here, by its code in the Query protocol; core's codecs know
 * what the others call it. Codes and statuses documented in the service model that AWS publishes
 * with its SDKs; ValidationError, which is not in it, observed.
 */
enum CloudWatchError implements ErrorCode {
  INVALID_COMBINATION("InvalidParameterCombination", 400),
  INVALID_FORMAT("InvalidFormat", 400),
  INVALID_NEXT_TOKEN("InvalidNextToken", 400),
  INVALID_VALUE("InvalidParameterValue", 400),
  LIMIT_EXCEEDED("LimitExceeded", 400),
  MISSING_PARAMETER("MissingParameter", 400),
  RESOURCE_NOT_FOUND("ResourceNotFound", 404),
  TAGGED_RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
  VALIDATION("ValidationError", 400);

  private final String code;
  private final int status;

  CloudWatchError(String code, int status) {
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

  /** AWS's sentence about a member that breaks its model's constraint. */
  static AwsException constraint(String value, String member, String rule) {
    return VALIDATION.with(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: "
            + rule);
  }
}
