package dev.diorama.sqs;

import static dev.diorama.sqs.SqsWorld.redrive;
import static dev.diorama.sqs.SqsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Order, locks and deduplication in FIFO queues. */
class SqsFifoTest {
  private final SqsWorld w = new SqsWorld();

  @Test
  void receive_fromAGroupInFlight_waitsWhileOtherGroupsGoOn() {
    String url = w.fifo("o.fifo");
    w.put(url, "a", "1", "a1");
    w.put(url, "a", "2", "a2");
    w.put(url, "b", "3", "b1");
    List<Message> first = w.take(url, r -> r.maxNumberOfMessages(1));

    assertThat(first).extracting(Message::body).containsExactly("a1");
    assertThat(w.bodies(url)).containsExactly("b1");
    assertThat(w.bodies(url)).isEmpty();
    w.delete(url, first.get(0));
    assertThat(w.bodies(url)).containsExactly("a2");
  }

  @Test
  void receive_several_keepsTheOrderOfTheGroup() {
    String url = w.fifo("o.fifo");
    for (int i = 0; i < 5; i++) {
      w.put(url, "a", "d" + i, "m" + i);
    }

    assertThat(w.bodies(url)).containsExactly("m0", "m1", "m2", "m3", "m4");
    w.advance(30);
    assertThat(w.bodies(url)).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void delete_freesTheGroupAndRings() {
    String url = w.fifo("o.fifo");
    w.put(url, "a", "1", "a1");
    w.put(url, "a", "2", "a2");
    Message message = w.take(url, r -> r.maxNumberOfMessages(1)).get(0);
    int[] rings = {0};
    w.cloud.doorbells().listen(SqsWorld.arn("o.fifo"), () -> rings[0]++);

    w.delete(url, message);

    assertThat(rings[0]).isEqualTo(1);
  }

  @Test
  void delete_afterTheTimeout_isRefused() {
    String url = w.fifo("o.fifo");
    w.put(url, "a", "1", "a1");
    Message message = w.take(url).get(0);
    w.advance(30);

    refused(() -> w.delete(url, message), "InvalidParameterValueException", 400);
  }

  @Test
  void send_againWithinFiveMinutes_isTheSameMessage() {
    String url = w.fifo("o.fifo");
    SendMessageResponse first = w.put(url, "a", "same", "one");
    w.delete(url, w.take(url).get(0));
    w.advance(299);
    SendMessageResponse again = w.put(url, "a", "same", "other");
    w.advance(1);
    SendMessageResponse later = w.put(url, "a", "same", "third");

    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber()).hasSize(20);
    assertThat(later.messageId()).isNotEqualTo(first.messageId());
    assertThat(later.sequenceNumber()).isGreaterThan(first.sequenceNumber());
    assertThat(w.bodies(url)).containsExactly("third");
  }

  @Test
  void send_byContent_isDeduplicatedByBodyAndScope() {
    String url =
        w.fifo("o.fifo", "ContentBasedDeduplication", "true", "DeduplicationScope", "messageGroup");
    w.put(url, "one", r -> r.messageGroupId("a"));
    w.put(url, "one", r -> r.messageGroupId("a"));
    w.put(url, "one", r -> r.messageGroupId("b"));

    assertThat(w.bodies(url)).hasSize(2);
  }

  @Test
  void send_withoutGroupOrIdOrWithADelay_isRefused() {
    String url = w.fifo("o.fifo");

    refused(() -> w.put(url, "x"), "MissingRequiredParameterException", 400);
    refused(
        () -> w.put(url, "x", r -> r.messageGroupId("a")), "InvalidParameterValueException", 400);
    refused(
        () ->
            w.put(url, "x", r -> r.messageGroupId("a").messageDeduplicationId("1").delaySeconds(5)),
        "InvalidParameterValueException",
        400);
  }

  @Test
  void sendBatch_withAnEntryThatHasNoPlaceInTheOrder_isRefusedAsAWhole() {
    String url = w.fifo("o.fifo");
    SendMessageBatchRequestEntry good =
        SendMessageBatchRequestEntry.builder()
            .id("1")
            .messageBody("x")
            .messageGroupId("a")
            .messageDeduplicationId("1")
            .build();
    for (SendMessageBatchRequestEntry bad :
        List.of(
            SendMessageBatchRequestEntry.builder()
                .id("2")
                .messageBody("x")
                .messageDeduplicationId("2")
                .build(),
            SendMessageBatchRequestEntry.builder()
                .id("2")
                .messageBody("x")
                .messageGroupId("a")
                .build())) {
      refused(
          () ->
              w.send(
                  SendMessageBatchRequest.builder().queueUrl(url).entries(good, bad).build(),
                  SendMessageBatchResponse.class),
          "InvalidParameterValueException",
          400);
    }
    assertThat(w.bodies(url)).isEmpty();
  }

  @Test
  void receive_onceTooOften_frees_theGroup() {
    String dead = w.fifo("dead.fifo");
    String url =
        w.fifo("o.fifo", "RedrivePolicy", redrive("dead.fifo", 1), "VisibilityTimeout", "1");
    w.put(url, "a", "1", "poison");
    w.take(url);
    w.put(url, "a", "2", "good");
    w.advance(1);

    assertThat(w.bodies(url)).containsExactly("good");
    assertThat(w.bodies(dead)).containsExactly("poison");
  }
}
