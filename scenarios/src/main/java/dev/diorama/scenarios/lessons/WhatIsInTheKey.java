package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.core.random.SimRandom;
import dev.diorama.scenarios.run.Browser;
import java.util.Map;

/** Each value in the cache key makes another entry; with cookies nothing is collapsed either. */
final class WhatIsInTheKey extends Lesson {
  private static final int READS = 200;
  private static final int AT_ONCE = 20;

  WhatIsInTheKey() {
    super(
        32,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.CLOUDFRONT.page("understanding-the-cache-key"),
        Guide.CLOUDFRONT.page("RequestAndResponseBehaviorCustomOrigin"));
  }

  @Override
  void given(Observations saw) {
    saw.note("reads", READS).note("at.once", AT_ONCE);
  }

  @Override
  void run(Lab lab, Observations saw) {
    read(lab.bench(), saw, "plain", "none", "none");
    read(lab.bench(), saw, "query", "all", "none");
    read(lab.bench(), saw, "cookies", "none", "all");
    saw.answer(
        'a',
        saw.number("plain.rate") > 90
            && saw.number("query.rate") < 50
            && saw.number("cookies.rate") < 50
            && saw.number("plain.at.once") == 1
            && saw.number("cookies.at.once") == AT_ONCE);
  }

  private static void read(
      Bench bench, Observations saw, String kind, String query, String cookies) {
    String policy =
        EdgeSite.policy(
            bench,
            config ->
                config.parametersInCacheKeyAndForwardedToOrigin(
                    key ->
                        key.enableAcceptEncodingGzip(true)
                            .headersConfig(headers -> headers.headerBehavior("none"))
                            .cookiesConfig(c -> c.cookieBehavior(cookies))
                            .queryStringsConfig(q -> q.queryStringBehavior(query))));
    EdgeSite site = EdgeSite.on(bench, new EdgeSite.Plan().cachePolicy(policy));
    site.put("index.html", "hello");
    site.put("new.html", "hello");
    SimRandom chance = bench.cloud().cloud().seeds().stream("lesson/readers");
    Browser reader = bench.browser(City.SEOUL);
    int hits = 0;
    for (int i = 0; i < READS; i++) {
      String campaign = "?utm_source=" + chance.nextInt(200);
      Map<String, String> cookie = Map.of("Cookie", "visitor=" + chance.nextInt(200));
      String found =
          reader
              .send("GET", site.url("index.html" + campaign), cookie, null)
              .header("X-Cache")
              .orElse("");
      hits += found.startsWith("Hit") ? 1 : 0;
      bench.seconds(1);
    }
    saw.percent(kind + ".rate", hits, READS).note(kind + ".origin", site.originReads());
    long before = site.originReads();
    for (int i = 0; i < AT_ONCE; i++) {
      reader.send("GET", site.url("new.html"), Map.of("Cookie", "visitor=1"), null);
    }
    saw.note(kind + ".at.once", site.originReads() - before);
  }
}
