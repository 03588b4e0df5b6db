package dev.diorama.scenarios.lessons;

import dev.diorama.scenarios.run.Browser;
import java.util.Map;

/** A POST passes the stage cache by and leaves the old list in it; max-age=0 needs a permission. */
final class OldListAfterPost extends Lesson {
  private static final Map<String, String> FRESH = Map.of("Cache-Control", "max-age=0");

  OldListAfterPost() {
    super(9, Subject.TODO_LIST, Domain.PERFORMING, Guide.API_GATEWAY.page("api-gateway-caching"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    wait(lab, saw, "five", "300");
    wait(lab, saw, "minute", "60");
    ask(lab, saw, "plain");
    ask(lab, saw, "refuse", "unauthorizedCacheControlHeaderStrategy", "FAIL_WITH_403");
    ask(lab, saw, "open", "requireAuthorizationForCacheControl", "false");
    saw.answer(
        'c',
        saw.number("five.list") == 1
            && saw.number("minute.seconds") < saw.number("five.seconds")
            && saw.number("plain.list") == 1
            && saw.number("open.list") == 2);
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
                () -> TodoApp.length(app.call("GET", "/todos", token, null)) == 2, 10, 3_600));
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
}
