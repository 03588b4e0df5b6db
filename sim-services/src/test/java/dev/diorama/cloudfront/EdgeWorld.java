package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.place.City;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.RawService;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/**
 * A cloud with edge locations, one distribution and the origin {@code web.example}, which answers
 * as a test tells it and remembers what it was asked.
 */
final class EdgeWorld {
  static final String ID = "E1TESTTESTTEST";
  static final String DOMAIN = "d111111abcdef8.cloudfront.net";
  static final String ACCOUNT = "123456789012";
  static final String ARN = "arn:aws:cloudfront::" + ACCOUNT + ":distribution/" + ID;
  static final String ORIGIN = "web.example";

  final Cloud cloud;
  final VirtualClock clock;
  final FakeCatalog catalog = new FakeCatalog();
  final EdgeLocations edges;

  /** What origins were asked, oldest first. */
  final List<HttpRequest> asked = new ArrayList<>();

  /** Who signed those requests. */
  final List<Principal> signers = new ArrayList<>();

  /** How long origins take. */
  Duration originTime = Duration.ofMillis(50);

  /** What origins answer. */
  Function<HttpRequest, HttpResponse> origin = request -> text("hello " + request.rawPath());

  private DistributionConfig config;

  EdgeWorld() {
    this(CloudFrontConfig.defaults());
  }

  EdgeWorld(CloudFrontConfig places) {
    this(Cloud.virtual(CloudConfig.defaults()), places);
    cloud.router().install(new FakeOrigins());
  }

  /** Edges in a cloud whose origins are the caller's. */
  EdgeWorld(Cloud cloud) {
    this(cloud, CloudFrontConfig.defaults());
  }

  private EdgeWorld(Cloud cloud, CloudFrontConfig places) {
    this.cloud = cloud;
    this.clock = (VirtualClock) cloud.clock();
    edges =
        EdgeLocations.install(
            cloud,
            places.withLatency(Latency.NONE, Latency.NONE),
            catalog,
            (place, bytes) -> new PlainCache());
    policy("usual", policy -> {});
    config =
        DistributionConfig.builder()
            .enabled(true)
            .origins(list -> list.items(web()).quantity(1))
            .defaultCacheBehavior(usual().build())
            .build();
  }

  /** The usual origin. */
  static Origin web() {
    return custom("web", ORIGIN);
  }

  static Origin custom(String id, String domain) {
    return Origin.builder()
        .id(id)
        .domainName(domain)
        .originPath("")
        .customOriginConfig(to -> to.originProtocolPolicy("https-only").httpPort(80).httpsPort(443))
        .build();
  }

  /** A behaviour for the usual origin with the usual cache policy, which takes every method. */
  static DefaultCacheBehavior.Builder usual() {
    return DefaultCacheBehavior.builder()
        .targetOriginId("web")
        .cachePolicyId("usual")
        .viewerProtocolPolicy("allow-all")
        .allowedMethods(
            methods ->
                methods
                    .items(
                        Method.GET,
                        Method.HEAD,
                        Method.OPTIONS,
                        Method.PUT,
                        Method.POST,
                        Method.PATCH,
                        Method.DELETE)
                    .cachedMethods(cached -> cached.items(Method.GET, Method.HEAD)));
  }

  /** Changes the default behaviour. */
  EdgeWorld behaviour(Consumer<DefaultCacheBehavior.Builder> change) {
    return distribution(to -> to.defaultCacheBehavior(config.defaultCacheBehavior().copy(change)));
  }

  /** Adds a behaviour for a pattern, otherwise like the usual one. */
  EdgeWorld behaviour(String pattern, Consumer<CacheBehavior.Builder> change) {
    List<CacheBehavior> all =
        new ArrayList<>(
            config.cacheBehaviors() == null ? List.of() : config.cacheBehaviors().items());
    CacheBehavior.Builder made =
        CacheBehavior.builder()
            .pathPattern(pattern)
            .targetOriginId("web")
            .cachePolicyId("usual")
            .viewerProtocolPolicy("allow-all");
    change.accept(made);
    all.add(made.build());
    return distribution(to -> to.cacheBehaviors(list -> list.items(all).quantity(all.size())));
  }

  /** Changes the usual origin. */
  EdgeWorld origin(Consumer<Origin.Builder> change) {
    return origins(web().copy(change));
  }

  EdgeWorld origins(Origin... origins) {
    return distribution(to -> to.origins(list -> list.items(origins).quantity(origins.length)));
  }

  /** Changes the distribution. */
  EdgeWorld distribution(Consumer<DistributionConfig.Builder> change) {
    config = config.copy(change);
    return this;
  }

  /** Makes or changes a cache policy: nothing in the key, TTLs 0, a day and a year. */
  EdgeWorld policy(String id, Consumer<CachePolicyConfig.Builder> change) {
    CachePolicyConfig.Builder policy =
        CachePolicyConfig.builder()
            .name(id)
            .minTTL(0L)
            .defaultTTL(86_400L)
            .maxTTL(31_536_000L)
            .parametersInCacheKeyAndForwardedToOrigin(
                in ->
                    in.enableAcceptEncodingGzip(false)
                        .enableAcceptEncodingBrotli(false)
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(query -> query.queryStringBehavior("none")));
    change.accept(policy);
    catalog.cachePolicies.put(id, policy.build());
    return this;
  }

