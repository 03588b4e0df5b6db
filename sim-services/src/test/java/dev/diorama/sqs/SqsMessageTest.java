package dev.diorama.sqs;

import static dev.diorama.sqs.SqsWorld.arn;
import static dev.diorama.sqs.SqsWorld.redrive;
import static dev.diorama.sqs.SqsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/** Messages on their way through standard queues. */
class SqsMessageTest {
  private static final String INVALID = "InvalidParameterValueException";
  private final SqsWorld w = new SqsWorld();

  private void visibility(String url, Message message, int seconds) {
    w.send(
        ChangeMessageVisibilityRequest.builder()
            .queueUrl(url)
            .receiptHandle(message.receiptHandle())
            .visibilityTimeout(seconds)
            .build(),
        ChangeMessageVisibilityResponse.class);
  }

  private static MessageAttributeValue text(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }

  @Test
  void receive_aMessage_showsWhoSentItWhenAndHowOften() {
    String url = w.queue("orders");
    w.put(url, "one");
    w.advance(2);

    Message message = w.take(url).get(0);

    assertThat(message.attributes())
        .containsEntry(MessageSystemAttributeName.SENDER_ID, "AIDAOLGA")
        .containsEntry(MessageSystemAttributeName.SENT_TIMESTAMP, "1767225600000")
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
        .containsEntry(
            MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, "1767225602000");
    assertThat(w.bodies(url)).isEmpty();
    assertThat(w.sqs.depths().get(arn("orders"))).isEqualTo(new Sqs.Depth(0, 1, 0));
  }

  @Test
  void receive_afterVisibilityTimeout_returnsAgainAndTheOldHandleDoesNothing() {
    String url = w.queue("orders");
    w.put(url, "one");
    Message first = w.take(url).get(0);
    w.advance(30);
    Message second = w.take(url).get(0);

    w.delete(url, first);
    assertThat(w.sqs.depths().get(arn("orders")).inFlight()).isEqualTo(1);
    w.delete(url, second);
    w.delete(url, second);

    assertThat(w.sqs.depths().get(arn("orders")).total()).isZero();
  }

  @Test
  void settle_afterAReceive_ringsWhenTheMessageReturns() {
    String url = w.queue("orders");
    List<Long> rings = new ArrayList<>();
    w.cloud
        .doorbells()
        .listen(arn("orders"), () -> rings.add(TimeUnit.NANOSECONDS.toSeconds(w.clock().nanos())));
    w.put(url, "now");
    w.put(url, "later", r -> r.delaySeconds(7));
    w.take(url, r -> r.visibilityTimeout(20));
    w.clock().settle();

    assertThat(rings).containsExactly(0L, 7L, 20L);
  }

  @Test
  void settle_afterADelete_hasNothingToWaitFor() {
    String url = w.queue("orders");
    w.put(url, "one");
    w.delete(url, w.take(url).get(0));

    assertThat(w.clock().pending()).isZero();
  }

  @Test
  void changeVisibility_givesBackOrProlongs() {
    String url = w.queue("orders");
    w.put(url, "one");
    Message message = w.take(url).get(0);
    visibility(url, message, 100);
    w.advance(60);
    assertThat(w.bodies(url)).isEmpty();
    visibility(url, message, 0);

    assertThat(w.sqs.depths().get(arn("orders")).visible()).isEqualTo(1);
    refused(() -> visibility(url, message, 10), "MessageNotInflight", 400);
    Message again = w.take(url).get(0);
    refused(() -> visibility(url, message, 10), INVALID, 400);
    refused(() -> visibility(url, again, 43_201), INVALID, 400);
    w.advance(1);
    refused(() -> visibility(url, again, 43_200), INVALID, 400);
    w.delete(url, again);
    refused(() -> visibility(url, again, 10), INVALID, 400);
  }

  @Test
  void delete_withAHandleOfNothing_isRefused() {
    String url = w.queue("orders");
    String other = w.queue("other");
    w.put(other, "x");
    Message elsewhere = w.take(other).get(0);

    refused(() -> w.delete(url, elsewhere), "ReceiptHandleIsInvalid", 404);
    refused(
        () ->
            w.send(
                DeleteMessageRequest.builder().queueUrl(url).receiptHandle("garbage!").build(),
                DeleteMessageResponse.class),
        "ReceiptHandleIsInvalid",
        404);
  }

