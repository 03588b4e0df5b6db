package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

class StreamSourceTest {
  private final SourceFixture s = new SourceFixture();

  @BeforeEach
  void create() {
    s.f.create("batches", "Batches");
  }

  private String mapped(java.util.function.Consumer<CreateEventSourceMappingRequest.Builder> more) {
    return s.mapped(SourceFixture.STREAM, more).uuid();
  }

  private void settle() {
    s.f.clock().settle();
  }

  // Reading.

  @Test
  void poll_recordsFromTheHorizon_arriveInOrderInOneBatch() {
    s.write("a", "b");
    String uuid = mapped(r -> {});
    s.write("c");
    settle();

    assertThat(s.batches()).containsExactly("a,b", "c");
    assertThat(s.get(uuid).lastProcessingResult()).isEqualTo("OK");
    assertThat(s.f.clock().pending()).isZero();
  }

  @Test
  void poll_latest_seesOnlyWhatComesLater() {
    s.write("before");
    mapped(r -> r.startingPosition("LATEST"));
    s.f.clock().advance(Duration.ofSeconds(2));
    s.write("after");
    settle();

    assertThat(s.batches()).containsExactly("after");
  }

  @Test
  void poll_latestAfterAnHourOfQuiet_missesNothing() {
    s.write("before");
    s.f.clock().advance(Duration.ofSeconds(2));
    mapped(r -> r.startingPosition("LATEST"));
    s.f.clock().advance(Duration.ofHours(1));
    s.write("after");
    settle();

    assertThat(s.batches()).containsExactly("after");
  }

  @Test
  void poll_anIteratorThatExpiresEarly_isRenewed() {
    mapped(r -> {});
    s.write("a");
    settle();
    s.iteratorLife = Duration.ofMinutes(1);
    s.f.clock().advance(Duration.ofMinutes(2));
    s.write("b");
    settle();

    assertThat(s.batches()).containsExactly("a", "b");
  }

  @Test
  void poll_asAwsDoes_comesAfterThePublishedLatency() {
    SourceFixture slow =
        new SourceFixture(
            LambdaConfig.defaults()
                .withoutLatency()
                .withSources(EventSourceConfig.defaults().withTransition(Duration.ofSeconds(5))));
    slow.f.create("batches", "Batches");
    slow.mapped(SourceFixture.STREAM, r -> {});
    slow.f.clock().advance(Duration.ofSeconds(5));
    slow.write("a");
    slow.f.clock().settle();

    Duration taken =
        Duration.between(
            slow.f.cloud.config().start().plusSeconds(10), slow.lines("BATCH ").get(0).at());
    assertThat(taken).isBetween(Duration.ofMillis(100), Duration.ofMillis(1_200));
  }

  @Test
  void poll_batchSizeAndWindow_makeTheBatches() {
    mapped(r -> r.batchSize(2).maximumBatchingWindowInSeconds(10));
    s.write("a");
    s.f.clock().advance(Duration.ofSeconds(4));
    s.write("b");
    s.f.clock().advance(Duration.ofSeconds(1));
    s.write("c");
    settle();

    assertThat(s.batches()).containsExactly("a,b", "c");
    assertThat(s.seconds()).containsExactly(4L, 15L);
  }

  @Test
  void poll_aChildShard_waitsForItsParent() {
    s.add("shard-1", "k", "slow");
    s.shards.get("shard-1").closed = true;
    s.shards.put("shard-2", new SourceFixture.FakeShard("shard-1"));
    s.add("shard-2", "k", "child");
    mapped(r -> {});

    assertThat(s.batches()).containsExactly("slow", "child");
    assertThat(s.seconds()).containsExactly(0L, 2L);
  }

  @Test
  void poll_aShardThatSplitsLater_goesOnInItsChild() {
    mapped(r -> {});
    s.write("a");
    settle();
    s.shards.get("shard-1").closed = true;
    s.shards.put("shard-2", new SourceFixture.FakeShard("shard-1"));
    s.add("shard-2", "k", "child");
    s.ring(SourceFixture.STREAM);
    settle();

    assertThat(s.batches()).containsExactly("a", "child");
  }

  @Test
  void poll_parallelization_keepsTheOrderOfEachItem() {
    for (int i = 0; i < 4; i++) {
      for (String key : List.of("p", "q", "r", "t")) {
        s.add("shard-1", key, key + i);
      }
    }
    mapped(r -> r.parallelizationFactor(10).batchSize(2));

    List<String> seen = List.of(String.join(",", s.batches()).split(","));
    assertThat(seen).hasSize(16);
    for (String key : List.of("p", "q", "r", "t")) {
      assertThat(seen.stream().filter(text -> text.startsWith(key)))
          .containsExactly(key + 0, key + 1, key + 2, key + 3);
    }
  }

