package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Principal;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

class LambdaInvokeServiceTest {
  private static final String ARN =
      "arn:aws:lambda:us-east-1:" + LambdaFixture.ACCOUNT + ":function:work";

  private final LambdaFixture f = new LambdaFixture();

  @BeforeEach
  void create() {
    f.create("work", "Work");
  }

  private static void assertRefused(ThrowingCallable call, String code, int status, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).contains(words);
            });
  }

  private Json failure(String payload) {
    InvokeResponse response = f.invoke("work", payload);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    return Json.parse(LambdaFixture.text(response));
  }

  private List<String> log() {
    return f.lambda.logs("work").stream().map(LogLine::message).toList();
  }

  // Answers.

  @Test
  void invoke_anEvent_answersWithTheHandlersObject() {
    InvokeResponse response = f.invoke("work", "{\"do\":\"echo\",\"n\":[1,2.5,\"x\",null]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isNull();
    assertThat(response.executedVersion()).isEqualTo("$LATEST");
    assertThat(response.logResult()).isNull();
    assertThat(LambdaFixture.text(response))
        .isEqualTo("{\"do\":\"echo\",\"n\":[1,2.5,\"x\",null]}");
  }

  @Test
  void invoke_withoutPayload_isAnEmptyEvent() {
    InvokeResponse response =
        f.send(InvokeRequest.builder().functionName("work").build(), InvokeResponse.class);

    assertThat(LambdaFixture.text(response)).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "work",
        "work:$LATEST",
        "function:work",
        "123456789012:function:work",
        "123456789012:work",
        "arn:aws:lambda:us-east-1:123456789012:function:work",
        "arn:aws:lambda:us-east-1:123456789012:function:work:$LATEST"
      })
  void invoke_byEveryFormOfName_findsTheFunction(String name) {
    assertThat(f.invoke(name, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void invoke_dryRun_runsNothing() {
    InvokeResponse response =
        f.invoke("work", "{\"do\":\"fail\"}", r -> r.invocationType(InvocationType.DRY_RUN));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(log()).isEmpty();
  }

  @Test
  void invoke_withLogTail_returnsTheLast4KilobytesOfTheLog() {
    InvokeResponse response = f.invoke("work", "{\"do\":\"log\"}", r -> r.logType(LogType.TAIL));

    String tail =
        new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
    assertThat(tail).hasSize(4096).startsWith("xxx").contains("\nREPORT RequestId: ");
  }

  @Test
  void invoke_anyEvent_logsAsAwsDoes() {
    f.answer("work", "{\"do\":\"log\"}");

    String id = invokeSpan().requestId();
    assertThat(log())
        .containsSubsequence(
            "INIT_START Runtime Version: java:17",
            "START RequestId: " + id + " Version: $LATEST",
            "by the context's logger",
            "bytes",
            "END RequestId: " + id,
            "REPORT RequestId: "
                + id
                + "\tDuration: 0.00 ms\tBilled Duration: 1 ms\tMemory Size: 1024 MB\tInit Duration:"
                + " 0.00 ms");
  }

  private Span invokeSpan() {
    return f.cloud.trace().spans(span -> span.operation().equals("Invoke")).get(0);
  }

  // The context object.

  @Test
  void context_ofAnInvocation_isComplete() {
    f.clock().advance(Duration.ofMillis(500));
    String client =
        Base64.getEncoder()
            .encodeToString(
                "{\"client\":{\"app_title\":\"Todos\"},\"custom\":{\"a\":\"b\"},\"env\":{\"c\":\"d\"}}"
                    .getBytes(StandardCharsets.UTF_8));
    Principal caller =
        new Principal(
            Principal.Kind.ROLE_SESSION,
            LambdaFixture.ACCOUNT,
            "arn:aws:sts::123456789012:assumed-role/app/x",
            "AROA",
            "ASIA",
            Map.of(
                "cognito-identity.amazonaws.com:sub", List.of("us-east-1:identity"),
                "cognito-identity.amazonaws.com:aud", List.of("us-east-1:pool")));
    InvokeResponse response =
        f.sendAs(
            caller,
            InvokeRequest.builder()
                .functionName("work:$LATEST")
                .clientContext(client)
                .payload(SdkBytes.fromUtf8String("{\"do\":\"context\",\"sleep\":400}"))
                .build(),
            InvokeResponse.class);

    Json context = Json.parse(LambdaFixture.text(response));
    assertThat(context.text("requestId")).hasValue(invokeSpan().requestId());
    assertThat(context.text("logGroup")).hasValue("/aws/lambda/work");
    assertThat(context.text("logStream").orElseThrow()).startsWith("2026/01/01/[$LATEST]");
    assertThat(context.text("name")).hasValue("work");
    assertThat(context.text("version")).hasValue("$LATEST");
    assertThat(context.text("arn")).hasValue(ARN + ":$LATEST");
    assertThat(context.text("memory")).hasValue("1024");
    assertThat(context.text("remaining")).hasValue("2600");
    assertThat(context.text("identity")).hasValue("us-east-1:identity");
    assertThat(context.text("pool")).hasValue("us-east-1:pool");
    assertThat(context.at("custom", "a").flatMap(Json::text)).hasValue("b");
    assertThat(context.at("env", "c").flatMap(Json::text)).hasValue("d");
    assertThat(context.text("app")).hasValue("Todos");
  }

  @Test
  void context_withoutIdentityOrClient_hasNone() {
    Json context = f.answer("work", "{\"do\":\"context\"}");

    assertThat(context.text("identity")).isEmpty();
    assertThat(context.text("custom")).isEmpty();
  }

  // Failures of the function.

  @Test
  void invoke_aHandlerThatThrows_reportsItAndKeepsTheEnvironment() {
    Json failure = failure("{\"do\":\"fail\"}");

    assertThat(failure.text("errorMessage")).hasValue("as asked");
    assertThat(failure.text("errorType")).hasValue("java.lang.IllegalStateException");
    assertThat(failure.get("stackTrace").orElseThrow().items().get(0).text().orElseThrow())
        .startsWith("dev.diorama.lambda.handlers.Work.handleRequest(Work.java:");
    assertThat(log())
        .anyMatch(
            line ->
                line.startsWith("as asked: java.lang.IllegalStateException\n")
                    && line.contains("Caused by: java.lang.RuntimeException: because"));
    f.later("work", "{}");
    assertThat(f.note("cold")).isEqualTo("false");
  }

  @Test
  void invoke_aHandlerThatThrowsWithoutWords_reportsTheClass() {
    assertThat(failure("{\"do\":\"failWithoutWords\"}").text("errorMessage"))
        .hasValue("java.lang.UnsupportedOperationException");
  }

  @Test
  void invoke_aHandlerThatOverflowsTheStack_losesTheEnvironment() {
    assertThat(failure("{\"do\":\"overflow\"}").text("errorType"))
        .hasValue("java.lang.StackOverflowError");

    f.later("work", "{}");
    assertThat(f.note("cold")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"do\":\"exit\",\"status\":1}', Runtime exited with error: exit status 1",
    "'{\"do\":\"exit\",\"status\":0}', Runtime exited without providing a reason",
    "'{\"do\":\"catchExit\"}', Runtime exited with error: exit status 3"
  })
  void invoke_aHandlerThatExits_losesTheEnvironment(String payload, String words) {
    Json failure = failure(payload);

    assertThat(failure.text("errorType")).hasValue("Runtime.ExitError");
    assertThat(failure.text("errorMessage"))
        .hasValue("RequestId: " + invokeSpan().requestId() + " Error: " + words);
    f.later("work", "{}");
    assertThat(f.note("cold")).isEqualTo("true");
  }

  @Test
  void invoke_aHandlerSlowerThanItsTimeout_timesOutAndLosesTheEnvironment() {
    Json failure = failure("{\"sleep\":60000}");

    String id = invokeSpan().requestId();
    assertThat(failure.text("errorType")).hasValue("Sandbox.Timedout");
    assertThat(failure.text("errorMessage"))
        .hasValue("RequestId: " + id + " Error: Task timed out after 3.00 seconds");
    assertThat(invokeSpan().durationNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
    assertThat(log())
        .contains("2026-01-01T00:00:03Z " + id + " Task timed out after 3.00 seconds")
        .anyMatch(line -> line.startsWith("REPORT ") && line.endsWith("\tStatus: timeout"));
    f.clock().advance(Duration.ofSeconds(10));
    f.answer("work", "{}");
    assertThat(f.note("cold")).isEqualTo("true");
  }

  @Test
  void invoke_aHandlerThatTakesExactlyItsTimeout_answers() {
    assertThat(f.answer("work", "{\"sleep\":3000,\"do\":\"remaining\"}").text()).hasValue("0");
  }

  @Test
  void invoke_aHandlerThatIsTooLate_makesNoFurtherCalls() {
    f.create("lister", "Lister", request -> request.timeout(5));

    InvokeResponse response = f.invoke("lister", "\"sleepThenList\"");

    assertThat(LambdaFixture.text(response)).contains("Task timed out after 5.00 seconds");
    assertThat(f.dynamo).isEmpty();
  }

  @Test
  void invoke_anAnswerOfMoreThanSixMegabytes_isTooLarge() {
    assertThat(f.invoke("work", "{\"do\":\"large\",\"size\":6291554}").functionError()).isNull();
    Json failure = failure("{\"do\":\"large\",\"size\":6291555}");

    assertThat(failure.text("errorType")).hasValue("Function.ResponseSizeTooLarge");
  }

  // Refusals.

  @Test
  void invoke_aMissingFunction_isNotFound() {
    assertRefused(
        () -> f.invoke("missing", "{}"),
        "ResourceNotFoundException",
        404,
        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing");
  }

  @Test
  void invoke_aVersion_isNotFound() {
    assertRefused(
        () -> f.invoke("work", "{}", r -> r.qualifier("7")),
        "ResourceNotFoundException",
        404,
        "Function not found: " + ARN + ":7");
  }

  @Test
  void invoke_withTwoQualifiers_isInvalid() {
    assertRefused(
        () -> f.invoke("work:7", "{}", r -> r.qualifier("8")),
        "InvalidParameterValueException",
        400,
        "The derived qualifier from the function name does not match the specified qualifier.");
  }

  @Test
  void invoke_aFunctionOfAnotherRegion_isNotReachable() {
    assertRefused(
        () -> f.invoke("arn:aws:lambda:eu-west-1:123456789012:function:work", "{}"),
        "ResourceNotFoundException",
        404,
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "", "arn:aws:s3:::bucket", "work:", "x/y"})
  void invoke_aNameThatIsNone_isInvalid(String name) {
    assertRefused(
        () -> f.invoke(name, "{}"),
        "ValidationException",
        400,
        "at 'functionName' failed to satisfy constraint");
  }

  @Test
  void invoke_aNameThatIsTooLong_isInvalid() {
    assertRefused(
        () -> f.invoke("x".repeat(65), "{}"),
        "ValidationException",
        400,
        "less than or equal to 64");
    assertRefused(
        () -> f.invoke("x".repeat(171), "{}"), "ValidationException", 400, "equal to 170");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "nonsense", "{} {}", " ", "{\"a\":}", "[1,2"})
  void invoke_aPayloadThatIsNotJson_isInvalid(String payload) {
    assertRefused(
        () -> f.invoke("work", payload),
        "InvalidRequestContentException",
        400,
        "Could not parse request body into json");
  }

  @Test
  void invoke_aPayloadThatIsTooLarge_isRefused() {
    String six = "\"" + "x".repeat(6_291_455) + "\"";
    String one = "\"" + "x".repeat(1_048_575) + "\"";

    assertRefused(
        () -> f.invoke("work", six),
        "RequestTooLargeException",
        413,
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation");
    assertRefused(
        () -> f.invoke("work", one, r -> r.invocationType(InvocationType.EVENT)),
        "RequestTooLargeException",
        413,
        "Request must be smaller than 1048576 bytes");
  }

  @Test
  void invoke_anUnknownType_isInvalid() {
    assertRefused(
        () -> f.invoke("work", "{}", r -> r.invocationType("Maybe")),
        "ValidationException",
        400,
        "Value 'Maybe' at 'invocationType'");
  }

  @Test
  void invoke_withABadClientContext_isInvalid() {
    assertRefused(
        () -> f.invoke("work", "{}", r -> r.clientContext("%%%")),
        "InvalidRequestContentException",
        400,
        "Client context");
  }

  @Test
  void invoke_withDurableExecutionOrTenant_isNotSimulated() {
    assertRefused(
        () -> f.invoke("work", "{}", r -> r.durableExecutionName("x")),
        "NotImplemented",
        501,
        "DurableExecutionName");
    assertRefused(
        () -> f.invoke("work", "{}", r -> r.tenantId("x")), "NotImplemented", 501, "TenantId");
  }

  @Test
  void invoke_withoutPermission_isDenied() {
    f.allowed = access -> !access.action().equals("lambda:InvokeFunction");

    assertRefused(
        () -> f.invoke("work", "{}"),
        "AccessDeniedException",
        403,
        "is not authorized to perform: lambda:InvokeFunction on resource: " + ARN);
  }

  @Test
  void invoke_aFunctionWithAPolicy_asksIt() {
    f.send(
        AddPermissionRequest.builder()
            .functionName("work")
            .statementId("api")
            .action("lambda:InvokeFunction")
            .principal("apigateway.amazonaws.com")
            .sourceArn("arn:aws:execute-api:us-east-1:123456789012:api/*")
            .build(),
        AddPermissionResponse.class);
    f.asked.clear();

    f.answer("work", "{}");

    Access asked = f.asked.get(0);
    assertThat(asked.action()).isEqualTo("lambda:InvokeFunction");
    assertThat(asked.resource()).isEqualTo(ARN);
    assertThat(asked.resourceAccount()).isEqualTo(LambdaFixture.ACCOUNT);
    assertThat(asked.resourcePolicy().orElseThrow().write())
        .contains("\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:execute-api:us-east-1:");
  }

  // What is counted.

  @Test
  void invoke_anyFunction_isCountedAsCloudWatchDoes() {
    f.answer("work", "{\"sleep\":100}");
    f.answer("work", "{\"sleep\":200}");
    f.invoke("work", "{\"do\":\"fail\"}");

    assertThat(sum("Invocations")).isEqualTo(3);
    assertThat(sum("Errors")).isEqualTo(1);
    Metrics.Summary duration = total("Duration");
    assertThat(duration.max()).isEqualTo(200);
    assertThat(duration.sum()).isEqualTo(300);
    assertThat(total("ConcurrentExecutions").max()).isEqualTo(3);
    assertThat(
            f.cloud.metrics().total("Diorama/Lambda", "ColdStarts", "FunctionName", "work").sum())
        .isEqualTo(3);
  }

  private double sum(String metric) {
    return total(metric).sum();
  }

  private Metrics.Summary total(String metric) {
    return f.cloud.metrics().total("AWS/Lambda", metric, "FunctionName", "work");
  }

  @Test
  void invoke_anyFunction_isNotedInTheTrace() {
    f.answer("work", "{\"sleep\":100}");

    assertThat(invokeSpan().attributes())
        .containsEntry("cold", "true")
        .containsEntry("environment", "1")
        .containsEntry("billedMs", "100")
        .containsEntry("initMs", "0.00")
        .containsEntry("memoryMb", "1024");
    assertThat(invokeSpan().resource()).isEqualTo(ARN);
  }

  // Asynchronous events.

  private void send(String payload) {
    InvokeResponse response =
        f.invoke("work", payload, r -> r.invocationType(InvocationType.EVENT));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.payload()).isNull();
  }

  private List<Instant> starts() {
    return f.lambda.logs("work").stream()
        .filter(line -> line.message().startsWith("START"))
        .map(LogLine::at)
        .toList();
  }

  @Test
  void event_accepted_runsLater() {
    send("{\"do\":\"log\"}");
    assertThat(starts()).isEmpty();

    f.clock().settle();

    assertThat(starts()).hasSize(1);
    assertThat(sum("AsyncEventsReceived")).isEqualTo(1);
  }

  @Test
  void event_thatFails_isTriedAfterOneAndTwoMinutesWithTheSameRequestId() {
    send("{\"do\":\"fail\"}");
    f.clock().settle();

    Instant start = f.cloud.config().start();
    assertThat(starts()).containsExactly(start, start.plusSeconds(60), start.plusSeconds(180));
    assertThat(log().stream().filter(line -> line.startsWith("START")).distinct()).hasSize(1);
    assertThat(sum("Errors")).isEqualTo(3);
    assertThat(sum("AsyncEventsDropped")).isEqualTo(1);
  }

  @Test
  void event_thatFailsSlowly_waitsFromTheEndOfTheAttempt() {
    send("{\"do\":\"fail\",\"sleep\":2000}");
    f.clock().settle();

    Instant start = f.cloud.config().start();
    assertThat(starts()).containsExactly(start, start.plusSeconds(62), start.plusSeconds(62 + 122));
  }

  @Test
  void event_withFewerRetries_isTriedThatOften() {
    f.send(
        software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest.builder()
            .functionName("work")
            .maximumRetryAttempts(0)
            .build(),
        software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse.class);

    send("{\"do\":\"fail\"}");
    f.clock().settle();

    assertThat(starts()).hasSize(1);
  }

  @Test
  void event_thatIsThrottled_isTriedWithBackOffForSixHours() {
    f.send(
        software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest.builder()
            .functionName("work")
            .reservedConcurrentExecutions(0)
            .build(),
        software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse.class);
    send("{}");
    f.clock().settle();

    Duration took = Duration.between(f.cloud.config().start(), f.clock().instant());
    assertThat(took).isBetween(Duration.ofMinutes(355), Duration.ofHours(6));
    // 1, 2, 4 .. 256 s and then every 300 s: 511 s by nine waits, 69 more by 21,600 s.
    assertThat(sum("Throttles")).isEqualTo(1 + 9 + 70);
    assertThat(sum("Invocations")).isEqualTo(0);
    assertThat(sum("AsyncEventsDropped")).isEqualTo(1);
  }

  @Test
  void event_thrownOutOfTheQueueByDeletion_isForgotten() {
    send("{\"do\":\"fail\"}");
    f.send(
        software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest.builder()
            .functionName("work")
            .build(),
        software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse.class);
    f.clock().settle();

    assertThat(starts()).isEmpty();
  }

  @Test
  void run_twiceWithTheSameSeed_leavesTheSameTraceAndLog() {
    LambdaFixture one = scenario();
    LambdaFixture two = scenario();

    assertThat(one.lambda.logs("work")).isEqualTo(two.lambda.logs("work"));
    assertThat(one.cloud.trace().digest()).isEqualTo(two.cloud.trace().digest());
  }

  private static LambdaFixture scenario() {
    LambdaFixture made = new LambdaFixture(LambdaConfig.defaults());
    made.create("work", "Work");
    made.create("lister", "Lister", request -> request.timeout(60));
    made.dynamoFailures = 2;
    for (int i = 0; i < 5; i++) {
      made.answer("work", "{\"do\":\"born\"}");
      made.answer("lister", "\"kept\"");
      made.clock().advance(Duration.ofSeconds(3));
    }
    made.invoke("work", "{\"do\":\"fail\"}", r -> r.invocationType(InvocationType.EVENT));
    made.clock().settle();
    return made;
  }
}
