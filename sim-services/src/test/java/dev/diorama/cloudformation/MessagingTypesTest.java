package dev.diorama.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.sns.Sns;
import dev.diorama.sns.SnsConfig;
import dev.diorama.sqs.Sqs;
import dev.diorama.sqs.SqsConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;

/** Queues and topics as a template makes them. */
class MessagingTypesTest {
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private static final String TEMPLATE =
      """
      Resources:
        Dead: {Type: AWS::SQS::Queue}
        Inbox:
          Type: AWS::SQS::Queue
          Properties:
            QueueName: inbox
            VisibilityTimeout: 60
            RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
            Tags: [{Key: team, Value: a}]
        Ordered:
          Type: AWS::SQS::Queue
          Properties: {FifoQueue: true, ContentBasedDeduplication: true}
        InboxPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Inbox]
            PolicyDocument:
              Statement: {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: 'sqs:SendMessage', Resource: !GetAtt Inbox.Arn}
        News:
          Type: AWS::SNS::Topic
          Properties:
            DisplayName: News
            Subscription: [{Protocol: sqs, Endpoint: !GetAtt Dead.Arn}]
        Wanted:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !Ref News
            Protocol: sqs
            Endpoint: !GetAtt Inbox.Arn
            RawMessageDelivery: true
            FilterPolicy: {city: [Graz]}
        NewsPolicy:
          Type: AWS::SNS::TopicPolicy
          Properties:
            Topics: [!Ref News]
            PolicyDocument:
              Statement: {Sid: own, Effect: Allow, Principal: '*', Action: 'sns:Publish', Resource: !Ref News}
      Outputs:
        Url: {Value: !Ref Inbox}
        Name: {Value: !GetAtt Inbox.QueueName}
        Ordered: {Value: !GetAtt Ordered.QueueName}
        Topic: {Value: !Ref News}
        TopicName: {Value: !GetAtt News.TopicName}
      """;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  MessagingTypesTest() {
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return ROOT;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return ROOT;
              }
            },
            (principal, access, facts) -> Decision.allow("everything is allowed here"));
    Sqs.install(cloud, SqsConfig.defaults());
    Sns.install(cloud, SnsConfig.defaults());
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  private Stack deploy(String template) {
    send(
        CreateStackRequest.builder().stackName("mail").templateBody(template).build(),
        CreateStackResponse.class);
    ((VirtualClock) cloud.clock()).settle();
    return send(
            DescribeStacksRequest.builder().stackName("mail").build(), DescribeStacksResponse.class)
        .stacks()
        .get(0);
  }

  @Test
  void create_queuesAndTopics_makesThemAndTellsTheirNames() {
    Stack stack = deploy(TEMPLATE);

    assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    Map<String, String> outputs = new LinkedHashMap<>();
    stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
    assertThat(outputs)
        .containsEntry("Url", "https://sqs.us-east-1.amazonaws.com/123456789012/inbox")
        .containsEntry("Name", "inbox");
    assertThat(outputs.get("Ordered")).startsWith("mail-Ordered-").endsWith(".fifo");
    assertThat(outputs.get("Topic")).endsWith(":" + outputs.get("TopicName"));
    assertThat(
            send(
                    GetQueueAttributesRequest.builder()
                        .queueUrl(outputs.get("Url"))
                        .attributeNamesWithStrings("All")
                        .build(),
                    GetQueueAttributesResponse.class)
                .attributesAsStrings())
        .containsEntry("VisibilityTimeout", "60")
        .hasEntrySatisfying("RedrivePolicy", text -> assertThat(text).contains("mail-Dead-"))
        .hasEntrySatisfying("Policy", text -> assertThat(text).contains("sns.amazonaws.com"));
    assertThat(
            send(
                    GetTopicAttributesRequest.builder().topicArn(outputs.get("Topic")).build(),
                    GetTopicAttributesResponse.class)
                .attributes())
        .containsEntry("DisplayName", "News")
        .containsEntry("SubscriptionsConfirmed", "2")
        .hasEntrySatisfying("Policy", text -> assertThat(text).contains("\"own\""));
  }

  @Test
  void delete_leavesNothing() {
    deploy(TEMPLATE);
    send(DeleteStackRequest.builder().stackName("mail").build(), DeleteStackResponse.class);
    ((VirtualClock) cloud.clock()).settle();

    assertThat(send(ListTopicsRequest.builder().build(), ListTopicsResponse.class).topics())
        .isEmpty();
    assertThat(
            send(ListSubscriptionsRequest.builder().build(), ListSubscriptionsResponse.class)
                .subscriptions())
        .isEmpty();
  }

  @Test
  void create_withAPropertyThatNobodyKnows_fails() {
    Stack stack = deploy("Resources: {Q: {Type: AWS::SQS::Queue, Properties: {Colour: red}}}");

    assertThat(stack.stackStatusAsString()).startsWith("ROLLBACK");
  }
}
