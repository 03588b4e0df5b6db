package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.util.List;

/** Simultaneous first requests become one for each cache on the way; a shield makes it one. */
final class EverybodyComes extends Lesson {
  private static final List<City> CITIES =
      List.of(
          City.SEOUL,
          City.TOKYO,
          City.SINGAPORE,
          City.SYDNEY,
          City.LONDON,
          City.FRANKFURT,
          City.SAO_PAULO,
          City.OREGON,
          City.MUMBAI,
          City.DUBAI);

  private static final int EACH = 100;

  EverybodyComes() {
    super(
        34,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.CLOUDFRONT.page("HowCloudFrontWorks"),
        Guide.CLOUDFRONT.page("origin-shield"));
  }

  @Override
  void given(Observations saw) {
    saw.note("cities", CITIES.size()).note("readers", CITIES.size() * EACH);
  }

  @Override
  void run(Lab lab, Observations saw) {
    come(lab.bench(), saw, "plain", new EdgeSite.Plan());
    come(
        lab.bench(),
        saw,
        "shield",
        new EdgeSite.Plan()
            .origin(
                origin ->
                    origin.originShield(
                        shield -> shield.enabled(true).originShieldRegion("us-east-1"))));
    saw.answer(
        'b',
        saw.number("plain.origin") > 1
            && saw.number("plain.origin") <= CITIES.size()
            && saw.number("shield.origin") == 1);
  }

  private static void come(Bench bench, Observations saw, String kind, EdgeSite.Plan plan) {
    EdgeSite site = EdgeSite.on(bench, plan);
    site.put("launch.html", "here it is");
    List<Browser> readers = CITIES.stream().map(bench::browser).toList();
    int served = 0;
    for (int i = 0; i < EACH; i++) {
      for (Browser reader : readers) {
        served += reader.get(site.url("launch.html")).status() == 200 ? 1 : 0;
      }
    }
    saw.note(kind + ".served", served).note(kind + ".origin", site.originReads());
  }
}
