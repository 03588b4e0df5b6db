package dev.diorama.lambda.source;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * The event that a function gets for records of a DynamoDB stream.
 *
 * <p>Documented: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class StreamEvents {
  private StreamEvents() {}

  /** One record, as it stands in the event and as filters see it. */
  public static Json.Obj record(Record record, String streamArn) {
    Json.ObjectBuilder event =
        Json.object()
            .put("eventID", text(record.eventID()))
            .put("eventName", text(record.eventNameAsString()))
            .put("eventVersion", text(record.eventVersion()))
            .put("eventSource", text(record.eventSource()))
            .put("awsRegion", text(record.awsRegion()));
    if (record.userIdentity() != null) {
      event.put(
          "userIdentity",
          Json.object()
              .put("type", text(record.userIdentity().type()))
              .put("principalId", text(record.userIdentity().principalId()))
              .build());
    }
    return event
        .put("dynamodb", change(record.dynamodb()))
        .put("eventSourceARN", streamArn)
        .build();
  }

  private static Json change(StreamRecord change) {
    Json.ObjectBuilder all = Json.object();
    if (change.approximateCreationDateTime() != null) {
      all.put("ApproximateCreationDateTime", change.approximateCreationDateTime().getEpochSecond());
    }
    if (change.hasKeys()) {
      all.put("Keys", item(change.keys()));
    }
    if (change.hasNewImage()) {
      all.put("NewImage", item(change.newImage()));
    }
    if (change.hasOldImage()) {
      all.put("OldImage", item(change.oldImage()));
    }
    all.put("SequenceNumber", text(change.sequenceNumber()));
    if (change.sizeBytes() != null) {
      all.put("SizeBytes", change.sizeBytes());
    }
    return all.put("StreamViewType", text(change.streamViewTypeAsString())).build();
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }

  /** The attributes in the order of their names: the SDK's maps have none that can be relied on. */
  private static Json item(Map<String, AttributeValue> attributes) {
    Json.ObjectBuilder item = Json.object();
    new TreeMap<>(attributes).forEach((name, value) -> item.put(name, value(value)));
    return item.build();
  }

  private static Json value(AttributeValue value) {
    Json.ObjectBuilder typed = Json.object();
    return switch (value.type()) {
      case S -> typed.put("S", value.s()).build();
      case N -> typed.put("N", value.n()).build();
      case B -> typed.put("B", base64(value.b())).build();
      case SS -> typed.put("SS", Json.strings(value.ss())).build();
      case NS -> typed.put("NS", Json.strings(value.ns())).build();
      case BS ->
          typed
              .put("BS", Json.strings(value.bs().stream().map(StreamEvents::base64).toList()))
              .build();
      case M -> typed.put("M", item(value.m())).build();
      case L -> {
        List<Json> items = new ArrayList<>();
        value.l().forEach(each -> items.add(value(each)));
        yield typed.put("L", new Json.Arr(items)).build();
      }
      case BOOL -> typed.put("BOOL", value.bool()).build();
      case NUL -> typed.put("NULL", true).build();
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException("an attribute value of no known type: " + value);
    };
  }

  private static String base64(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArray());
  }

  /**
   * What is sent to an on-failure destination in place of records that were given up.
   *
   * @param requestId of the last invocation
   * @param condition why they were given up
   * @param invocations how often the function was invoked for them
   * @param functionError whether the last invocation got as far as the function
   */
  public record GivenUp(
      String requestId,
      String functionArn,
      String condition,
      int invocations,
      boolean functionError,
      Instant at,
      String shardId,
      String firstSequence,
      String lastSequence,
      Instant firstArrival,
      Instant lastArrival,
      int records,
      String streamArn) {

    /**
     * Documented: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html. Its
     * members after a function error are observed of AWS in 2025, too, by LocalStack's tests
     * ({@code test_lambda_integration_dynamodbstreams.snapshot.json}); that the status is 429 when
     * the function was not reached is assumed.
     */
    public Json message() {
      Json.ObjectBuilder response = Json.object().put("statusCode", functionError ? 200 : 429);
      response.put("executedVersion", "$LATEST");
      if (functionError) {
        response.put("functionError", "Unhandled");
      }
      return Json.object()
          .put(
              "requestContext",
              Json.object()
                  .put("requestId", requestId)
                  .put("functionArn", functionArn)
                  .put("condition", condition)
                  .put("approximateInvokeCount", invocations)
                  .build())
          .put("responseContext", response.build())
          .put("version", "1.0")
          .put("timestamp", Timestamps.writeMillis(at))
          .put(
              "DDBStreamBatchInfo",
              Json.object()
                  .put("shardId", shardId)
                  .put("startSequenceNumber", firstSequence)
                  .put("endSequenceNumber", lastSequence)
                  .put("approximateArrivalOfFirstRecord", firstArrival.toString())
                  .put("approximateArrivalOfLastRecord", lastArrival.toString())
                  .put("batchSize", records)
                  .put("streamArn", streamArn)
                  .build())
          .build();
    }
  }
}
