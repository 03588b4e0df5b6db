package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.NotificationRule.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/**
 * The rules of what a bucket tells and to whom.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html;
 * messages are observed in answers that people quoted, unless a comment says otherwise.
 */
final class S3NotificationService {
  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html. */
  private static final int MAX_RULES = 100;

  private static final int MAX_ID_LENGTH = 255;
  private static final int MAX_FILTER_BYTES = 1024;
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.:$-]+");

  private final S3Store store;
  private final S3Access access;
  private final SimClock clock;

  S3NotificationService(S3Store store, S3Access access, SimClock clock) {
    this.store = store;
    this.access = access;
    this.clock = clock;
  }

  SdkResponse put(Call call, PutBucketNotificationConfigurationRequest request) {
    S3Bucket bucket = access.find(call, request);
    NotificationConfiguration wanted = request.notificationConfiguration();
    if (wanted == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    if (wanted.eventBridgeConfiguration() != null) {
      throw S3Error.notBuilt("events of buckets in Amazon EventBridge");
    }
    List<NotificationRule> rules = rules(wanted);
    checkTogether(rules);
    rules.forEach(rule -> check(bucket, rule));
    if (!Boolean.TRUE.equals(request.skipDestinationValidation())) {
      probe(call, bucket, rules);
    }
    bucket.notifications(rules);
    return PutBucketNotificationConfigurationResponse.builder().build();
  }

  private List<NotificationRule> rules(NotificationConfiguration wanted) {
    List<NotificationRule> rules = new ArrayList<>();
    for (TopicConfiguration each : wanted.topicConfigurations()) {
      rules.add(
          rule(Kind.TOPIC, each.id(), each.topicArn(), each.eventsAsStrings(), each.filter()));
    }
    for (QueueConfiguration each : wanted.queueConfigurations()) {
      rules.add(
          rule(Kind.QUEUE, each.id(), each.queueArn(), each.eventsAsStrings(), each.filter()));
    }
    for (LambdaFunctionConfiguration each : wanted.lambdaFunctionConfigurations()) {
      rules.add(
          rule(
              Kind.FUNCTION,
              each.id(),
              each.lambdaFunctionArn(),
              each.eventsAsStrings(),
              each.filter()));
    }
    return rules;
  }

  private NotificationRule rule(
      Kind kind,
      @Nullable String id,
      @Nullable String arn,
      List<String> events,
      @Nullable NotificationConfigurationFilter filter) {
    if (arn == null || events.isEmpty()) {
      throw S3Error.MALFORMED_XML.usual();
    }
    List<FilterRule> filters =
        filter == null || filter.key() == null ? List.of() : filter.key().filterRules();
    return new NotificationRule(
        kind,
        id == null || id.isEmpty() ? store.newNotificationId() : id,
        arn,
        events,
        filters.stream().map(S3NotificationService::checked).toList());
  }

  /** A rule of a filter as S3 shows it again: {@code Prefix} or {@code Suffix}. */
  private static FilterRule checked(FilterRule rule) {
    String name = rule.nameAsString() == null ? "" : rule.nameAsString().toLowerCase(Locale.ROOT);
    String value = rule.value() == null ? "" : rule.value();
    if (!name.equals("prefix") && !name.equals("suffix")) {
      throw S3Error.INVALID_ARGUMENT.of(
          "filter rule name must be either prefix or suffix", "FilterRule.Name", name);
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_FILTER_BYTES) {
      throw S3Error.INVALID_ARGUMENT.of(
          "Size of filter rule value cannot exceed "
              + MAX_FILTER_BYTES
              + " bytes in UTF-8 representation",
          "FilterRule.Value",
          value);
    }
    return FilterRule.builder()
        .name(name.equals("prefix") ? "Prefix" : "Suffix")
        .value(value)
        .build();
  }

  private static void checkTogether(List<NotificationRule> rules) {
    if (rules.size() > MAX_RULES) {
      // That there is a limit is documented, these words are assumed.
      throw S3Error.INVALID_ARGUMENT.with(
          "A bucket can have at most " + MAX_RULES + " notification configurations.");
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      NotificationRule rule = rules.get(i);
      if (!ids.add(rule.id())) {
        throw S3Error.INVALID_ARGUMENT.of(
            "Same ID used for multiple configurations. IDs must be unique", "Id", rule.id());
      }
      if (rules.subList(0, i).stream().anyMatch(rule::overlaps)) {
        throw S3Error.INVALID_ARGUMENT.with(
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if"
                + " the prefixes are overlapping for the same event type.");
      }
    }
  }

  private static void check(S3Bucket bucket, NotificationRule rule) {
    if (rule.id().length() > MAX_ID_LENGTH) {
      throw S3Error.INVALID_ARGUMENT.of(
          "ID must be less than or equal to " + MAX_ID_LENGTH + " characters", "Id", rule.id());
    }
    for (String event : rule.events()) {
      if (!S3EventType.isKnown(event)) {
        throw S3Error.INVALID_ARGUMENT.of(
            "The event is not supported for notifications", "Event", event);
      }
    }
    for (String name : List.of("Prefix", "Suffix")) {
      if (rule.filters().stream().filter(f -> f.nameAsString().equals(name)).count() > 1) {
        throw S3Error.INVALID_ARGUMENT.of(
            "Cannot specify more than one " + name.toLowerCase(Locale.ROOT) + " rule in a filter.",
            "FilterRule.Name",
            name.toLowerCase(Locale.ROOT));
      }
    }
    if (!ARN.matcher(rule.arn()).matches() || !rule.part(2).equals(rule.kind().service())) {
      throw S3Error.INVALID_ARGUMENT.of(
          "The ARN is not well formed", rule.kind().title(), rule.arn());
    }
    if (!rule.region().equals(bucket.region())) {
      throw S3Error.INVALID_ARGUMENT.of(
          "The notification destination service region is not valid for the bucket location"
              + " constraint",
          rule.kind().title(),
          rule.arn());
    }
  }

  /** Tries every destination and refuses all if one cannot be told. */
  private void probe(Call call, S3Bucket bucket, List<NotificationRule> rules) {
    AwsException refusal =
        S3Error.INVALID_ARGUMENT.with(
            "Unable to validate the following destination configurations");
    int wrong = 0;
    for (NotificationRule rule : rules) {
      Optional<String> reason = S3Destinations.probe(call, bucket, rule, clock.instant());
      if (reason.isPresent()) {
        wrong++;
        refusal =
            refusal
                .withField("ArgumentName" + wrong, Json.of(rule.arn()))
                .withField("ArgumentValue" + wrong, Json.of(reason.get()));
        call.note("destination." + wrong, rule.arn() + ": " + reason.get());
      }
    }
    if (wrong > 0) {
      throw refusal;
    }
  }

  SdkResponse get(Call call, GetBucketNotificationConfigurationRequest request) {
    List<TopicConfiguration> topics = new ArrayList<>();
    List<QueueConfiguration> queues = new ArrayList<>();
    List<LambdaFunctionConfiguration> functions = new ArrayList<>();
    for (NotificationRule rule : access.find(call, request).notifications()) {
      switch (rule.kind()) {
        case TOPIC ->
            topics.add(
                TopicConfiguration.builder()
                    .id(rule.id())
                    .topicArn(rule.arn())
                    .eventsWithStrings(rule.events())
                    .filter(filter(rule))
                    .build());
        case QUEUE ->
            queues.add(
                QueueConfiguration.builder()
                    .id(rule.id())
                    .queueArn(rule.arn())
                    .eventsWithStrings(rule.events())
                    .filter(filter(rule))
                    .build());
        case FUNCTION ->
            functions.add(
                LambdaFunctionConfiguration.builder()
                    .id(rule.id())
                    .lambdaFunctionArn(rule.arn())
                    .eventsWithStrings(rule.events())
                    .filter(filter(rule))
                    .build());
      }
    }
    return GetBucketNotificationConfigurationResponse.builder()
        .topicConfigurations(topics)
        .queueConfigurations(queues)
        .lambdaFunctionConfigurations(functions)
        .build();
  }

  private static @Nullable NotificationConfigurationFilter filter(NotificationRule rule) {
    return rule.filters().isEmpty()
        ? null
        : NotificationConfigurationFilter.builder()
            .key(key -> key.filterRules(rule.filters()))
            .build();
  }
}
