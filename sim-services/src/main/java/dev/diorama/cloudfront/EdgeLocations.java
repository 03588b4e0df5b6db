package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GeoRestriction;
import software.amazon.awssdk.services.cloudfront.model.GeoRestrictionType;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;

/** The edge locations: they answer viewers in the name of distributions. */
final class EdgeLocations implements Edges, RawService {
  /** Documented: a request line with headers, and the URL, bytes; more is answered with 413. */
  private static final int MAX_REQUEST = 20_480;

  private static final int MAX_URL = 8_192;
  private static final int ID_LENGTH = 54;
  private static final byte[] NOTHING = {};

  private final Cloud cloud;
  private final CloudFrontConfig config;
  private final Catalog catalog;
  private final Places places;
  private final EdgeMetrics metrics;
  private final Delivery delivery;
  private final SignedAccess signatures;
  private final SimRandom ids;

  private EdgeLocations(Cloud cloud, CloudFrontConfig config, Catalog catalog, EdgeCaches caches) {
    this.cloud = cloud;
    this.config = config;
    this.catalog = catalog;
    this.places = new Places(config, caches);
    this.metrics = new EdgeMetrics(cloud.metrics());
    this.delivery =
        new Delivery(cloud, config, places, new Origins(cloud, catalog, metrics), metrics);
    this.signatures = new SignedAccess(catalog);
    this.ids = cloud.seeds().stream("cloudfront/request-ids");
  }

  /** Builds the edges and adds them to the cloud's router. */
  static EdgeLocations install(
      Cloud cloud, CloudFrontConfig config, Catalog catalog, EdgeCaches caches) {
    EdgeLocations edges = new EdgeLocations(cloud, config, catalog, caches);
    cloud.router().install(edges);
    return edges;
  }

  /** What each place holds, by the name that it was made under. */
  Map<String, EdgeCache.Figures> figures() {
    Map<String, EdgeCache.Figures> figures = new TreeMap<>();
    places.byName().forEach((name, cache) -> figures.put(name, cache.figures()));
    return figures;
  }

  @Override
  public void invalidate(String distributionId, List<String> paths) {
    for (EdgeCache cache : places.byName().values()) {
      cache.invalidate(
          key ->
              key.distribution().equals(distributionId)
                  && paths.stream().anyMatch(path -> names(path, key.path())));
    }
  }

  private static boolean names(String invalidated, String path) {
    return invalidated.endsWith("*")
        ? path.startsWith(invalidated.substring(0, invalidated.length() - 1))
        : path.equals(invalidated);
  }

  @Override
  public void forget(String distributionId) {
    for (EdgeCache cache : places.byName().values()) {
      cache.invalidate(key -> key.distribution().equals(distributionId));
    }
  }

  @Override
  public String name() {
    return "cloudfront";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    String host = request.host();
    return request.rawPath().startsWith(PublicUrls.CLOUDFRONT_PATH)
        || host.endsWith(".cloudfront.net")
        || host.endsWith(".cloudfront.localhost")
        || (!host.endsWith(".amazonaws.com") && catalog.answeringAt(host).isPresent());
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    City from = request.header(City.HEADER).flatMap(City::find).orElse(config.viewer());
    String id = ids.text(SimRandom.ALNUM, ID_LENGTH) + "==";
    HttpRequest asked = request;
    String mount = "";
    Optional<Distribution> distribution;
    if (request.rawPath().startsWith(PublicUrls.CLOUDFRONT_PATH)) {
      String rest = request.rawPath().substring(PublicUrls.CLOUDFRONT_PATH.length());
      int slash = rest.indexOf('/');
      String name = slash < 0 ? rest : rest.substring(0, slash);
      mount = PublicUrls.CLOUDFRONT_PATH + name;
      asked = request.withPath(request.host(), slash < 0 ? "/" : rest.substring(slash));
      distribution = catalog.answeringAt(name + ".cloudfront.localhost");
    } else {
      distribution = catalog.answeringAt(request.host());
    }
    if (distribution.isEmpty()) {
      return nobody(call, from, id, request);
    }
    Places.Edge edge = places.edgeFor(from, distribution.get().config().priceClass());
    return serve(new Visit(call, asked, mount, distribution.get(), from, edge, id));
  }

  private HttpResponse nobody(Call call, City from, String id, HttpRequest request) {
    call.note("why", "no deployed distribution answers at " + request.host());
    Places.Edge edge = places.edgeFor(from, null);
    call.charge(Network.roundTripNanos(from, edge.city()));
    return stamped(ErrorPages.page(403, ErrorPages.NO_DISTRIBUTION, id), edge, id, "Error");
  }

