package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;

/** CloudFront keeps a 404 for ten seconds, and a 403 not at all. */
final class CachedNotFound extends Lesson {
  CachedNotFound() {
    super(
        33,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.CLOUDFRONT.page("HTTPStatusCodes"),
        Guide.CLOUDFRONT.page("custom-error-pages-expiration"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    read(lab.bench(), saw, "list", new EdgeSite.Plan());
    read(lab.bench(), saw, "nolist", new EdgeSite.Plan().withoutListing());
    saw.answer(
        'c',
        saw.values().get("list.0").startsWith("404")
            && saw.values().get("list.3").startsWith("404")
            && saw.values().get("list.11").equals("200")
            && saw.values().get("nolist.3").equals("200"));
  }

  private static void read(Bench bench, Observations saw, String kind, EdgeSite.Plan plan) {
    EdgeSite site = EdgeSite.on(bench, plan);
    Browser reader = bench.browser(City.SEOUL);
    saw.note(kind + ".0", Integer.toString(reader.get(site.url("news.html")).status()));
    bench.seconds(1);
    site.put("news.html", "news");
    bench.seconds(2);
    saw.note(kind + ".3", Integer.toString(reader.get(site.url("news.html")).status()));
    bench.seconds(8);
    saw.note(kind + ".11", Integer.toString(reader.get(site.url("news.html")).status()));
  }
}
