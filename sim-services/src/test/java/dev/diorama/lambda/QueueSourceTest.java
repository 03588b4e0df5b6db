package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;

class QueueSourceTest {
  private final SourceFixture s = new SourceFixture();

  @BeforeEach
  void create() {
    s.f.create("batches", "Batches");
  }

  private void settle() {
    s.f.clock().settle();
  }

  @Test
  void poll_messages_areHandledAndDeleted() {
    s.mapped(SourceFixture.QUEUE, r -> {});
    s.enqueue(SourceFixture.QUEUE, "a", "b");
    settle();

    assertThat(s.batches()).containsExactly("a,b");
    assertThat(s.work().messages).isEmpty();
    assertThat(s.f.clock().pending()).isZero();
  }

  @Test
  void poll_moreThanABatch_isHandledConcurrentlyFiveAtATime() {
    s.mapped(SourceFixture.QUEUE, r -> r.batchSize(1));
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      bodies.add("slow");
    }
    s.enqueue(SourceFixture.QUEUE, bodies.toArray(String[]::new));
    settle();

    assertThat(s.seconds()).containsExactly(0L, 0L, 0L, 0L, 0L, 2L, 2L, 2L, 2L, 2L, 4L, 4L);
  }

  @Test
  void poll_maximumConcurrency_isKept() {
    s.mapped(SourceFixture.QUEUE, r -> r.batchSize(1).scalingConfig(c -> c.maximumConcurrency(2)));
    s.enqueue(SourceFixture.QUEUE, "slow", "slow", "slow", "slow");
    settle();

    assertThat(s.seconds()).containsExactly(0L, 0L, 2L, 2L);
  }

  @Test
  void poll_window_gathersMoreThanTen() {
    s.mapped(SourceFixture.QUEUE, r -> r.batchSize(25).maximumBatchingWindowInSeconds(5));
    s.enqueue(SourceFixture.QUEUE, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
    s.f.clock().advance(Duration.ofSeconds(2));
    s.enqueue(SourceFixture.QUEUE, "m");
    settle();

    assertThat(s.batches()).containsExactly("a,b,c,d,e,f,g,h,i,j,k,l,m");
    assertThat(s.seconds()).containsExactly(5L);
    assertThat(s.work().messages).isEmpty();
  }

  @Test
  void poll_filters_deleteWhatDoesNotMatch() {
    s.mapped(
        SourceFixture.QUEUE,
        r ->
            r.filterCriteria(
                c ->
                    c.filters(
                        Filter.builder().pattern("{\"body\":{\"kind\":[\"good\"]}}").build())));
    s.enqueue(SourceFixture.QUEUE, "{\"kind\":\"good\"}", "{\"kind\":\"bad\"}", "plain");
    settle();

    assertThat(s.batches()).containsExactly("{\"kind\":\"good\"}");
    assertThat(s.work().messages).isEmpty();
  }

  @Test
  void batch_thatFails_comesBackAfterTheVisibilityTimeout() {
    s.mapped(SourceFixture.QUEUE, r -> {});
    s.enqueue(SourceFixture.QUEUE, "a", "poison");
    s.f.clock().advance(Duration.ofSeconds(70));

    assertThat(s.batches()).containsExactly("a,poison", "a,poison", "a,poison");
    assertThat(s.seconds()).containsExactly(0L, 30L, 60L);
    assertThat(s.work().messages).hasSize(2);
    s.work().messages.clear();
    settle();
  }

  @Test
  void batch_reported_deletesOnlyWhatWasHandled() {
    s.mapped(
        SourceFixture.QUEUE,
        r -> r.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    s.enqueue(SourceFixture.QUEUE, "a", "reject", "c");
    s.f.clock().advance(Duration.ofSeconds(31));

    assertThat(s.batches()).containsExactly("a,reject,c", "reject");
    s.work().messages.clear();
    settle();
  }

  @Test
  void batch_reportedAsGibberish_failsAsAWhole() {
    s.mapped(
        SourceFixture.QUEUE,
        r -> r.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    s.enqueue(SourceFixture.QUEUE, "a", "gibberish");
    s.f.clock().advance(Duration.ofSeconds(31));

    assertThat(s.batches()).containsExactly("a,gibberish", "a,gibberish");
    s.work().messages.clear();
    settle();
  }

  @Test
  void poll_aFifoQueue_keepsTheOrder() {
    s.mapped(SourceFixture.FIFO, r -> r.batchSize(2));
    s.enqueue(SourceFixture.FIFO, "slow", "b", "c", "d", "e");
    settle();

    assertThat(s.batches()).containsExactly("slow,b", "c,d", "e");
    assertThat(s.seconds()).containsExactly(0L, 2L, 2L);
  }

  @Test
  void poll_duplicates_comeTwice() {
    s.f.cloud.events().duplicate(1, 1);
    s.mapped(SourceFixture.QUEUE, r -> {});
    s.enqueue(SourceFixture.QUEUE, "a");
    settle();

    assertThat(s.batches()).containsExactly("a", "a");
  }

  @Test
  void event_readByAwsOwnClasses_isComplete() {
    s.f.create("typed", "Batches$Messages");
    s.map(SourceFixture.QUEUE, r -> r.functionName("typed"));
    s.enqueue(SourceFixture.QUEUE, "a");
    settle();

    assertThat(s.f.lambda.logs("typed").stream().map(LogLine::message))
        .contains(
            "MESSAGE [message-1, a, md5, aws:sqs, "
                + SourceFixture.QUEUE
                + ", us-east-1, 1, letter, String]");
  }

  @Test
  void poll_withoutPermission_saysSo() {
    String uuid = s.mapped(SourceFixture.QUEUE, r -> {}).uuid();
    s.f.allowed = access -> !access.action().equals("sqs:ReceiveMessage");
    s.enqueue(SourceFixture.QUEUE, "a");
    s.f.clock().advance(Duration.ofSeconds(5));

    assertThat(s.get(uuid).lastProcessingResult()).startsWith("PROBLEM: AccessDenied");
    s.f.allowed = access -> true;
    settle();
    assertThat(s.batches()).containsExactly("a");
  }
}