  private HttpResponse serve(Visit visit) {
    Call call = visit.call();
    Places.Edge edge = visit.edge();
    call.on(visit.distribution().arn());
    call.note("viewer", visit.from().title()).note("edge", edge.code());
    call.note("cache.tier", "cloudfront");
    long way = Network.oneWayNanos(visit.from(), edge.city());
    call.charge(way);
    call.charge(config.edge().sample(cloud.seeds().stream("latency/cloudfront/" + edge.code())));
    HttpResponse response;
    Delivered.Result result;
    boolean askedOrigin = false;
    try {
      Delivered delivered = answer(visit);
      result = delivered.result();
      askedOrigin = delivered.askedOrigin();
      call.note("cache", result.note());
      call.note("served.by", delivered.servedBy().toLowerCase(Locale.ROOT));
      response = stamped(delivered.response(), edge, visit.id(), result.word());
    } catch (EdgeRefusal refusal) {
      call.note("cache", refusal.result().toLowerCase(Locale.ROOT));
      call.note("why", refusal.why());
      // Nothing that a cache could have held: it enters no rate but that of errors.
      result = Delivered.Result.BYPASS;
      response = stamped(refusal.response(), edge, visit.id(), refusal.result());
    }
    if (visit.request().method().equals("HEAD")) {
      response = headOf(response);
    }
    call.charge(way);
    call.note("bytes", Integer.toString(response.body().length));
    metrics.viewer(visit, result, askedOrigin, response.status(), response.body().length);
    return response;
  }

  private static HttpResponse stamped(
      HttpResponse response, Places.Edge edge, String id, String result) {
    return response
        .with("X-Cache", result + " from cloudfront")
        .with("Via", "1.1 " + edge.via() + " (CloudFront)")
        .with("X-Amz-Cf-Pop", edge.code())
        .with("X-Amz-Cf-Id", id);
  }

  private static HttpResponse headOf(HttpResponse response) {
    HttpResponse head =
        response.headers().has("Content-Length")
            ? response
            : response.with("Content-Length", Integer.toString(response.body().length));
    return new HttpResponse(head.status(), head.headers(), NOTHING);
  }

  private Delivered answer(Visit arrived) {
    admit(arrived);
    Visit visit = arrived;
    DistributionConfig settings = visit.distribution().config();
    String root = settings.defaultRootObject();
    if (root != null && !root.isEmpty() && visit.request().rawPath().equals("/")) {
      HttpRequest request = visit.request();
      visit = visit.asking(request.withPath(request.host(), "/" + root));
    }
    Behaviour behaviour = Behaviour.serving(settings, visit.request().rawPath(), catalog);
    visit.call().note("behaviour", behaviour.pattern());
    protect(arrived, behaviour);
    if (behaviour.restricted()) {
      signatures.check(arrived, behaviour, seconds(visit.call()));
      visit = visit.asking(unsigned(visit.request()));
    }
    Delivered delivered = errorPage(visit, delivery.deliver(visit, behaviour));
    HttpResponse response = aged(visit, delivered);
    if (behaviour.caches(visit.request().method())) {
      response = Conditionals.answer(visit.request(), response);
    }
    return delivered.with(viewed(visit, behaviour, response));
  }

  private long seconds(Call call) {
    return cloud.clock().start().plusNanos(call.nowNanos()).getEpochSecond();
  }

  /** What no behaviour is asked about. */
  private void admit(Visit visit) {
    HttpRequest request = visit.request();
    int url =
        request.scheme().length()
            + 3
            + request.host().length()
            + request.rawPath().length()
            + (request.rawQuery().isEmpty() ? 0 : 1 + request.rawQuery().length());
    int whole = url;
    for (Map.Entry<String, List<String>> header : request.headers().asMap().entrySet()) {
      for (String value : header.getValue()) {
        whole += header.getKey().length() + value.length() + 4;
      }
    }
    if (url > MAX_URL || whole > MAX_REQUEST) {
      throw EdgeRefusal.page(
          413,
          ErrorPages.TOO_LONG,
          visit.id(),
          "a URL of " + url + " bytes, a request of " + whole);
    }
    if (request.method().equals("GET") && request.body().length > 0) {
      throw EdgeRefusal.page(403, ErrorPages.BODY_OF_GET, visit.id(), "a GET request with a body");
    }
    if (blocked(visit)) {
      throw EdgeRefusal.page(
          403, ErrorPages.COUNTRY, visit.id(), "no viewers from " + visit.from().country());
    }
  }

  private static boolean blocked(Visit visit) {
    if (visit.distribution().config().restrictions() == null) {
      return false;
    }
    GeoRestriction restriction = visit.distribution().config().restrictions().geoRestriction();
    if (restriction == null || restriction.restrictionType() == GeoRestrictionType.NONE) {
      return false;
    }
    boolean listed = restriction.items().contains(visit.from().country());
    return listed == (restriction.restrictionType() == GeoRestrictionType.BLACKLIST);
  }

