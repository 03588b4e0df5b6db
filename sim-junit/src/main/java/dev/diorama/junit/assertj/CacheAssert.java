package dev.diorama.junit.assertj;

import dev.diorama.core.trace.Span;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one tier of caches.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CacheAssert extends AbstractAssert<CacheAssert, CacheAssert.Lookups> {
  private static final List<String> TIERS =
      List.of("dax.item", "dax.query", "apigateway", "cloudfront");

  /**
   * What a tier was asked.
   *
   * @param tier as in the trace
   * @param hits answered from the cache
   * @param misses fetched from behind it
   */
  public record Lookups(String tier, long hits, long misses) {
    double rate() {
      return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "cache %s: %d hits, %d misses, hit rate %.3f", tier, hits, misses, rate());
    }
  }

  private final String others;

  private CacheAssert(Lookups actual, String others) {
    super(actual, CacheAssert.class);
    this.others = others;
  }

  static CacheAssert of(List<Span> spans, String tier) {
    if (!TIERS.contains(tier)) {
      throw new IllegalArgumentException(
          "no tier of caches is called '" + tier + "'; there is " + String.join(", ", TIERS));
    }
    long hits = 0;
    long misses = 0;
    for (Span span : spans) {
      if (tier.equals(span.attributes().get("cache.tier"))) {
        String said = span.attributes().getOrDefault("cache", "");
        if (span.attributes().containsKey("cache.hits")) {
          hits += Long.parseLong(span.attributes().getOrDefault("cache.hits", "0"));
          misses += Long.parseLong(span.attributes().getOrDefault("cache.misses", "0"));
        } else if (said.equals("hit") || said.equals("refreshhit")) {
          hits++;
        } else if (said.equals("miss")) {
          misses++;
        }
      }
    }
    TreeSet<String> asked = new TreeSet<>();
    spans.forEach(span -> asked.add(span.attributes().getOrDefault("cache.tier", "")));
    asked.remove("");
    return new CacheAssert(
        new Lookups(tier, hits, misses), asked.isEmpty() ? "no caches at all" : asked.toString());
  }

  /** A tier that was never asked is told apart from one that never hit. */
  private void requireAsked() {
    if (actual.hits() + actual.misses() == 0) {
      failWithMessage(
          "Expected something of the cache %s, but it was never asked; asked were %s.%nIs it"
              + " switched on in the template, and do the requests go through it?",
          actual.tier(), others);
    }
  }

  /** More than that share of lookups were hits, 0 to 1. */
  public CacheAssert hasHitRateAbove(double rate) {
    requireAsked();
    if (!(actual.rate() > rate)) {
      failWithMessage("Expected a hit rate above %s, but was %s.%n%s", rate, actual, advice());
    }
    return this;
  }

  /** Fewer than that share of lookups were hits. */
  public CacheAssert hasHitRateBelow(double rate) {
    requireAsked();
    if (!(actual.rate() < rate)) {
      failWithMessage("Expected a hit rate below %s, but was %s.", rate, actual);
    }
    return this;
  }

  /** So many lookups were hits. */
  public CacheAssert hasHits(long hits) {
    if (hits > 0) {
      requireAsked();
    }
    if (actual.hits() != hits) {
      failWithMessage("Expected %d hits, but was %s.%n%s", hits, actual, advice());
    }
    return this;
  }

  /** So many lookups were misses. */
  public CacheAssert hasMisses(long misses) {
    if (misses > 0) {
      requireAsked();
    }
    if (actual.misses() != misses) {
      failWithMessage("Expected %d misses, but was %s.", misses, actual);
    }
    return this;
  }

  private String advice() {
    return switch (actual.tier()) {
      case "dax.query" ->
          "Writes do not change what the query cache holds; an entry serves one form of request,"
              + " its limit and filters included, for its TTL. Strong reads pass by.";
      case "dax.item" ->
          "The item cache answers GetItem and BatchGetItem only, eventually consistent ones; each"
              + " node has its own; entries live for the TTL.";
      case "apigateway" ->
          "Each value of a cache key parameter, and each stage, has entries of its own; only GET is"
              + " cached unless the method says otherwise, for the TTL.";
      default ->
          "Each edge has a cache of its own; what is in the cache key (headers, cookies, query"
              + " strings) divides entries; Set-Cookie, Cache-Control and the TTLs decide what"
              + " stays.";
    };
  }
}
