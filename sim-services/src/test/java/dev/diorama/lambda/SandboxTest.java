package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers meet the simulated machine, not the real one. */
class SandboxTest {
  private final LambdaFixture f = new LambdaFixture();

  @BeforeEach
  void create() {
    f.create(
        "probe", "Probe", r -> r.environment(e -> e.variables(java.util.Map.of("TABLE", "Todos"))));
    f.clock().advance(Duration.ofMillis(1_500));
  }

  @Test
  void getenv_anywhere_givesTheFunctionsVariables() {
    Json answer = f.answer("probe", "\"variables\"");

    assertThat(answer.text("AWS_REGION")).hasValue("us-east-1");
    assertThat(answer.text("AWS_LAMBDA_FUNCTION_NAME")).hasValue("probe");
    assertThat(answer.text("TABLE")).hasValue("Todos");
  }

  @Test
  void time_anyWay_isTheInstances() {
    Json answer = f.answer("probe", "\"time\"");
    System.out.println(answer.pretty());
  }

  @Test
  void chance_anyWay_isSeeded() {
    Json answer = f.answer("probe", "\"chance\"");
    System.out.println(answer.pretty());
  }

  @Test
  void print() {
    Json answer = f.answer("probe", "\"print\"");
    f.lambda.logs("probe").forEach(System.out::println);
  }
}
