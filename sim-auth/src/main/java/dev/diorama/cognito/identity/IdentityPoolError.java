package dev.diorama.cognito.identity;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Every error that an identity pool answers. Codes and statuses are documented per operation:
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/; the messages given where they
 * are thrown are observed, unless they say otherwise.
 */
enum IdentityPoolError implements ErrorCode {
  DEVELOPER_USER_ALREADY_REGISTERED("DeveloperUserAlreadyRegisteredException"),
  INVALID_CONFIGURATION("InvalidIdentityPoolConfigurationException"),
  INVALID_PARAMETER("InvalidParameterException"),
  NOT_AUTHORIZED("NotAuthorizedException"),
  RESOURCE_CONFLICT("ResourceConflictException"),
  RESOURCE_NOT_FOUND("ResourceNotFoundException"),
  TOO_MANY_REQUESTS("TooManyRequestsException"),
  /** A setting that AWS has and Diorama has not: refused rather than ignored. */
  NOT_SIMULATED("NotImplemented", 501);

  private final String code;
  private final int status;

  IdentityPoolError(String code) {
    this(code, 400);
  }

  IdentityPoolError(String code, int status) {
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
    return NOT_SIMULATED.with("Diorama does not simulate " + what + " of identity pools yet.");
  }

  static AwsException noSuchPool(String id) {
    return RESOURCE_NOT_FOUND.with("IdentityPool '" + id + "' not found.");
  }

  static AwsException noSuchIdentity(String id) {
    return RESOURCE_NOT_FOUND.with("Identity '" + id + "' not found.");
  }

  static AwsException forbidden(String identityId) {
    return NOT_AUTHORIZED.with("Access to Identity '" + identityId + "' is forbidden.");
  }

  static AwsException badRoles() {
    return INVALID_CONFIGURATION.with(
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.");
  }

  static AwsException noGuests() {
    return NOT_AUTHORIZED.with("Unauthenticated access is not supported for this identity pool.");
  }

  static AwsException unsupportedProvider() {
    return NOT_AUTHORIZED.with("Token is not from a supported provider of this identity pool.");
  }

  /** A member that must be there, refused in the words of AWS's own validation. */
  static <T> T need(@Nullable T value, String member) {
    if (value == null) {
      throw INVALID_PARAMETER.with(
          "1 validation error detected: Value null at '"
              + member
              + "' failed to satisfy constraint: Member must not be null");
    }
    return value;
  }
}
