package dev.diorama.cloudfront;

import dev.diorama.cloudfront.Delivered.Result;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/**
 * The way of a request through the caches: edge location, regional edge cache, perhaps Origin
 * Shield, origin.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowCloudFrontWorks.html and
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html. A response
 * keeps the time to live that the place nearest the origin gave it: the places behind it do not
 * start anew. Assumed.
 *
 * <p>The clock stands still while a request is accounted for, so "simultaneous" means: the answer
 * to an earlier request is stored at a time that this one has not reached yet. It then waits until
 * that time, and hits. Where cookies go to the origin, or the answer must be revalidated each time,
 * it asks for itself.
 */
final class Delivery {
  /** How long an error is kept where nothing is said, seconds; documented: HTTPStatusCodes. */
  private static final long ERROR_TTL_SECONDS = 10;

  /**
   * One place on the way.
   *
   * @param kind {@code Edge}, {@code Regional} or {@code Shield}, as metrics name them
   * @param name the place's own name
   * @param work how long it works on a request
   */
  record Stop(String kind, String name, City city, EdgeCache cache, Latency work) {}

  /**
   * What is to be had.
   *
   * @param behind true when it is done behind a viewer's back, to make a stale entry fresh
   */
  private record Errand(Behaviour behaviour, EdgeCache.Key key, List<Stop> route, boolean behind) {}

  private final Cloud cloud;
  private final CloudFrontConfig config;
  private final Places places;
  private final Origins origins;
  private final EdgeMetrics metrics;
  private final Set<String> refreshing = new LinkedHashSet<>();

  Delivery(
      Cloud cloud, CloudFrontConfig config, Places places, Origins origins, EdgeMetrics metrics) {
    this.cloud = cloud;
    this.config = config;
    this.places = places;
    this.origins = origins;
    this.metrics = metrics;
  }

  /** Has a request answered, from a cache or by the origin. */
  Delivered deliver(Visit visit, Behaviour behaviour) {
    if (!behaviour.caches(visit.request().method())) {
      return bypass(visit, behaviour);
    }
    List<Stop> route = route(visit, behaviour);
    EdgeCache.Key key = CacheKeys.of(visit, behaviour);
    if (visit.request().method().equals("HEAD") && !hasGet(visit, route, key)) {
      return at(visit, new Errand(behaviour, CacheKeys.forHead(key), route, false), 0);
    }
    return at(visit, new Errand(behaviour, key, route, false), 0);
  }

  /** Whether a place on the way has the answer to a GET, to take the head of. */
  private static boolean hasGet(Visit visit, List<Stop> route, EdgeCache.Key key) {
    long now = visit.call().nowNanos();
    return route.stream()
        .anyMatch(stop -> stop.cache().lookup(key).filter(entry -> entry.freshAt(now)).isPresent());
  }

  /** Requests that are not cached go from the edge straight to the origin. */
  private Delivered bypass(Visit visit, Behaviour behaviour) {
    HttpResponse response =
        clean(origins.fetch(visit, behaviour, false, Headers.NONE, visit.edge().city()), behaviour);
    long now = visit.call().nowNanos();
    Result result = response.status() >= 400 ? Result.ERROR : Result.BYPASS;
    return new Delivered(response, result, "Origin", true, false, false, now, now);
  }

  private List<Stop> route(Visit visit, Behaviour behaviour) {
    Places.Edge edge = visit.edge();
    List<Stop> route = new ArrayList<>();
    route.add(new Stop("Edge", edge.code(), edge.city(), edge.cache(), Latency.NONE));
    Origin origin =
        Origins.primary(visit.distribution().config(), behaviour.settings().targetOriginId());
    Places.Regional regional = places.regionalFor(edge.city());
    Optional<Places.Regional> shield =
        Optional.ofNullable(origin.originShield())
            .filter(found -> Boolean.TRUE.equals(found.enabled()))
            .map(found -> places.regionalFor(City.ofRegion(found.originShieldRegion())));
    boolean atHome = Origins.isS3(origin) && regional.region().equals(origins.regionOf(origin));
    boolean isShield = shield.filter(regional::equals).isPresent();
    if (!atHome && !isShield) {
      route.add(stop("Regional", regional));
    }
    shield.ifPresent(found -> route.add(stop("Shield", found)));
    return route;
  }

  private Stop stop(String kind, Places.Regional regional) {
    return new Stop(kind, regional.region(), regional.city(), regional.cache(), config.regional());
  }

  private Delivered at(Visit visit, Errand errand, int index) {
    Stop stop = errand.route().get(index);
    Call call = visit.call();
    call.charge(stop.work().sample(cloud.seeds().stream("latency/cloudfront/" + stop.name())));
    Optional<EdgeCache.Entry> found = stop.cache().lookup(errand.key());
    if (found.isPresent()) {
      EdgeCache.Entry entry = found.get();
      if (waits(visit, errand, stop, entry) && entry.freshAt(call.nowNanos())) {
        return told(visit, stop, hit(entry, stop, false));
      }
      boolean usable = entry.storedNanos() <= call.nowNanos() && entry.response().status() < 400;
      found = usable ? found : Optional.empty();
      if (usable && index == 0 && !errand.behind() && freshens(visit, errand, entry)) {
        return told(visit, stop, hit(entry, stop, true));
      }
    }
    Delivered next = onward(visit, errand, index, found);
    return told(visit, stop, take(visit, errand, index, found, next));
  }

