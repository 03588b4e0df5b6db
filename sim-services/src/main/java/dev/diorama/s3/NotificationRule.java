package dev.diorama.s3;

import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.s3.model.FilterRule;

/**
 * One entry of a notification configuration: what to tell, of which keys, and to whom.
 *
 * @param kind what is told
 * @param id the configuration's id, which records carry
 * @param arn the queue, topic or function
 * @param events names such as {@code s3:ObjectCreated:*}
 * @param filters at most one Prefix and one Suffix
 */
record NotificationRule(
    Kind kind, String id, String arn, List<String> events, List<FilterRule> filters) {

  /** What can be told; the words are those of AWS's messages. */
  enum Kind {
    TOPIC("topic", "sns"),
    QUEUE("queue", "sqs"),
    FUNCTION("Lambda function", "lambda");

    private final String title;
    private final String service;

    Kind(String title, String service) {
      this.title = title;
      this.service = service;
    }

    String title() {
      return title;
    }

    /** The service that its ARN names. */
    String service() {
      return service;
    }
  }

  NotificationRule {
    events = List.copyOf(events);
    filters = List.copyOf(filters);
  }

  boolean wants(S3EventType type, String key) {
    return key.startsWith(value("prefix"))
        && key.endsWith(value("suffix"))
        && events.stream().anyMatch(type::isWantedBy);
  }

  /**
   * True when one object could be told of by both: they have an event in common, and both their
   * prefixes and their suffixes overlap. Documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html.
   */
  boolean overlaps(NotificationRule other) {
    String prefix = value("prefix");
    String suffix = value("suffix");
    String otherPrefix = other.value("prefix");
    String otherSuffix = other.value("suffix");
    return (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix))
        && (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
        && events.stream()
            .anyMatch(
                event ->
                    other.events.stream().anyMatch(theirs -> S3EventType.overlap(event, theirs)));
  }

  private String value(String name) {
    return filters.stream()
        .filter(rule -> rule.nameAsString().toLowerCase(Locale.ROOT).equals(name))
        .map(FilterRule::value)
        .findFirst()
        .orElse("");
  }

  /** One of the colon-separated parts of the ARN: 2 service, 3 Region, 4 account, 5 resource. */
  String part(int index) {
    return arn.split(":", 6)[index];
  }

  String region() {
    return part(3);
  }

  boolean isFifo() {
    return kind != Kind.FUNCTION && arn.endsWith(".fifo");
  }
}
