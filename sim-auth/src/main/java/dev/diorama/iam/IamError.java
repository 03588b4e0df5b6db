package dev.diorama.iam;

import dev.diorama.core.wire.ErrorCode;

/**
 * The errors IAM answers; codes and statuses are those of its service model, except for
 * ValidationError, documented with the common errors:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
enum IamError implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  DELETE_CONFLICT("DeleteConflict", 409),
  ENTITY_ALREADY_EXISTS("EntityAlreadyExists", 409),
  INVALID_AUTHENTICATION_CODE("InvalidAuthenticationCode", 403),
  INVALID_INPUT("InvalidInput", 400),
  LIMIT_EXCEEDED("LimitExceeded", 409),
  MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
  NO_SUCH_ENTITY("NoSuchEntity", 404),
  PASSWORD_POLICY_VIOLATION("PasswordPolicyViolation", 400),
  REPORT_NOT_PRESENT("ReportNotPresent", 410),
  UNMODIFIABLE_ENTITY("UnmodifiableEntity", 400),
  VALIDATION_ERROR("ValidationError", 400);

  private final String code;
  private final int status;

  IamError(String code, int status) {
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
