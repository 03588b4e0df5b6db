package dev.diorama.autoscaling;

import dev.diorama.core.wire.ErrorCode;

/**
 * Every error that Application Auto Scaling answers here. Codes documented in the service model
 * that AWS publishes with its SDKs, statuses in its API reference; the sentences assumed, those
 * about what is not registered from memory of AWS's.
 */
enum AutoScalingError implements ErrorCode {
  INVALID_NEXT_TOKEN("InvalidNextTokenException"),
  OBJECT_NOT_FOUND("ObjectNotFoundException"),
  RESOURCE_NOT_FOUND("ResourceNotFoundException"),
  VALIDATION("ValidationException");

  private final String code;

  AutoScalingError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return 400;
  }
}
