package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.scenarios.run.Browser;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** A POST passes the stage cache by and leaves the old list in it; max-age=0 needs a permission. */
final class OldListAfterPost extends Lesson {
  private static final String POLICY =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [%s],"
          + " \"Resource\": \"arn:aws:execute-api:*\"}]}";
  private static final Map<String, String> FRESH = Map.of("Cache-Control", "max-age=0");

  OldListAfterPost() {
    super(9, Subject.TODO_LIST, Domain.PERFORMING, Guide.API_GATEWAY.page("api-gateway-caching"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    wait(lab, saw, "five", "300");
    wait(lab, saw, "long", "1800");
    ask(lab, saw, "plain");
    ask(lab, saw, "refuse", "unauthorizedCacheControlHeaderStrategy", "FAIL_WITH_403");
    ask(lab, saw, "open", "requireAuthorizationForCacheControl", "false");
    Bench bench = lab.bench();
    Stack greeting = bench.deploy("greeting");
    sign(bench, greeting, saw, "denied", "\"execute-api:Invoke\"");
    sign(
        bench, greeting, saw, "allowed", "\"execute-api:Invoke\", \"execute-api:InvalidateCache\"");
    saw.answer(
        'c',
        saw.number("five.list") == 1
            && saw.number("long.seconds") > saw.number("five.seconds")
            && saw.number("plain.list") == 1
            && saw.number("open.list") == 2
            && saw.number("denied.runs") == 0
            && saw.number("allowed.runs") == 1);
  }

  private static TodoApp withOldList(Lab lab, Person[] mina, String ttl) {
    // No query cache behind the function, which would be stale by itself.
    TodoApp app = TodoApp.on(lab.bench(), "ApiCacheSeconds", ttl, "QueryCacheMillis", "0");
    mina[0] = app.person("mina");
    app.add(mina[0], "milk");
    app.call("GET", "/todos", mina[0].idToken(), null);
    app.bench().seconds(10);
    app.add(mina[0], "bread");
    return app;
  }

  private static void wait(Lab lab, Observations saw, String kind, String ttl) {
    Person[] mina = new Person[1];
    TodoApp app = withOldList(lab, mina, ttl);
    String token = mina[0].idToken();
    saw.note(kind + ".list", TodoApp.length(app.call("GET", "/todos", token, null)));
    saw.note(
        kind + ".seconds",
        app.bench()
            .secondsUntil(
                () -> TodoApp.length(app.call("GET", "/todos", token, null)) == 2, 10, 7_200));
  }

  private static void ask(Lab lab, Observations saw, String kind, String... setting) {
    Person[] mina = new Person[1];
    TodoApp app = withOldList(lab, mina, "300");
    if (setting.length > 0) {
      app.setting("/~1todos/GET/caching/" + setting[0], setting[1]);
    }
    Browser.Answer answer = app.call("GET", "/todos", mina[0].idToken(), null, FRESH);
    saw.note(kind + ".status", answer.status()).note(kind + ".list", TodoApp.length(answer));
    saw.note(kind + ".warning", answer.header("Warning").isPresent() ? "199" : "-");
  }

  /** A signed GET with max-age=0 of what is cached, by a user who may do that; what it starts. */
  private static void sign(
      Bench bench, Stack greeting, Observations saw, String kind, String actions) {
    AwsCredentialsProvider user = bench.user(kind, POLICY.formatted(actions));
    String url = greeting.output("ApiUrl") + "/report";
    bench.signed(user, "execute-api", "GET", url, Map.of(), "", Duration.ZERO);
    long before = bench.count("lambda", "Invoke");
    Browser.Answer answer = bench.signed(user, "execute-api", "GET", url, FRESH, "", Duration.ZERO);
    saw.note(kind + ".status", answer.status());
    saw.note(kind + ".runs", bench.count("lambda", "Invoke") - before);
    saw.note(kind + ".warning", answer.header("Warning").isPresent() ? "199" : "-");
  }
}
