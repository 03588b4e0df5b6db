package dev.diorama.scenarios.lessons;

import java.time.Duration;

/** Tokens are verified offline: they are good until they expire, also after a global sign-out. */
final class TokensOutliveSignOut extends Lesson {
  TokensOutliveSignOut() {
    super(
        12,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.COGNITO.page("token-revocation"),
        Guide.COGNITO.page("amazon-cognito-user-pools-using-tokens-verifying-a-jwt"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    TodoApp app = TodoApp.on(lab.bench());
    Person mina = app.person("mina");
    Person jun = app.person("jun");
    jun.signOut();
    app.bench().advance(Duration.ofMinutes(59));
    saw.note("mina.59", list(app, mina)).note("jun.59", list(app, jun));
    app.bench().advance(Duration.ofMinutes(2));
    saw.note("mina.61", list(app, mina)).note("jun.61", list(app, jun));
    saw.note("mina.refresh", Bench.outcome(mina::refresh));
    saw.note("jun.refresh", Bench.outcome(jun::refresh));
    saw.note("mina.new", list(app, mina));
    app.bench().advance(Duration.ofDays(29));
    saw.note("day29", Bench.outcome(mina::refresh));
    app.bench().advance(Duration.ofDays(2));
    saw.note("day31", Bench.outcome(mina::refresh));
    saw.answer(
        'c',
        saw.number("jun.59") == 200
            && saw.number("jun.61") == 401
            && saw.values().get("mina.refresh").equals("200")
            && !saw.values().get("jun.refresh").equals("200"));
  }

  private static int list(TodoApp app, Person person) {
    return app.call("GET", "/todos", person.idToken(), null).status();
  }
}