  @Test
  void receive_withMoreThanTenOrLongerThanTwentySeconds_isRefused() {
    String url = w.queue("orders");

    refused(() -> w.take(url, r -> r.maxNumberOfMessages(11)), INVALID, 400);
    refused(() -> w.take(url, r -> r.waitTimeSeconds(21)), INVALID, 400);
    refused(() -> w.take(url, r -> r.visibilityTimeout(-1)), INVALID, 400);
  }

  @Test
  void send_withADelay_isVisibleAfterIt() {
    String url = w.queue("orders", "DelaySeconds", "10");
    w.put(url, "queue's");
    w.put(url, "own", r -> r.delaySeconds(0));
    refused(() -> w.put(url, "x", r -> r.delaySeconds(901)), INVALID, 400);

    assertThat(w.bodies(url)).containsExactly("own");
    assertThat(w.sqs.depths().get(arn("orders")).delayed()).isEqualTo(1);
    w.advance(10);
    assertThat(w.bodies(url)).containsExactly("queue's");
  }

  @Test
  void longPoll_onVirtualTime_takesUntilSomethingIsKnownToCome() {
    String url = w.queue("orders");
    w.put(url, "later", r -> r.delaySeconds(7));

    assertThat(w.take(url, r -> r.waitTimeSeconds(5))).isEmpty();
    assertThat(lastReceiveSeconds()).isEqualTo(5);
    assertThat(w.take(url, r -> r.waitTimeSeconds(20))).hasSize(1);
    assertThat(lastReceiveSeconds()).isEqualTo(7);
  }

  private long lastReceiveSeconds() {
    var spans = w.cloud.trace().spans(span -> span.operation().equals("ReceiveMessage"));
    return TimeUnit.NANOSECONDS.toSeconds(spans.get(spans.size() - 1).durationNanos());
  }

  @Test
  void longPoll_onAWallClock_waitsForTheBellAndHoldsNobodyUp() {
    try (SqsWorld wall = wall()) {
      String url = wall.queue("orders", "ReceiveMessageWaitTimeSeconds", "20");
      // The clock's own thread sends while this one waits: it needs the turn for it.
      wall.cloud
          .clock()
          .schedule(TimeUnit.MILLISECONDS.toNanos(50), "send", () -> wall.put(url, "hello"));

      assertThat(wall.bodies(url)).containsExactly("hello");
    }
  }

  @Test
  void longPoll_onAWallClock_endsWithTheCloud() {
    try (SqsWorld wall = wall()) {
      String url = wall.queue("orders");
      wall.cloud
          .clock()
          .schedule(TimeUnit.MILLISECONDS.toNanos(50), "close", () -> wall.cloud.close());

      assertThat(wall.take(url, r -> r.waitTimeSeconds(20))).isEmpty();
    }
  }

  private static SqsWorld wall() {
    return new SqsWorld(Cloud.wall(CloudConfig.defaults()), SqsConfig.defaults().withoutLatency());
  }

  @Test
  void retention_whenOver_dropsTheMessageAndIsNotWaitedFor() {
    String url = w.queue("orders", "MessageRetentionPeriod", "60");
    w.put(url, "one");
    w.clock().settle();
    assertThat(w.clock().nanos()).isZero();
    w.advance(60);

    assertThat(w.sqs.depths().get(arn("orders")).total()).isZero();
    assertThat(w.bodies(url)).isEmpty();
  }

