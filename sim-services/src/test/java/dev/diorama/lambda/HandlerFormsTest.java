package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Handler strings, signatures and events, as AWS's Java runtime takes them. */
class HandlerFormsTest {
  private final LambdaFixture f = new LambdaFixture();

  private String answer(String handler, String event) {
    f.create("form", handler);
    return f.answer("form", event).write();
  }

  private Json failure(String handler) {
    f.create("form", handler);
    InvokeResponse response = f.invoke("form", "\"event\"");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    return Json.parse(LambdaFixture.text(response));
  }

  private List<String> log() {
    return f.lambda.logs("form").stream().map(LogLine::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Forms::order     | {\"item\":\"tea\",\"count\":2} | \"2 x tea for form\"",
        "Forms::twice     | {\"item\":\"tea\",\"count\":2} | {\"item\":\"tea\",\"count\":4}",
        "Forms::sum       | [1,2,3]  | 6",
        "Forms::next      | 41       | 42",
        "Forms::noEvent   | {}       | \"no event\"",
        "Forms::onlyContext | {}     | \"form\"",
        "Forms::nothing   | \"x\"    | null",
        "Forms::streams   | [1,2,3]  | \"7\"",
        "Forms::onlyInput | [1,2,3]  | null",
        "Forms$Echo       | {\"a\":[1]} | {\"a\":[1]}",
        "Forms$Derived    | [\"a\",\"b\"] | {\"size\":2}",
        "Forms$Bridged::handleRequest | {\"item\":\"tea\"} | \"tea\"",
      })
  void handler_ofEveryForm_answers(String handler, String event, String expected) {
    assertThat(answer(handler, event)).isEqualTo(expected);
  }

  @Test
  void event_ofApiGateway_isReadAndWritten() {
    Json answer =
        Json.parse(
            answer("Forms$Proxy", "{\"httpMethod\":\"GET\",\"pathParameters\":{\"id\":\"7\"}}"));

    assertThat(answer.text("statusCode")).hasValue("200");
    assertThat(answer.text("body")).hasValue("GET 7");
  }

  @Test
  void event_thatTheSerialisersKnow_isReadByItsOwnNames() {
    assertThat(
            answer(
                "Forms$Queue",
                "{\"Records\":[{\"body\":\"hello \",\"eventSourceARN\":\"arn:aws:sqs:x\"}]}"))
        .isEqualTo("\"hello arn:aws:sqs:x\"");
  }

  @Test
  void event_thatDoesNotFitTheType_failsInTheRuntimesWords() {
    Json failure = failure("Forms::next");

    assertThat(failure.text("errorMessage")).hasValue("An error occurred during JSON parsing");
    assertThat(failure.text("errorType")).hasValue("java.lang.RuntimeException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Nowhere | Class not found: dev.diorama.lambda.handlers.Nowhere |"
            + " java.lang.ClassNotFoundException",
        "Forms:: | Invalid handler: `dev.diorama.lambda.handlers.Forms::' | ",
        "Forms$Plain | Class does not implement an appropriate handler interface:"
            + " dev.diorama.lambda.handlers.Forms$Plain | ",
        "Forms$Raw | Class dev.diorama.lambda.handlers.Forms$Raw does not implement RequestHandler"
            + " with concrete type parameters | ",
        "Forms$Unbounded | Class dev.diorama.lambda.handlers.Forms$Unbounded does not implement"
            + " RequestHandler with concrete type parameters: parameter T has no upper bound. | ",
        "Forms$Closed | Class dev.diorama.lambda.handlers.Forms$Closed has no public zero-argument"
            + " constructor | java.lang.Exception",
        "Forms$Inner | Class dev.diorama.lambda.handlers.Forms$Inner cannot be instantiated because"
            + " it is a non-static inner class | java.lang.Exception",
        "Forms::missing | No public method named missing with appropriate method signature found"
            + " on class dev.diorama.lambda.handlers.Forms | ",
        "Forms::tooMany | No public method named tooMany with appropriate method signature found"
            + " on class dev.diorama.lambda.handlers.Forms | ",
        "Forms::hidden | No public method named hidden with appropriate method signature found"
            + " on class dev.diorama.lambda.handlers.Forms | ",
      })
  void handler_thatCannotBeCalled_failsInTheRuntimesWords(
      String handler, String message, String type) {
    Json failure = failure(handler);

    assertThat(failure.text("errorMessage")).hasValue(message);
    assertThat(failure.text("errorType").orElse(null)).isEqualTo(type);
    assertThat(failure.get("stackTrace")).isEmpty();
  }

  @Test
  void handler_thatThrowsFromAMethod_reportsTheFunctionsFramesOnly() {
    Json failure = failure("Forms::fails");

    assertThat(failure.text("errorMessage")).hasValue("event");
    assertThat(failure.text("errorType")).hasValue("java.lang.IllegalArgumentException");
    assertThat(failure.get("stackTrace").orElseThrow().items())
        .singleElement()
        .satisfies(
            frame ->
                assertThat(frame.text().orElseThrow())
                    .startsWith("dev.diorama.lambda.handlers.Forms.fails(Forms.java:"));
  }

  @Test
  void constructor_thatThrows_isTriedTwiceAndReported() {
    Json failure = failure("Forms$BadConstructor");

    assertThat(failure.text("errorMessage")).hasValue("TABLE is missing");
    assertThat(failure.text("errorType")).hasValue("java.lang.IllegalStateException");
    assertThat(log()).filteredOn("constructor runs"::equals).hasSize(2);
    assertThat(log())
        .anyMatch(
            line ->
                line.startsWith("INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: error"));
  }

  @Test
  void initialiser_thatThrows_isReported() {
    Json failure = failure("Forms$BadInitialiser");

    assertThat(failure.text("errorMessage"))
        .hasValue("Error loading class dev.diorama.lambda.handlers.Forms$BadInitialiser");
    assertThat(failure.text("errorType")).hasValue("java.lang.ExceptionInInitializerError");
  }

  @Test
  void constructor_thatExits_isReportedAsAnExit() {
    Json failure = failure("Forms$ExitingConstructor");

    assertThat(failure.text("errorType")).hasValue("Runtime.ExitError");
    assertThat(failure.text("errorMessage").orElseThrow())
        .endsWith("Error: Runtime exited with error: exit status 7");
  }

  @Test
  void constructor_slowerThanTenSeconds_isBegunAnewByTheInvocation() {
    f.create(
        "form",
        "Forms$SlowConstructor",
        request -> request.timeout(20).environment(e -> e.variables(Map.of("SLOW", "11000"))));

    assertThat(f.answer("form", "\"done\"").text()).hasValue("done");
    assertThat(log()).filteredOn("constructor runs"::equals).hasSize(2);
    assertThat(log())
        .contains("INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout");
    assertThat(f.note("billedMs")).isEqualTo("21000");
  }

  @Test
  void constructor_slowerThanTheTimeout_timesOut() {
    f.create(
        "form",
        "Forms$SlowConstructor",
        request -> request.timeout(3).environment(e -> e.variables(Map.of("SLOW", "11000"))));

    InvokeResponse response = f.invoke("form", "\"done\"");

    assertThat(Json.parse(LambdaFixture.text(response)).text("errorType"))
        .hasValue("Sandbox.Timedout");
    assertThat(f.note("billedMs")).isEqualTo("13000");
  }

  @Test
  void constructor_thatTakesTime_isPartOfTheColdStart() {
    f.create(
        "form",
        "Forms$SlowConstructor",
        request -> request.environment(e -> e.variables(Map.of("SLOW", "700"))));

    f.answer("form", "\"done\"");

    assertThat(f.note("cold")).isEqualTo("true");
    assertThat(f.note("initMs")).isEqualTo("700.00");
  }
}
