package dev.diorama.sqs;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.util.Optional;

/**
 * Every error that SQS answers here, by its name in either protocol.
 *
 * <p>Names documented: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ and,
 * for the Query protocol, the service model of version 2012-11-05 before it moved to JSON, which
 * also has the statuses. That JSON answers carry the older name in {@code x-amzn-query-error} is
 * documented: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html. The names of the two
 * errors that stand in no model (InvalidParameterValue, MissingParameter) are observed.
 */
enum SqsError implements ErrorCode {
  ACCESS_DENIED("AccessDeniedException", "AccessDenied", 403),
  BATCH_IDS_NOT_DISTINCT("BatchEntryIdsNotDistinct", true),
  BATCH_TOO_LONG("BatchRequestTooLong", true),
  EMPTY_BATCH("EmptyBatchRequest", true),
  INVALID_ADDRESS("InvalidAddress", "InvalidAddress", 404),
  INVALID_ATTRIBUTE_NAME("InvalidAttributeName", false),
  INVALID_ATTRIBUTE_VALUE("InvalidAttributeValue", false),
  INVALID_BATCH_ID("InvalidBatchEntryId", true),
  INVALID_CONTENTS("InvalidMessageContents", false),
  INVALID_PARAMETER("InvalidParameterValueException", "InvalidParameterValue", 400),
  MISSING_PARAMETER("MissingRequiredParameterException", "MissingParameter", 400),
  NOT_IN_FLIGHT("MessageNotInflight", true),
  OVER_LIMIT("OverLimit", "OverLimit", 403),
  PURGE_IN_PROGRESS("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403),
  QUEUE_DELETED_RECENTLY("QueueDeletedRecently", true),
  QUEUE_DOES_NOT_EXIST("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400),
  QUEUE_NAME_EXISTS("QueueNameExists", "QueueAlreadyExists", 400),
  RECEIPT_HANDLE("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", "ResourceNotFoundException", 404),
  TOO_MANY_ENTRIES("TooManyEntriesInBatchRequest", true),
  UNSUPPORTED("UnsupportedOperation", true);

  private final String code;
  private final String queryCode;
  private final int status;

  SqsError(String code, boolean prefixed) {
    this(code, (prefixed ? "AWS.SimpleQueueService." : "") + code, 400);
  }

  SqsError(String code, String queryCode, int status) {
    this.code = code;
    this.queryCode = queryCode;
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

  /** The code as the Query protocol writes it, and as entries of batches do. */
  String queryCode() {
    return queryCode;
  }

  /** The error of that name in JSON. */
  static Optional<SqsError> named(String code) {
    for (SqsError error : values()) {
      if (error.code.equals(code)) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** The queue is not there; the sentence is observed. */
  static AwsException noSuchQueue() {
    return QUEUE_DOES_NOT_EXIST.with("The specified queue does not exist.");
  }

  /** A parameter is missing; observed. */
  static AwsException missing(String parameter) {
    return MISSING_PARAMETER.with("The request must contain the parameter " + parameter + ".");
  }

  /** A parameter's value will not do; observed. */
  static AwsException invalid(Object value, String parameter, String reason) {
    return INVALID_PARAMETER.with(
        "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
  }
}
