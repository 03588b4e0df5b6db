package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;

/** A new file of the same name is seen when the old one's time is over, or is invalidated. */
final class NewEdition extends Lesson {
  NewEdition() {
    super(
        30,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.CLOUDFRONT.page("Expiration"),
        Guide.CLOUDFRONT.page("Invalidation"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench patient = lab.bench();
    EdgeSite site = withOldPage(patient);
    saw.note("wait.hours", until(patient, site, "index.html", 3_600) / 3_600.0);

    Bench hasty = lab.bench();
    EdgeSite invalidated = withOldPage(hasty);
    invalidated
        .cloudFront()
        .createInvalidation(
            create ->
                create
                    .distributionId(invalidated.distributionId())
                    .invalidationBatch(
                        batch ->
                            batch
                                .callerReference("new")
                                .paths(paths -> paths.quantity(1).items("/index.html"))));
    saw.note("invalidate.seconds", until(hasty, invalidated, "index.html", 5));

    Bench clever = lab.bench();
    EdgeSite versioned = withOldPage(clever);
    versioned.put("index-2.html", "new");
    saw.note("versioned.seconds", until(clever, versioned, "index-2.html", 5));
    saw.answer(
        'b',
        saw.number("wait.hours") > 23
            && saw.number("invalidate.seconds") > 0
            && saw.number("versioned.seconds") == 0);
  }

  /** A page that readers have read, and whose new edition has just been put. */
  private static EdgeSite withOldPage(Bench bench) {
    EdgeSite site = EdgeSite.on(bench);
    site.put("index.html", "old");
    bench.browser(City.SEOUL).get(site.url("index.html"));
    bench.seconds(10);
    site.put("index.html", "new");
    return site;
  }

  private static long until(Bench bench, EdgeSite site, String page, long step) {
    Browser reader = bench.browser(City.SEOUL);
    return bench.secondsUntil(() -> reader.get(site.url(page)).text().equals("new"), step, 172_800);
  }
}
