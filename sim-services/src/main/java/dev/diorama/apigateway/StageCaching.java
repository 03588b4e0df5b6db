package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.apigateway.model.UnauthorizedCacheControlHeaderStrategy;

/**
 * The rules of the stage cache: what is cached, under which key, and who may have it made anew.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 *
 * <p>The key is the method, the cache namespace (by default the resource) and the <em>declared</em>
 * parameters. Nothing else: not the caller, and not even a path parameter that is not declared, so
 * that {@code GET /todos/{id}} without a declared {@code id} has one entry for all ids.
 */
final class StageCaching {
  /** What the cache has to say about one request. */
  static final class Turn {
    private final Optional<StageCache> cache;
    private final String key;
    private final long ttlNanos;
    private final Optional<String> warning;
    private final boolean mayServe;

    private Turn(
        Optional<StageCache> cache,
        String key,
        long ttlNanos,
        Optional<String> warning,
        boolean mayServe) {
      this.cache = cache;
      this.key = key;
      this.ttlNanos = ttlNanos;
      this.warning = warning;
      this.mayServe = mayServe;
    }

    /** True when answers of the method are cached at all. */
    boolean caches() {
      return cache.isPresent();
    }

    /** What the Warning header of the answer says, if it has one. */
    Optional<String> warning() {
      return warning;
    }
  }

  private final ApiGatewayConfig config;
  private final IamAuthorizer iam;

  StageCaching(ApiGatewayConfig config, IamAuthorizer iam) {
    this.config = config;
    this.iam = iam;
  }

  /** Finds out what applies; refuses an invalidation that is to be refused. */
  Turn begin(Exchange exchange, Routes.Route route, Integration integration, Caller caller) {
    if (exchange.stage().cache.isEmpty()) {
      return new Turn(Optional.empty(), "", 0, Optional.empty(), false);
    }
    exchange.call().note("cache.tier", "apigateway");
    String path = route.resource().path();
    String method = exchange.request().method();
    MethodSettings settings = exchange.stage().settings;
    if (!settings.caches(path, method)) {
      exchange.call().note("cache", "bypass");
      return new Turn(Optional.empty(), "", 0, Optional.empty(), false);
    }
    Optional<String> denied = Optional.empty();
    boolean asked = asksForInvalidation(exchange);
    if (asked && settings.requiresAuthorization(path, method)) {
      denied = iam.deniesInvalidation(exchange, caller);
      denied.ifPresent(why -> exchange.call().note("cache.invalidation", why));
    }
    UnauthorizedCacheControlHeaderStrategy strategy = settings.strategy(path, method);
    if (denied.isPresent() && strategy == UnauthorizedCacheControlHeaderStrategy.FAIL_WITH_403) {
      throw Refusal.ACCESS_DENIED.because(denied.get(), "cache invalidation needs a permission");
    }
    boolean warns = strategy == UnauthorizedCacheControlHeaderStrategy.SUCCEED_WITH_RESPONSE_HEADER;
    return new Turn(
        exchange.stage().cache,
        key(exchange, route, integration),
        TimeUnit.SECONDS.toNanos(settings.ttlSeconds(path, method)),
        // Code 199 documented, the text after it assumed.
        denied.filter(why -> warns).map(why -> "199 - \"" + why.replace('"', '\'') + "\""),
        !asked || denied.isPresent());
  }

  private static boolean asksForInvalidation(Exchange exchange) {
    for (String header : exchange.request().headers().all("Cache-Control")) {
      for (String directive : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        if (directive.trim().replace(" ", "").equals("max-age=0")) {
          return true;
        }
      }
    }
    return false;
  }

  static String key(Exchange exchange, Routes.Route route, Integration integration) {
    List<Json> parts = new ArrayList<>();
    parts.add(Json.of(exchange.request().method()));
    parts.add(Json.of(integration.cacheNamespace()));
    for (String parameter : integration.cacheKeyParameters()) {
      parts.add(Json.of(parameter));
      parts.add(value(exchange, route, parameter));
    }
    return new Json.Arr(parts).write();
  }

  private static Json value(Exchange exchange, Routes.Route route, String parameter) {
    String[] words = parameter.split("\\.", 4); // method.request.{place}.{name}
    String name = words[3];
    List<String> values =
        switch (words[2]) {
          case "path" -> Optional.ofNullable(route.pathParameters().get(name)).stream().toList();
          case "querystring", "multivaluequerystring" ->
              exchange.request().query().asMap().getOrDefault(name, List.of());
          default -> exchange.request().headers().all(name);
        };
    return Json.strings(values);
  }

  /** The stored answer; empty when there is none or the client had it invalidated. */
  Optional<HttpResponse> lookup(Exchange exchange, Turn turn) {
    if (turn.cache.isEmpty()) {
      return Optional.empty();
    }
    StageCache cache = turn.cache.get();
    if (!turn.mayServe) {
      cache.invalidate(turn.key);
      exchange.call().note("cache", "invalidated");
      return Optional.empty();
    }
    Optional<StageCache.Entry> found = cache.lookup(turn.key, exchange.call().nowNanos());
    exchange.call().note("cache", found.isPresent() ? "hit" : "miss");
    return found.map(StageCache.Entry::response);
  }

  /** Keeps an answer of the integration, if it may be kept. */
  void store(Exchange exchange, Turn turn, HttpResponse response) {
    if (turn.cache.isEmpty()) {
      return;
    }
    boolean good = response.status() >= 200 && response.status() < 300;
    if (!good && !config.cachesErrors()) {
      exchange.call().note("cache.store", "no: status " + response.status());
      return;
    }
    if (response.body().length > config.cachedResponseLimit()) {
      exchange.call().note("cache.store", "no: " + response.body().length + " bytes");
      return;
    }
    long now = exchange.call().nowNanos();
    turn.cache
        .get()
        .put(turn.key, new StageCache.Entry(response, now, Math.addExact(now, turn.ttlNanos)));
  }
}
