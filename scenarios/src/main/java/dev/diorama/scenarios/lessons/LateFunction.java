package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;

/** API Gateway gives up after 29 seconds; the function behind it goes on and is billed. */
final class LateFunction extends Lesson {
  LateFunction() {
    super(
        26,
        Subject.BOTH,
        Domain.RESILIENT,
        Guide.API_GATEWAY.page("api-gateway-execution-service-limits-table"),
        Guide.LAMBDA.page("gettingstarted-limits"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    Stack stack = bench.deploy("greeting", "Millis", "31000", "Seconds", "60");
    Browser browser = bench.browser(City.VIRGINIA);
    Browser.Answer answer = browser.get(stack.output("ApiUrl") + "/hello");
    saw.note("status", answer.status()).seconds("waited", bench.lastNanos());
    bench.settle();
    String function = stack.output("FunctionName");
    saw.note(
        "done",
        bench.cloud().logs(function).stream()
            .filter(line -> line.message().strip().equals("done"))
            .count());
    saw.note("ran", bench.metric("AWS/Lambda", "Duration", "FunctionName", function) / 1_000);
    saw.note("errors", Math.round(bench.metric("AWS/Lambda", "Errors", "FunctionName", function)));
    saw.answer('b', answer.status() == 504 && saw.number("done") == 1 && saw.number("ran") >= 31);
  }
}
