package dev.diorama.cognito.userpool;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * Every error that a user pool answers. Codes and statuses are documented per operation:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/; all are 400 but the
 * simulator's own. The messages given where they are thrown are observed, unless they say
 * otherwise.
 */
enum UserPoolError implements ErrorCode {
  ALIAS_EXISTS("AliasExistsException"),
  CODE_MISMATCH("CodeMismatchException"),
  DEVICE_KEY_EXISTS("DeviceKeyExistsException"),
  ENABLE_SOFTWARE_TOKEN("EnableSoftwareTokenMFAException"),
  EXPIRED_CODE("ExpiredCodeException"),
  GROUP_EXISTS("GroupExistsException"),
  INVALID_LAMBDA_RESPONSE("InvalidLambdaResponseException"),
  INVALID_OAUTH_FLOW("InvalidOAuthFlowException"),
  INVALID_PARAMETER("InvalidParameterException"),
  INVALID_PASSWORD("InvalidPasswordException"),
  LIMIT_EXCEEDED("LimitExceededException"),
  NOT_AUTHORIZED("NotAuthorizedException"),
  PASSWORD_HISTORY("PasswordHistoryPolicyViolationException"),
  PASSWORD_RESET_REQUIRED("PasswordResetRequiredException"),
  REFRESH_TOKEN_REUSE("RefreshTokenReuseException"),
  RESOURCE_NOT_FOUND("ResourceNotFoundException"),
  SCOPE_DOES_NOT_EXIST("ScopeDoesNotExistException"),
  SOFTWARE_TOKEN_NOT_FOUND("SoftwareTokenMFANotFoundException"),
  TOO_MANY_REQUESTS("TooManyRequestsException"),
  UNEXPECTED_LAMBDA("UnexpectedLambdaException"),
  UNSUPPORTED_OPERATION("UnsupportedOperationException"),
  UNSUPPORTED_TOKEN_TYPE("UnsupportedTokenTypeException"),
  UNSUPPORTED_USER_STATE("UnsupportedUserStateException"),
  USERNAME_EXISTS("UsernameExistsException"),
  USER_NOT_CONFIRMED("UserNotConfirmedException"),
  USER_LAMBDA_VALIDATION("UserLambdaValidationException"),
  USER_NOT_FOUND("UserNotFoundException"),
  /** A setting that AWS has and Diorama has not: refused rather than ignored. */
  NOT_SIMULATED("NotImplemented", 501);

  private final String code;
  private final int status;

  UserPoolError(String code) {
    this(code, 400);
  }

  UserPoolError(String code, int status) {
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

  static AwsException notSimulated(String what) {
    return NOT_SIMULATED.with("Diorama does not simulate " + what + " of user pools yet.");
  }

  static AwsException noSuchPool(String id) {
    return RESOURCE_NOT_FOUND.with("User pool " + id + " does not exist.");
  }

  static AwsException noSuchClient(String id) {
    return RESOURCE_NOT_FOUND.with("User pool client " + id + " does not exist.");
  }

  static AwsException noSuchUser() {
    return USER_NOT_FOUND.with("User does not exist.");
  }

  static AwsException noSuchDevice() {
    return RESOURCE_NOT_FOUND.with("Device does not exist.");
  }

  static AwsException wrongPassword() {
    return NOT_AUTHORIZED.with("Incorrect username or password.");
  }

  static AwsException disabled() {
    return NOT_AUTHORIZED.with("User is disabled.");
  }

  static AwsException codeMismatch() {
    return CODE_MISMATCH.with("Invalid verification code provided, please try again.");
  }

  static AwsException codeExpired() {
    return EXPIRED_CODE.with("Invalid code provided, please request a code again.");
  }

  static AwsException attemptLimit() {
    return LIMIT_EXCEEDED.with("Attempt limit exceeded, please try after some time.");
  }
}
