package dev.diorama.dynamodb.stream;

import dev.diorama.core.wire.ErrorCode;

/**
 * The errors of the Streams API, documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
enum StreamsError implements ErrorCode {
  VALIDATION("ValidationException"),
  RESOURCE_NOT_FOUND("ResourceNotFoundException"),
  EXPIRED_ITERATOR("ExpiredIteratorException"),
  LIMIT_EXCEEDED("LimitExceededException"),
  TRIMMED_DATA_ACCESS("TrimmedDataAccessException");

  private final String code;

  StreamsError(String code) {
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
