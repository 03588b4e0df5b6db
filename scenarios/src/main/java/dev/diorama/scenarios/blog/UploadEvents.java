package dev.diorama.scenarios.blog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads S3's event records out of whatever brought them: S3 itself, an SNS notification, an SQS
 * message, or an SQS message that holds an SNS notification.
 */
final class UploadEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One event.
   *
   * @param name such as {@code ObjectCreated:Put}
   * @param bucket the bucket
   * @param key the key, decoded
   * @param sequencer orders the events of one key, padded so that texts compare as numbers
   */
  record Upload(String name, String bucket, String key, String sequencer) {
    boolean removed() {
      return name.startsWith("ObjectRemoved");
    }
  }

  private UploadEvents() {}

  static List<Upload> of(Map<String, Object> event) {
    List<Upload> uploads = new ArrayList<>();
    collect(JSON.valueToTree(event), uploads);
    return uploads;
  }

  private static void collect(JsonNode node, List<Upload> uploads) {
    for (JsonNode record : node.path("Records")) {
      if (record.has("Sns")) {
        collect(parse(record.path("Sns").path("Message").asText()), uploads);
      } else if (record.has("body")) {
        collect(parse(record.path("body").asText()), uploads);
      } else if (record.has("s3")) {
        uploads.add(upload(record));
      }
    }
    if (node.path("Type").asText().equals("Notification")) {
      collect(parse(node.path("Message").asText()), uploads);
    }
  }

  private static Upload upload(JsonNode record) {
    JsonNode object = record.path("s3").path("object");
    return new Upload(
        record.path("eventName").asText(),
        record.path("s3").path("bucket").path("name").asText(),
        URLDecoder.decode(object.path("key").asText(), StandardCharsets.UTF_8),
        padded(object.path("sequencer").asText()));
  }

  /** S3 says to pad the shorter of two sequencers before comparing them. */
  private static String padded(String sequencer) {
    return "0".repeat(Math.max(0, 32 - sequencer.length())) + sequencer;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an event of S3: " + text, e);
    }
  }
}