  /** Protocol and method. */
  private static void protect(Visit visit, Behaviour behaviour) {
    HttpRequest request = visit.request();
    if (request.scheme().equals("http")) {
      ViewerProtocolPolicy policy = behaviour.settings().viewerProtocolPolicy();
      if (policy == ViewerProtocolPolicy.HTTPS_ONLY) {
        throw EdgeRefusal.brief(403, "Forbidden", "the behaviour is for HTTPS only");
      }
      if (policy == ViewerProtocolPolicy.REDIRECT_TO_HTTPS) {
        // Documented: 301, and for methods with a body 307, which keeps it.
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        throw EdgeRefusal.redirect(
            reads ? 301 : 307,
            reads ? "Moved Permanently" : "Temporary Redirect",
            "https://"
                + request.header("Host").orElse(request.host())
                + visit.mount()
                + request.rawPath()
                + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery()));
      }
    }
    if (!behaviour.allows(request.method())) {
      throw EdgeRefusal.page(
          403,
          behaviour.allowsWriting() ? ErrorPages.METHOD : ErrorPages.METHOD_CACHABLE,
          visit.id(),
          "the behaviour does not allow " + request.method());
    }
  }

  private static HttpRequest unsigned(HttpRequest request) {
    return new HttpRequest(
        request.method(),
        request.scheme(),
        request.host(),
        request.port(),
        request.rawPath(),
        RequestParts.query(request.rawQuery(), name -> !SignedAccess.PARAMETERS.contains(name)),
        request.headers(),
        request.body(),
        request.sourceIp());
  }

  /**
   * Replaces an error by the page that the distribution has for it. Documented:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages.html.
   * When the page itself cannot be had, the error is sent as it is: assumed.
   */
  private Delivered errorPage(Visit visit, Delivered delivered) {
    int status = delivered.response().status();
    Optional<CustomErrorResponse> custom =
        status < 400 || visit.distribution().config().customErrorResponses() == null
            ? Optional.empty()
            : visit.distribution().config().customErrorResponses().items().stream()
                .filter(each -> each.errorCode() == status)
                .filter(each -> each.responsePagePath() != null)
                .filter(each -> !each.responsePagePath().isEmpty())
                .findFirst();
    if (custom.isEmpty()) {
      return delivered;
    }
    String path = custom.get().responsePagePath();
    HttpRequest request = visit.request();
    Visit forPage =
        visit.asking(
            new HttpRequest(
                "GET",
                request.scheme(),
                request.host(),
                request.port(),
                path,
                "",
                pageHeaders(request.headers()),
                NOTHING,
                request.sourceIp()));
    Delivered page =
        delivery.deliver(forPage, Behaviour.serving(visit.distribution().config(), path, catalog));
    visit.call().note("error.page", path);
    if (page.response().status() >= 400) {
      return delivered;
    }
    String code = custom.get().responseCode();
    int shown = code == null || code.isEmpty() ? status : Integer.parseInt(code);
    HttpResponse response =
        new HttpResponse(shown, page.response().headers(), page.response().body());
    return new Delivered(
        response,
        Delivered.Result.ERROR,
        delivered.servedBy(),
        delivered.askedOrigin() || page.askedOrigin(),
        false,
        false,
        page.bornNanos(),
        page.freshUntilNanos());
  }

  private static Headers pageHeaders(Headers viewer) {
    Headers.Builder headers = viewer.toBuilder();
    for (String name :
        List.of("Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since")) {
      headers.remove(name);
    }
    return headers.remove("Content-Length").remove("Content-Type").build();
  }

  /** What comes out of a cache says how old it is. */
  private static HttpResponse aged(Visit visit, Delivered delivered) {
    if (delivered.servedBy().equals("Origin")) {
      return delivered.response();
    }
    long age = Math.max(0, visit.call().nowNanos() - delivered.bornNanos());
    return delivered.response().with("Age", Long.toString(TimeUnit.NANOSECONDS.toSeconds(age)));
  }

  private HttpResponse viewed(Visit visit, Behaviour behaviour, HttpResponse response) {
    Optional<String> policy = behaviour.responseHeadersPolicy();
    if (policy.isEmpty()) {
      return response;
    }
    Headers headers =
        ResponseHeaders.apply(
            visit.request(),
            response.headers(),
            catalog
                .responseHeadersPolicy(policy.get())
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "no response headers policy has the id " + policy.get())));
    return new HttpResponse(response.status(), headers, response.body());
  }
}
