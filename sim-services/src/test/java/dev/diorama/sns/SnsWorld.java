package dev.diorama.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.RawService;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import dev.diorama.sqs.Sqs;
import dev.diorama.sqs.SqsConfig;
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
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A cloud with SNS, SQS, a function that writes events down, and a web server that does. */
final class SnsWorld {
  static final String ACCOUNT = CloudConfig.defaults().account();
  static final String HOOK = "https://hooks.example/sns";
  static final Principal OWNER =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/olga",
          "AIDAOLGA",
          "AKIA",
          Map.of());

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final List<Access> asked = new ArrayList<>();
  final List<Principal> callers = new ArrayList<>();
  final List<Json> events = new ArrayList<>();
  final List<HttpRequest> posts = new ArrayList<>();
  BiPredicate<Principal, Access> allowed = (principal, access) -> true;
  int hookStatus = 200;

  SnsWorld() {
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return request.header("Authorization").isPresent() ? OWNER : Principal.ANONYMOUS;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return OWNER;
              }
            },
            (principal, access, facts) -> {
              asked.add(access);
              callers.add(principal);
              return allowed.test(principal, access)
                  ? Decision.allow("test")
                  : new Decision(false, false, "test", "because the test says so");
            });
    Sqs.install(cloud, SqsConfig.defaults().withoutLatency());
    Sns.install(cloud, SnsConfig.defaults().withoutLatency());
    ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    lambda.on(
        InvokeRequest.class,
        (call, request) -> {
          events.add(Json.parse(request.payload().asByteArray()));
          return InvokeResponse.builder().statusCode(202).build();
        });
    cloud.router().install(lambda);
    cloud
        .router()
        .install(
            new RawService() {
              @Override
              public String name() {
                return "hook";
              }

              @Override
              public boolean accepts(HttpRequest request) {
                return request.host().equals("hooks.example");
              }

              @Override
              public HttpResponse handle(Call call, HttpRequest request) {
                posts.add(request);
                return HttpResponse.empty(hookStatus);
              }
            });
  }

  VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return sendAs(OWNER, request, response);
  }

  <R extends SdkResponse> R sendAs(Principal as, AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", as, "us-east-1", call -> call.send(as, request, response));
  }

  String topic(String name, String... attributes) {
    return send(
            CreateTopicRequest.builder().name(name).attributes(map(attributes)).build(),
            CreateTopicResponse.class)
        .topicArn();
  }

  String queue(String name, String... attributes) {
    send(
        CreateQueueRequest.builder().queueName(name).attributesWithStrings(map(attributes)).build(),
        CreateQueueResponse.class);
    return "arn:aws:sqs:us-east-1:" + ACCOUNT + ":" + name;
  }

  static Map<String, String> map(String... pairs) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  String subscribe(String topic, String protocol, String endpoint, String... attributes) {
    return send(
            SubscribeRequest.builder()
                .topicArn(topic)
                .protocol(protocol)
                .endpoint(endpoint)
                .attributes(map(attributes))
                .build(),
            SubscribeResponse.class)
        .subscriptionArn();
  }

  PublishResponse publish(String topic, String text) {
    return publish(topic, text, request -> {});
  }

  PublishResponse publish(String topic, String text, Consumer<PublishRequest.Builder> more) {
    PublishRequest.Builder request = PublishRequest.builder().topicArn(topic).message(text);
    more.accept(request);
    return send(request.build(), PublishResponse.class);
  }

  List<Message> messages(String queueArn) {
    return send(
            ReceiveMessageRequest.builder()
                .queueUrl("/" + ACCOUNT + "/" + queueArn.split(":", -1)[5])
                .maxNumberOfMessages(10)
                .messageAttributeNames("All")
                .messageSystemAttributeNamesWithStrings("All")
                .build(),
            ReceiveMessageResponse.class)
        .messages();
  }

  double metric(String name) {
    return cloud.metrics().total("AWS/SNS", name).sum();
  }

  SnsClient client() {
    return SimClients.configure(
            SnsClient.builder(),
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
}
