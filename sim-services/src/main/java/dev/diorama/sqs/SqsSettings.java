package dev.diorama.sqs;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of queues: which there are, their defaults and what they may be.
 *
 * <p>All documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
final class SqsSettings {
  /** A whole number, or a choice of words. */
  private record Rule(String byDefault, int least, int most, List<String> words) {
    static Rule number(String byDefault, int least, int most) {
      return new Rule(byDefault, least, most, List.of());
    }

    static Rule words(String byDefault, String... words) {
      return new Rule(byDefault, 0, 0, List.of(words));
    }

    boolean allows(String value) {
      if (!words.isEmpty()) {
        return words.contains(value);
      }
      try {
        int number = Integer.parseInt(value);
        return number >= least && number <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /** Documented: 1 MiB since August 2025. */
  static final int MOST_BYTES = 1_048_576;

  private static final int LARGEST_POLICY = 8_192;
  private static final int MOST_RECEIVES = 1_000;
  private static final int MOST_SOURCES = 10;
  private static final Map<String, Rule> RULES = rules();
  private static final List<String> DOCUMENTS =
      List.of("Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId");
  private static final List<String> FIFO_ONLY =
      List.of(
          "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");

  /** What may be asked for but not set. */
  static final List<String> READ_ONLY =
      List.of(
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed",
          "CreatedTimestamp",
          "LastModifiedTimestamp",
          "QueueArn");

  private SqsSettings() {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put("VisibilityTimeout", Rule.number("30", 0, 43_200));
    rules.put("MaximumMessageSize", Rule.number(Integer.toString(MOST_BYTES), 1_024, MOST_BYTES));
    rules.put("MessageRetentionPeriod", Rule.number("345600", 60, 1_209_600));
    rules.put("DelaySeconds", Rule.number("0", 0, 900));
    rules.put("ReceiveMessageWaitTimeSeconds", Rule.number("0", 0, 20));
    rules.put("SqsManagedSseEnabled", Rule.words("true", "true", "false"));
    rules.put("KmsDataKeyReusePeriodSeconds", Rule.number("300", 60, 86_400));
    rules.put("FifoQueue", Rule.words("true", "true"));
    rules.put("ContentBasedDeduplication", Rule.words("false", "true", "false"));
    rules.put("DeduplicationScope", Rule.words("queue", "queue", "messageGroup"));
    rules.put("FifoThroughputLimit", Rule.words("perQueue", "perQueue", "perMessageGroupId"));
    return rules;
  }

  static String defaultOf(String name) {
    Rule rule = RULES.get(name);
    return rule == null ? "" : rule.byDefault();
  }

  /** Whether an attribute of that name exists at all. */
  static boolean known(String name) {
    return RULES.containsKey(name)
        || DOCUMENTS.contains(name)
        || READ_ONLY.contains(name)
        || name.equals("All");
  }

  /** Attributes with a default that every queue shows, in AWS's order of documentation. */
  static List<String> shown(SqsQueue queue) {
    return RULES.keySet().stream()
        .filter(name -> queue.fifo || !FIFO_ONLY.contains(name))
        .filter(
            name ->
                !name.equals("KmsDataKeyReusePeriodSeconds")
                    || queue.settings.containsKey("KmsMasterKeyId"))
        .toList();
  }

  /**
   * Checks attributes that a queue is to have.
   *
   * @param creating whether the queue is being made, which is when it becomes FIFO or not
   */
  static void check(
      SqsStore store, SqsAddress queue, Map<String, String> wanted, boolean creating) {
    wanted.forEach(
        (name, value) -> {
          if (!known(name) || READ_ONLY.contains(name) || name.equals("All")) {
            throw SqsError.INVALID_ATTRIBUTE_NAME.with("Unknown Attribute " + name + ".");
          }
          if (FIFO_ONLY.contains(name) && !queue.fifo()) {
            throw unknown(name, value);
          }
          if (name.equals("FifoQueue") && !creating) {
            throw SqsError.INVALID_ATTRIBUTE_VALUE.with(
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not"
                    + " supported.");
          }
          Rule rule = RULES.get(name);
          if (rule != null && !rule.allows(value)) {
            throw invalid(name);
          }
        });
    checkDocuments(store, queue, wanted);
    if ("perMessageGroupId".equals(wanted.get("FifoThroughputLimit"))
        && !"messageGroup".equals(wanted.get("DeduplicationScope"))) {
      throw SqsError.INVALID_ATTRIBUTE_VALUE.with(
          "Invalid value for the parameter FifoThroughputLimit. Reason: DeduplicationScope must be"
              + " messageGroup.");
    }
    if (wanted.containsKey("KmsMasterKeyId")
        && !wanted.get("KmsMasterKeyId").isEmpty()
        && "true".equals(wanted.get("SqsManagedSseEnabled"))) {
      throw SqsError.INVALID_ATTRIBUTE_VALUE.with(
          "You can use one type of server-side encryption (SSE) at one time. You can either enable"
              + " KMS SSE or SQS SSE.");
    }
  }

  /** What is only for FIFO queues is unknown to the others; observed. */
  private static AwsException unknown(String name, String value) {
    return name.equals("FifoQueue") && !value.equals("true")
        ? invalid(name)
        : SqsError.INVALID_ATTRIBUTE_NAME.with("Unknown Attribute " + name + ".");
  }

  static AwsException invalid(String name) {
    return SqsError.INVALID_ATTRIBUTE_VALUE.with("Invalid value for the parameter " + name + ".");
  }

  private static void checkDocuments(SqsStore store, SqsAddress queue, Map<String, String> wanted) {
    String policy = wanted.getOrDefault("Policy", "");
    if (!policy.isEmpty()) {
      checkPolicy(policy);
    }
    String redrive = wanted.getOrDefault("RedrivePolicy", "");
    if (!redrive.isEmpty()) {
      checkRedrive(store, queue, redrive);
    }
    String allow = wanted.getOrDefault("RedriveAllowPolicy", "");
    if (!allow.isEmpty()) {
      checkAllow(allow);
    }
  }

  private static void checkPolicy(String text) {
    Json policy = object("Policy", text);
    boolean sound =
        text.getBytes(StandardCharsets.UTF_8).length <= LARGEST_POLICY
            && policy.get("Statement").isPresent();
    for (Json statement : policy.get("Statement").map(Json::asList).orElse(List.of())) {
      sound &=
          statement.get("Effect").isPresent()
              && (statement.get("Principal").isPresent()
                  || statement.get("NotPrincipal").isPresent())
              && (statement.get("Action").isPresent() || statement.get("NotAction").isPresent());
    }
    if (!sound) {
      throw invalid("Policy");
    }
  }

  private static Json object(String name, String text) {
    try {
      Json json = Json.parse(text);
      if (json instanceof Json.Obj) {
        return json;
      }
    } catch (JsonException e) {
      throw invalid(name);
    }
    throw invalid(name);
  }

  private static void checkRedrive(SqsStore store, SqsAddress queue, String text) {
    Json json;
    try {
      json = Json.parse(text);
    } catch (JsonException e) {
      throw SqsError.invalid(text, "RedrivePolicy", "Redrive policy is not a valid JSON map.");
    }
    Optional<SqsQueue.Redrive> read = redrive(text);
    if (json.get("maxReceiveCount").isEmpty() || json.get("deadLetterTargetArn").isEmpty()) {
      throw SqsError.invalid(
          text,
          "RedrivePolicy",
          "Redrive policy does not contain mandatory attribute: "
              + (json.get("maxReceiveCount").isEmpty() ? "maxReceiveCount" : "deadLetterTargetArn")
              + ".");
    }
    if (read.isEmpty()) {
      throw SqsError.invalid(
          text,
          "RedrivePolicy",
          SqsAddress.ofArn(json.text("deadLetterTargetArn").orElse("")).isEmpty()
              ? "Invalid deadLetterTargetArn."
              : "Invalid value for maxReceiveCount: "
                  + json.text("maxReceiveCount").orElse("")
                  + ", valid values are from 1 to "
                  + MOST_RECEIVES
                  + " both inclusive.");
    }
    SqsAddress target = read.get().target();
    SqsQueue found =
        target.account().equals(queue.account()) && target.region().equals(queue.region())
            ? store.find(target).orElse(null)
            : null;
    if (found == null) {
      throw SqsError.invalid(text, "RedrivePolicy", "Dead letter target does not exist.");
    }
    if (found.fifo != queue.fifo()) {
      throw SqsError.invalid(
          text, "RedrivePolicy", "Dead-letter queue must be same type of queue as the source.");
    }
    if (!allows(found, queue)) {
      throw SqsError.invalid(
          text,
          "RedrivePolicy",
          "Queue "
              + queue.arn()
              + " is not allowed to use "
              + found.arn()
              + " as its dead-letter"
              + " queue.");
    }
  }

  private static boolean allows(SqsQueue deadLetters, SqsAddress source) {
    String text = deadLetters.settings.get("RedriveAllowPolicy");
    if (text == null) {
      return true;
    }
    Json policy = Json.parse(text);
    return switch (policy.text("redrivePermission").orElse("allowAll")) {
      case "denyAll" -> false;
      case "byQueue" ->
          policy.get("sourceQueueArns").map(Json::asList).orElse(List.of()).stream()
              .anyMatch(arn -> arn.text().orElse("").equals(source.arn()));
      default -> true;
    };
  }

  private static void checkAllow(String text) {
    Json policy = object("RedriveAllowPolicy", text);
    String permission = policy.text("redrivePermission").orElse("");
    List<Json> sources = policy.get("sourceQueueArns").map(Json::asList).orElse(List.of());
    boolean sound =
        permission.equals("byQueue")
            ? !sources.isEmpty() && sources.size() <= MOST_SOURCES
            : (permission.equals("allowAll") || permission.equals("denyAll")) && sources.isEmpty();
    if (!sound) {
      throw invalid("RedriveAllowPolicy");
    }
  }

  /** What a redrive policy says; empty when it says nothing that can be followed. */
  static Optional<SqsQueue.Redrive> redrive(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    Json json = Json.parse(text);
    try {
      int receives = Integer.parseInt(json.text("maxReceiveCount").orElse(""));
      return receives < 1 || receives > MOST_RECEIVES
          ? Optional.empty()
          : SqsAddress.ofArn(json.text("deadLetterTargetArn").orElse(""))
              .map(target -> new SqsQueue.Redrive(target, receives));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Sets what was checked; an empty document takes the attribute away. */
  static void set(SqsQueue queue, Map<String, String> wanted) {
    wanted.forEach(
        (name, value) -> {
          if (value.isEmpty() && DOCUMENTS.contains(name)) {
            queue.settings.remove(name);
          } else {
            queue.settings.put(name, value);
          }
          if (name.equals("KmsMasterKeyId")) {
            queue.settings.put("SqsManagedSseEnabled", Boolean.toString(value.isEmpty()));
          }
        });
  }
}
