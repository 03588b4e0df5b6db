package dev.diorama.core.wire;

import java.util.Map;

/** Answers to requests that cannot be read, made before any service sees them. */
final class Refusal {
  private Refusal() {}

  static AwsException of(String code, int status, String message) {
    return new AwsException(
        code,
        status,
        status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
        message,
        Map.of());
  }

  /**
   * A JSON body that is not what the model says. Observed in DynamoDB, Athena and others that are
   * built alike: status 400; a text that is not JSON at all gets no message.
   */
  static AwsException serialization(String message) {
    return of("SerializationException", 400, message);
  }

  /** Documented in S3's list of error codes, which is where the message comes from, too. */
  static AwsException malformedXml() {
    return of(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  /** A form that is not what the model says. Observed: status 400. */
  static AwsException malformedInput(String message) {
    return of("MalformedInput", 400, message);
  }
}
