package dev.diorama.cloudformation;

import dev.diorama.core.wire.ErrorCode;

/**
 * CloudFormation's errors:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
 */
enum CloudFormationError implements ErrorCode {
  ALREADY_EXISTS("AlreadyExistsException", 400),
  INSUFFICIENT_CAPABILITIES("InsufficientCapabilitiesException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  VALIDATION("ValidationError", 400);

  private final String code;
  private final int status;

  CloudFormationError(String code, int status) {
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
}
