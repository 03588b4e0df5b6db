package dev.diorama.sts;

import dev.diorama.core.wire.ErrorCode;

/**
 * The errors STS answers; codes and statuses are those of its service model and of the common
 * errors: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
enum StsError implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  EXPIRED_TOKEN("ExpiredTokenException", 400),
  IDP_COMMUNICATION_ERROR("IDPCommunicationError", 400),
  IDP_REJECTED_CLAIM("IDPRejectedClaim", 403),
  INVALID_AUTHORIZATION_MESSAGE("InvalidAuthorizationMessageException", 400),
  INVALID_IDENTITY_TOKEN("InvalidIdentityToken", 400),
  INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
  MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
  PACKED_POLICY_TOO_LARGE("PackedPolicyTooLarge", 400),
  VALIDATION_ERROR("ValidationError", 400);

  private final String code;
  private final int status;

  StsError(String code, int status) {
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
