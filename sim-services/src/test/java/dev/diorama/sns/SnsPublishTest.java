package dev.diorama.sns;

import static dev.diorama.sns.SnsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages from a topic to those who want them. */
class SnsPublishTest {
  private static final String INVALID = "InvalidParameter";
  private final SnsWorld w = new SnsWorld();

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  @Test
  void publish_toAQueue_arrivesInAnEnvelopeThatAnybodyCanVerify() throws Exception {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    String subscription = w.subscribe(topic, "sqs", queue);
    String id =
        w.publish(
                topic,
                "Hi \"you\"",
                r -> r.subject("Greeting").messageAttributes(Map.of("city", text("Graz"))))
            .messageId();
    w.clock().settle();

    String body = w.messages(queue).get(0).body();
    assertThat(body).startsWith("{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : \"" + id);
    Json json = Json.parse(body);
    assertThat(json.members().keySet())
        .containsExactly(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL",
            "MessageAttributes");
    assertThat(json.text("Message")).contains("Hi \"you\"");
    assertThat(json.text("Timestamp")).contains("2026-01-01T00:00:00.000Z");
    assertThat(json.at("MessageAttributes", "city", "Value").flatMap(Json::text)).contains("Graz");
    assertThat(json.text("UnsubscribeURL").orElseThrow()).endsWith(subscription);
    String signed =
        "Message\nHi \"you\"\nMessageId\n"
            + id
            + "\nSubject\nGreeting\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\n"
            + topic
            + "\nType\nNotification\n";
    HttpResponse pem = get(json.text("SigningCertURL").orElseThrow());
    Signature signature = Signature.getInstance("SHA1withRSA");
    signature.initVerify(
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.body())));
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(Base64.getDecoder().decode(json.text("Signature").orElseThrow())))
        .isTrue();
  }

  private HttpResponse get(String url) {
    URI uri = URI.create(url);
    return w.cloud
        .router()
        .handle(
            new HttpRequest(
                "GET",
                "https",
                uri.getHost(),
                443,
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                Headers.of("Host", uri.getHost()),
                new byte[0],
                ""));
  }

  @Test
  void publish_toAQueue_asksTheQueuesPolicyInTheTopicsName() {
    String topic = w.topic("news");
    w.subscribe(topic, "sqs", w.queue("inbox"));
    w.publish(topic, "x");
    w.clock().settle();

    Principal caller = w.callers.get(w.callers.size() - 1);
    assertThat(caller.arn()).isEqualTo("sns.amazonaws.com");
    assertThat(caller.context()).containsEntry("aws:SourceArn", List.of(topic));
    assertThat(w.asked.get(w.asked.size() - 1).action()).isEqualTo("sqs:SendMessage");
  }

  @Test
  void publish_toAFunction_isTheDocumentedEvent() {
    String topic = w.topic("news");
    String function = "arn:aws:lambda:us-east-1:" + SnsWorld.ACCOUNT + ":function:work";
    String subscription = w.subscribe(topic, "lambda", function);
    w.publish(topic, "x", r -> r.messageAttributes(Map.of("city", text("Graz"))));
    w.clock().settle();

    Json record = w.events.get(0).get("Records").orElseThrow().items().get(0);
    assertThat(record.text("EventSource")).contains("aws:sns");
    assertThat(record.text("EventSubscriptionArn")).contains(subscription);
    assertThat(record.at("Sns", "Message").flatMap(Json::text)).contains("x");
    assertThat(record.at("Sns", "Subject")).contains(Json.nil());
    assertThat(record.at("Sns", "MessageAttributes", "city", "Type").flatMap(Json::text))
        .contains("String");
    assertThat(w.metric("NumberOfNotificationsDelivered")).isEqualTo(1);
  }

  @Test
  void publish_raw_carriesBodyAndAttributesAsTheyAre() {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    w.subscribe(topic, "sqs", queue, "RawMessageDelivery", "true");
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("city", text("Graz"));
    attributes.put(
        "raw",
        MessageAttributeValue.builder()
            .dataType("Binary")
            .binaryValue(SdkBytes.fromUtf8String("x"))
            .build());
    w.publish(topic, "plain", r -> r.messageAttributes(attributes));
    w.clock().settle();

    Message message = w.messages(queue).get(0);
    assertThat(message.body()).isEqualTo("plain");
    assertThat(message.messageAttributes()).containsOnlyKeys("city", "raw");
  }

  @Test
  void publish_withFilters_reachesThoseWhoWantIt() {
    String topic = w.topic("news");
    String graz = w.queue("graz");
    String large = w.queue("large");
    w.subscribe(topic, "sqs", graz, "FilterPolicy", "{\"city\":[\"Graz\"]}");
    w.subscribe(
        topic,
        "sqs",
        large,
        "FilterPolicyScope",
        "MessageBody",
        "FilterPolicy",
        "{\"order\":{\"sum\":[{\"numeric\":[\">\",100]}]}}");
    w.publish(topic, "{\"order\":{\"sum\":200}}");
    w.publish(topic, "no json", r -> r.messageAttributes(Map.of("city", text("Graz"))));
    w.clock().settle();

    assertThat(w.messages(graz)).hasSize(1);
    assertThat(w.messages(large)).hasSize(1);
    assertThat(w.metric("NumberOfNotificationsFilteredOut")).isEqualTo(2);
  }

  @Test
  void publish_byProtocol_givesEachItsText() {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    w.subscribe(topic, "sqs", queue, "RawMessageDelivery", "true");
    w.subscribe(topic, "sms", "+436641234567");
    w.publish(topic, "{\"default\":\"d\",\"sqs\":\"q\"}", r -> r.messageStructure("json"));
    w.clock().settle();

    assertThat(w.messages(queue)).extracting(Message::body).containsExactly("q");
    assertThat(w.cloud.outbox().lastTo("+436641234567").orElseThrow().body()).isEqualTo("d");
  }

  @Test
  void publish_toAServerThatFails_isTriedAgainAtTheDocumentedTimes() {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    w.subscribe(topic, "sqs", queue);
    long end = Duration.ofSeconds(60).toNanos();
    w.cloud
        .faults()
        .add(
            Fault.of("sqs", "SendMessage", 1, 1, new Fault.Refuse("InternalFailure", 500, "down"))
                .between(0, end));
    w.publish(topic, "x");
    w.clock().settle();

    List<Long> millis = new ArrayList<>();
    w.cloud
        .trace()
        .spans(span -> span.operation().equals("Deliver"))
        .forEach(span -> millis.add(TimeUnit.NANOSECONDS.toMillis(span.startNanos())));
    assertThat(millis.subList(0, 7)).containsExactly(0L, 0L, 0L, 1000L, 2000L, 3000L, 4395L);
    assertThat(w.messages(queue)).hasSize(1);
    assertThat(w.metric("NumberOfNotificationsFailed")).isZero();
  }

  @Test
  void publish_toAQueueThatRefuses_goesToTheDeadLetterQueueAtOnce() {
    String topic = w.topic("news");
    String queue = w.queue("inbox");
    String dead = w.queue("dead");
    w.subscribe(topic, "sqs", queue, "RedrivePolicy", "{\"deadLetterTargetArn\":\"" + dead + "\"}");
    w.send(
        DeleteQueueRequest.builder().queueUrl("/" + SnsWorld.ACCOUNT + "/inbox").build(),
        DeleteQueueResponse.class);
    w.publish(topic, "x");
    w.clock().settle();

    assertThat(w.clock().nanos()).isZero();
    assertThat(w.messages(dead)).hasSize(1);
    assertThat(w.metric("NumberOfNotificationsFailed")).isEqualTo(1);
    assertThat(w.metric("NumberOfNotificationsRedrivenToDlq")).isEqualTo(1);
  }

  @Test
  void retries_ofQueuesAndFunctions_areAsManyAndAsLongAsDocumented() {
    Duration listed = SnsRetries.MANAGED.waits().stream().reduce(Duration.ZERO, Duration::plus);

    assertThat(SnsRetries.MANAGED.maxAttempts()).isEqualTo(100_015);
    assertThat(listed.plusSeconds(20L * 100_000).toDays()).isEqualTo(23);
  }

  @Test
  void publish_onAFifoTopic_keepsOrderAndDropsDoubles() {
    String topic = w.topic("news.fifo", "FifoTopic", "true");
    String queue = w.queue("inbox.fifo", "FifoQueue", "true");
    w.subscribe(topic, "sqs", queue, "RawMessageDelivery", "true");
    PublishResponse first = fifo(topic, "1", "a");
    PublishResponse again = fifo(topic, "1", "a");
    PublishResponse second = fifo(topic, "2", "b");
    w.clock().settle();

    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(second.sequenceNumber()).isGreaterThan(first.sequenceNumber());
    List<Message> got = w.messages(queue);
    assertThat(got).extracting(Message::body).containsExactly("a", "b");
    assertThat(got.get(0).attributesAsStrings())
        .containsEntry("MessageGroupId", "g")
        .containsEntry("MessageDeduplicationId", "1");
    refused(() -> w.publish(topic, "x"), INVALID, 400);
    refused(() -> w.publish(topic, "x", r -> r.messageGroupId("g")), INVALID, 400);
  }

  private PublishResponse fifo(String topic, String id, String text) {
    return w.publish(topic, text, r -> r.messageGroupId("g").messageDeduplicationId(id));
  }

  @Test
  void publish_whatIsNotAMessage_isRefused() {
    String topic = w.topic("news");

    refused(() -> w.publish(topic, ""), INVALID, 400);
    refused(() -> w.publish(topic, "x".repeat(262_145)), INVALID, 400);
    refused(() -> w.publish(topic, "x", r -> r.subject("a\nb")), INVALID, 400);
    refused(() -> w.publish(topic, "x", r -> r.subject("x".repeat(100))), INVALID, 400);
    refused(() -> w.publish(topic, "x", r -> r.messageStructure("json")), INVALID, 400);
    refused(() -> w.publish(topic, "{}", r -> r.messageStructure("json")), INVALID, 400);
    refused(() -> w.publish(topic, "x", r -> r.messageDeduplicationId("1")), INVALID, 400);
    refused(
        () -> w.publish(topic, "x", r -> r.messageAttributes(Map.of("a", text("")))),
        "ParameterValueInvalid",
        400);
    refused(() -> w.publish(topic + "x", "x"), "NotFound", 404);
    refused(
        () -> w.send(PublishRequest.builder().message("x").build(), PublishResponse.class),
        INVALID,
        400);
  }

  @Test
  void publish_whenDenied_isAnAuthorizationError() {
    String topic = w.topic("news");
    w.allowed = (principal, access) -> false;

    refused(() -> w.publish(topic, "x"), "AuthorizationError", 403);
    assertThat(w.asked.get(1).resourcePolicy().orElseThrow().write())
        .contains("__default_statement_ID");
  }

  @Test
  void publishBatch_withSomeThatWillNotDo_doesTheOthers() {
    String topic = w.topic("news");
    PublishBatchRequest.Builder batch = PublishBatchRequest.builder().topicArn(topic);
    PublishBatchResponse response =
        w.send(
            batch
                .publishBatchRequestEntries(
                    e -> e.id("a").message("x"), e -> e.id("b").message("x").subject("\n"))
                .build(),
            PublishBatchResponse.class);

    assertThat(response.successful()).extracting(e -> e.id()).containsExactly("a");
    assertThat(response.failed()).extracting(e -> e.code()).containsExactly(INVALID);
    refused(
        () ->
            w.send(
                batch
                    .publishBatchRequestEntries(
                        e -> e.id("a").message("x"), e -> e.id("a").message("x"))
                    .build(),
                PublishBatchResponse.class),
        "BatchEntryIdsNotDistinct",
        400);
    refused(
        () ->
            w.send(batch.publishBatchRequestEntries(List.of()).build(), PublishBatchResponse.class),
        "EmptyBatchRequest",
        400);
  }

  @Test
  void publish_toATelephone_isKept() {
    w.send(
        PublishRequest.builder().phoneNumber("+43664").message("hello").build(),
        PublishResponse.class);

    Outbox.Message message = w.cloud.outbox().lastTo("+43664").orElseThrow();
    assertThat(message.channel()).isEqualTo(Outbox.Channel.SMS);
    assertThat(message.body()).isEqualTo("hello");
  }
}