  /** Has one status answered with a page, or kept for so long. */
  EdgeWorld errorPage(Consumer<CustomErrorResponse.Builder> page) {
    CustomErrorResponse made = CustomErrorResponse.builder().applyMutation(page).build();
    return distribution(to -> to.customErrorResponses(list -> list.items(made).quantity(1)));
  }

  static HttpResponse text(String body, String... headers) {
    HttpResponse response =
        HttpResponse.of(200, "text/plain", body)
            .with("Content-Length", Integer.toString(body.length()));
    for (int i = 0; i < headers.length; i += 2) {
      response = response.with(headers[i], headers[i + 1]);
    }
    return response;
  }

  HttpResponse get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  HttpResponse getFrom(City city, String path) {
    return get(path, City.HEADER, city.name());
  }

  HttpResponse send(String method, String path, String body, String... headers) {
    return ask("https", DOMAIN, method, path, body, headers);
  }

  HttpResponse ask(
      String scheme, String host, String method, String path, String body, String... headers) {
    Headers.Builder all = Headers.builder().set("Host", host);
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    int question = path.indexOf('?');
    return cloud
        .router()
        .handle(
            new HttpRequest(
                method,
                scheme,
                host,
                scheme.equals("https") ? 443 : 80,
                question < 0 ? path : path.substring(0, question),
                question < 0 ? "" : path.substring(question + 1),
                all.build(),
                body.getBytes(StandardCharsets.UTF_8),
                "203.0.113.7"));
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }

  static String xCache(HttpResponse response) {
    return response.headers().first("X-Cache").orElse("").replace(" from cloudfront", "");
  }

  /** The span of the last request of a viewer. */
  Span lastVisit() {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("cloudfront"));
    return spans.get(spans.size() - 1);
  }

  Metrics.Summary total(String namespace, String name, String... dimensions) {
    return cloud.metrics().total(namespace, name, dimensions);
  }

  double own(String name, String... dimensions) {
    return total("Diorama/CloudFront", name, dimensions).sum();
  }

  /** Answers at every host of {@code .example} and at buckets. */
  private final class FakeOrigins implements RawService {
    @Override
    public String name() {
      return "origin";
    }

    @Override
    public boolean accepts(HttpRequest request) {
      return (request.host().endsWith(".example") && !request.host().startsWith("nobody."))
          || request.host().contains(".s3")
          || request.host().contains(".execute-api.");
    }

    private Principal who(Call call, HttpRequest request) {
      try {
        return call.authenticate(request, "s3");
      } catch (AuthFailure nobody) {
        return Principal.ANONYMOUS;
      }
    }

    @Override
    public HttpResponse handle(Call call, HttpRequest request) {
      asked.add(request);
      Principal who = who(call, request);
      signers.add(who);
      call.charge(originTime.toNanos());
      return origin.apply(request);
    }
  }

  /** A cache without bounds. */
  static final class PlainCache implements EdgeCache {
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    @Override
    public Optional<Entry> lookup(Key key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(Key key, Entry entry) {
      entries.put(key, entry);
    }

    @Override
    public int invalidate(Predicate<Key> condition) {
      int before = entries.size();
      entries.keySet().removeIf(condition);
      return before - entries.size();
    }

    @Override
    public Figures figures() {
      return new Figures(entries.size(), 0, 0);
    }
  }

  /** What a control plane would know. */
  final class FakeCatalog implements Catalog {
    final Map<String, CachePolicyConfig> cachePolicies = new LinkedHashMap<>();
    final Map<String, OriginRequestPolicyConfig> originRequestPolicies = new LinkedHashMap<>();
    final Map<String, ResponseHeadersPolicyConfig> responseHeadersPolicies = new LinkedHashMap<>();
    final Map<String, OriginAccessControlConfig> accessControls = new LinkedHashMap<>();
    final Map<String, String> identities = new LinkedHashMap<>();
    final Map<String, TrustedKey> keys = new LinkedHashMap<>();
    final Set<String> aliases = new LinkedHashSet<>();

    @Override
    public Optional<Distribution> answeringAt(String host) {
      boolean own =
          host.equals(DOMAIN)
              || host.equals(ID.toLowerCase(Locale.ROOT) + ".cloudfront.localhost")
              || host.equals(ID + ".cloudfront.localhost")
              || aliases.contains(host);
      return own
          ? Optional.of(new Distribution(ID, ACCOUNT, ARN, DOMAIN, config))
          : Optional.empty();
    }

    @Override
    public Optional<CachePolicyConfig> cachePolicy(String id) {
      return Optional.ofNullable(cachePolicies.get(id));
    }

    @Override
    public Optional<OriginRequestPolicyConfig> originRequestPolicy(String id) {
      return Optional.ofNullable(originRequestPolicies.get(id));
    }

    @Override
    public Optional<ResponseHeadersPolicyConfig> responseHeadersPolicy(String id) {
      return Optional.ofNullable(responseHeadersPolicies.get(id));
    }

    @Override
    public Optional<OriginAccessControlConfig> originAccessControl(String id) {
      return Optional.ofNullable(accessControls.get(id));
    }

    @Override
    public Optional<String> originAccessIdentityUser(String id) {
      return Optional.ofNullable(identities.get(id));
    }

    @Override
    public Set<TrustedKey> trustedKeys(Iterable<String> keyGroupIds) {
      Set<TrustedKey> found = new LinkedHashSet<>();
      for (String group : keyGroupIds) {
        Optional.ofNullable(keys.get(group)).ifPresent(found::add);
      }
      return found;
    }
  }
}
