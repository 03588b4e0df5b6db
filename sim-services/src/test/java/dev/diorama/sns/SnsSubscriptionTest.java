package dev.diorama.sns;

import static dev.diorama.sns.SnsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;

/** Topics and subscriptions: how they come to be, are confirmed, and end. */
class SnsSubscriptionTest {
  private static final String INVALID = "InvalidParameter";
  private final SnsWorld w = new SnsWorld();

  private HttpResponse visit(String url) {
    URI uri = URI.create(url);
    return w.cloud
        .router()
        .handle(
            new HttpRequest(
                "GET",
                "https",
                uri.getHost(),
                443,
                "/",
                uri.getRawQuery(),
                Headers.of("Host", uri.getHost()),
                new byte[0],
                "127.0.0.1"));
  }

  private int subscribers(String topic) {
    return w.send(
            ListSubscriptionsByTopicRequest.builder().topicArn(topic).build(),
            ListSubscriptionsByTopicResponse.class)
        .subscriptions()
        .size();
  }

  @Test
  void subscribe_aWebServer_isConfirmedByVisitingTheLinkThatItIsSent() {
    String topic = w.topic("news");
    assertThat(w.subscribe(topic, "https", SnsWorld.HOOK)).isEqualTo("pending confirmation");
    w.publish(topic, "too early");
    w.clock().settle();
    HttpRequest asked = w.posts.get(0);
    assertThat(asked.header("x-amz-sns-message-type")).contains("SubscriptionConfirmation");
    Json json = Json.parse(asked.body());
    assertThat(json.text("Type")).contains("SubscriptionConfirmation");
    assertThat(json.text("TopicArn")).contains(topic);

    HttpResponse confirmed = visit(json.text("SubscribeURL").orElseThrow());
    assertThat(confirmed.status()).isEqualTo(200);
    assertThat(confirmed.text()).contains("<ConfirmSubscriptionResult><SubscriptionArn>" + topic);
    w.publish(topic, "now");
    w.clock().settle();

    HttpRequest told = w.posts.get(1);
    assertThat(w.posts).hasSize(2);
    assertThat(told.header("x-amz-sns-message-type")).contains("Notification");
    assertThat(Json.parse(told.body()).text("Message")).contains("now");
    visit(Json.parse(told.body()).text("UnsubscribeURL").orElseThrow());
    assertThat(subscribers(topic)).isZero();
  }

