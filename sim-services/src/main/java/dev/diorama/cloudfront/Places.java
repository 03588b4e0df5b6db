package dev.diorama.cloudfront;

import dev.diorama.core.place.City;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;

/** The edge locations and regional edge caches, each with its own cache. */
final class Places {
  /**
   * An edge location.
   *
   * @param code its name, as in {@code X-Amz-Cf-Pop}
   * @param address the address that origins see
   * @param via the host name in the {@code Via} header
   */
  record Edge(City city, String code, String address, String via, EdgeCache cache) {}

  /** A regional edge cache. */
  record Regional(City city, String region, EdgeCache cache) {}

  private static final int CODE_DIGITS = 40;

  private final CloudFrontConfig config;
  private final Map<City, Edge> edges = new EnumMap<>(City.class);
  private final Map<City, Regional> regionals = new EnumMap<>(City.class);

  Places(CloudFrontConfig config, EdgeCaches caches) {
    this.config = config;
    for (City city : config.edges()) {
      String code = code(city);
      edges.put(
          city,
          new Edge(
              city,
              code,
              // 130.176.0.0/16 is CloudFront's, documented in ip-ranges.json; the rest is made up.
              "130.176." + number(city) + ".1",
              via(code),
              caches.create("edge/" + code, config.edgeBytes())));
    }
    for (City city : config.regionals()) {
      String region = city.region().orElseThrow();
      regionals.put(
          city,
          new Regional(city, region, caches.create("regional/" + region, config.regionalBytes())));
    }
  }

  /**
   * Airport, two digits and a letter as in AWS's names; the digits are made up, but never change.
   */
  static String code(City city) {
    return city.airport() + (50 + number(city)) + "-P1";
  }

  private static int number(City city) {
    int sum = 0;
    for (char letter : city.airport().toCharArray()) {
      sum = sum * 31 + letter;
    }
    return sum % CODE_DIGITS;
  }

  private static String via(String code) {
    long hash = 1125899906842597L;
    StringBuilder hex = new StringBuilder(32);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < code.length(); i++) {
        hash = hash * 31 + code.charAt(i);
      }
      hash *= 0x9E3779B97F4A7C15L;
      String digits = Long.toHexString(hash);
      hex.append("0".repeat(16 - digits.length())).append(digits);
    }
    return hex + ".cloudfront.net";
  }

  /** The edge location that serves a viewer: the nearest one of the price class. */
  Edge edgeFor(City viewer, @Nullable PriceClass priceClass) {
    City nearest = config.edgeFor(viewer, priceClass == null ? "" : priceClass.toString());
    Edge edge = edges.get(nearest);
    if (edge == null) {
      throw new IllegalStateException("no edge location in " + nearest);
    }
    return edge;
  }

  /** The regional edge cache nearest to a place. */
  Regional regionalFor(City near) {
    City nearest = config.regionalFor(near);
    Regional regional = regionals.get(nearest);
    if (regional == null) {
      throw new IllegalStateException("no regional edge cache in " + nearest);
    }
    return regional;
  }

  /** Every cache, by the name that it was made under. */
  Map<String, EdgeCache> byName() {
    Map<String, EdgeCache> all = new LinkedHashMap<>();
    edges.values().forEach(edge -> all.put("edge/" + edge.code(), edge.cache()));
    regionals
        .values()
        .forEach(regional -> all.put("regional/" + regional.region(), regional.cache()));
    return all;
  }
}
