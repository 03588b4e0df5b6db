package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginGroup;
import software.amazon.awssdk.services.cloudfront.model.OriginProtocolPolicy;

/**
 * The way to origins: who signs, how long is waited, and whom else to ask.
 *
 * <p>Documented: access to S3
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html),
 * timeouts and attempts
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html),
 * failover
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html).
 */
final class Origins {
  private static final int DEFAULT_TIMEOUT_SECONDS = 30;
  private static final int DEFAULT_ATTEMPTS = 3;
  private static final int TLS_PORT = 443;
  private static final int PLAIN_PORT = 80;
  private static final Pattern REGION =
      Pattern.compile("[.-]((?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-[a-z]+)+-[0-9])\\.amazonaws\\.");
  private static final Pattern S3_REST =
      Pattern.compile(".+\\.s3(?:[.-][a-z0-9.-]+)?\\.amazonaws\\.com");

  private final Cloud cloud;
  private final Catalog catalog;
  private final EdgeMetrics metrics;

  Origins(Cloud cloud, Catalog catalog, EdgeMetrics metrics) {
    this.cloud = cloud;
    this.catalog = catalog;
    this.metrics = metrics;
  }

  /** The origin that a behaviour names, or the first of the group that it names. */
  static Origin primary(DistributionConfig config, String target) {
    return group(config, target)
        .map(group -> origin(config, group.members().items().get(0).originId()))
        .orElseGet(() -> origin(config, target));
  }

  private static Optional<OriginGroup> group(DistributionConfig config, String target) {
    return config.originGroups() == null
        ? Optional.empty()
        : config.originGroups().items().stream()
            .filter(group -> group.id().equals(target))
            .findFirst();
  }

  private static Origin origin(DistributionConfig config, String id) {
    return config.origins().items().stream()
        .filter(origin -> origin.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the distribution has no origin " + id));
  }

  /** Whether an origin is a bucket's REST endpoint, by its settings or its name. */
  static boolean isS3(Origin origin) {
    return origin.s3OriginConfig() != null || S3_REST.matcher(origin.domainName()).matches();
  }

  /** The Region that an origin's name names; that of the global S3 endpoint is us-east-1. */
  String regionOf(Origin origin) {
    Matcher region = REGION.matcher(origin.domainName());
    if (region.find()) {
      return region.group(1);
    }
    return isS3(origin) ? "us-east-1" : cloud.config().region();
  }

  /**
   * Asks the origin, or those of its group one after the other.
   *
   * @param cached whether the answer is for a cache
   * @param validators by which a cache asks whether an object has changed
   * @param from where the request starts
   */
  HttpResponse fetch(
      Visit visit, Behaviour behaviour, boolean cached, Headers validators, City from) {
    DistributionConfig config = visit.distribution().config();
    String target = behaviour.settings().targetOriginId();
    Optional<OriginGroup> group = group(config, target);
    if (group.isEmpty()) {
      return ask(visit, behaviour, origin(config, target), cached, validators, from);
    }
    List<String> members =
        group.get().members().items().stream().map(member -> member.originId()).toList();
    HttpResponse first =
        ask(visit, behaviour, origin(config, members.get(0)), cached, validators, from);
    String method = visit.request().method();
    boolean mayFailOver = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    boolean failed = group.get().failoverCriteria().statusCodes().items().contains(first.status());
    if (!failed || !mayFailOver || members.size() < 2) {
      return first;
    }
    visit.call().note("failover", members.get(0) + " answered " + first.status());
    return ask(visit, behaviour, origin(config, members.get(1)), cached, validators, from);
  }

  private HttpResponse ask(
      Visit visit,
      Behaviour behaviour,
      Origin origin,
      boolean cached,
      Headers validators,
      City from) {
    Optional<Principal> signer = signer(visit, origin);
    boolean tls = tls(origin, visit.request().scheme(), signer.isPresent());
    HttpRequest request =
        OriginRequests.of(
            visit,
            behaviour,
            origin,
            tls ? "https" : "http",
            port(origin, tls),
            cached,
            validators);
    request = sign(visit, origin, request);
    if (signer.isPresent() && request.headers().has("Authorization")) {
      signer = Optional.empty();
    }
    Call call = visit.call();
    call.note("origin", request.host());
    if (!cloud.router().reaches(request)) {
      return unreachable(visit, 502, ErrorPages.UNRESOLVED, "nobody answers at " + request.host());
    }
    if (tls && request.host().contains(".s3-website")) {
      return unreachable(
          visit, 504, ErrorPages.UNCONNECTED, "S3's website endpoints do not speak TLS");
    }
    if (isForeignHost(behaviour, origin, request)) {
      call.note("why", "API Gateway knows no API by the viewer's Host header, which is forwarded");
      return HttpResponse.of(403, "application/json", "{\"message\":\"Forbidden\"}")
          .with("x-amzn-ErrorType", "ForbiddenException");
    }
    return send(visit, origin, signer, request, from);
  }

  /** API Gateway finds an API by the Host header, so that forwarding the viewer's is a mistake. */
  private static boolean isForeignHost(Behaviour behaviour, Origin origin, HttpRequest request) {
    return OriginRequests.forwardsHost(behaviour, origin)
        && request.host().contains(".execute-api.")
        && !request.header("Host").orElse("").equals(request.host());
  }

  private HttpResponse unreachable(Visit visit, int status, String text, String why) {
    visit.call().note("why", why);
    return ErrorPages.page(status, text, visit.id());
  }

  private HttpResponse send(
      Visit visit, Origin origin, Optional<Principal> signer, HttpRequest request, City from) {
    Call call = visit.call();
    City there = City.ofRegion(regionOf(origin));
    long timeout = TimeUnit.SECONDS.toNanos(timeoutSeconds(origin));
    boolean mayRepeat = request.method().equals("GET") || request.method().equals("HEAD");
    int attempts =
        !mayRepeat
            ? 1
            : origin.connectionAttempts() == null ? DEFAULT_ATTEMPTS : origin.connectionAttempts();
    long way = Network.oneWayNanos(from, there);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      long before = call.elapsedNanos();
      call.charge(way);
      HttpResponse response = call.fetch(signer, request);
      call.charge(way);
      long took = call.elapsedNanos() - before;
      metrics.origin(visit, Math.min(took, timeout));
      if (took <= timeout) {
        return received(origin, signer, response);
      }
      call.capElapsed(before + timeout);
      call.note("origin.timeouts", Integer.toString(attempt));
    }
    return unreachable(
        visit, 504, ErrorPages.UNCONNECTED, "the origin took longer than its response timeout");
  }

