package dev.diorama.scenarios.lessons;

import dev.diorama.scenarios.run.Browser;

/** An API cache whose key lacks the caller answers one user with another's list. */
final class CacheKeyWithoutCaller extends Lesson {
  CacheKeyWithoutCaller() {
    super(8, Subject.TODO_LIST, Domain.SECURE, Guide.API_GATEWAY.page("api-gateway-caching"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    ask(saw, "without", TodoApp.changed(lab.bench(), TodoApp.KEY_WITH_CALLER, ""));
    ask(saw, "with", TodoApp.on(lab.bench()));
    saw.answer('c', saw.number("without.leaked") == 2 && saw.number("with.leaked") == 0);
  }

  private static void ask(Observations saw, String kind, TodoApp app) {
    Person mina = app.person("mina");
    Person jun = app.person("jun");
    app.add(mina, "see the doctor");
    app.add(mina, "hide the present for Jun");
    app.call("GET", "/todos", mina.idToken(), null);
    app.bench().seconds(10);
    Browser.Answer answer = app.call("GET", "/todos", jun.idToken(), null);
    saw.note(kind + ".status", answer.status());
    saw.note(kind + ".cache", app.bench().last("execute-api").attributes().get("cache"));
    saw.note(kind + ".leaked", TodoApp.length(answer));
    saw.note(kind + ".stranger", app.call("GET", "/todos", "", null).status());
  }
}
