package dev.diorama.whatif.sweep;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.core.place.City;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Users;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * What of a setup can be changed by name.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Knob {
  DAX_NODE_TYPE("dax.nodeType", "a node type such as t3.small or r5.large") {
    @Override
    Setup turn(Setup setup, String value) {
      String type = value.startsWith("dax.") ? value : "dax." + value;
      var types = setup.settings().services().dax().nodeBytes().keySet();
      if (!types.contains(type)) {
        throw new IllegalArgumentException("there is " + String.join(", ", types));
      }
      return setup.with(Designs.clusters(setup.design(), each -> Designs.nodeType(each, type)));
    }
  },
  DAX_NODES("dax.nodes", "0 (no DAX) to 11") {
    @Override
    Setup turn(Setup setup, String value) {
      int nodes = whole(value, 0, 11);
      return setup.with(
          nodes == 0
              ? Designs.withoutDax(setup.design())
              : Designs.clusters(setup.design(), each -> Designs.nodes(each, nodes)));
    }
  },
  DAX_ITEM_TTL("dax.itemTtl", "0 (for ever) to 31536000 seconds") {
    @Override
    Setup turn(Setup setup, String value) {
      long millis = Math.round(number(value, 0, YEAR_SECONDS) * 1000);
      return setup.with(Designs.clusters(setup.design(), each -> Designs.itemTtl(each, millis)));
    }
  },
  DAX_QUERY_TTL("dax.queryTtl", "0 (no query cache) to 31536000 seconds") {
    @Override
    Setup turn(Setup setup, String value) {
      long millis = Math.round(number(value, 0, YEAR_SECONDS) * 1000);
      return setup.with(Designs.clusters(setup.design(), each -> Designs.queryTtl(each, millis)));
    }
  },
  API_CACHE_TTL("api.cacheTtl", "0 (nothing is cached, the cache is still paid) to 3600 seconds") {
    @Override
    Setup turn(Setup setup, String value) {
      int seconds = whole(value, 0, 3600);
      return setup.with(Designs.stages(setup.design(), each -> Designs.cacheTtl(each, seconds)));
    }
  },
  API_CACHE_SIZE("api.cacheSize", "0 (none), 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237 GB") {
    @Override
    Setup turn(Setup setup, String value) {
      double gb = number(value, 0, 237);
      if (!List.of(0.0, 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0).contains(gb)) {
        throw new IllegalArgumentException(expects());
      }
      return setup.with(Designs.stages(setup.design(), each -> Designs.cacheSize(each, gb)));
    }
  },
  API_RATE_LIMIT("api.rateLimit", "0 to 1000000 requests a second") {
    @Override
    Setup turn(Setup setup, String value) {
      double rate = number(value, 0, 1e6);
      return setup.with(
          Designs.stages(
              setup.design(),
              each -> Designs.routes(each, route -> Designs.throttle(route, rate, -1))));
    }
  },
  API_BURST_LIMIT("api.burstLimit", "0 to 1000000 requests") {
    @Override
    Setup turn(Setup setup, String value) {
      int burst = whole(value, 0, 1_000_000);
      return setup.with(
          Designs.stages(
              setup.design(),
              each -> Designs.routes(each, route -> Designs.throttle(route, -1, burst))));
    }
  },
  LAMBDA_MEMORY("lambda.memory", "128 to 10240 MB") {
    @Override
    Setup turn(Setup setup, String value) {
      int mb = whole(value, 128, 10_240);
      return setup.with(Designs.functions(setup.design(), each -> Designs.memory(each, mb)));
    }
  },
  LAMBDA_CONCURRENCY("lambda.concurrency", "1 to 100000, reserved for each function") {
    @Override
    Setup turn(Setup setup, String value) {
      int reserved = whole(value, 1, 100_000);
      return setup.with(
          Designs.functions(setup.design(), each -> Designs.reserved(each, reserved)));
    }
  },
  DYNAMODB_BILLING("dynamodb.billing", "on-demand or provisioned") {
    @Override
    Setup turn(Setup setup, String value) {
      if (!value.equals("on-demand") && !value.equals("provisioned")) {
        throw new IllegalArgumentException(expects());
      }
      boolean onDemand = value.equals("on-demand");
      return setup.with(Designs.tables(setup.design(), each -> Designs.billing(each, onDemand)));
    }
  },
  DYNAMODB_READ_UNITS("dynamodb.readUnits", "1 to 1000000 provisioned units") {
    @Override
    Setup turn(Setup setup, String value) {
      long units = whole(value, 1, 1_000_000);
      return setup.with(Designs.tables(setup.design(), each -> Designs.units(each, units, -1)));
    }
  },
  DYNAMODB_WRITE_UNITS("dynamodb.writeUnits", "1 to 1000000 provisioned units") {
    @Override
    Setup turn(Setup setup, String value) {
      long units = whole(value, 1, 1_000_000);
      return setup.with(Designs.tables(setup.design(), each -> Designs.units(each, -1, units)));
    }
  },
  DYNAMODB_INDEX_READ_UNITS("dynamodb.indexReadUnits", "1 to 1000000 units of each global index") {
    @Override
    Setup turn(Setup setup, String value) {
      long units = whole(value, 1, 1_000_000);
      return setup.with(
          Designs.tables(setup.design(), each -> Designs.indexUnits(each, units, -1)));
    }
  },
  DYNAMODB_INDEX_WRITE_UNITS(
      "dynamodb.indexWriteUnits", "1 to 1000000 units of each global index") {
    @Override
    Setup turn(Setup setup, String value) {
      long units = whole(value, 1, 1_000_000);
      return setup.with(
          Designs.tables(setup.design(), each -> Designs.indexUnits(each, -1, units)));
    }
  },
  DYNAMODB_SCALING(
      "dynamodb.scaling", "none, or the least and the greatest units, such as 5-400 or 5-400@70") {
    @Override
    Setup turn(Setup setup, String value) {
      Optional<TargetTracking> rule = value.equals("none") ? Optional.empty() : scaling(value);
      return setup.with(Designs.tables(setup.design(), each -> Designs.scaled(each, rule)));
    }

    /** Without a target the usual one: 70 percent. */
    private Optional<TargetTracking> scaling(String value) {
      Matcher matcher = Pattern.compile("(\\d{1,7})-(\\d{1,7})(?:@(\\d{1,2}))?").matcher(value);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(expects());
      }
      int min = Integer.parseInt(matcher.group(1));
      int max = Integer.parseInt(matcher.group(2));
      int target = matcher.group(3) == null ? 70 : Integer.parseInt(matcher.group(3));
      if (min < 1 || max < min) {
        throw new IllegalArgumentException(expects());
      }
      if (target < 20 || target > 90) {
        throw new IllegalArgumentException("a target lies between 20 and 90 percent");
      }
      return Optional.of(TargetTracking.of(min, max, target));
    }
  },
  DYNAMODB_REPLICAS("dynamodb.replicas", "none, or further Regions such as eu-west-1+sa-east-1") {
    @Override
    Setup turn(Setup setup, String value) {
      List<String> further = value.equals("none") ? List.of() : List.of(value.split("\\+"));
      for (String region : further) {
        if (!City.ofRegion(region).region().orElse("").equals(region)
            || region.equals(setup.design().region())) {
          throw new IllegalArgumentException(
              "\"" + region + "\" is no further Region; " + expects());
        }
      }
      return setup.with(Designs.tables(setup.design(), each -> Designs.replicas(each, further)));
    }
  },
  CLOUDFRONT_PRICE_CLASS("cloudfront.priceClass", "100, 200 or All") {
    @Override
    Setup turn(Setup setup, String value) {
      if (!List.of("100", "200", "All").contains(value)) {
        throw new IllegalArgumentException(expects());
      }
      return setup.with(Designs.priceClass(setup.design(), "PriceClass_" + value));
    }
  },
  CLOUDFRONT_TTL("cloudfront.ttl", "0 to 31536000 seconds that answers of the API say") {
    @Override
    Setup turn(Setup setup, String value) {
      long seconds = whole(value, 0, (int) YEAR_SECONDS);
      if (setup.design().distributions().isEmpty()) {
        throw new IllegalArgumentException("the design has no distribution");
      }
      return setup.with(
          setup
              .workload()
              .withActions(
                  setup.workload().actions().stream()
                      .map(
                          each ->
                              each.method().equals("GET") ? each.withCacheSeconds(seconds) : each)
                      .toList()));
    }
  },
  TRAFFIC("traffic.times", "0.0001 to 10000 times the workload's") {
    @Override
    Setup turn(Setup setup, String value) {
      return setup.with(setup.workload().timesRate(number(value, 1e-4, 1e4)));
    }
  },
  READS("traffic.reads", "0 to 1, the share of requests that only read") {
    @Override
    Setup turn(Setup setup, String value) {
      return setup.with(Workloads.reads(setup, number(value, 0, 1)));
    }
  },
  CONSISTENT("traffic.consistent", "0 to 1, the share of reads that ask for strong consistency") {
    @Override
    Setup turn(Setup setup, String value) {
      double share = number(value, 0, 1);
      return setup.with(
          setup
              .workload()
              .withActions(
                  setup.workload().actions().stream()
                      .map(each -> each.withConsistent(isConsistent(each) ? share : 0))
                      .toList()));
    }

    /** Global indexes have no consistent reads. */
    private boolean isConsistent(Action action) {
      return action.method().equals("GET") && action.index().isEmpty();
    }
  },
  ITEM_BYTES("items.bytes", "1 to 409600 bytes") {
    @Override
    Setup turn(Setup setup, String value) {
      int bytes = whole(value, 1, 400 * 1024);
      return setup.with(
          setup
              .workload()
              .withItems(
                  setup.workload().items().stream()
                      .map(each -> each.withSizes(new Sizes.Constant(bytes)))
                      .toList()));
    }
  },
  ITEM_ZIPF("items.zipf", "an exponent, 0 (all alike) to 10") {
    @Override
    Setup turn(Setup setup, String value) {
      double exponent = number(value, 0, 10);
      return setup.with(
          setup
              .workload()
              .withItems(
                  setup.workload().items().stream()
                      .map(each -> each.withPopularity(new Popularity.Zipf(each.each(), exponent)))
                      .toList()));
    }
  },
  USERS_CITY("users.city", "a city such as Seoul") {
    @Override
    Setup turn(Setup setup, String value) {
      City city =
          City.find(value)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is "
                              + Arrays.stream(City.values())
                                  .map(City::title)
                                  .collect(Collectors.joining(", "))));
      Map<City, Double> all = new LinkedHashMap<>();
      all.put(city, 1.0);
      Users users = setup.workload().users();
      return setup.with(setup.workload().withUsers(users.in(all)));
    }
  };

  private static final double YEAR_SECONDS = 31_536_000;

  private final String title;
  private final String values;

  Knob(String title, String values) {
    this.title = title;
    this.values = values;
  }

  /** As it is written, such as {@code dax.nodeType}. */
  public String title() {
    return title;
  }

  /** Which values it takes, in words. */
  public String expects() {
    return "it takes " + values;
  }

  abstract Setup turn(Setup setup, String value);

  /**
   * The knob of that name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Knob named(String name) {
    for (Knob each : values()) {
      if (each.title.equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "nothing is called \""
            + name
            + "\"; there is "
            + Arrays.stream(values()).map(Knob::title).collect(Collectors.joining(", ")));
  }

  double number(String text, double least, double most) {
    double value = Double.parseDouble(text);
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(expects());
    }
    return value;
  }

  int whole(String text, int least, int most) {
    int value = Integer.parseInt(text);
    if (value < least || value > most) {
      throw new IllegalArgumentException(expects());
    }
    return value;
  }
}