  /**
   * What an Origin Access Identity cannot read. Documented: objects encrypted with KMS keys need
   * Signature Version 4, which OAI does not use.
   */
  private static HttpResponse received(
      Origin origin, Optional<Principal> signer, HttpResponse response) {
    boolean kms =
        response
            .headers()
            .first("x-amz-server-side-encryption")
            .filter(algorithm -> algorithm.startsWith("aws:kms"))
            .isPresent();
    if (kms && signer.isPresent() && identity(origin).isPresent()) {
      return ErrorPages.xml(
          400,
          "InvalidArgument",
          "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS"
              + " Signature Version 4.");
    }
    return response;
  }

  private static int timeoutSeconds(Origin origin) {
    if (origin.customOriginConfig() != null
        && origin.customOriginConfig().originReadTimeout() != null) {
      return origin.customOriginConfig().originReadTimeout();
    }
    return DEFAULT_TIMEOUT_SECONDS;
  }

  /** The protocol: the origin's own setting, or the viewer's; signed requests go by TLS. */
  private static boolean tls(Origin origin, String viewerScheme, boolean signed) {
    if (signed) {
      return true;
    }
    if (origin.customOriginConfig() == null) {
      return viewerScheme.equals("https");
    }
    OriginProtocolPolicy policy = origin.customOriginConfig().originProtocolPolicy();
    return policy == OriginProtocolPolicy.HTTPS_ONLY
        || (policy == OriginProtocolPolicy.MATCH_VIEWER && viewerScheme.equals("https"));
  }

  private static int port(Origin origin, boolean tls) {
    int usual = tls ? TLS_PORT : PLAIN_PORT;
    if (origin.customOriginConfig() == null) {
      return usual;
    }
    Integer own =
        tls ? origin.customOriginConfig().httpsPort() : origin.customOriginConfig().httpPort();
    return own == null ? usual : own;
  }

  private Optional<OriginAccessControlConfig> control(Origin origin) {
    String id = origin.originAccessControlId();
    // S3's website endpoints take no signatures.
    if (id == null || id.isEmpty() || origin.domainName().contains(".s3-website")) {
      return Optional.empty();
    }
    return catalog.originAccessControl(id);
  }

  private static Optional<String> identity(Origin origin) {
    return Optional.ofNullable(origin.s3OriginConfig())
        .map(config -> config.originAccessIdentity())
        .filter(path -> !path.isEmpty())
        .map(path -> path.substring(path.lastIndexOf('/') + 1));
  }

  /** Who signs: the service for an OAC, the identity for an OAI, else nobody. */
  private Optional<Principal> signer(Visit visit, Origin origin) {
    Optional<OriginAccessControlConfig> control = control(origin);
    if (control.isPresent()) {
      Distribution distribution = visit.distribution();
      return control.get().signingBehaviorAsString().equals("never")
          ? Optional.empty()
          : Optional.of(
              Principal.service(
                  "cloudfront.amazonaws.com", distribution.account(), distribution.arn()));
    }
    // Documented: an OAI reads only. Other requests arrive unsigned, and S3 decides about those.
    String method = visit.request().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Optional.empty();
    }
    return identity(origin).map(this::identityPrincipal);
  }

  private Principal identityPrincipal(String id) {
    return new Principal(
        Principal.Kind.USER,
        "",
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity " + id,
        catalog.originAccessIdentityUser(id).orElse(""),
        "",
        Map.of());
  }

  /** With {@code always}, what a viewer signed itself is dropped; else it stays and counts. */
  private HttpRequest sign(Visit visit, Origin origin, HttpRequest request) {
    boolean always =
        control(origin)
            .filter(control -> control.signingBehaviorAsString().equals("always"))
            .isPresent();
    boolean bySelf = identity(origin).isPresent();
    if ((always || bySelf) && request.headers().has("Authorization")) {
      visit.call().note("authorization", "replaced by " + (always ? "OAC" : "OAI"));
      return request.withBody(
          request.headers().toBuilder().remove("Authorization").build(), request.body());
    }
    return request;
  }
}
