package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/**
 * {@code AWS::SQS::*}. Ref and GetAtt documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 */
final class SqsTypes {
  private static final int LONGEST_NAME = 80;
  private static final List<String> ATTRIBUTES =
      List.of(
          "DelaySeconds",
          "MaximumMessageSize",
          "MessageRetentionPeriod",
          "ReceiveMessageWaitTimeSeconds",
          "VisibilityTimeout",
          "KmsMasterKeyId",
          "KmsDataKeyReusePeriodSeconds",
          "SqsManagedSseEnabled",
          "ContentBasedDeduplication",
          "DeduplicationScope",
          "FifoThroughputLimit",
          "RedrivePolicy",
          "RedriveAllowPolicy");

  private SqsTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::SQS::Queue",
        SqsTypes::createQueue,
        ResourceTypes.Remover.byId(
            (call, url) ->
                call.send(
                    DeleteQueueRequest.builder().queueUrl(url).build(),
                    DeleteQueueResponse.class)));
    types.add(
        "AWS::SQS::QueuePolicy",
        SqsTypes::putPolicy,
        (call, made, properties) -> {
          for (String queue : properties.texts("Queues")) {
            setPolicy(call, queue, "");
          }
        });
  }

  private static ResourceType.Made createQueue(ResourceCall call, Properties properties) {
    Map<String, String> attributes = new LinkedHashMap<>();
    boolean fifo = properties.flag("FifoQueue");
    if (fifo) {
      attributes.put("FifoQueue", "true");
    }
    for (String name : ATTRIBUTES) {
      properties
          .take(name)
          .ifPresent(value -> attributes.put(name, value.text().orElseGet(value::write)));
    }
    String suffix = fifo ? ".fifo" : "";
    String name =
        properties
            .text("QueueName")
            .orElseGet(() -> call.generatedName(LONGEST_NAME - suffix.length()) + suffix);
    Map<String, String> tags = properties.tags("Tags");
    properties.done();
    CreateQueueRequest.Builder request =
        CreateQueueRequest.builder().queueName(name).attributesWithStrings(attributes);
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    String url = call.send(request.build(), CreateQueueResponse.class).queueUrl();
    return ResourceType.Made.of(url)
        .with("Arn", "arn:aws:sqs:" + call.region() + ":" + call.account() + ":" + name)
        .with("QueueName", name)
        .with("QueueUrl", url);
  }

  private static ResourceType.Made putPolicy(ResourceCall call, Properties properties) {
    List<String> queues = properties.texts("Queues");
    Json document = properties.require("PolicyDocument");
    properties.done();
    for (String queue : queues) {
      setPolicy(call, queue, ResourceTypes.document().apply(document));
    }
    return ResourceType.Made.of(call.generatedName(LONGEST_NAME));
  }

  private static void setPolicy(ResourceCall call, String queueUrl, String policy) {
    call.send(
        SetQueueAttributesRequest.builder()
            .queueUrl(queueUrl)
            .attributesWithStrings(Map.of("Policy", policy))
            .build(),
        SetQueueAttributesResponse.class);
  }
}
