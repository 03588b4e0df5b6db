package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Which environment serves which invocation, and when there is none. */
class EnvironmentPoolTest {
  private static final LambdaConfig QUICK = LambdaConfig.defaults().withoutLatency();

  private LambdaFixture f = new LambdaFixture(QUICK);

  private void work(LambdaConfig config) {
    f = new LambdaFixture(config);
    f.create("work", "Work");
  }

  private void advance(Duration time) {
    f.clock().advance(time);
  }

  /** Invokes when {@code delay} has been spent elsewhere, and returns the environment's number. */
  private String invokeAfter(Duration delay, String payload) {
    f.cloud
        .router()
        .internal(
            "test",
            "test",
            LambdaFixture.USER,
            "us-east-1",
            call -> {
              call.charge(delay.toNanos());
              return send(call, payload);
            });
    return f.note("environment");
  }

  private static InvokeResponse send(Call call, String payload) {
    return call.send(
        LambdaFixture.USER,
        InvokeRequest.builder()
            .functionName("work")
            .payload(SdkBytes.fromUtf8String(payload))
            .build(),
        InvokeResponse.class);
  }

  private String invoke(String payload) {
    return invokeAfter(Duration.ZERO, payload);
  }

  private void assertThrottled(String reason) {
    assertThatThrownBy(() -> invoke("{\"sleep\":1000}"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("TooManyRequestsException");
              assertThat(e.status()).isEqualTo(429);
              assertThat(e.message()).isEqualTo("Rate Exceeded.");
              assertThat(e.fields()).containsEntry("Reason", Json.of(reason));
            });
  }

  @Test
  void invocation_whileAnEnvironmentIsBusy_startsAnother() {
    work(QUICK);

    assertThat(invoke("{\"sleep\":1000}")).isEqualTo("1");
    assertThat(invoke("{\"sleep\":500}")).isEqualTo("2");
    assertThat(f.note("cold")).isEqualTo("true");
  }

  @Test
  void invocation_thatArrivesWhenAnEnvironmentIsIdleAgain_takesIt() {
    work(QUICK);
    invoke("{\"sleep\":1000}");

    assertThat(invokeAfter(Duration.ofMillis(999), "{}")).isEqualTo("2");
    assertThat(invokeAfter(Duration.ofSeconds(1), "{}")).isEqualTo("1");
    assertThat(f.note("cold")).isEqualTo("false");
  }

  @Test
  void invocation_withSeveralIdle_takesTheOneUsedLast() {
    work(QUICK);
    invoke("{\"sleep\":1000}");
    invoke("{\"sleep\":500}");
    advance(Duration.ofSeconds(2));

    assertThat(invoke("{}")).isEqualTo("1");
  }

  @Test
  void environment_idleForTooLong_isRecycled() {
    work(QUICK);
    invoke("{}");
    advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(invoke("{}")).isEqualTo("1");
    advance(Duration.ofMinutes(10));

    assertThat(invoke("{}")).isEqualTo("2");
    assertThat(f.note("cold")).isEqualTo("true");
  }

  @Test
  void environment_atTheEndOfItsLife_isRecycledThoughBusyOften() {
    work(QUICK.withRecycling(Duration.ofMinutes(10), Duration.ofHours(1)));
    for (int minute = 0; minute < 60; minute += 5) {
      assertThat(invoke("{}")).isEqualTo("1");
      advance(Duration.ofMinutes(5));
    }

    assertThat(invoke("{}")).isEqualTo("2");
  }

  @Test
  void environment_ofAFunctionThatChanged_servesNoMore() {
    work(QUICK);
    invoke("{}");
    f.send(
        UpdateFunctionConfigurationRequest.builder().functionName("work").timeout(5).build(),
        UpdateFunctionConfigurationResponse.class);

    assertThat(invoke("{}")).isEqualTo("2");
  }

  @Test
  void environment_ofAFunctionThatWasDeleted_servesNotItsSuccessor() {
    work(QUICK);
    String born = f.answer("work", "{\"do\":\"born\"}").write();
    f.send(
        DeleteFunctionRequest.builder().functionName("work").build(), DeleteFunctionResponse.class);
    f.create("work", "Work");

    assertThat(f.answer("work", "{\"do\":\"born\"}").write()).isNotEqualTo(born);
  }

  @Test
  void environment_ofAFunctionThatTimedOut_countsUntilItsEnd() {
    work(QUICK.withConcurrency(1, 1_000));
    invoke("{\"sleep\":60000}");

    assertThrottled("ConcurrentInvocationLimitExceeded");
    advance(Duration.ofSeconds(3));
    assertThat(invoke("{}")).isEqualTo("2");
  }

