package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.ONE_ERROR;
import static dev.diorama.cloudformation.sam.Sam.function;
import static dev.diorama.cloudformation.sam.Sam.ids;
import static dev.diorama.cloudformation.sam.Sam.properties;
import static dev.diorama.cloudformation.sam.Sam.refusal;
import static dev.diorama.cloudformation.sam.Sam.resources;
import static dev.diorama.cloudformation.sam.Sam.transform;
import static dev.diorama.cloudformation.sam.Sam.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of streams, queues, topics and buckets; expectations are aws-sam-translator 1.110's. */
class SamSourceEventTest {
  private static final String MANAGED = "arn:aws:iam::aws:policy/service-role/";

  private static String event(String type, String properties) {
    return function("F", "Events: {E: {Type: " + type + ", Properties: {" + properties + "}}}");
  }

  private static String refused(String properties) {
    String refusal = refusal("Resources:\n" + function("F", properties).indent(2));
    assertThat(refusal).startsWith(ONE_ERROR);
    return refusal.substring(ONE_ERROR.length());
  }

  private static List<String> managed(Json resources) {
    return properties(resources, "FRole").get("ManagedPolicyArns").orElseThrow().items().stream()
        .map(arn -> arn.text().orElseThrow())
        .toList();
  }

  @Test
  void dynamoDbEvent_allItsProperties_becomesAMappingAndAPolicy() {
    Json resources =
        resources(
            event(
                "DynamoDB",
                "Stream: !GetAtt T.StreamArn, StartingPosition: LATEST, BatchSize: 5, Enabled: true,"
                    + " MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true,"
                    + " MaximumRecordAgeInSeconds: 60, ParallelizationFactor: 2,"
                    + " MaximumBatchingWindowInSeconds: 1, FunctionResponseTypes:"
                    + " [ReportBatchItemFailures], FilterCriteria: {Filters: [{Pattern: '{}'}]},"
                    + " DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Q.Arn}}"));

    assertThat(resources.get("FE"))
        .contains(
            yaml(
                """
                Type: AWS::Lambda::EventSourceMapping
                Properties:
                  EventSourceArn: !GetAtt T.StreamArn
                  FunctionName: !Ref F
                  StartingPosition: LATEST
                  BatchSize: 5
                  Enabled: true
                  MaximumBatchingWindowInSeconds: 1
                  MaximumRetryAttempts: 3
                  BisectBatchOnFunctionError: true
                  MaximumRecordAgeInSeconds: 60
                  ParallelizationFactor: 2
                  FunctionResponseTypes: [ReportBatchItemFailures]
                  FilterCriteria: {Filters: [{Pattern: '{}'}]}
                  DestinationConfig: {OnFailure: {Destination: !GetAtt Q.Arn}}
                """));
    assertThat(managed(resources))
        .containsExactly(
            MANAGED + "AWSLambdaBasicExecutionRole", MANAGED + "AWSLambdaDynamoDBExecutionRole");
    assertThat(properties(resources, "FRole").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FESQSPolicy
                  PolicyDocument:
                    Statement:
                      - {Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn, Effect: Allow}
                """));
  }

  @Test
  void sqsEvent_ofAFunctionWithARole_makesOnlyTheMapping() {
    Json resources =
        resources(
            function(
                "F",
                "Role: r, Events: {E: {Type: SQS, Properties: {Queue: q, ScalingConfig:"
                    + " {MaximumConcurrency: 2}}}}"));

    assertThat(properties(resources, "FE"))
        .isEqualTo(
            yaml(
                "{EventSourceArn: q, FunctionName: !Ref F, ScalingConfig: {MaximumConcurrency:"
                    + " 2}}"));
    assertThat(ids(resources, "AWS::IAM::Role")).isEmpty();
  }

  @Test
  void sqsEvent_ofAFunctionWithoutARole_addsThePolicy() {
    assertThat(managed(resources(event("SQS", "Queue: q"))))
        .contains(MANAGED + "AWSLambdaSQSQueueExecutionRole");
  }

  @Test
  void snsEvent_becomesSubscriptionAndPermission() {
    Json resources =
        resources(event("SNS", "Topic: !Ref T, FilterPolicy: {a: [b]}, Region: eu-west-1"));

    assertThat(properties(resources, "FE"))
        .isEqualTo(
            yaml(
                "{Endpoint: !GetAtt F.Arn, Protocol: lambda, TopicArn: !Ref T, Region: eu-west-1,"
                    + " FilterPolicy: {a: [b]}}"));
    assertThat(properties(resources, "FEPermission"))
        .isEqualTo(
            yaml(
                "{Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal:"
                    + " sns.amazonaws.com, SourceArn: !Ref T}"));
  }

  @Test
  void snsEvent_byAQueue_makesTheQueueItsPolicyAndTheMapping() {
    Json resources = resources(event("SNS", "Topic: !Ref T, SqsSubscription: true"));

    assertThat(resources.at("FEQueue", "Properties")).contains(Json.empty());
    assertThat(properties(resources, "FE"))
        .isEqualTo(yaml("{Endpoint: !GetAtt FEQueue.Arn, Protocol: sqs, TopicArn: !Ref T}"));
    assertThat(properties(resources, "FEEventSourceMapping"))
        .isEqualTo(
            yaml(
                "{BatchSize: 10, Enabled: true, EventSourceArn: !GetAtt FEQueue.Arn, FunctionName:"
                    + " !Ref F}"));
    assertThat(properties(resources, "FEQueuePolicy"))
        .isEqualTo(
            yaml(
                """
                PolicyDocument:
                  Version: '2012-10-17'
                  Statement:
                    - Action: 'sqs:SendMessage'
                      Effect: Allow
                      Principal: '*'
                      Resource: !GetAtt FEQueue.Arn
                      Condition: {ArnEquals: {'aws:SourceArn': !Ref T}}
                Queues: [!Ref FEQueue]
                """));
    assertThat(managed(resources)).contains(MANAGED + "AWSLambdaSQSQueueExecutionRole");
  }

  @Test
  void s3Event_changesTheBucket_andLetsItWaitForThePermission() {
    Json resources =
        resources(
            "B: {Type: AWS::S3::Bucket, DependsOn: X}\nX: {Type: AWS::SNS::Topic}\n"
                + event(
                    "S3",
                    "Bucket: !Ref B, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],"
                        + " Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}"));

    assertThat(resources.get("B"))
        .contains(
            yaml(
                """
                Type: AWS::S3::Bucket
                DependsOn: [X, FEPermission]
                Properties:
                  NotificationConfiguration:
                    LambdaConfigurations:
                      - Function: !GetAtt F.Arn
                        Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}
                        Event: 's3:ObjectCreated:*'
                      - Function: !GetAtt F.Arn
                        Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}
                        Event: 's3:ObjectRemoved:*'
                """));
    assertThat(properties(resources, "FEPermission"))
        .isEqualTo(
            yaml(
                "{Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal:"
                    + " s3.amazonaws.com, SourceAccount: !Ref 'AWS::AccountId'}"));
  }

  @Test
  void s3Events_ofTwoFunctionsOneConditional_areJoined() {
    Json whole =
        transform(
            "Conditions: {C: !Equals [a, a]}\nResources:\n"
                + ("B: {Type: AWS::S3::Bucket}\n"
                        + event("S3", "Bucket: !Ref B, Events: 's3:ObjectCreated:Put'")
                        + event("S3", "Bucket: !Ref B, Events: 's3:ObjectRemoved:*'")
                            .replace("F:", "G:")
                            .replace("Type: AWS::S", "Condition: C\n  Type: AWS::S"))
                    .indent(2));

    Json bucket = whole.at("Resources", "B").orElseThrow();
    assertThat(bucket.get("DependsOn")).contains(yaml("[FEPermission]"));
    assertThat(bucket.get("Properties"))
        .contains(
            yaml(
                """
                NotificationConfiguration:
                  LambdaConfigurations:
                    - {Function: !GetAtt F.Arn, Event: 's3:ObjectCreated:Put'}
                    - !If
                      - C
                      - {Function: !GetAtt G.Arn, Event: 's3:ObjectRemoved:*'}
                      - !Ref AWS::NoValue
                Tags:
                  - Key: 'sam:ConditionalDependsOn:GEPermission'
                    Value: !If [C, !Ref GEPermission, 'no dependency']
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DynamoDB | StartingPosition: LATEST | Resource with id [FE] is invalid. Missing required property 'Stream'.",
        "DynamoDB | Stream: a | Resource with id [FE] is invalid. Missing required property 'StartingPosition'.",
        "SQS | BatchSize: 3 | Resource with id [FE] is invalid. Missing required property 'Queue'.",
        "SQS | Queue: a, Foo: 3 | Resource with id [FE] is invalid. property Foo not defined for resource of type SQS",
        "SQS | Queue: a, BatchSize: many | Resource with id [FE] is invalid. Type of property 'BatchSize' is invalid.",
        "SQS | Queue: a, FilterCriteria: [] | Resource with id [FE] is invalid. Property 'FilterCriteria' should be a map.",
        "SQS | Queue: a, MetricsConfig: {} | Resource with id [FE] is invalid. Diorama does not support the property MetricsConfig of SQS.",
        "SQS | Queue: a, DestinationConfig: {OnFailure: {Type: X, Destination: a}} | Resource with id [F] is invalid. Event with id [FE] is invalid. The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
        "SQS | Queue: a, DestinationConfig: {OnSuccess: {Destination: a}} | Resource with id [F] is invalid. Event with id [FE] is invalid. Property 'DestinationConfig.OnFailure' should be a map.",
        "S3 | Bucket: b, Events: x | Resource with id [F] is invalid. Event with id [E] is invalid. S3 events must reference an S3 bucket in the same template.",
        "S3 | Events: x | Resource with id [FE] is invalid. Missing required property 'Bucket'.",
        "S3 | Bucket: !Ref F, Events: [1] | Resource with id [FE] is invalid. Type of property 'Events' is invalid.",
        "SNS | Region: x | Resource with id [FE] is invalid. Missing required property 'Topic'.",
        "SNS | Topic: t, SqsSubscription: {QueueArn: a} | Resource with id [F] is invalid. Event with id [E] is invalid. No QueueARN or QueueURL provided."
      })
  void event_notAsItMustBe_isRefused(String type, String properties, String words) {
    assertThat(refused("Events: {E: {Type: " + type + ", Properties: {" + properties + "}}}"))
        .isEqualTo(words);
  }

  @Test
  void deadLetterQueue_becomesAConfigurationAndAPolicy() {
    Json resources =
        resources(function("F", "DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}"));

    assertThat(properties(resources, "F").get("DeadLetterConfig"))
        .contains(yaml("{TargetArn: !GetAtt Q.Arn}"));
    assertThat(properties(resources, "FRole").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: DeadLetterQueuePolicy
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - {Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn, Effect: Allow}
                """));
  }

  @Test
  void eventInvokeConfig_makesItsOwnQueue_andIsReferable() {
    Json.Obj whole =
        transform(
            "Outputs: {Q: {Value: !GetAtt F.DestinationQueue.Arn}}\nResources:\n"
                + function(
                        "F",
                        "RecursiveLoop: Allow, EventInvokeConfig: {MaximumRetryAttempts: 1,"
                            + " MaximumEventAgeInSeconds: 60, DestinationConfig: {OnSuccess: {Type:"
                            + " Lambda, Destination: a}, OnFailure: {Type: SQS}}}")
                    .indent(2));
    Json resources = whole.get("Resources").orElseThrow();

    assertThat(properties(resources, "FEventInvokeConfig"))
        .isEqualTo(
            yaml(
                """
                DestinationConfig:
                  OnSuccess: {Destination: a}
                  OnFailure: {Destination: !GetAtt FEventInvokeConfigOnFailureQueue.Arn}
                FunctionName: !Ref F
                MaximumEventAgeInSeconds: 60
                MaximumRetryAttempts: 1
                Qualifier: $LATEST
                """));
    assertThat(resources.at("FEventInvokeConfigOnFailureQueue", "Type"))
        .contains(Json.of("AWS::SQS::Queue"));
    assertThat(
            properties(resources, "FRole").get("Policies").orElseThrow().items().stream()
                .map(policy -> policy.text("PolicyName").orElseThrow()))
        .containsExactly(
            "FEventInvokeConfigOnSuccessLambdaPolicy", "FEventInvokeConfigOnFailureSQSPolicy");
    assertThat(whole.at("Outputs", "Q", "Value"))
        .contains(yaml("!GetAtt FEventInvokeConfigOnFailureQueue.Arn"));
    assertThat(properties(resources, "F").text("RecursiveLoop")).isEqualTo(Optional.of("Allow"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DeadLetterQueue: {Type: SQS} | 'DeadLetterQueue' requires Type and TargetArn properties to be specified.",
        "DeadLetterQueue: {Type: X, TargetArn: a} | 'DeadLetterQueue' requires Type of ['SQS', 'SNS']",
        "DeadLetterQueue: x | Property 'DeadLetterQueue' should be a map.",
        "EventInvokeConfig: x | Property 'EventInvokeConfig' should be a map.",
        "EventInvokeConfig: {DestinationConfig: x} | Property 'EventInvokeConfig.DestinationConfig' should be a map.",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Destination: a}}} | 'Type: None' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda}}} | Destination is required if Type is not ['SQS', 'SNS']",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: EventBridge, Destination: a}}} | Diorama does not support destinations of type EventBridge in EventInvokeConfig."
      })
  void asynchronousProperties_notAsTheyMustBe_areRefused(String properties, String words) {
    assertThat(refused(properties)).isEqualTo("Resource with id [F] is invalid. " + words);
  }
}
