package dev.diorama.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A cloud with nothing but SQS in it, in which everything is allowed that a test does not deny. */
final class SqsWorld implements AutoCloseable {
  static final String ACCOUNT = CloudConfig.defaults().account();
  static final Principal OWNER =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/olga",
          "AIDAOLGA",
          "AKIA",
          Map.of());

  final Cloud cloud;
  final Sqs sqs;
  final List<Access> asked = new ArrayList<>();
  BiPredicate<Principal, Access> allowed = (principal, access) -> true;

  SqsWorld() {
    this(Cloud.virtual(CloudConfig.defaults()), SqsConfig.defaults().withoutLatency());
  }

  SqsWorld(Cloud cloud, SqsConfig config) {
    this.cloud = cloud;
    this.sqs = Sqs.install(cloud, config);
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return OWNER;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return OWNER;
              }
            },
            (principal, access, facts) -> {
              asked.add(access);
              return allowed.test(principal, access)
                  ? Decision.allow("test")
                  : new Decision(
                      false, false, "test", "because no resource-based policy allows it");
            });
  }

  VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  void advance(long seconds) {
    clock().advance(Duration.ofSeconds(seconds));
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return sendAs(OWNER, request, response);
  }

  <R extends SdkResponse> R sendAs(Principal as, AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal(
            "test", "test", as, cloud.config().region(), call -> call.send(as, request, response));
  }

  /** Makes a queue; attributes are given as name, value, name, value. */
  String queue(String name, String... attributes) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put(attributes[i], attributes[i + 1]);
    }
    return send(
            CreateQueueRequest.builder().queueName(name).attributesWithStrings(all).build(),
            CreateQueueResponse.class)
        .queueUrl();
  }

  String fifo(String name, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "FifoQueue";
    all[1] = "true";
    System.arraycopy(more, 0, all, 2, more.length);
    return queue(name, all);
  }

  static String arn(String name) {
    return "arn:aws:sqs:us-east-1:" + ACCOUNT + ":" + name;
  }

  static String redrive(String target, int receives) {
    return "{\"deadLetterTargetArn\":\"" + arn(target) + "\",\"maxReceiveCount\":" + receives + "}";
  }

  SendMessageResponse put(String url, String body) {
    return put(url, body, request -> {});
  }

  SendMessageResponse put(String url, String body, Consumer<SendMessageRequest.Builder> more) {
    SendMessageRequest.Builder request =
        SendMessageRequest.builder().queueUrl(url).messageBody(body);
    more.accept(request);
    return send(request.build(), SendMessageResponse.class);
  }

  SendMessageResponse put(String url, String group, String id, String body) {
    return put(url, body, r -> r.messageGroupId(group).messageDeduplicationId(id));
  }

  List<Message> take(String url) {
    return take(url, request -> {});
  }

  List<Message> take(String url, Consumer<ReceiveMessageRequest.Builder> more) {
    ReceiveMessageRequest.Builder request =
        ReceiveMessageRequest.builder()
            .queueUrl(url)
            .maxNumberOfMessages(10)
            .messageSystemAttributeNamesWithStrings("All")
            .messageAttributeNames("All");
    more.accept(request);
    return send(request.build(), ReceiveMessageResponse.class).messages();
  }

  List<String> bodies(String url) {
    return take(url).stream().map(Message::body).toList();
  }

  void delete(String url, Message message) {
    send(
        DeleteMessageRequest.builder().queueUrl(url).receiptHandle(message.receiptHandle()).build(),
        DeleteMessageResponse.class);
  }

  Map<String, String> attributes(String url) {
    return send(
            GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNamesWithStrings("All")
                .build(),
            GetQueueAttributesResponse.class)
        .attributesAsStrings();
  }

  SqsClient client() {
    return SimClients.configure(
            SqsClient.builder(),
            cloud.router(),
            cloud.clock(),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")),
            "us-east-1")
        .build();
  }

  static AwsException refused(ThrowingCallable what, String code, int status) {
    AwsException refusal = catchThrowableOfType(AwsException.class, what);
    assertThat(refusal).as("a refusal with " + code).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
    return refusal;
  }

  @Override
  public void close() {
    cloud.close();
  }
}
