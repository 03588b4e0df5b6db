package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** A cloud with SES, real clients of both versions, and topics that only remember. */
final class SesFixture {
  static final String ACCOUNT = CloudConfig.defaults().account();
  static final String TOPIC = "arn:aws:sns:us-east-1:" + ACCOUNT + ":mails";
  static final String FROM = "blog@example.com";
  static final String MINA = "mina@example.org";

  private static final String REFUSING_TOPIC = TOPIC + "-closed";
  private static final Principal USER =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/editor",
          "AIDA",
          "AKIA",
          Map.of());

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final Ses ses;
  final SesClient v1;
  final SesV2Client v2;
  final List<PublishRequest> published = new ArrayList<>();
  final List<Principal> publishers = new ArrayList<>();
  final List<Access> asked = new ArrayList<>();
  Predicate<Access> allowed = access -> true;
  int topicFailures;

  SesFixture() {
    this(SesConfig.defaults().withoutLatency());
  }

  SesFixture(SesConfig config) {
    cloud
        .router()
        .guard(
            new Everybody(),
            (principal, access, facts) -> {
              asked.add(access);
              return allowed.test(access)
                  ? Decision.allow("test")
                  : new Decision(false, false, "test", "because the test says so");
            });
    ServiceApi sns = ServiceApi.of("sns", SnsClient.class, Protocol.QUERY);
    sns.on(PublishRequest.class, this::publish);
    cloud.router().install(sns);
    this.ses = Ses.install(cloud, config);
    this.v1 = client("us-east-1");
    this.v2 =
        SimClients.configure(
                SesV2Client.builder(), cloud.router(), cloud.clock(), credentials(), "us-east-1")
            .build();
  }

  static String closedTopic() {
    return REFUSING_TOPIC;
  }

  SesClient client(String region) {
    return SimClients.configure(
            SesClient.builder(), cloud.router(), cloud.clock(), credentials(), region)
        .build();
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret"));
  }

  private SdkResponse publish(Call call, PublishRequest request) {
    if (request.topicArn().equals(REFUSING_TOPIC) || topicFailures > 0) {
      topicFailures--;
      throw new AwsException("AuthorizationError", 403, ErrorCode.Side.CLIENT, "no", Map.of());
    }
    published.add(request);
    publishers.add(call.principal());
    return PublishResponse.builder().messageId("m").build();
  }

  VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  void seconds(long seconds) {
    clock().advance(Duration.ofSeconds(seconds));
  }

  /** Adds an address and follows the link in its mail. */
  SesFixture verified(String... addresses) {
    for (String address : addresses) {
      v1.verifyEmailIdentity(r -> r.emailAddress(address));
      assertThat(follow(link(address)).status()).isEqualTo(200);
    }
    return this;
  }

  String link(String address) {
    return cloud.outbox().lastTo(address).orElseThrow().attributes().get("link");
  }

  HttpResponse follow(String link) {
    return cloud
        .router()
        .internal("test", "follow", Principal.ANONYMOUS, "us-east-1", call -> call.get(link));
  }

  /** Sends a short mail. */
  String send(String from, String... to) {
    return v1.sendEmail(
            r ->
                r.source(from)
                    .destination(d -> d.toAddresses(to))
                    .message(
                        m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("Hello")))))
        .messageId();
  }

  Outbox.Message mailTo(String address) {
    return cloud.outbox().lastTo(address).orElseThrow();
  }

  /** What topics were told, without the message by which SES tries them. */
  List<Json> events() {
    return published.stream()
        .map(PublishRequest::message)
        .filter(message -> message.startsWith("{"))
        .map(Json::parse)
        .toList();
  }

  List<String> eventTypes() {
    return events().stream().map(event -> event.text("eventType").orElseThrow()).toList();
  }

  double sum(String metric) {
    return cloud.metrics().total("AWS/SES", metric).sum();
  }

  static AwsServiceException refused(ThrowingCallable work, String code, int status) {
    AwsServiceException refusal = catchThrowableOfType(AwsServiceException.class, work);
    assertThat(refusal).as("a refusal with " + code).isNotNull();
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(refusal.statusCode()).isEqualTo(status);
    return refusal;
  }

  static void refused(ThrowingCallable work, String code, int status, String message) {
    assertThat(refused(work, code, status).awsErrorDetails().errorMessage()).contains(message);
  }

  /** Takes every signature for that of one user. */
  private static final class Everybody implements Authenticator {
    @Override
    public Principal authenticate(
        dev.diorama.core.wire.HttpRequest request, String service, long maxSkewSeconds) {
      assertThat(service).isEqualTo("ses");
      return USER;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, "test");
    }
  }
}
