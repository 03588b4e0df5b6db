package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/**
 * {@code AWS::SNS::*}. Ref and GetAtt documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
 */
final class SnsTypes {
  private static final int LONGEST_NAME = 256;
  private static final List<String> TOPIC =
      List.of(
          "ContentBasedDeduplication",
          "DisplayName",
          "FifoThroughputScope",
          "KmsMasterKeyId",
          "SignatureVersion",
          "TracingConfig");
  private static final List<String> SUBSCRIPTION =
      List.of(
          "DeliveryPolicy",
          "FilterPolicy",
          "FilterPolicyScope",
          "RawMessageDelivery",
          "RedrivePolicy");

  private SnsTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::SNS::Topic",
        SnsTypes::createTopic,
        ResourceTypes.Remover.byId(
            (call, arn) ->
                call.send(
                    DeleteTopicRequest.builder().topicArn(arn).build(),
                    DeleteTopicResponse.class)));
    types.add(
        "AWS::SNS::Subscription",
        SnsTypes::subscribe,
        ResourceTypes.Remover.byId(
            (call, arn) ->
                call.send(
                    UnsubscribeRequest.builder().subscriptionArn(arn).build(),
                    UnsubscribeResponse.class)));
    types.add(
        "AWS::SNS::TopicPolicy",
        SnsTypes::putPolicy,
        (call, made, properties) -> {
          for (String topic : properties.texts("Topics")) {
            setPolicy(call, topic, "");
          }
        });
  }

  private static ResourceType.Made createTopic(ResourceCall call, Properties properties) {
    Map<String, String> attributes = new LinkedHashMap<>();
    boolean fifo = properties.flag("FifoTopic");
    if (fifo) {
      attributes.put("FifoTopic", "true");
    }
    attributes.putAll(texts(properties, TOPIC));
    String suffix = fifo ? ".fifo" : "";
    String name =
        properties
            .text("TopicName")
            .orElseGet(() -> call.generatedName(LONGEST_NAME - suffix.length()) + suffix);
    List<Tag> tags = new ArrayList<>();
    properties
        .tags("Tags")
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    List<Json> inline = properties.take("Subscription").map(Json::asList).orElse(List.of());
    properties.done(Set.of("ArchivePolicy", "DataProtectionPolicy", "DeliveryStatusLogging"));
    CreateTopicRequest.Builder request =
        CreateTopicRequest.builder().name(name).attributes(attributes);
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    String arn = call.send(request.build(), CreateTopicResponse.class).topicArn();
    for (Json each : inline) {
      Properties one = call.properties((Json.Obj) each);
      SubscribeRequest subscription =
          SubscribeRequest.builder()
              .topicArn(arn)
              .protocol(one.requireText("Protocol"))
              .endpoint(one.requireText("Endpoint"))
              .build();
      one.done();
      call.send(subscription, SubscribeResponse.class);
    }
    return ResourceType.Made.of(arn).with("TopicArn", arn).with("TopicName", name);
  }

  /** Properties that the API takes as texts; documents are written out. */
  private static Map<String, String> texts(Properties properties, List<String> names) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String name : names) {
      properties
          .take(name)
          .ifPresent(value -> found.put(name, value.text().orElseGet(value::write)));
    }
    return found;
  }

  private static ResourceType.Made subscribe(ResourceCall call, Properties properties) {
    SubscribeRequest.Builder request =
        SubscribeRequest.builder()
            .topicArn(properties.requireText("TopicArn"))
            .protocol(properties.requireText("Protocol"))
            .returnSubscriptionArn(true);
    properties.text("Endpoint").ifPresent(request::endpoint);
    Map<String, String> attributes = texts(properties, SUBSCRIPTION);
    if (!attributes.isEmpty()) {
      request.attributes(attributes);
    }
    properties.done(Set.of("Region", "ReplayPolicy", "SubscriptionRoleArn"));
    String arn = call.send(request.build(), SubscribeResponse.class).subscriptionArn();
    return ResourceType.Made.of(arn).with("Arn", arn);
  }

  private static ResourceType.Made putPolicy(ResourceCall call, Properties properties) {
    List<String> topics = properties.texts("Topics");
    String policy = ResourceTypes.document().apply(properties.require("PolicyDocument"));
    properties.done();
    for (String topic : topics) {
      setPolicy(call, topic, policy);
    }
    return ResourceType.Made.of(call.generatedName(LONGEST_NAME));
  }

  /** An empty policy gives the topic its default one back, as CloudFormation does. */
  private static void setPolicy(ResourceCall call, String topicArn, String policy) {
    call.send(
        SetTopicAttributesRequest.builder()
            .topicArn(topicArn)
            .attributeName("Policy")
            .attributeValue(policy)
            .build(),
        SetTopicAttributesResponse.class);
  }
}
