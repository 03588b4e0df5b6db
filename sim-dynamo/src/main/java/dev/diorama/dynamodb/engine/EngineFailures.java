package dev.diorama.dynamodb.engine;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.dynamodbv2.model.CancellationReason;
import com.amazonaws.services.dynamodbv2.model.ConditionalCheckFailedException;
import com.amazonaws.services.dynamodbv2.model.TransactionCanceledException;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What the engine refuses, as AWS would say it. */
final class EngineFailures {
  /**
   * Messages of the engine that AWS words otherwise. The left side is observed on DynamoDB Local
   * 2.6.1, the right side on AWS, through client issue trackers and documentation.
   */
  private static final Map<String, String> WORDING =
      Map.of(
          "No provisioned throughput specified for the table",
          "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
              + " both be specified when BillingMode is PROVISIONED",
          "The number of attributes in key schema must match the number of attributes defined in"
              + " attribute definitions.",
          "One or more parameter values were invalid: Number of attributes in KeySchema does not"
              + " exactly match number of attributes defined in AttributeDefinitions",
          "The conditional request failed.",
          "The conditional request failed",
          "Cannot do operations on a non-existent table",
          "Requested resource not found");

  private static final String INTERNAL = "InternalServerError";

  private EngineFailures() {}

  /** What is wrong with a question about tables. */
  static AwsException of(AwsServiceException e) {
    String code = INTERNAL;
    String message = String.valueOf(e.getMessage());
    if (e.awsErrorDetails() != null && e.awsErrorDetails().errorCode() != null) {
      code = e.awsErrorDetails().errorCode();
      message = String.valueOf(e.awsErrorDetails().errorMessage());
    }
    return refusal(code, e.statusCode(), message, Map.of());
  }

  /** What is wrong with a question about items; or the engine has been shut down. */
  static AwsException of(AmazonServiceException e) {
    String code = e.getErrorCode() == null ? INTERNAL : e.getErrorCode();
    return refusal(code, e.getStatusCode(), String.valueOf(e.getErrorMessage()), fields(e));
  }

  private static AwsException refusal(
      String code, int known, String message, Map<String, Json> fields) {
    int status = known < 400 ? 500 : known;
    return new AwsException(
        code,
        status,
        status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
        WORDING.getOrDefault(message, message),
        fields);
  }

  private static Map<String, Json> fields(AmazonServiceException e) {
    Map<String, Json> fields = new LinkedHashMap<>();
    if (e instanceof TransactionCanceledException cancelled
        && cancelled.getCancellationReasons() != null) {
      List<Json> reasons = new ArrayList<>();
      for (CancellationReason reason : cancelled.getCancellationReasons()) {
        reasons.add(reason(reason));
      }
      fields.put("CancellationReasons", new Json.Arr(reasons));
    } else if (e instanceof ConditionalCheckFailedException failed && failed.getItem() != null) {
      fields.put("Item", AttributeJson.item(EngineValues.answered(failed.getItem())));
    }
    return fields;
  }

  private static Json reason(CancellationReason reason) {
    Json.ObjectBuilder json = Json.object().put("Code", String.valueOf(reason.getCode()));
    if (reason.getItem() != null) {
      json.put("Item", AttributeJson.item(EngineValues.answered(reason.getItem())));
    }
    if (reason.getMessage() != null) {
      json.put("Message", WORDING.getOrDefault(reason.getMessage(), reason.getMessage()));
    }
    return json.build();
  }

  static AwsException internal(String message) {
    return new AwsException(INTERNAL, 500, ErrorCode.Side.SERVER, message, Map.of());
  }

  static AwsException unsupported() {
    return new AwsException(
        "NotImplemented",
        501,
        ErrorCode.Side.SERVER,
        "DynamoDB Local, which Diorama evaluates DynamoDB with, does not have this operation.",
        Map.of());
  }

  /** An engine that could not be started, with what to do about it. */
  static AwsException notStarted(Throwable cause) {
    String fix = "see the cause";
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnsatisfiedLinkError || t instanceof IOException) {
        fix =
            "its native library is unpacked to java.io.tmpdir ("
                + System.getProperty("java.io.tmpdir")
                + "), which must exist, be writable and not be mounted noexec; on Linux it needs"
                + " glibc (not musl, so not Alpine)";
      } else if (t instanceof LinkageError) {
        fix =
            "put com.amazonaws:DynamoDBLocal:2.6.1 and the libraries that sim-dynamo's pom names"
                + " beside it on the class path";
      }
    }
    return internal("DynamoDB Local could not be started: " + fix + ". Cause: " + cause);
  }
}