  @Test
  void account_atItsConcurrency_throttlesEveryFunction() {
    work(QUICK.withConcurrency(3, 1_000));
    f.create("other", "Work");
    f.invoke("other", "{\"sleep\":1000}");
    f.invoke("other", "{\"sleep\":1000}");
    invoke("{\"sleep\":1000}");

    assertThrottled("ConcurrentInvocationLimitExceeded");
    assertThat(f.cloud.metrics().total("AWS/Lambda", "Throttles", "FunctionName", "work").sum())
        .isEqualTo(1);
    advance(Duration.ofSeconds(1));
    assertThat(invoke("{}")).isEqualTo("1");
  }

  private void reserve(String name, int environments) {
    f.send(
        PutFunctionConcurrencyRequest.builder()
            .functionName(name)
            .reservedConcurrentExecutions(environments)
            .build(),
        PutFunctionConcurrencyResponse.class);
  }

  @Test
  void function_withReservedConcurrency_hasThatAndNoMore() {
    work(QUICK.withConcurrency(102, 1_000));
    reserve("work", 2);
    invoke("{\"sleep\":1000}");
    invoke("{\"sleep\":1000}");

    assertThrottled("ReservedFunctionConcurrentInvocationLimitExceeded");
    f.send(
        DeleteFunctionConcurrencyRequest.builder().functionName("work").build(),
        DeleteFunctionConcurrencyResponse.class);
    assertThat(invoke("{}")).isEqualTo("3");
  }

  @Test
  void function_withoutReservedConcurrency_isLeftWhatOthersDidNotReserve() {
    work(QUICK.withConcurrency(102, 1_000));
    f.create("reserved", "Work");
    reserve("reserved", 2);
    for (int i = 0; i < 100; i++) {
      invoke("{\"sleep\":1000}");
    }

    assertThrottled("ConcurrentInvocationLimitExceeded");
    assertThat(f.invoke("reserved", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void function_withNothingReserved_neverRuns() {
    work(QUICK);
    reserve("work", 0);

    assertThrottled("ReservedFunctionConcurrentInvocationLimitExceeded");
  }

  @Test
  void function_thatGrowsTooFast_isThrottledUntilTheWindowHasPassed() {
    work(QUICK.withConcurrency(1_000, 5));
    for (int i = 0; i < 5; i++) {
      invoke("{\"sleep\":1000}");
    }
    assertThrottled("ConcurrentInvocationLimitExceeded");

    advance(Duration.ofMillis(9_999));
    for (int i = 0; i < 5; i++) {
      invoke("{\"sleep\":1000}");
    }
    assertThrottled("ConcurrentInvocationLimitExceeded");
    advance(Duration.ofMillis(1));
    assertThat(invoke("{}")).isEqualTo("6");
  }

  @Test
  void latency_ofAColdStart_isInitAndThenHandler() {
    work(
        QUICK.withLatencies(
            Latency.constant(Duration.ofMillis(200)),
            Latency.NONE,
            Latency.constant(Duration.ofMillis(4))));
    invoke("{}");

    assertThat(f.note("initMs")).isEqualTo("200.00");
    assertThat(f.note("billedMs")).isEqualTo("204");
    advance(Duration.ofSeconds(1));
    invoke("{}");
    assertThat(f.note("billedMs")).isEqualTo("4");
  }

  @Test
  void latency_withLessMemory_isLongerAndWithMuchNoShorterThanOneCpu() {
    LambdaConfig config =
        QUICK.withLatencies(
            Latency.constant(Duration.ofMillis(200)),
            Latency.NONE,
            Latency.constant(Duration.ofNanos(17_690_000)));

    assertThat(billedWarm(config, r -> r.memorySize(1_024))).isEqualTo("18");
    assertThat(billedWarm(config, r -> r.memorySize(128))).isEqualTo("142");
    assertThat(billedWarm(config, r -> r.memorySize(1_769))).isEqualTo("11");
    assertThat(billedWarm(config, r -> r.memorySize(10_240))).isEqualTo("11");
  }

  private String billedWarm(
      LambdaConfig config,
      Consumer<software.amazon.awssdk.services.lambda.model.CreateFunctionRequest.Builder> more) {
    f = new LambdaFixture(config);
    f.create("work", "Work", more);
    invoke("{}");
    advance(Duration.ofSeconds(1));
    invoke("{}");
    return f.note("billedMs");
  }

  @Test
  void role_assumedForEveryEnvironment_isThatOfTheFunction() {
    work(QUICK);
    int before = f.sessions();
    invoke("{\"sleep\":1000}");
    invoke("{\"sleep\":1000}");

    assertThat(f.sessions() - before).isEqualTo(2);
    assertThat(f.cloud.trace().spans(span -> span.operation().equals("AssumeRole")))
        .allSatisfy(span -> assertThat(span.principal()).isEqualTo("lambda.amazonaws.com"));
  }
}