  @Test
  void poll_filters_letPassWhatMatchesAndGoOn() {
    mapped(
        r ->
            r.filterCriteria(
                c ->
                    c.filters(
                        Filter.builder()
                            .pattern(
                                "{\"eventName\":[\"INSERT\"],\"dynamodb\":{\"NewImage\":{\"text\":"
                                    + "{\"S\":[{\"prefix\":\"yes\"}]}}}}")
                            .build())));
    s.write("no", "yes-1", "no", "yes-2");
    settle();
    s.write("no");
    settle();

    assertThat(s.batches()).containsExactly("yes-1,yes-2");
  }

  @Test
  void event_readByAwsOwnClasses_isComplete() {
    s.f.create("typed", "Batches$Typed");
    s.map(SourceFixture.STREAM, r -> r.functionName("typed"));
    s.write("a");
    settle();

    assertThat(s.f.lambda.logs("typed").stream().map(LogLine::message))
        .contains(
            "RECORD [event-1, INSERT, 1.1, aws:dynamodb, us-east-1, "
                + SourceFixture.STREAM
                + ", a, 1.5, 1, 2, 000000000000000000001, 26, NEW_IMAGE, "
                + s.f.cloud.config().start().getEpochSecond()
                + ", dynamodb.amazonaws.com]");
  }

  @Test
  void poll_duplicates_comeTwice() {
    s.f.cloud.events().duplicate(1, 1);
    mapped(r -> {});
    s.write("a");
    settle();

    assertThat(s.batches()).containsExactly("a", "a");
  }

  // Failing.

  @Test
  void batch_thatFails_holdsUpItsShardForADay() {
    String uuid = mapped(r -> {});
    s.write("poison");
    settle();
    s.write("next");
    settle();

    assertThat(s.batches()).first().isEqualTo("poison");
    assertThat(s.batches()).last().isEqualTo("next");
    assertThat(s.seconds()).startsWith(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L);
    assertThat(s.batches()).hasSizeBetween(1_400, 1_500);
    assertThat(s.sum("Errors")).isEqualTo(s.batches().size() - 1);
    assertThat(s.get(uuid).lastProcessingResult()).isEqualTo("OK");
  }

  @Test
  void batch_behindAPoisonedOne_waits() {
    mapped(r -> r.batchSize(1));
    s.write("poison", "next");
    s.f.clock().advance(Duration.ofHours(1));

    assertThat(s.batches()).containsOnly("poison");
    assertThat(s.sum("IteratorAge")).isPositive();
  }

  @Test
  void batch_thatFailsTooOften_isToldToTheDestination() {
    String uuid =
        mapped(
            r ->
                r.maximumRetryAttempts(2)
                    .destinationConfig(
                        d -> d.onFailure(x -> x.destination(SourceFixture.OTHER_QUEUE))));
    s.write("a", "poison");
    settle();

    assertThat(s.batches()).containsExactly("a,poison", "a,poison", "a,poison");
    Json told = s.deadLetter();
    assertThat(told.at("requestContext", "condition").orElseThrow().text())
        .contains("RetryAttemptsExhausted");
    assertThat(told.at("requestContext", "approximateInvokeCount").orElseThrow().text())
        .contains("3");
    assertThat(told.at("responseContext", "functionError").orElseThrow().text())
        .contains("Unhandled");
    assertThat(told.get("DDBStreamBatchInfo").orElseThrow().write())
        .isEqualTo(
            "{\"shardId\":\"shard-1\",\"startSequenceNumber\":\"000000000000000000001\","
                + "\"endSequenceNumber\":\"000000000000000000002\","
                + "\"approximateArrivalOfFirstRecord\":\""
                + s.f.cloud.config().start()
                + "\",\"approximateArrivalOfLastRecord\":\""
                + s.f.cloud.config().start()
                + "\",\"batchSize\":2,\"streamArn\":\""
                + SourceFixture.STREAM
                + "\"}");
    assertThat(s.get(uuid).lastProcessingResult()).isEqualTo("PROBLEM: Function call failed");
  }

  @Test
  void batch_thatIsTooOld_isToldToATopic() {
    mapped(
        r ->
            r.maximumRecordAgeInSeconds(60)
                .destinationConfig(d -> d.onFailure(x -> x.destination(SourceFixture.TOPIC))));
    s.write("poison");
    settle();

    assertThat(s.seconds()).containsExactly(0L, 1L, 3L, 7L, 15L, 31L);
    assertThat(s.published).hasSize(1);
    assertThat(s.published.get(0).message()).contains("RecordAgeExceeded");
  }

  @Test
  void destination_thatRefuses_isCounted() {
    mapped(
        r ->
            r.maximumRetryAttempts(0)
                .destinationConfig(
                    d -> d.onFailure(x -> x.destination(SourceFixture.OTHER_QUEUE))));
    s.f.allowed = access -> !access.action().equals("sqs:SendMessage");
    s.write("poison");
    settle();

    assertThat(s.batches()).containsExactly("poison");
    assertThat(s.sum("DestinationDeliveryFailures")).isEqualTo(1);
  }

