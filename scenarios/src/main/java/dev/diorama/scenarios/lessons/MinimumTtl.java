package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;

/** A minimum TTL above 0 keeps even what the origin says must not be stored. */
final class MinimumTtl extends Lesson {
  private static final int REQUESTS = 30;

  MinimumTtl() {
    super(31, Subject.BLOG, Domain.SECURE, Guide.CLOUDFRONT.page("Expiration"));
  }

  @Override
  void given(Observations saw) {
    saw.note("requests", REQUESTS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    read(lab.bench(), saw, "zero", 0);
    read(lab.bench(), saw, "minute", 60);
    saw.answer(
        'b', saw.number("zero.origin") == REQUESTS && saw.number("minute.origin") < REQUESTS / 3.0);
  }

  private static void read(Bench bench, Observations saw, String kind, long minTtl) {
    String policy = EdgeSite.policy(bench, config -> config.minTTL(minTtl));
    EdgeSite site = EdgeSite.on(bench, new EdgeSite.Plan().cachePolicy(policy));
    site.put("me.html", "your account", "no-store");
    Browser reader = bench.browser(City.SEOUL);
    long hits = 0;
    for (int i = 0; i < REQUESTS; i++) {
      String found = reader.get(site.url("me.html")).header("X-Cache").orElse("");
      hits += found.startsWith("Hit") ? 1 : 0;
      bench.seconds(10);
    }
    saw.note(kind + ".origin", site.originReads()).note(kind + ".hits", hits);
  }
}
