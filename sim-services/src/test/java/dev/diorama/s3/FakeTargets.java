package dev.diorama.s3;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Queues, topics and functions that write down what they are told, and refuse as a test wants.
 *
 * <p>Each asks for the permission that its service asks for, so that a test can deny it.
 */
final class FakeTargets {
  static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:pictures";
  static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:pictures";
  static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:thumbnail";

  /** One message that arrived. */
  record Told(String destination, String how, Principal by, String message) {}

  /** What arrived, in order, without what only asks whether it may. */
  final List<Told> told = new ArrayList<>();

  /** The types of invocations that only ask. */
  int dryRuns;

  private final Cloud cloud;
  private int refusals;
  private AwsException refusal = error("ServiceUnavailable", 503);

  FakeTargets(Cloud cloud) {
    this.cloud = cloud;
    ServiceApi sqs = ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0);
    sqs.on(SendMessageRequest.class, this::queue)
        .action("sqs:SendMessage", (call, request) -> queueArn(request.queueUrl()));
    ServiceApi sns = ServiceApi.of("sns", SnsClient.class, Protocol.QUERY);
    sns.on(PublishRequest.class, this::topic)
        .action("sns:Publish", (call, request) -> request.topicArn());
    ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    lambda
        .on(InvokeRequest.class, this::function)
        .action("lambda:InvokeFunction", (call, request) -> request.functionName());
    cloud.router().install(sqs);
    cloud.router().install(sns);
    cloud.router().install(lambda);
  }

  static AwsException error(String code, int status) {
    return new AwsException(
        code,
        status,
        status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
        "refused by the test",
        Map.of());
  }

  /** Lets the next so many calls fail. */
  FakeTargets refuse(int times, AwsException with) {
    refusals = times;
    refusal = with;
    return this;
  }

  private static String queueArn(String url) {
    String[] parts = url.split("/", -1);
    return "arn:aws:sqs:" + parts[2].split("\\.", -1)[1] + ":" + parts[3] + ":" + parts[4];
  }

  private void take(Call call, String destination, String how, String message) {
    if (refusals > 0) {
      refusals--;
      throw refusal;
    }
    told.add(new Told(destination, how, call.principal(), message));
    cloud.doorbells().ring(destination);
  }

  private SdkResponse queue(Call call, SendMessageRequest request) {
    take(call, queueArn(request.queueUrl()), "SendMessage", request.messageBody());
    return SendMessageResponse.builder().build();
  }

  private SdkResponse topic(Call call, PublishRequest request) {
    take(call, request.topicArn(), request.subject(), request.message());
    return PublishResponse.builder().build();
  }

  private SdkResponse function(Call call, InvokeRequest request) {
    if (request.invocationTypeAsString().equals("DryRun")) {
      if (refusals > 0) {
        refusals--;
        throw refusal;
      }
      dryRuns++;
      return InvokeResponse.builder().statusCode(204).build();
    }
    take(
        call,
        request.functionName(),
        request.invocationTypeAsString(),
        request.payload().asUtf8String());
    return InvokeResponse.builder().statusCode(202).build();
  }
}
