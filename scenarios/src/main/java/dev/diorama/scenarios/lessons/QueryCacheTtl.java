package dev.diorama.scenarios.lessons;

import dev.diorama.core.random.SimRandom;
import dev.diorama.scenarios.run.Zipf;
import java.time.Duration;

/** The query cache's time to live moves hits, read units and stale answers against each other. */
final class QueryCacheTtl extends Lesson {
  private static final int READS = 300;
  private static final int USERS = 20;

  QueryCacheTtl() {
    super(
        4,
        Subject.TODO_LIST,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("DAX.concepts"),
        Guide.DYNAMODB.page("DAX.cluster-management"));
  }

  @Override
  void given(Observations saw) {
    saw.note("reads", READS).note("users", USERS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    load(lab, saw, "none", "0");
    load(lab, saw, "minute", "60000");
    load(lab, saw, "five", "300000");
    saw.answer(
        'a',
        saw.number("none.rate") == 0
            && saw.number("none.stale") == 0
            && saw.number("five.rate") > saw.number("minute.rate")
            && saw.number("five.stale") > saw.number("minute.stale")
            && saw.number("five.units") < saw.number("minute.units"));
  }

  /**
   * A list is read each two seconds, popular users' more often; each tenth second one gets longer.
   */
  private static void load(Lab lab, Observations saw, String kind, String ttlMillis) {
    CachedTable todos = CachedTable.on(lab.bench(), "QueryMillis", ttlMillis);
    SimRandom chance = todos.bench().cloud().cloud().seeds().stream("lesson/readers");
    Zipf popularity = new Zipf(USERS, 1.1);
    int[] truth = new int[USERS];
    int stale = 0;
    for (int i = 0; i < READS; i++) {
      if (i % 5 == 0) {
        int writer = popularity.draw(chance);
        todos.put(todos.dax(), "user" + writer, "todo" + i, "milk");
        truth[writer]++;
      }
      int reader = popularity.draw(chance);
      if (todos.list(todos.dax(), "user" + reader, false) != truth[reader]) {
        stale++;
      }
      todos.bench().advance(Duration.ofSeconds(2));
    }
    saw.percent(kind + ".rate", todos.daxMetric("QueryCacheHits"), READS);
    saw.note(kind + ".units", todos.readUnits()).note(kind + ".stale", stale);
  }
}
