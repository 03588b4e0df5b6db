package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Strongly consistent reads pass through DAX and leave nothing behind. */
final class StrongReads extends Lesson {
  private static final int READS = 100;

  StrongReads() {
    super(
        2,
        Subject.TODO_LIST,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("DAX.consistency"),
        Guide.DYNAMODB.page("CapacityUnitCalculations"));
  }

  @Override
  void given(Observations saw) {
    saw.note("reads", READS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    double eventual = read(lab, saw, "eventual", false);
    double strong = read(lab, saw, "strong", true);
    saw.answer('c', saw.number("strong.hits") == 0 && strong >= 2 * READS * eventual);
  }

  private static double read(Lab lab, Observations saw, String kind, boolean strong) {
    CachedTable todos = CachedTable.on(lab.bench());
    todos.put(todos.direct(), "mina", "1", "milk");
    DynamoDbClient dax = todos.dax();
    long nanos = 0;
    for (int i = 0; i < READS; i++) {
      todos.title(dax, "mina", "1", strong);
      nanos += todos.bench().lastNanos();
      todos.bench().seconds(1);
    }
    saw.note(kind + ".hits", Math.round(todos.daxMetric("ItemCacheHits")));
    saw.note(kind + ".units", todos.readUnits());
    saw.note(kind + ".ms", nanos / 1e6 / READS);
    return todos.readUnits();
  }
}
