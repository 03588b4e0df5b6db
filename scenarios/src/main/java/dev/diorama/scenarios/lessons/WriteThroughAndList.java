package dev.diorama.scenarios.lessons;

/** A write through DAX refreshes the item cache and leaves the query cache as it was. */
final class WriteThroughAndList extends Lesson {
  WriteThroughAndList() {
    super(
        1,
        Subject.TODO_LIST,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("DAX.consistency"),
        Guide.DYNAMODB.page("DAX.concepts"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    CachedTable todos = CachedTable.on(lab.bench());
    Bench bench = todos.bench();
    todos.put(todos.dax(), "mina", "1", "milk");
    saw.note("list.before", todos.list(todos.dax(), "mina", false));

    todos.put(todos.dax(), "mina", "2", "bread");
    String item = todos.title(todos.dax(), "mina", "2", false);
    saw.note("item", item).note("item.cache", bench.last("dax-data").attributes().get("cache"));
    int list = todos.list(todos.dax(), "mina", false);
    saw.note("list", list).note("list.cache", bench.last("dax-data").attributes().get("cache"));
    int truth = todos.list(todos.direct(), "mina", false);
    saw.note("truth", truth);
    long stale = bench.secondsUntil(() -> todos.list(todos.dax(), "mina", false) == truth, 1, 900);
    saw.note("stale", stale);
    saw.answer('b', item.equals("bread") && list == 1 && truth == 2 && stale > 60);
  }
}
