package dev.diorama.scenarios.lessons;

/** A hit in API Gateway's cache starts no function; one in DAX still does. */
final class TwoPlacesForACache extends Lesson {
  private static final int READS = 50;

  TwoPlacesForACache() {
    super(
        7,
        Subject.TODO_LIST,
        Domain.PERFORMING,
        Guide.API_GATEWAY.page("api-gateway-caching"),
        Guide.DYNAMODB.page("DAX.concepts"));
  }

  @Override
  void given(Observations saw) {
    saw.note("reads", READS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    read(saw, "dax", TodoApp.on(lab.bench(), "ApiCacheSeconds", "0"));
    read(saw, "stage", TodoApp.on(lab.bench(), "ApiCacheSeconds", "60"));
    saw.answer(
        'b',
        saw.number("dax.invocations") == READS
            && saw.number("stage.invocations") == 1
            && saw.number("stage.ms") < saw.number("dax.ms"));
  }

  /** Reads a list once a second, warm; counts what that costs behind the gateway. */
  private static void read(Observations saw, String kind, TodoApp app) {
    Person mina = app.person("mina");
    app.add(mina, "milk");
    app.call("GET", "/todos?warm=up", mina.idToken(), null);
    app.bench().seconds(120);
    long invocations = app.bench().count("lambda", "Invoke");
    double units = units(app);
    long nanos = 0;
    for (int i = 0; i < READS; i++) {
      app.call("GET", "/todos", mina.idToken(), null);
      nanos += app.bench().lastNanos();
      app.bench().seconds(1);
    }
    saw.note(kind + ".invocations", app.bench().count("lambda", "Invoke") - invocations);
    saw.note(kind + ".units", units(app) - units);
    saw.note(kind + ".ms", Math.round(nanos / 1e6 / READS));
  }

  private static double units(TodoApp app) {
    return app.bench()
        .metric(
            "AWS/DynamoDB",
            "ConsumedReadCapacityUnits",
            "TableName",
            app.stack().output("TableName"));
  }
}
