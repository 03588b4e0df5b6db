package dev.diorama.lambda;

import static dev.diorama.lambda.SourceFixture.OTHER_QUEUE;
import static dev.diorama.lambda.SourceFixture.TOPIC;
import static dev.diorama.lambda.SourceFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Timestamps;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class AsyncQueueTest {
  private static final String INVALID = "InvalidParameterValueException";

  private final SourceFixture s = new SourceFixture();

  @BeforeEach
  void create() {
    s.f.create("work", "Work");
  }

  private PutFunctionEventInvokeConfigResponse configure(
      Consumer<PutFunctionEventInvokeConfigRequest.Builder> more) {
    PutFunctionEventInvokeConfigRequest.Builder request =
        PutFunctionEventInvokeConfigRequest.builder().functionName("work");
    more.accept(request);
    return s.f.send(request.build(), PutFunctionEventInvokeConfigResponse.class);
  }

  private String run(String function, String payload) {
    s.f.invoke(function, payload, r -> r.invocationType(InvocationType.EVENT));
    s.f.clock().settle();
    List<Span> invokes = s.f.cloud.trace().spans(span -> span.attributes().containsKey("event"));
    return invokes.isEmpty() ? "" : invokes.get(0).attributes().get("event");
  }

  private List<SendMessageRequest> dead() {
    return s.queues.get("dead").sent;
  }

  private double sum(String metric) {
    return s.f.cloud.metrics().total("AWS/Lambda", metric).sum();
  }

  @Test
  void event_thatFails_goesToTheDeadLetterQueueWithItsError() {
    s.f.create("dlq", "Work", r -> r.deadLetterConfig(d -> d.targetArn(OTHER_QUEUE)));

    String id = run("dlq", "{\"do\":\"fail\"}");

    assertThat(dead()).hasSize(1);
    SendMessageRequest letter = dead().get(0);
    assertThat(letter.messageBody()).isEqualTo("{\"do\":\"fail\"}");
    assertThat(letter.messageAttributes().get("RequestID").stringValue()).isEqualTo(id);
    assertThat(letter.messageAttributes().get("ErrorCode").stringValue()).isEqualTo("200");
    assertThat(letter.messageAttributes().get("ErrorCode").dataType()).isEqualTo("Number");
    assertThat(letter.messageAttributes().get("ErrorMessage").stringValue()).isEqualTo("as asked");
    assertThat(sum("AsyncEventsDropped")).isEqualTo(1);
    assertThat(sum("DeadLetterErrors")).isZero();
  }

  @Test
  void event_thatFails_goesToATopic() {
    s.f.create("dlq", "Work", r -> r.deadLetterConfig(d -> d.targetArn(TOPIC)));

    run("dlq", "{\"do\":\"fail\"}");

    assertThat(s.published.get(0).message()).isEqualTo("{\"do\":\"fail\"}");
    assertThat(s.published.get(0).messageAttributes()).containsKey("RequestID");
  }

  @Test
  void event_thatFails_isRecordedAtTheDestination() {
    configure(r -> r.destinationConfig(d -> d.onFailure(x -> x.destination(OTHER_QUEUE))));

    String id = run("work", "{\"do\":\"fail\"}");

    Json record = s.deadLetter();
    assertThat(record.text("version")).contains("1.0");
    assertThat(record.text("timestamp"))
        .contains(Timestamps.writeMillis(s.f.cloud.config().start().plusSeconds(180)));
    assertThat(record.get("requestContext").orElseThrow().write())
        .isEqualTo(
            "{\"requestId\":\""
                + id
                + "\",\"functionArn\":\"arn:aws:lambda:us-east-1:123456789012:function:work:$LATEST"
                + "\",\"condition\":\"RetriesExhausted\",\"approximateInvokeCount\":3}");
    assertThat(record.get("requestPayload").orElseThrow().write()).isEqualTo("{\"do\":\"fail\"}");
    assertThat(record.get("responseContext").orElseThrow().write())
        .isEqualTo(
            "{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}");
    assertThat(record.at("responsePayload", "errorMessage").orElseThrow().text())
        .contains("as asked");
  }

  @Test
  void event_thatSucceeds_isRecordedAtTheDestination() {
    s.f.create("next", "Work");
    configure(
        r ->
            r.destinationConfig(
                d ->
                    d.onSuccess(
                        x ->
                            x.destination("arn:aws:lambda:us-east-1:123456789012:function:next"))));

    run("work", "{\"do\":\"echo\"}");

    assertThat(
            s.f.lambda.logs("next").stream()
                .filter(line -> line.message().startsWith("START"))
                .count())
        .isEqualTo(1);
    assertThat(
            s.f
                .cloud
                .trace()
                .spans(span -> span.operation().equals("SendToDestination"))
                .get(0)
                .ok())
        .isTrue();
  }

  @Test
  void event_thatIsNeverTaken_endsByItsAge() {
    configure(
        r ->
            r.maximumEventAgeInSeconds(60)
                .destinationConfig(d -> d.onFailure(x -> x.destination(OTHER_QUEUE))));
    s.f.send(
        PutFunctionConcurrencyRequest.builder()
            .functionName("work")
            .reservedConcurrentExecutions(0)
            .build(),
        PutFunctionConcurrencyResponse.class);

    run("work", "{}");

    assertThat(s.deadLetter().at("requestContext", "condition").orElseThrow().text())
        .contains("EventAgeExceeded");
    assertThat(s.deadLetter().at("requestContext", "approximateInvokeCount").orElseThrow().text())
        .contains("0");
    assertThat(s.deadLetter().get("responseContext")).isEmpty();
  }

  @Test
  void event_struckByAFault_isTriedAgain() {
    s.f
        .cloud
        .faults()
        .add(
            Fault.of(
                    "lambda", "Invoke", 1, 1, new Fault.Refuse("ServiceException", 500, "injected"))
                .between(1, Duration.ofSeconds(5).toNanos()));
    s.f.clock().advance(Duration.ofMillis(0));
    s.f.invoke("work", "{\"do\":\"log\"}", r -> r.invocationType(InvocationType.EVENT));
    s.f.clock().settle();

    assertThat(sum("Invocations")).isEqualTo(1);
  }

  @Test
  void deadLetter_thatMayNotBeSent_isCounted() {
    s.f.create("dlq", "Work", r -> r.deadLetterConfig(d -> d.targetArn(OTHER_QUEUE)));
    s.f.allowed = access -> !access.action().equals("sqs:SendMessage");

    run("dlq", "{\"do\":\"fail\"}");

    assertThat(dead()).isEmpty();
    assertThat(sum("DeadLetterErrors")).isEqualTo(1);
  }

  @Test
  void destination_withAFaultOfItsOwn_isTriedAgain() {
    configure(
        r ->
            r.maximumRetryAttempts(0)
                .destinationConfig(d -> d.onFailure(x -> x.destination(OTHER_QUEUE))));
    s.f
        .cloud
        .faults()
        .add(
            Fault.of("sqs", "SendMessage", 1, 1, new Fault.Refuse("InternalFailure", 500, "x"))
                .between(0, Duration.ofSeconds(5).toNanos()));

    run("work", "{\"do\":\"fail\"}");

    assertThat(dead()).hasSize(1);
    assertThat(sum("DestinationDeliveryFailures")).isZero();
  }

  @Test
  void deadLetterConfig_ofARoleThatMayNotSend_isInvalid() {
    s.f.allowed = access -> !access.action().equals("sqs:SendMessage");

    assertRefused(
        () -> s.f.create("dlq", "Work", r -> r.deadLetterConfig(d -> d.targetArn(OTHER_QUEUE))),
        INVALID,
        400,
        "The provided execution role does not have permissions to call SendMessage on SQS");
  }

  private void destinationRefused(String arn, String code, int status, String words) {
    assertRefused(
        () -> configure(r -> r.destinationConfig(d -> d.onFailure(x -> x.destination(arn)))),
        code,
        status,
        words);
  }

  @Test
  void destinationConfig_whatCannotBe_isRefused() {
    String self = "arn:aws:lambda:us-east-1:123456789012:function:work";
    destinationRefused(self, INVALID, 400, "can't specify the function as a destination");
    destinationRefused("x", INVALID, 400, "The destination ARN x is invalid.");
    destinationRefused(OTHER_QUEUE + ".fifo", INVALID, 400, "is invalid.");
    destinationRefused(
        "arn:aws:events:us-east-1:123456789012:event-bus/b", "NotImplemented", 501, "EventBridge");
    s.f.allowed = access -> !access.action().equals("sqs:SendMessage");
    destinationRefused(
        OTHER_QUEUE,
        INVALID,
        400,
        "The function's execution role does not have permissions to call SendMessage on "
            + OTHER_QUEUE);
  }

  @Test
  void invokeConfig_updated_keepsTheRestAndIsListed() {
    configure(r -> r.maximumRetryAttempts(1));
    UpdateFunctionEventInvokeConfigResponse updated =
        s.f.send(
            UpdateFunctionEventInvokeConfigRequest.builder()
                .functionName("work")
                .maximumEventAgeInSeconds(120)
                .destinationConfig(d -> d.onSuccess(x -> x.destination(TOPIC)))
                .build(),
            UpdateFunctionEventInvokeConfigResponse.class);

    assertThat(updated.maximumRetryAttempts()).isEqualTo(1);
    assertThat(updated.maximumEventAgeInSeconds()).isEqualTo(120);
    assertThat(updated.destinationConfig().onSuccess().destination()).isEqualTo(TOPIC);
    assertThat(
            s.f
                .send(
                    ListFunctionEventInvokeConfigsRequest.builder().functionName("work").build(),
                    ListFunctionEventInvokeConfigsResponse.class)
                .functionEventInvokeConfigs())
        .hasSize(1);
  }

  @Test
  void invokeConfig_updatedBeforeItIsPut_isNotFound() {
    assertRefused(
        () ->
            s.f.send(
                UpdateFunctionEventInvokeConfigRequest.builder().functionName("work").build(),
                UpdateFunctionEventInvokeConfigResponse.class),
        "ResourceNotFoundException",
        404,
        "doesn't have an EventInvokeConfig");
  }

  // Loops.

  private long turns() {
    return s.f.lambda.logs("loop").stream()
        .filter(line -> line.message().startsWith("TURN"))
        .count();
  }

  @Test
  void loop_ofAFunctionThatSetsOffItself_endsAfterSixteenTurns() {
    s.f.create("loop", "Looper", r -> r.deadLetterConfig(d -> d.targetArn(OTHER_QUEUE)));

    run("loop", "{}");

    assertThat(turns()).isEqualTo(16);
    assertThat(sum("RecursiveInvocationsDropped")).isEqualTo(1);
    assertThat(dead()).hasSize(1);
    assertThat(dead().get(0).messageAttributes().get("ErrorMessage").stringValue())
        .startsWith("Lambda detected the loop function being invoked in a recursive loop");
  }

  @Test
  void loop_byWayOfAQueue_endsAfterSixteenTurns() {
    s.f.create("loop", "Looper");
    s.map(SourceFixture.QUEUE.replace("work", "loop"), r -> r.functionName("loop"));
    s.enqueue(SourceFixture.QUEUE.replace("work", "loop"), "first");
    s.f
        .clock()
        .runUntil(
            () -> turns() > 16 || sum("RecursiveInvocationsDropped") > 1, Duration.ofMinutes(2));

    assertThat(turns()).isEqualTo(16);
    s.queues.get("loop").messages.clear();
    s.f.clock().settle();
  }

  @Test
  void loop_thatIsAllowed_goesOn() {
    s.f.create("loop", "Looper");
    s.f.send(
        PutFunctionRecursionConfigRequest.builder()
            .functionName("loop")
            .recursiveLoop("Allow")
            .build(),
        PutFunctionRecursionConfigResponse.class);
    assertThat(
            s.f
                .send(
                    GetFunctionRecursionConfigRequest.builder().functionName("loop").build(),
                    GetFunctionRecursionConfigResponse.class)
                .recursiveLoopAsString())
        .isEqualTo("Allow");

    s.f.invoke("loop", "{}", r -> r.invocationType(InvocationType.EVENT));
    s.f.clock().runUntil(() -> turns() > 50, Duration.ofHours(1));

    assertThat(turns()).isEqualTo(51);
  }

  @Test
  void recursionConfig_thatIsNone_isInvalid() {
    assertRefused(
        () ->
            s.f.send(
                PutFunctionRecursionConfigRequest.builder()
                    .functionName("work")
                    .recursiveLoop("Sometimes")
                    .build(),
                PutFunctionRecursionConfigResponse.class),
        "ValidationException",
        400,
        "recursiveLoop");
  }
}
