package dev.diorama.dynamodb;

import dev.diorama.core.wire.ErrorCode;

/**
 * The errors that the rules around the engine answer; the engine's own pass through.
 *
 * <p>Codes and statuses are documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
enum DynamoDbError implements ErrorCode {
  VALIDATION("ValidationException", 400),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
  RESOURCE_IN_USE("ResourceInUseException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  TABLE_NOT_FOUND("TableNotFoundException", 400),
  IDEMPOTENT_PARAMETER_MISMATCH("IdempotentParameterMismatchException", 400),
  PROVISIONED_THROUGHPUT_EXCEEDED("ProvisionedThroughputExceededException", 400),
  THROTTLING("ThrottlingException", 400),
  REQUEST_LIMIT_EXCEEDED("RequestLimitExceeded", 400),
  TRANSACTION_CANCELED("TransactionCanceledException", 400),
  ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED("ItemCollectionSizeLimitExceededException", 400),
  INTERNAL("InternalServerError", 500),
  GLOBAL_TABLE_NOT_FOUND("GlobalTableNotFoundException", 400),
  REPLICATED_WRITE_CONFLICT("ReplicatedWriteConflictException", 400),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
  DUPLICATE_ITEM("DuplicateItemException", 400),
  POLICY_NOT_FOUND("PolicyNotFoundException", 400),
  /** Ours: AWS would do it, the simulator does not. */
  NOT_IMPLEMENTED("NotImplemented", 501);

  /** What every operation on items says of a table that is not there; observed. */
  static final String NO_RESOURCE = "Requested resource not found";

  private final String code;
  private final int status;

  DynamoDbError(String code, int status) {
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
