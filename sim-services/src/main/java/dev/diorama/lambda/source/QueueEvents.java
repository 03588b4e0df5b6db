package dev.diorama.lambda.source;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The event that a function gets for messages of an SQS queue.
 *
 * <p>Documented: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class QueueEvents {
  private QueueEvents() {}

  /** One message, as it stands in the event. */
  public static Json.Obj record(Message message, String queueArn, String region) {
    Json.ObjectBuilder record =
        Json.object()
            .put("messageId", message.messageId())
            .put("receiptHandle", message.receiptHandle())
            .put("body", text(message.body()))
            .put("attributes", Json.stringMap(new TreeMap<>(message.attributesAsStrings())))
            .put("messageAttributes", attributes(message.messageAttributes()));
    if (message.md5OfMessageAttributes() != null) {
      record.put("md5OfMessageAttributes", message.md5OfMessageAttributes());
    }
    return record
        .put("md5OfBody", text(message.md5OfBody()))
        .put("eventSource", "aws:sqs")
        .put("eventSourceARN", queueArn)
        .put("awsRegion", region)
        .build();
  }

  /**
   * The message as filters see it: a body that is a JSON object is looked into. Documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
   */
  public static Json filtered(Json.Obj record) {
    Map<String, Json> seen = new LinkedHashMap<>(record.members());
    try {
      Json body = Json.parse(record.text("body").orElse(""));
      if (body instanceof Json.Obj) {
        seen.put("body", body);
      }
    } catch (JsonException e) {
      return record; // A plain text stays one.
    }
    return new Json.Obj(seen);
  }

  private static Json attributes(Map<String, MessageAttributeValue> attributes) {
    Json.ObjectBuilder all = Json.object();
    new TreeMap<>(attributes)
        .forEach(
            (name, value) -> {
              Json.ObjectBuilder one = Json.object();
              if (value.stringValue() != null) {
                one.put("stringValue", value.stringValue());
              }
              if (value.binaryValue() != null) {
                one.put(
                    "binaryValue",
                    Base64.getEncoder().encodeToString(value.binaryValue().asByteArray()));
              }
              all.put(
                  name,
                  one.put("stringListValues", new Json.Arr(List.of()))
                      .put("binaryListValues", new Json.Arr(List.of()))
                      .put("dataType", text(value.dataType()))
                      .build());
            });
    return all.build();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
