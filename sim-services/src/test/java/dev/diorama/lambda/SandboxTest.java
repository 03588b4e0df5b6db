package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Handlers meet the simulated machine, not the real one. */
class SandboxTest {
  private final LambdaFixture f = fixture(1);

  private static LambdaFixture fixture(long seed) {
    LambdaFixture made =
        new LambdaFixture(
            CloudConfig.defaults().withSeed(seed), LambdaConfig.defaults().withoutLatency());
    made.create(
        "probe",
        "Probe",
        request -> request.environment(e -> e.variables(Map.of("TABLE", "Todos"))));
    made.clock().advance(Duration.ofMillis(1_500));
    return made;
  }

  private List<String> messages() {
    return f.lambda.logs("probe").stream().map(LogLine::message).toList();
  }

  @Test
  void getenv_inAnyForm_givesTheEnvironmentsVariables() {
    Json answer = f.answer("probe", "\"variables\"");

    assertThat(answer.text("AWS_REGION")).hasValue("us-east-1");
    assertThat(answer.text("AWS_DEFAULT_REGION")).hasValue("us-east-1");
    assertThat(answer.text("AWS_LAMBDA_FUNCTION_NAME")).hasValue("probe");
    assertThat(answer.text("AWS_LAMBDA_FUNCTION_VERSION")).hasValue("$LATEST");
    assertThat(answer.text("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")).hasValue("1024");
    assertThat(answer.text("AWS_LAMBDA_LOG_GROUP_NAME")).hasValue("/aws/lambda/probe");
    assertThat(answer.text("AWS_LAMBDA_LOG_STREAM_NAME").orElseThrow())
        .matches("2026/01/01/\\[\\$LATEST\\][0-9a-f]{32}");
    assertThat(answer.text("AWS_EXECUTION_ENV")).hasValue("AWS_Lambda_java17");
    assertThat(answer.text("AWS_ACCESS_KEY_ID")).hasValue("ASIASESSION2");
    assertThat(answer.text("AWS_SECRET_ACCESS_KEY")).hasValue("secret2");
    assertThat(answer.text("AWS_SESSION_TOKEN")).hasValue("token2");
    assertThat(answer.text("_HANDLER")).hasValue("dev.diorama.lambda.handlers.Probe");
    assertThat(answer.text("TZ")).hasValue(":UTC");
    assertThat(answer.text("TABLE")).hasValue("Todos");
    assertThat(answer.text("all")).hasValue("Todos");
    assertThat(answer.text("reference")).hasValue("Todos");
    assertThat(answer.get("PATH")).isEmpty();
  }

  @Test
  void time_inAnyForm_isTheInstances() {
    Json answer = f.answer("probe", "\"time\"");

    for (String name : List.of("millis", "date", "calendar", "dateReference", "millisReference")) {
      assertThat(answer.text(name)).as(name).hasValue("1767225601500");
    }
    for (String name :
        List.of("instant", "clock", "clockSeoul", "source", "nowReference", "inLambda", "offset")) {
      assertThat(answer.text(name)).as(name).hasValue("2026-01-01T00:00:01.500Z");
    }
    assertThat(answer.text("nanos")).hasValue("1500000000");
    assertThat(answer.text("localDate")).hasValue("2026-01-01");
    assertThat(answer.text("localTime")).hasValue("00:00:01.500");
    assertThat(answer.text("localDateTime")).hasValue("2026-01-01T00:00:01.500");
    assertThat(answer.text("seoul")).hasValue("2026-01-01T09:00:01.500");
    assertThat(answer.text("zoned")).hasValue("2026-01-01T09:00:01.500+09:00[Asia/Seoul]");
    assertThat(answer.text("tick")).hasValue("2026-01-01T00:00:01Z");
    assertThat(answer.text("year")).hasValue("2026");
    assertThat(answer.text("yearMonth")).hasValue("2026-01");
    assertThat(answer.text("zone")).hasValue("UTC");
    assertThat(answer.text("timeZone")).hasValue("UTC");
  }