  @Test
  void receive_onceTooOften_movesToTheDeadLetterQueue() {
    String dead = w.queue("dead", "MessageRetentionPeriod", "600");
    String url = w.queue("orders", "RedrivePolicy", redrive("dead", 2), "VisibilityTimeout", "1");
    String id = w.put(url, "poison").messageId();
    w.take(url);
    w.advance(1);
    assertThat(w.take(url)).hasSize(1);
    w.advance(1);

    assertThat(w.take(url)).isEmpty();

    Message buried = w.take(dead).get(0);
    assertThat(buried.messageId()).isEqualTo(id);
    assertThat(buried.attributes())
        .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, arn("orders"))
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "3");
    // Its age is counted from when it was first sent.
    w.advance(599);
    assertThat(w.sqs.depths().get(arn("dead")).total()).isZero();
  }

  @Test
  void receive_withTooManyInFlight_isRefusedInStandardQueues() {
    SqsWorld small =
        new SqsWorld(
            Cloud.virtual(CloudConfig.defaults()),
            SqsConfig.defaults().withoutLatency().withInFlightLimits(2, 2));
    String url = small.queue("orders");
    String fifo = small.fifo("orders.fifo");
    for (int i = 0; i < 3; i++) {
      small.put(url, "m" + i);
      small.put(fifo, "g" + i, "d" + i, "m" + i);
    }

    assertThat(small.take(url)).hasSize(2);
    refused(() -> small.take(url), "OverLimit", 403);
    assertThat(small.take(fifo)).hasSize(2);
    assertThat(small.take(fifo)).isEmpty();
  }

  @Test
  void send_whatIsNotAMessage_isRefused() {
    String url = w.queue("orders", "MaximumMessageSize", "1024");

    refused(() -> w.put(url, ""), "MissingRequiredParameterException", 400);
    refused(() -> w.put(url, "\u0000"), "InvalidMessageContents", 400);
    refused(() -> w.put(url, "x".repeat(1025)), INVALID, 400);
    refused(() -> attribute(url, "a", text("Text", "x")), INVALID, 400);
    refused(() -> attribute(url, "a", text("Number", "x")), INVALID, 400);
    refused(() -> attribute(url, "a", text("String", "")), INVALID, 400);
    refused(() -> attribute(url, "AWS.a", text("String", "x")), INVALID, 400);
    refused(() -> attribute(url, "a..b", text("String", "x")), INVALID, 400);
    refused(() -> w.put(url, "x", r -> r.messageDeduplicationId("d")), INVALID, 400);
    Map<String, MessageAttributeValue> eleven = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      eleven.put("a" + i, text("String", "x"));
    }
    refused(() -> w.put(url, "x", r -> r.messageAttributes(eleven)), INVALID, 400);
  }

  private void attribute(String url, String name, MessageAttributeValue value) {
    w.put(url, "x", r -> r.messageAttributes(Map.of(name, value)));
  }

  @Test
  void receive_askingForSomeAttributes_getsThoseAndTheirDigest() {
    String url = w.queue("orders");
    Map<String, MessageAttributeValue> all = new LinkedHashMap<>();
    all.put("shop.city", text("String", "Graz"));
    all.put("shop.zip", text("Number", "8010"));
    all.put(
        "raw",
        MessageAttributeValue.builder()
            .dataType("Binary")
            .binaryValue(SdkBytes.fromUtf8String("x"))
            .build());
    SendMessageResponse sent = w.put(url, "x", r -> r.messageAttributes(all));

    Message message = w.take(url, r -> r.messageAttributeNames("shop.*")).get(0);

    assertThat(message.messageAttributes()).containsOnlyKeys("shop.city", "shop.zip");
    assertThat(message.md5OfMessageAttributes()).isNotEqualTo(sent.md5OfMessageAttributes());
    assertThat(message.md5OfBody()).isEqualTo("9dd4e461268c8034f5c8564e155c67a6");
  }

  @Test
  void batch_withSomeThatWillNotDo_doesTheOthers() {
    String url = w.queue("orders");
    List<SendMessageBatchRequestEntry> entries =
        List.of(
            SendMessageBatchRequestEntry.builder().id("a").messageBody("one").build(),
            SendMessageBatchRequestEntry.builder().id("b").messageBody("\u0001").build());
    SendMessageBatchResponse sent =
        w.send(
            SendMessageBatchRequest.builder().queueUrl(url).entries(entries).build(),
            SendMessageBatchResponse.class);
    assertThat(sent.successful()).extracting(e -> e.id()).containsExactly("a");
    assertThat(sent.failed()).extracting(e -> e.code()).containsExactly("InvalidMessageContents");

    DeleteMessageBatchResponse deleted =
        w.send(
            DeleteMessageBatchRequest.builder()
                .queueUrl(url)
                .entries(
                    e -> e.id("1").receiptHandle(w.take(url).get(0).receiptHandle()),
                    e -> e.id("2").receiptHandle("nonsense"))
                .build(),
            DeleteMessageBatchResponse.class);

    assertThat(deleted.successful()).hasSize(1);
    assertThat(deleted.failed())
        .extracting(e -> e.code())
        .containsExactly("ReceiptHandleIsInvalid");
  }

  @Test
  void batch_thatIsNone_isRefused() {
    String url = w.queue("orders");
    SendMessageBatchRequestEntry one =
        SendMessageBatchRequestEntry.builder().id("a").messageBody("x").build();

    refused(() -> batch(url, List.of()), "EmptyBatchRequest", 400);
    refused(() -> batch(url, List.of(one, one)), "BatchEntryIdsNotDistinct", 400);
    refused(
        () -> batch(url, List.of(one.toBuilder().id("a b").build())), "InvalidBatchEntryId", 400);
    refused(
        () -> batch(url, java.util.Collections.nCopies(11, one)),
        "TooManyEntriesInBatchRequest",
        400);
    SendMessageBatchRequestEntry large = one.toBuilder().messageBody("x".repeat(600_000)).build();
    refused(
        () -> batch(url, List.of(large, large.toBuilder().id("b").build())),
        "BatchRequestTooLong",
        400);
  }

  private void batch(String url, List<SendMessageBatchRequestEntry> entries) {
    w.send(
        SendMessageBatchRequest.builder().queueUrl(url).entries(entries).build(),
        SendMessageBatchResponse.class);
  }

  @Test
  void access_asksForTheQueueAndItsPolicy() {
    String policy =
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},"
            + "\"Action\":\"sqs:SendMessage\"}}";
    String url = w.queue("orders", "Policy", policy);
    w.allowed =
        (principal, access) ->
            principal.kind() != Principal.Kind.SERVICE
                || access.resourcePolicy().orElseThrow().write().contains(principal.arn());
    SendMessageRequest request =
        SendMessageRequest.builder().queueUrl(url).messageBody("x").build();

    w.sendAs(service("s3.amazonaws.com"), request, SendMessageResponse.class);
    refused(
        () -> w.sendAs(service("sns.amazonaws.com"), request, SendMessageResponse.class),
        "AccessDeniedException",
        400);

    assertThat(w.asked.get(1).action()).isEqualTo("sqs:SendMessage");
    assertThat(w.asked.get(1).resource()).isEqualTo(arn("orders"));
    assertThat(w.asked.get(1).resourceAccount()).isEqualTo(SqsWorld.ACCOUNT);
  }

  private static Principal service(String name) {
    return Principal.service(name, SqsWorld.ACCOUNT, "arn:aws:s3:::photos");
  }

  @Test
  void metrics_countWhatHappened() {
    String url = w.queue("orders");
    w.put(url, "one");
    w.put(url, "two");
    w.take(url).forEach(message -> w.delete(url, message));
    w.take(url);

    assertThat(metric("NumberOfMessagesSent")).isEqualTo(2);
    assertThat(metric("NumberOfMessagesReceived")).isEqualTo(2);
    assertThat(metric("NumberOfMessagesDeleted")).isEqualTo(2);
    assertThat(metric("NumberOfEmptyReceives")).isEqualTo(1);
  }

  private double metric(String name) {
    return w.cloud.metrics().total("AWS/SQS", name, "QueueName", "orders").sum();
  }

  @Test
  void moveTask_bringsBackWhatWasDeadLettered() {
    String dead = w.queue("dead");
    String url = w.queue("orders", "RedrivePolicy", redrive("dead", 1), "VisibilityTimeout", "1");
    for (int i = 0; i < 3; i++) {
      w.put(url, "m" + i);
    }
    w.take(url);
    w.advance(1);
    assertThat(w.take(url)).isEmpty();
    String handle =
        w.send(
                StartMessageMoveTaskRequest.builder()
                    .sourceArn(arn("dead"))
                    .maxNumberOfMessagesPerSecond(2)
                    .build(),
                StartMessageMoveTaskResponse.class)
            .taskHandle();
    refused(
        () ->
            w.send(
                StartMessageMoveTaskRequest.builder().sourceArn(arn("dead")).build(),
                StartMessageMoveTaskResponse.class),
        "UnsupportedOperation",
        400);
    w.clock().settle();

    assertThat(w.sqs.depths().get(arn("dead")).total()).isZero();
    assertThat(w.bodies(url)).containsExactly("m0", "m1", "m2");
    assertThat(
            w.send(
                    ListMessageMoveTasksRequest.builder().sourceArn(arn("dead")).build(),
                    ListMessageMoveTasksResponse.class)
                .results())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.status()).isEqualTo("COMPLETED");
              assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(3);
            });
    refused(
        () ->
            w.send(
                CancelMessageMoveTaskRequest.builder().taskHandle(handle).build(),
                CancelMessageMoveTaskResponse.class),
        "UnsupportedOperation",
        400);
    refused(
        () ->
            w.send(
                StartMessageMoveTaskRequest.builder().sourceArn(arn("orders")).build(),
                StartMessageMoveTaskResponse.class),
        INVALID,
        400);
    assertThat(dead).endsWith("/dead");
  }
}
