package dev.diorama.ses;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * The errors of SES, in the words of version 1, and what version 2 calls them.
 *
 * <p>Codes and statuses are documented: https://docs.aws.amazon.com/ses/latest/APIReference/ and
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/. Rules throw the first version's; the
 * table of the second translates on the way out.
 */
enum SesError implements ErrorCode {
  MESSAGE_REJECTED("MessageRejected", "MessageRejected", 400),
  INVALID_PARAMETER_VALUE("InvalidParameterValue", "BadRequestException", 400),
  /**
   * Observed, with both messages: https://github.com/awsdocs/amazon-ses-developer-guide/issues/60.
   */
  THROTTLING("Throttling", "TooManyRequestsException", 429),
  ACCOUNT_PAUSED("AccountSendingPausedException", "SendingPausedException", 400),
  SET_PAUSED("ConfigurationSetSendingPausedException", "SendingPausedException", 400),
  SET_DOES_NOT_EXIST("ConfigurationSetDoesNotExist", "NotFoundException", 404),
  SET_ALREADY_EXISTS("ConfigurationSetAlreadyExists", "AlreadyExistsException", 400),
  INVALID_SET("InvalidConfigurationSet", "BadRequestException", 400),
  DESTINATION_DOES_NOT_EXIST("EventDestinationDoesNotExist", "NotFoundException", 404),
  DESTINATION_ALREADY_EXISTS("EventDestinationAlreadyExists", "AlreadyExistsException", 400),
  INVALID_SNS_DESTINATION("InvalidSNSDestination", "BadRequestException", 400),
  TEMPLATE_DOES_NOT_EXIST("TemplateDoesNotExist", "NotFoundException", 404),
  ALREADY_EXISTS("AlreadyExists", "AlreadyExistsException", 400),
  INVALID_TEMPLATE("InvalidTemplate", "BadRequestException", 400),
  INVALID_TEMPLATE_DATA("InvalidTemplateData", "BadRequestException", 400),
  INVALID_RENDERING_PARAMETER("InvalidRenderingParameter", "BadRequestException", 400),
  MISSING_RENDERING_ATTRIBUTE("MissingRenderingAttribute", "BadRequestException", 400),
  LIMIT_EXCEEDED("LimitExceeded", "LimitExceededException", 400),
  INVALID_POLICY("InvalidPolicy", "BadRequestException", 400),
  /** Version 2 only; version 1 has no operation that misses an identity. */
  NOT_FOUND("NotFoundException", "NotFoundException", 404),
  /** Version 2 only. */
  CONFLICT("ConflictException", "ConflictException", 409),
  /** Version 2 only. */
  INVALID_NEXT_TOKEN("InvalidNextToken", "InvalidNextTokenException", 400);

  private final String code;
  private final String codeOfV2;
  private final int statusOfV2;

  SesError(String code, String codeOfV2, int statusOfV2) {
    this.code = code;
    this.codeOfV2 = codeOfV2;
    this.statusOfV2 = statusOfV2;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return 400;
  }

  /** True when {@code refusal} is this error. */
  boolean is(AwsException refusal) {
    return code.equals(refusal.code());
  }

  /** The refusal in the words of version 2; one that is not SES's own stays as it is. */
  static AwsException forV2(AwsException refusal) {
    for (SesError error : values()) {
      if (error.is(refusal)) {
        return new AwsException(
            error.codeOfV2, error.statusOfV2, Side.CLIENT, refusal.message(), refusal.fields());
      }
    }
    return refusal;
  }
}
