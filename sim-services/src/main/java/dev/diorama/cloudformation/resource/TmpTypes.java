package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.*;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

final class TmpTypes {
  static void addTo(ResourceTypes types) {
    types.add("AWS::SQS::Queue", (call, p) -> {
      String name = p.text("QueueName").orElseGet(() -> call.generatedName(80));
      Map<String,String> a = new LinkedHashMap<>();
      p.text("VisibilityTimeout").ifPresent(v -> a.put("VisibilityTimeout", v));
      p.text("MessageRetentionPeriod").ifPresent(v -> a.put("MessageRetentionPeriod", v));
      p.take("RedrivePolicy").ifPresent(v -> a.put("RedrivePolicy", v.write()));
      p.done();
      String url = call.send(CreateQueueRequest.builder().queueName(name).attributesWithStrings(a).build(), CreateQueueResponse.class).queueUrl();
      String arn = call.send(GetQueueAttributesRequest.builder().queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN).build(), GetQueueAttributesResponse.class).attributes().get(QueueAttributeName.QUEUE_ARN);
      return ResourceType.Made.of(url).with("Arn", arn).with("QueueName", name).with("QueueUrl", url);
    }, ResourceTypes.Remover.byId((call, url) -> call.send(DeleteQueueRequest.builder().queueUrl(url).build(), DeleteQueueResponse.class)));
    types.add("AWS::SQS::QueuePolicy", (call, p) -> {
      String doc = p.require("PolicyDocument").write();
      for (String url : p.texts("Queues")) call.send(SetQueueAttributesRequest.builder().queueUrl(url).attributesWithStrings(Map.of("Policy", doc)).build(), SetQueueAttributesResponse.class);
      p.done();
      return ResourceType.Made.of(call.generatedName(80));
    }, (call, made, p) -> {});
    types.add("AWS::SNS::Topic", (call, p) -> {
      String name = p.text("TopicName").orElseGet(() -> call.generatedName(80));
      p.done();
      String arn = call.send(CreateTopicRequest.builder().name(name).build(), CreateTopicResponse.class).topicArn();
      return ResourceType.Made.of(arn).with("TopicArn", arn).with("TopicName", name);
    }, ResourceTypes.Remover.byId((call, arn) -> call.send(DeleteTopicRequest.builder().topicArn(arn).build(), DeleteTopicResponse.class)));
    types.add("AWS::SNS::TopicPolicy", (call, p) -> {
      String doc = p.require("PolicyDocument").write();
      for (String arn : p.texts("Topics")) call.send(SetTopicAttributesRequest.builder().topicArn(arn).attributeName("Policy").attributeValue(doc).build(), SetTopicAttributesResponse.class);
      p.done();
      return ResourceType.Made.of(call.generatedName(80));
    }, (call, made, p) -> {});
    types.add("AWS::SNS::Subscription", (call, p) -> {
      Map<String,String> a = new LinkedHashMap<>();
      p.text("RawMessageDelivery").ifPresent(v -> a.put("RawMessageDelivery", v));
      String arn = call.send(SubscribeRequest.builder().topicArn(p.requireText("TopicArn")).protocol(p.requireText("Protocol")).endpoint(p.requireText("Endpoint")).attributes(a).returnSubscriptionArn(true).build(), SubscribeResponse.class).subscriptionArn();
      p.done();
      return ResourceType.Made.of(arn);
    }, ResourceTypes.Remover.byId((call, arn) -> call.send(UnsubscribeRequest.builder().subscriptionArn(arn).build(), UnsubscribeResponse.class)));
  }
}
