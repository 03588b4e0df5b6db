package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;

/** A price class leaves out the dear edges, and with them those near some readers. */
final class CheaperEdges extends Lesson {
  private static final int READS = 50;

  CheaperEdges() {
    super(47, Subject.BLOG, Domain.COST, Guide.CLOUDFRONT.page("PriceClass"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    read(lab.bench(), saw, "all", "PriceClass_All");
    read(lab.bench(), saw, "cheap", "PriceClass_100");
    saw.answer(
        'a',
        saw.values().get("all.seoul.edge").startsWith("ICN")
            && !saw.values().get("cheap.seoul.edge").startsWith("ICN")
            && saw.number("cheap.seoul.ms") > 2 * saw.number("all.seoul.ms"));
  }

  private static void read(Bench bench, Observations saw, String kind, String priceClass) {
    EdgeSite site =
        EdgeSite.on(bench, new EdgeSite.Plan().config(config -> config.priceClass(priceClass)));
    site.put("index.html", "hello");
    read(bench, site, saw, kind + ".seoul", City.SEOUL);
    read(bench, site, saw, kind + ".london", City.LONDON);
  }

  /** What readers of a city wait for a page that their edge has. */
  private static void read(Bench bench, EdgeSite site, Observations saw, String key, City city) {
    Browser reader = bench.browser(city);
    String edge =
        reader.get(site.url("index.html")).header("X-Amz-Cf-Pop").orElse("-").substring(0, 3);
    bench.seconds(2);
    long nanos = 0;
    for (int i = 0; i < READS; i++) {
      reader.get(site.url("index.html"));
      nanos += bench.lastNanos();
    }
    saw.note(key + ".edge", edge).note(key + ".ms", Math.round(nanos / 1e6 / READS));
  }
}
