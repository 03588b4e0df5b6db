package dev.diorama.scenarios.lessons;

/** A method without scopes wants an ID token; one with scopes wants an access token. */
final class AccessTokenWithoutScope extends Lesson {
  private static final String METHOD = "            Path: /todos\n            Method: GET\n";

  private static final String SCOPE =
      "            Auth:\n"
          + "              Authorizer: TodoUsers\n"
          + "              AuthorizationScopes: [aws.cognito.signin.user.admin]\n";

  AccessTokenWithoutScope() {
    super(
        11,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.API_GATEWAY.page("apigateway-enable-cognito-user-pool"),
        Guide.COGNITO.page("amazon-cognito-user-pools-using-the-access-token"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    ask(saw, "plain", TodoApp.on(lab.bench()));
    ask(saw, "scoped", TodoApp.changed(lab.bench(), METHOD, METHOD + SCOPE));
    saw.answer(
        'b',
        saw.number("plain.access") == 401
            && saw.number("plain.id") == 200
            && saw.number("scoped.access") == 200
            && saw.number("scoped.id") == 401);
  }

  private static void ask(Observations saw, String kind, TodoApp app) {
    Person mina = app.person("mina");
    saw.note(kind + ".id", app.call("GET", "/todos", mina.idToken(), null).status());
    saw.note(kind + ".access", app.call("GET", "/todos", mina.accessToken(), null).status());
  }
}
