package dev.diorama.scenarios.lessons;

/** What is written around DAX is not seen through it until the item's time to live is over. */
final class WriteAroundDax extends Lesson {
  private static final int READS = 300;

  WriteAroundDax() {
    super(
        3,
        Subject.TODO_LIST,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("DAX.consistency"),
        Guide.DYNAMODB.page("DAX.cluster-management"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    saw.note("reads", READS);
    read(lab, saw, "five", "300000");
    read(lab, saw, "ten", "10000");
    read(lab, saw, "zero", "0");
    saw.answer(
        'b',
        saw.number("five.stale") > 100
            && saw.number("ten.stale") <= 10
            && saw.number("zero.stale") == READS);
  }

  /** A read each two seconds, the item having been changed just after the first was cached. */
  private static void read(Lab lab, Observations saw, String kind, String ttlMillis) {
    CachedTable todos = CachedTable.on(lab.bench(), "ItemMillis", ttlMillis);
    todos.put(todos.direct(), "mina", "1", "milk");
    todos.title(todos.dax(), "mina", "1", false);
    todos.put(todos.direct(), "mina", "1", "oat milk");
    int stale = 0;
    for (int i = 0; i < READS; i++) {
      todos.bench().seconds(2);
      if (todos.title(todos.dax(), "mina", "1", false).equals("milk")) {
        stale++;
      }
    }
    double misses = todos.daxMetric("ItemCacheMisses") - 1;
    saw.note(kind + ".stale", stale).percent(kind + ".rate", READS - misses, READS);
  }
}
