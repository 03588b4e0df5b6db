package dev.diorama.sns;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * Every error that SNS answers here. Codes and statuses documented:
 * https://docs.aws.amazon.com/sns/latest/api/ and the service model. Sentences are observed of AWS
 * where LocalStack's tests have recorded them ({@code tests/aws/services/sns/*.snapshot.json}, 2023
 * to 2025: topics that do not exist or differ, malformed ARNs, filter policies and their scope);
 * the others are from memory.
 */
enum SnsError implements ErrorCode {
  AUTHORIZATION("AuthorizationError", 403),
  BATCH_IDS_NOT_DISTINCT("BatchEntryIdsNotDistinct", 400),
  BATCH_TOO_LONG("BatchRequestTooLong", 400),
  EMPTY_BATCH("EmptyBatchRequest", 400),
  INVALID_BATCH_ID("InvalidBatchEntryId", 400),
  INVALID_PARAMETER("InvalidParameter", 400),
  INVALID_VALUE("ParameterValueInvalid", 400),
  NOT_BUILT("NotImplemented", 501),
  NOT_FOUND("NotFound", 404),
  RESOURCE_NOT_FOUND("ResourceNotFound", 404),
  TOO_MANY_ENTRIES("TooManyEntriesInBatchRequest", 400);

  private final String code;
  private final int status;

  SnsError(String code, int status) {
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

  /** A parameter will not do. */
  static AwsException invalid(String what) {
    return INVALID_PARAMETER.with("Invalid parameter: " + what);
  }

  /** What AWS has and this simulation has not. */
  static AwsException notBuilt(String what) {
    return NOT_BUILT.with("Diorama does not simulate " + what + ".");
  }
}
