package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.lambda.sandbox.FunctionLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/** Threads that a function starts live and end with its execution environment. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnThreadsTest {
  private final LambdaFixture f = new LambdaFixture();

  OwnThreadsTest() {
    f.create("spawner", "Spawner");
  }

  @AfterEach
  void close() {
    f.cloud.close();
  }

  private static List<Thread> alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getContextClassLoader() instanceof FunctionLoader)
        .filter(Thread::isAlive)
        .toList();
  }

  private static void assertAllEnd() throws InterruptedException {
    for (Thread thread : alive()) {
      thread.join(20_000);
    }
    assertThat(alive()).isEmpty();
  }

  @Test
  void everyKindOfThread_endsWhenTheCloudIsClosed() throws InterruptedException {
    f.answer("spawner", "\"everything\"");
    assertThat(alive()).hasSizeGreaterThanOrEqualTo(5);

    f.cloud.close();

    assertAllEnd();
  }

  @Test
  void everyKindOfThread_endsWhenTheEnvironmentWasIdleForTooLong() throws InterruptedException {
    f.answer("spawner", "\"everything\"");
    f.clock().settle();
    assertThat(f.clock().pending()).isZero();
    assertThat(alive()).isNotEmpty();

    f.clock().advance(Duration.ofMinutes(11));

    assertAllEnd();
  }

  @Test
  void everyKindOfThread_endsWhenTheFunctionIsDeleted() throws InterruptedException {
    f.answer("spawner", "\"everything\"");

    f.send(
        DeleteFunctionRequest.builder().functionName("spawner").build(),
        DeleteFunctionResponse.class);

    assertAllEnd();
  }

  /** On AWS the environment is frozen: nothing in it runs, and its loops do not spin. */
  @Test
  void sleep_betweenInvocations_lastsUntilTheNext() {
    f.answer("spawner", "\"sleeper\"");

    Thread sleeper =
        alive().stream().filter(t -> t.getName().equals("spawned-sleeper")).findFirst().get();
    while (sleeper.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(f.note("billedMs")).isEqualTo("1");
    f.clock().advance(Duration.ofSeconds(1));
    assertThat(sleeper.getState()).isEqualTo(Thread.State.WAITING);
  }

  @Test
  void sleep_ofAThreadThatTheHandlerWaitsFor_takesTheInvocationsTime() {
    f.answer("spawner", "\"join\"");

    assertThat(f.note("billedMs")).isEqualTo("2000");
  }

  @Test
  void exception_nobodyCatches_isInTheFunctionsLog() {
    f.answer("spawner", "\"fail\"");

    assertThat(f.lambda.logs("spawner").stream().map(LogLine::message))
        .anyMatch(
            line ->
                line.startsWith("Exception in thread \"spawned-failure\"")
                    && line.contains("java.lang.IllegalStateException: in a thread"));
  }

  @Test
  void identity_askedOfTheSdksOwnProviders_isTheFunctionsRole() {
    Json answer = f.answer("spawner", "\"identity\"");

    for (String way : List.of("default", "variables", "chain", "built")) {
      assertThat(answer.text(way)).as(way).hasValue("ASIASESSION2");
    }
    assertThat(answer.text("region")).hasValue("us-east-1");
  }

  @Test
  void wait_onTheMachinesClock_hasTakenItsTime() {
    LambdaFixture wall =
        new LambdaFixture(
            Cloud.wall(CloudConfig.defaults()), LambdaConfig.defaults().withoutLatency());
    try {
      wall.create("spawner", "Spawner");
      assertThat(wall.answer("spawner", "\"wait\"").write()).isEqualTo("false");
      assertThat(Long.parseLong(wall.note("billedMs"))).isGreaterThanOrEqualTo(60);
    } finally {
      wall.cloud.close();
    }
  }

  @Test
  void wait_onVirtualTime_hasTakenNone() {
    f.answer("spawner", "\"wait\"");

    assertThat(f.note("billedMs")).isEqualTo("1");
  }
}