  @Test
  void batch_bisected_isolatesThePoison() {
    mapped(r -> r.bisectBatchOnFunctionError(true).maximumRetryAttempts(1));
    s.write("a", "b", "poison", "d");
    settle();

    assertThat(s.batches())
        .containsExactly("a,b,poison,d", "a,b", "poison,d", "poison", "poison", "d");
  }

  @Test
  void batch_reported_goesOnAtTheLowestFailure() {
    mapped(
        r ->
            r.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                .maximumRetryAttempts(1));
    s.write("a", "reject-1", "c", "reject-2");
    settle();

    assertThat(s.batches()).containsExactly("a,reject-1,c,reject-2", "reject-1,c,reject-2");
  }

  @Test
  void batch_reportedWithoutTheSetting_isASuccess() {
    mapped(r -> {});
    s.write("reject");
    settle();

    assertThat(s.batches()).containsExactly("reject");
  }

  @Test
  void batch_withAReportThatIsNone_failsAsAWhole() {
    mapped(
        r ->
            r.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                .maximumRetryAttempts(1));
    s.write("a", "gibberish");
    settle();

    assertThat(s.batches()).containsExactly("a,gibberish", "a,gibberish");
  }

  @Test
  void batch_thatIsThrottled_isTriedAgainWithoutCountingAsARetry() {
    mapped(r -> r.maximumRetryAttempts(0));
    s.f.send(
        PutFunctionConcurrencyRequest.builder()
            .functionName("batches")
            .reservedConcurrentExecutions(0)
            .build(),
        PutFunctionConcurrencyResponse.class);
    s.write("a");
    s.f.clock().advance(Duration.ofMinutes(5));
    s.f.send(
        DeleteFunctionConcurrencyRequest.builder().functionName("batches").build(),
        DeleteFunctionConcurrencyResponse.class);
    settle();

    assertThat(s.batches()).containsExactly("a");
    assertThat(s.sum("Throttles")).isGreaterThan(5);
  }

  @Test
  void poll_underFaults_survives() {
    s.f
        .cloud
        .faults()
        .add(
            Fault.of(
                    "streams.dynamodb",
                    "GetRecords",
                    1,
                    1,
                    new Fault.Refuse("InternalServerError", 500, "injected"))
                .between(0, Duration.ofSeconds(20).toNanos()));
    s.f
        .cloud
        .faults()
        .add(
            Fault.of(
                    "lambda", "Invoke", 1, 1, new Fault.Refuse("ServiceException", 500, "injected"))
                .between(0, Duration.ofMinutes(1).toNanos()));
    s.map(SourceFixture.STREAM, r -> {});
    s.write("a");
    settle();

    assertThat(s.batches()).containsExactly("a");
  }

  @Test
  void poll_withoutPermission_saysSoAndSurvives() {
    String uuid = mapped(r -> {});
    s.f.allowed = access -> !access.action().equals("dynamodb:GetRecords");
    s.write("a");
    s.f.clock().advance(Duration.ofMinutes(1));
    assertThat(s.get(uuid).lastProcessingResult()).startsWith("PROBLEM: AccessDenied");
    s.f.allowed = access -> true;
    settle();

    assertThat(s.batches()).containsExactly("a");
  }

  // States.

  @Test
  void update_disabledAndEnabled_goesOnWhereItWas() {
    String uuid = mapped(r -> {});
    s.write("a");
    settle();
    assertThat(enable(uuid, false).state()).isEqualTo("Disabling");
    settle();
    assertThat(s.get(uuid).state()).isEqualTo("Disabled");
    s.write("b");
    settle();
    assertThat(s.batches()).containsExactly("a");

    assertThat(enable(uuid, true).state()).isEqualTo("Updating");
    settle();

    assertThat(s.batches()).containsExactly("a", "b");
  }

  private UpdateEventSourceMappingResponse enable(String uuid, boolean enabled) {
    return s.f.send(
        UpdateEventSourceMappingRequest.builder().uuid(uuid).enabled(enabled).build(),
        UpdateEventSourceMappingResponse.class);
  }

  @Test
  void run_twice_leavesTheSameTrace() {
    assertThat(digest()).isEqualTo(digest());
  }

  private static String digest() {
    SourceFixture s = new SourceFixture(LambdaConfig.defaults());
    s.f.create("batches", "Batches");
    s.mapped(SourceFixture.STREAM, r -> r.maximumRetryAttempts(3).parallelizationFactor(3));
    s.write("a", "b", "poison", "c");
    s.f.clock().settle();
    assertThat(s.batches()).isNotEmpty();
    assertThat(Map.of("open", s.f.cloud.trace().openCount())).containsEntry("open", 0L);
    return s.f.cloud.trace().digest();
  }
}
