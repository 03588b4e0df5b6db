package dev.diorama.benchmarks;

import dev.diorama.core.place.City;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Edges, a stage cache, DAX and a table, and the traffic that they are measured with. */
final class FourTiers {
  private static final double PER_SECOND = 2_000;

  static final Design DESIGN = design();

  private static Design design() {
    List<String> key = List.of("method.request.path.id");
    return new Design(
        "four tiers",
        "us-east-1",
        List.of(
            new Distribution(
                "Site", "PriceClass_All", List.of(new Behavior("/api/*", "Api", 0, 0, 3600)))),
        List.of(
            new Stage(
                "Api",
                6.1,
                List.of(
                    new Route("GET", "/posts/{id}", "Get", 300, key, -1, -1),
                    new Route("PUT", "/posts/{id}", "Put", 0, List.of(), -1, -1)))),
        List.of(
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", "dax.r5.large", 1, 300_000, 60_000)),
        List.of(
            new Table(
                "Posts",
                true,
                -1,
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("us-east-1"),
                false)),
        List.of());
  }

  /** So many requests, by chance, for so many objects; one in a hundred writes. */
  static Workload workload(int objects, int requests, City... from) {
    Map<City, Double> cities = new LinkedHashMap<>();
    for (City city : from) {
      cities.put(city, 1.0);
    }
    return new Workload(
        "zipf",
        "benchmark",
        1,
        requests / PER_SECOND,
        new Traffic.Drawn(new RateCurve.Constant(PER_SECOND), false),
        Users.of(10_000).in(cities),
        List.of(
            Items.shared("posts", new Popularity.Zipf(objects, 1.0), new Sizes.Constant(1000))
                .withMost(objects)),
        List.of(
            Action.of("GET /posts/{id}", 99, "posts").withCacheSeconds(3600),
            Action.of("PUT /posts/{id}", 1, "posts")));
  }

  /** A thousand requests a second for a million objects, for so long. */
  static Workload lasting(double seconds) {
    return workload(1_000_000, 1, City.VIRGINIA)
        .withSeconds(seconds)
        .withTraffic(new Traffic.Drawn(new RateCurve.Constant(1_000), false));
  }

  private FourTiers() {}
}