  private Delivered told(Visit visit, Stop stop, Delivered delivered) {
    metrics.place(visit, stop, delivered.result());
    if (!stop.kind().equals("Edge")) {
      visit.call().note(stop.kind().toLowerCase(Locale.ROOT), stop.name());
      visit.call().note(stop.kind().toLowerCase(Locale.ROOT) + ".cache", delivered.result().note());
    }
    return delivered;
  }

  private static Delivered hit(EdgeCache.Entry entry, Stop stop, boolean stale) {
    return new Delivered(
        entry.response(),
        entry.response().status() >= 400 ? Result.ERROR : Result.HIT,
        stop.kind(),
        false,
        stale,
        true,
        entry.bornNanos(),
        entry.freshUntilNanos());
  }

  /** Waits for an answer that is still on its way; false when it is not to be waited for. */
  private boolean waits(Visit visit, Errand errand, Stop stop, EdgeCache.Entry entry) {
    Call call = visit.call();
    long wait = entry.storedNanos() - call.nowNanos();
    if (wait <= 0) {
      return true;
    }
    if (errand.behaviour().forwardsCookies() || !entry.freshAt(entry.storedNanos())) {
      return false;
    }
    call.charge(wait);
    call.note("collapsed", stop.kind());
    metrics.collapsed(visit, stop);
    return true;
  }

  /** Asks the next place, or the origin. */
  private Delivered onward(Visit visit, Errand errand, int index, Optional<EdgeCache.Entry> stale) {
    Stop stop = errand.route().get(index);
    if (index + 1 < errand.route().size()) {
      long way = Network.oneWayNanos(stop.city(), errand.route().get(index + 1).city());
      visit.call().charge(way);
      Delivered next = at(visit, errand, index + 1);
      visit.call().charge(way);
      return next;
    }
    Headers validators = stale.map(entry -> validators(entry.response())).orElse(Headers.NONE);
    HttpResponse answer = origins.fetch(visit, errand.behaviour(), true, validators, stop.city());
    long now = visit.call().nowNanos();
    boolean confirmed = answer.status() == 304 && stale.isPresent();
    HttpResponse response =
        clean(confirmed ? renewed(stale.get().response(), answer) : answer, errand.behaviour());
    OptionalLong ttl =
        Freshness.seconds(
            response,
            errand.behaviour().caching(),
            errorTtl(visit, errand.behaviour(), response.status()),
            cloud.clock().start().plusNanos(now));
    long fresh = now + TimeUnit.SECONDS.toNanos(Math.min(ttl.orElse(0), MAX_TTL_SECONDS));
    Result result =
        response.status() >= 400 ? Result.ERROR : confirmed ? Result.REFRESH_HIT : Result.MISS;
    return new Delivered(
        response,
        result,
        "Origin",
        true,
        false,
        ttl.isPresent() && (confirmed || mayKeep(visit, errand)),
        now,
        fresh);
  }

  /** An answer to HEAD has no body: it is not kept as if it were one to GET. */
  private static boolean mayKeep(Visit visit, Errand errand) {
    return !visit.request().method().equals("HEAD") || CacheKeys.isForHead(errand.key());
  }

  /** A hundred years, the longest TTL that the API takes, would overflow with a late start. */
  private static final long MAX_TTL_SECONDS = 3_153_600_000L;

  /** Keeps what came, unless something older is better than an error. */
  private Delivered take(
      Visit visit, Errand errand, int index, Optional<EdgeCache.Entry> stale, Delivered next) {
    Stop stop = errand.route().get(index);
    long now = visit.call().nowNanos();
    if (next.response().status() >= 500 && stale.isPresent() && mayServe(stale.get(), now)) {
      long again =
          now
              + TimeUnit.SECONDS.toNanos(
                  errorTtl(visit, errand.behaviour(), next.response().status()));
      EdgeCache.Entry old = stale.get();
      stop.cache()
          .put(errand.key(), new EdgeCache.Entry(old.response(), old.bornNanos(), now, again));
      visit.call().note("stale", "the origin answered " + next.response().status());
      return new Delivered(
          old.response(), Result.HIT, stop.kind(), true, true, true, old.bornNanos(), again);
    }
    HttpResponse response = next.response();
    Result result = Result.MISS;
    if (response.status() >= 400) {
      result = Result.ERROR;
    } else if (stale.isPresent() && sameVersion(stale.get().response(), response)) {
      result = next.stale() ? Result.HIT : Result.REFRESH_HIT;
    }
    if (index == 0) {
      // The edge compresses what it gets; what the origin merely confirmed stays as it is.
      response =
          result == Result.REFRESH_HIT || result == Result.HIT
              ? renewed(stale.orElseThrow().response(), response)
              : Compression.apply(visit.request(), errand.behaviour(), response);
    }
    if (next.storable()) {
      stop.cache()
          .put(
              errand.key(),
              new EdgeCache.Entry(response, next.bornNanos(), now, next.freshUntilNanos()));
    }
    return next.as(result).with(response);
  }

