package dev.diorama.lambda;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Sends what is left of events to queues, topics and functions, by their ARN. */
final class Destinations {
  private Destinations() {}

  /**
   * Sends a message.
   *
   * @param as the execution role of the function whose event it was
   * @throws AwsException as the target refuses
   */
  static void send(
      Call call, Principal as, String arn, String message, Map<String, String> attributes) {
    String[] parts = arn.split(":", 6);
    String region = parts[3];
    switch (parts[2]) {
      case "sqs" -> {
        Map<String, software.amazon.awssdk.services.sqs.model.MessageAttributeValue> typed =
            new LinkedHashMap<>();
        attributes.forEach(
            (name, value) ->
                typed.put(
                    name,
                    software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                        .dataType(type(name))
                        .stringValue(value)
                        .build()));
        SendMessageRequest.Builder request =
            SendMessageRequest.builder().queueUrl(queueUrl(arn)).messageBody(message);
        if (!typed.isEmpty()) {
          request.messageAttributes(typed);
        }
        call.send(as, region, request.build(), SendMessageResponse.class);
      }
      case "sns" -> {
        Map<String, software.amazon.awssdk.services.sns.model.MessageAttributeValue> typed =
            new LinkedHashMap<>();
        attributes.forEach(
            (name, value) ->
                typed.put(
                    name,
                    software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                        .dataType(type(name))
                        .stringValue(value)
                        .build()));
        PublishRequest.Builder request = PublishRequest.builder().topicArn(arn).message(message);
        if (!typed.isEmpty()) {
          request.messageAttributes(typed);
        }
        call.send(as, region, request.build(), PublishResponse.class);
      }
      case "lambda" ->
          call.send(
              as,
              region,
              InvokeRequest.builder()
                  .functionName(arn)
                  .invocationType(InvocationType.EVENT)
                  .payload(SdkBytes.fromUtf8String(message))
                  .build(),
              InvokeResponse.class);
      default -> throw new IllegalStateException("was not to be accepted: " + arn);
    }
  }

  /** The one number among the attributes that Lambda sends. */
  private static String type(String attribute) {
    return attribute.equals("ErrorCode") ? "Number" : "String";
  }

  /** Whether the role may send there. */
  static boolean allowed(Call call, Principal role, String arn) {
    return call.decideAs(role, Access.of(action(arn), arn)).allowed();
  }

  private static String action(String arn) {
    return switch (service(arn)) {
      case "SQS" -> "sqs:SendMessage";
      case "SNS" -> "sns:Publish";
      default -> "lambda:InvokeFunction";
    };
  }

  /** The operation by which something is sent there. */
  static String operation(String arn) {
    String action = action(arn);
    return action.substring(action.indexOf(':') + 1);
  }

  /** The service of an ARN, in capitals. */
  static String service(String arn) {
    return arn.split(":", 6)[2].toUpperCase(Locale.ROOT);
  }

  /** The address of a queue. */
  static String queueUrl(String arn) {
    String[] parts = arn.split(":", 6);
    return "https://sqs." + parts[3] + ".amazonaws.com/" + parts[4] + "/" + parts[5];
  }
}