  @Test
  void deliver_toAWebServerThatFails_isTriedThreeTimesMore() {
    String topic = w.topic("news");
    w.hookStatus = 500;
    w.subscribe(topic, "https", SnsWorld.HOOK);
    w.clock().settle();

    assertThat(w.posts).hasSize(4);
    assertThat(Duration.ofNanos(w.clock().nanos())).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void subscribe_aServerOutside_staysPendingAndTheTraceSaysWhy() {
    String topic = w.topic("news");
    w.subscribe(topic, "https", "https://elsewhere.example/");
    w.clock().settle();

    assertThat(w.cloud.trace().spans(span -> span.operation().equals("Confirm")))
        .allSatisfy(
            span -> assertThat(span.attributes().get("why")).contains("outside this cloud"));
    w.clock().advance(Duration.ofDays(2));
    assertThat(subscribers(topic)).isZero();
  }

  @Test
  void subscribe_byMail_asksInAMail() {
    String topic = w.topic("news", "DisplayName", "News");
    w.subscribe(topic, "email", "mina@example.org");
    w.clock().settle();
    String body = w.cloud.outbox().lastTo("mina@example.org").orElseThrow().body();
    assertThat(visit(body.substring(body.indexOf("https://"))).status()).isEqualTo(200);

    w.publish(topic, "hello", r -> r.subject("Today"));
    w.clock().settle();

    assertThat(w.cloud.outbox().lastTo("mina@example.org").orElseThrow())
        .satisfies(
            mail -> {
              assertThat(mail.subject()).isEqualTo("Today");
              assertThat(mail.body()).startsWith("hello");
              assertThat(mail.from()).startsWith("News ");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "sqs,queue,InvalidParameter,400",
    "lambda,function,InvalidParameter,400",
    "email,nobody,InvalidParameter,400",
    "https,http://a.example/,InvalidParameter,400",
    "pigeon,roof,InvalidParameter,400",
    "firehose,arn,NotImplemented,501",
    "sqs,arn:aws:sqs:us-east-1:123456789012:a.fifo,InvalidParameter,400"
  })
  void subscribe_anEndpointThatIsNone_isRefused(
      String protocol, String endpoint, String code, int status) {
    String topic = w.topic("news");

    refused(() -> w.subscribe(topic, protocol, endpoint), code, status);
  }

  @Test
  void subscribe_again_isTheSameUnlessAttributesDiffer() {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    String first = w.subscribe(topic, "sqs", queue);

    assertThat(w.subscribe(topic, "sqs", queue)).isEqualTo(first);
    refused(() -> w.subscribe(topic, "sqs", queue, "RawMessageDelivery", "true"), INVALID, 400);
    refused(() -> w.subscribe(topic, "sqs", w.queue("b"), "RawMessageDelivery", "x"), INVALID, 400);
    refused(() -> w.subscribe(topic, "sqs", w.queue("b"), "Colour", "red"), INVALID, 400);
    refused(() -> w.subscribe(topic, "sqs", w.queue("b"), "RedrivePolicy", "{}"), INVALID, 400);
  }

  @Test
  void attributes_ofASubscription_areWhatWasSet() {
    String topic = w.topic("news");
    String subscription = w.subscribe(topic, "sqs", w.queue("inbox"));
    w.send(
        SetSubscriptionAttributesRequest.builder()
            .subscriptionArn(subscription)
            .attributeName("FilterPolicy")
            .attributeValue("{\"a\":[1]}")
            .build(),
        SetSubscriptionAttributesResponse.class);

    assertThat(
            w.send(
                    GetSubscriptionAttributesRequest.builder()
                        .subscriptionArn(subscription)
                        .build(),
                    GetSubscriptionAttributesResponse.class)
                .attributes())
        .containsEntry("FilterPolicy", "{\"a\":[1]}")
        .containsEntry("FilterPolicyScope", "MessageAttributes")
        .containsEntry("PendingConfirmation", "false")
        .containsEntry("Protocol", "sqs");
  }

  @Test
  void topic_withAnotherAttributeOrName_isRefused() {
    w.topic("news", "DisplayName", "a");

    assertThat(w.topic("news")).endsWith(":news");
    refused(() -> w.topic("news", "DisplayName", "b"), INVALID, 400);
    refused(() -> w.topic("a b"), INVALID, 400);
    refused(() -> w.topic("a", "FifoTopic", "true"), INVALID, 400);
    refused(() -> w.topic("a", "Colour", "red"), INVALID, 400);
    refused(() -> w.topic("a", "ArchivePolicy", "{}"), "NotImplemented", 501);
    refused(() -> w.topic("a", "Policy", "{}"), INVALID, 400);
  }

  @Test
  void client_throughATopicsLife_readsEveryAnswer() {
    SnsClient client = w.client();
    String topic =
        client.createTopic(r -> r.name("news").tags(t -> t.key("team").value("a"))).topicArn();
    assertThat(client.listTopics().topics()).extracting(t -> t.topicArn()).containsExactly(topic);
    assertThat(client.listTagsForResource(r -> r.resourceArn(topic)).tags()).hasSize(1);
    client.setTopicAttributes(
        r -> r.topicArn(topic).attributeName("DisplayName").attributeValue("News"));
    assertThat(client.getTopicAttributes(r -> r.topicArn(topic)).attributes())
        .containsEntry("DisplayName", "News")
        .containsEntry("SubscriptionsConfirmed", "0");
    String queue = w.queue("inbox");
    String subscription =
        client
            .subscribe(
                r ->
                    r.topicArn(topic)
                        .protocol("sqs")
                        .endpoint(queue)
                        .attributes(Map.of("RawMessageDelivery", "true")))
            .subscriptionArn();
    assertThat(client.publish(r -> r.topicArn(topic).message("hello")).messageId()).isNotBlank();
    w.clock().settle();
    assertThat(w.messages(queue)).hasSize(1);
    assertThat(client.listSubscriptions().subscriptions()).hasSize(1);
    client.unsubscribe(r -> r.subscriptionArn(subscription));
    client.deleteTopic(r -> r.topicArn(topic));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> client.publish(r -> r.topicArn(topic).message("x")))
        .isInstanceOf(NotFoundException.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> client.createTopic(r -> r.name("!")))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void permissions_areStatementsOfTheTopicsPolicy() {
    String topic = w.topic("news");
    AddPermissionRequest add =
        AddPermissionRequest.builder()
            .topicArn(topic)
            .label("partner")
            .awsAccountIds(List.of("210987654321"))
            .actionNames("Publish")
            .build();
    w.send(add, AddPermissionResponse.class);

    refused(() -> w.send(add, AddPermissionResponse.class), INVALID, 400);
    assertThat(w.client().getTopicAttributes(r -> r.topicArn(topic)).attributes().get("Policy"))
        .contains("\"Sid\":\"partner\"", "__default_statement_ID");
    refused(
        () ->
            w.send(
                SetTopicAttributesRequest.builder()
                    .topicArn(topic)
                    .attributeName("Owner")
                    .attributeValue("x")
                    .build(),
                SetTopicAttributesResponse.class),
        INVALID,
        400);
  }
}