  @Test
  void time_withAZoneOfTheFunctionsOwn_isInThatZone() {
    f.create(
        "seoul",
        "Probe",
        request -> request.environment(e -> e.variables(Map.of("TZ", "Asia/Seoul"))));

    assertThat(f.answer("seoul", "\"time\"").text("localDateTime"))
        .hasValue("2026-01-01T09:00:01.500");
  }

  @Test
  void chance_inAnyForm_isTheSameForTheSameSeedAndDiffersOtherwise() {
    Json answer = f.answer("probe", "\"chance\"");
    Json again = fixture(1).answer("probe", "\"chance\"");
    Json other = fixture(2).answer("probe", "\"chance\"");

    assertThat(again).isEqualTo(answer);
    Set<String> differing = new TreeSet<>();
    answer
        .members()
        .forEach(
            (name, value) -> {
              if (!value.equals(other.members().get(name))) {
                differing.add(name);
              }
            });
    assertThat(differing)
        .contains("uuid", "math", "random", "splittable", "secure", "secureInt", "strong", "named")
        .contains("generator", "uuidReference", "randomReference", "secureReference")
        .contains("localReference", "subclass");
    assertThat(answer.text("secureSubclass")).hasValue(Integer.toString(7 << 24));
    assertThat(answer.text("uuid").orElseThrow()).matches(".{14}4.{4}[89ab].*");
    assertThat(Integer.parseInt(answer.text("localRange").orElseThrow())).isBetween(5, 9);
  }

  @Test
  void chance_inAnotherEnvironment_differs() {
    Json one = fixture(1).answer("probe", "\"chance\"");
    f.answer("probe", "\"sleep\"");
    Json two = f.answer("probe", "\"chance\"");

    assertThat(f.note("environment")).isEqualTo("2");
    assertThat(two.text("uuid")).isNotEqualTo(one.text("uuid"));
  }

  @Test
  void sleep_inAnyForm_costsVirtualTimeOnly() {
    Json answer = f.answer("probe", "\"sleep\"");

    assertThat(answer.text("slept")).hasValue("350500000");
    assertThat(f.note("billedMs")).isEqualTo("351");
  }

  @Test
  void print_inAnyForm_goesToTheLog() {
    f.answer("probe", "\"print\"");

    assertThat(messages())
        .contains("to out", "to err", "half and half", "by reference", "by the static logger")
        .contains("java.lang.IllegalStateException: printed")
        .contains("dev.diorama.lambda.handlers.Probe$Own")
        .noneMatch(line -> line.contains("dev.diorama.core"))
        .noneMatch(line -> line.contains("org.junit"));
  }

  @Test
  void statics_areKeptInAnEnvironmentAndNotSharedWithOthers() {
    assertThat(f.answer("probe", "\"sleep\"").text("calls")).hasValue("1");
    assertThat(f.answer("probe", "\"sleep\"").text("calls")).hasValue("1");

    assertThat(f.later("probe", "\"sleep\"").text("calls")).hasValue("2");
  }

  @Test
  void loader_ofTheFunction_isTheContextsAndFindsItsFiles() {
    Json answer = f.answer("probe", "\"loader\"");

    assertThat(answer.text("context")).hasValue("true");
    assertThat(answer.text("own")).hasValue("true");
    assertThat(answer.text("source")).hasValue("true");
    assertThat(answer.text("resource")).hasValue("true");
    assertThat(Thread.currentThread().getContextClassLoader())
        .isEqualTo(SandboxTest.class.getClassLoader());
  }

  @Test
  void thread_ofTheFunctionsOwn_seesTheSameEnvironment() {
    f.create("work", "Work");

    assertThat(f.answer("work", "{\"do\":\"thread\"}").text()).hasValue("work");
  }
}