  /**
   * Documented: an expired object is served while the origin fails; with {@code stale-if-error} for
   * so long, and with a value of 0 not at all.
   */
  private static boolean mayServe(EdgeCache.Entry entry, long now) {
    OptionalLong limit = CacheControl.of(entry.response().headers()).seconds("stale-if-error");
    return limit.isEmpty()
        || (limit.getAsLong() > 0
            && now - entry.freshUntilNanos() < TimeUnit.SECONDS.toNanos(limit.getAsLong()));
  }

  /** Serves a stale entry and has it made fresh behind the viewer's back, where it says so. */
  private boolean freshens(Visit visit, Errand errand, EdgeCache.Entry entry) {
    OptionalLong limit =
        CacheControl.of(entry.response().headers()).seconds("stale-while-revalidate");
    long now = visit.call().nowNanos();
    boolean within =
        limit.isPresent()
            && now - entry.freshUntilNanos() < TimeUnit.SECONDS.toNanos(limit.getAsLong());
    if (!within) {
      return false;
    }
    visit.call().note("stale", "revalidated behind it");
    String name = visit.edge().code() + errand.key();
    if (refreshing.add(name)) {
      Errand behind = new Errand(errand.behaviour(), errand.key(), errand.route(), true);
      Revalidation task = new Revalidation(visit, behind, name);
      cloud
          .clock()
          .schedule(Math.max(0, now - cloud.clock().nanos()), "cloudfront revalidates", task);
    }
    return true;
  }

  /** A revalidation behind a viewer's back. */
  private final class Revalidation implements Runnable {
    private final Visit visit;
    private final Errand errand;
    private final String name;

    private Revalidation(Visit visit, Errand errand, String name) {
      this.visit = visit;
      this.errand = errand;
      this.name = name;
    }

    @Override
    public void run() {
      refreshing.remove(name);
      Delivered unused =
          cloud
              .router()
              .internal(
                  "cloudfront",
                  "Revalidate",
                  Principal.ANONYMOUS,
                  cloud.config().region(),
                  call -> at(visit.during(call), errand, 0));
    }
  }

  /** How long an error of that status is kept, seconds. */
  private static long errorTtl(Visit visit, Behaviour behaviour, int status) {
    long seconds = ERROR_TTL_SECONDS;
    if (visit.distribution().config().customErrorResponses() != null) {
      for (CustomErrorResponse each :
          visit.distribution().config().customErrorResponses().items()) {
        if (each.errorCode() == status && each.errorCachingMinTTL() != null) {
          seconds = each.errorCachingMinTTL();
        }
      }
    }
    Origin origin =
        Origins.primary(visit.distribution().config(), behaviour.settings().targetOriginId());
    return Origins.isS3(origin) ? Math.max(1, seconds) : seconds;
  }

  private static Headers validators(HttpResponse response) {
    Headers.Builder headers = Headers.builder();
    boolean compressed = response.headers().has("Content-Encoding");
    response
        .headers()
        .first("ETag")
        // What the edge compressed has a weakened tag, which the origin need not know.
        .map(tag -> compressed && tag.startsWith("W/") ? tag.substring(2) : tag)
        .ifPresent(tag -> headers.set("If-None-Match", tag));
    response
        .headers()
        .first("Last-Modified")
        .ifPresent(date -> headers.set("If-Modified-Since", date));
    return headers.build();
  }

  private static boolean sameVersion(HttpResponse one, HttpResponse other) {
    if (one.status() != other.status()) {
      return false;
    }
    Optional<String> tag = one.headers().first("ETag").map(Conditionals::opaque);
    if (tag.isPresent()) {
      return tag.equals(other.headers().first("ETag").map(Conditionals::opaque));
    }
    Optional<String> date = one.headers().first("Last-Modified");
    return date.isPresent() && date.equals(other.headers().first("Last-Modified"));
  }

  /** A stored response with the headers that a confirmation brings, as RFC 9111 has it. */
  private static HttpResponse renewed(HttpResponse stored, HttpResponse confirmation) {
    HttpResponse response = stored;
    for (String name : List.of("Cache-Control", "Expires", "Date", "Last-Modified")) {
      Optional<String> value = confirmation.headers().first(name);
      if (value.isPresent()) {
        response = response.with(name, value.get());
      }
    }
    return response;
  }

  /** Removes what CloudFront does not pass on to viewers. */
  private static HttpResponse clean(HttpResponse response, Behaviour behaviour) {
    Headers.Builder headers = response.headers().toBuilder();
    for (String name : List.of("Connection", "Trailer", "Transfer-Encoding", "Upgrade", "Via")) {
      headers.remove(name);
    }
    if (!behaviour.forwardsCookies()) {
      headers.remove("Set-Cookie");
    }
    return new HttpResponse(response.status(), headers.build(), response.body());
  }
}
