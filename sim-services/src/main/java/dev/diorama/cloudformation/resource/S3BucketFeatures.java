package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RedirectAllRequestsTo;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * What an {@code AWS::S3::Bucket} does beyond keeping objects: events, website, acceleration. The
 * template calls most of it otherwise than the API does, documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3-bucket.html.
 */
final class S3BucketFeatures {
  private final ResourceCall call;
  private final Optional<AccelerateConfiguration> acceleration;
  private final Optional<WebsiteConfiguration> website;
  private final Optional<NotificationConfiguration> notifications;

  S3BucketFeatures(ResourceCall call, Properties properties) {
    this.call = call;
    this.acceleration =
        properties.take("AccelerateConfiguration").map(value -> acceleration(of(value)));
    this.website = properties.take("WebsiteConfiguration").map(value -> website(of(value)));
    this.notifications =
        properties.take("NotificationConfiguration").map(value -> notifications(of(value)));
  }

  private Properties of(Json value) {
    if (value instanceof Json.Obj object) {
      return call.properties(object);
    }
    throw new TemplateException(
        "Properties validation failed for resource "
            + call.logicalId()
            + " with message: expected type: JSONObject");
  }

  private List<Properties> listOf(Properties from, String name) {
    List<Properties> list = new ArrayList<>();
    from.take(name).ifPresent(items -> items.asList().forEach(item -> list.add(of(item))));
    return list;
  }

  private static AccelerateConfiguration acceleration(Properties value) {
    String status = value.requireText("AccelerationStatus");
    value.done();
    return AccelerateConfiguration.builder().status(status).build();
  }

  private WebsiteConfiguration website(Properties value) {
    WebsiteConfiguration.Builder website = WebsiteConfiguration.builder();
    value
        .text("IndexDocument")
        .ifPresent(suffix -> website.indexDocument(index -> index.suffix(suffix)));
    value.text("ErrorDocument").ifPresent(key -> website.errorDocument(error -> error.key(key)));
    value
        .take("RedirectAllRequestsTo")
        .ifPresent(
            all ->
                website.redirectAllRequestsTo(
                    new Binder(call.logicalId())
                        .bind(RedirectAllRequestsTo.builder(), all)
                        .build()));
    List<RoutingRule> rules = new ArrayList<>();
    for (Properties rule : listOf(value, "RoutingRules")) {
      RoutingRule.Builder builder = RoutingRule.builder();
      Binder binder = new Binder(call.logicalId());
      builder.redirect(binder.bind(Redirect.builder(), rule.require("RedirectRule")).build());
      rule.take("RoutingRuleCondition")
          .ifPresent(
              condition -> builder.condition(binder.bind(Condition.builder(), condition).build()));
      rule.done();
      rules.add(builder.build());
    }
    value.done();
    if (!rules.isEmpty()) {
      website.routingRules(rules);
    }
    return website.build();
  }

  private NotificationConfiguration notifications(Properties value) {
    List<TopicConfiguration> topics = new ArrayList<>();
    for (Properties each : listOf(value, "TopicConfigurations")) {
      topics.add(
          TopicConfiguration.builder()
              .topicArn(each.requireText("Topic"))
              .eventsWithStrings(each.requireText("Event"))
              .filter(filter(each).orElse(null))
              .build());
      each.done();
    }
    List<QueueConfiguration> queues = new ArrayList<>();
    for (Properties each : listOf(value, "QueueConfigurations")) {
      queues.add(
          QueueConfiguration.builder()
              .queueArn(each.requireText("Queue"))
              .eventsWithStrings(each.requireText("Event"))
              .filter(filter(each).orElse(null))
              .build());
      each.done();
    }
    List<LambdaFunctionConfiguration> functions = new ArrayList<>();
    for (Properties each : listOf(value, "LambdaConfigurations")) {
      functions.add(
          LambdaFunctionConfiguration.builder()
              .lambdaFunctionArn(each.requireText("Function"))
              .eventsWithStrings(each.requireText("Event"))
              .filter(filter(each).orElse(null))
              .build());
      each.done();
    }
    NotificationConfiguration.Builder all =
        NotificationConfiguration.builder()
            .topicConfigurations(topics)
            .queueConfigurations(queues)
            .lambdaFunctionConfigurations(functions);
    // S3 itself says that it has no EventBridge.
    value
        .take("EventBridgeConfiguration")
        .ifPresent(any -> all.eventBridgeConfiguration(EventBridgeConfiguration.builder().build()));
    value.done();
    return all.build();
  }

  private Optional<NotificationConfigurationFilter> filter(Properties from) {
    Optional<Json> filter = from.take("Filter");
    if (filter.isEmpty()) {
      return Optional.empty();
    }
    Properties outer = of(filter.get());
    Properties key = of(outer.require("S3Key"));
    outer.done();
    List<FilterRule> rules = new ArrayList<>();
    for (Properties rule : listOf(key, "Rules")) {
      rules.add(
          FilterRule.builder()
              .name(rule.requireText("Name"))
              .value(rule.requireText("Value"))
              .build());
      rule.done();
    }
    key.done();
    return Optional.of(
        NotificationConfigurationFilter.builder().key(rule -> rule.filterRules(rules)).build());
  }

  /** Gives them to the bucket; what it tells comes last, when all else is as it should be. */
  void apply(String bucket) {
    acceleration.ifPresent(
        value ->
            call.send(
                PutBucketAccelerateConfigurationRequest.builder()
                    .bucket(bucket)
                    .accelerateConfiguration(value)
                    .build(),
                PutBucketAccelerateConfigurationResponse.class));
    website.ifPresent(
        value ->
            call.send(
                PutBucketWebsiteRequest.builder()
                    .bucket(bucket)
                    .websiteConfiguration(value)
                    .build(),
                PutBucketWebsiteResponse.class));
    notifications.ifPresent(
        value ->
            call.send(
                PutBucketNotificationConfigurationRequest.builder()
                    .bucket(bucket)
                    .notificationConfiguration(value)
                    .build(),
                PutBucketNotificationConfigurationResponse.class));
  }
}
