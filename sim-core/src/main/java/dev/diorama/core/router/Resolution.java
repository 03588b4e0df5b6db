package dev.diorama.core.router;

import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.QueryParams;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which service and Region a request is for, by the marks that AWS clients leave on requests.
 *
 * @param api the service; null when none that is installed matches
 * @param service its name, or the best guess at what was asked for
 * @param operation the best guess at the operation, for the refusal when {@code api} is null
 * @param region the Region
 * @param xml whether a refusal must be XML for the client to read it
 */
record Resolution(
    @Nullable ServiceApi api, String service, String operation, String region, boolean xml) {
  /**
   * Services that Diorama may lack and whose clients read XML only, beyond those that send forms.
   */
  private static final Set<String> XML_SERVICES =
      Set.of("cloudfront", "route53", "s3", "s3-control");

  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/,\\s]+/[0-9]{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request");
  private static final Pattern QUERY_SCOPE =
      Pattern.compile("[^/]+/[0-9]{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request");
  private static final Pattern REGION =
      Pattern.compile("(?:^|\\.)((?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-[a-z]+)+-[0-9])(?:\\.|$)");

  /** The credential scope of a signed request: who it is signed for. */
  private record Scope(String region, String service) {}

  static Resolution of(HttpRequest request, List<ServiceApi> apis, String defaultRegion) {
    Optional<Scope> scope = scope(request);
    String region = scope.map(Scope::region).orElseGet(() -> region(request, defaultRegion));
    Optional<String> target = request.header("X-Amz-Target");
    for (ServiceApi api : apis) {
      if (api.claims(request)) {
        return new Resolution(api, api.name(), "", region, false);
      }
    }
    String operation = target.orElse(request.method() + " " + request.rawPath());
    if (scope.isPresent()) {
      String name = scope.get().service();
      ServiceApi api = signedFor(name, apis, request, target);
      return api == null
          ? unknown(name, operation, region, request)
          : new Resolution(api, api.name(), operation, region, false);
    }
    if (target.isPresent()) {
      String prefix = prefix(target.get());
      for (ServiceApi api : apis) {
        if (!api.isFacade() && api.model().hasTarget(prefix)) {
          return new Resolution(api, api.name(), operation, region, false);
        }
      }
      return unknown(prefix, operation, region, request);
    }
    return byHostOrForm(request, apis, operation, region);
  }

  /**
   * The service that a signature names. Some share a signing name (DynamoDB and its streams): then
   * the target header tells them apart, or the host.
   */
  private static @Nullable ServiceApi signedFor(
      String name, List<ServiceApi> apis, HttpRequest request, Optional<String> target) {
    ServiceApi first = null;
    for (ServiceApi api : apis) {
      if (!api.isFacade() && api.signingName().equals(name) && api.mayBeAsked(request)) {
        boolean meant = target.isPresent() && api.model().hasTarget(prefix(target.get()));
        if (meant || (target.isEmpty() && isHostOf(api, request))) {
          return api;
        }
        first = first == null ? api : first;
      }
    }
    return first;
  }

  /** What stands before the dot in an X-Amz-Target. */
  private static String prefix(String target) {
    return target.substring(0, Math.max(0, target.lastIndexOf('.')));
  }

  private static boolean isHostOf(ServiceApi api, HttpRequest request) {
    return api.mayBeAsked(request)
        && (api.hasHost(request.host())
            || api.hostPrefix().equals(request.host().split("\\.", 2)[0]));
  }

  /** Whether the host name alone says which service is meant. */
  static boolean answeredByHost(HttpRequest request, List<ServiceApi> apis) {
    return apis.stream().anyMatch(api -> !api.isFacade() && isHostOf(api, request));
  }

  private static Resolution unknown(
      String service, String operation, String region, HttpRequest request) {
    Optional<String> action = action(request);
    return new Resolution(
        null,
        service,
        action.orElse(operation),
        region,
        action.isPresent() || XML_SERVICES.contains(service));
  }

  private static Resolution byHostOrForm(
      HttpRequest request, List<ServiceApi> apis, String operation, String region) {
    for (ServiceApi api : apis) {
      if (!api.isFacade() && isHostOf(api, request)) {
        return new Resolution(api, api.name(), operation, region, false);
      }
    }
    Optional<String> action = action(request);
    if (action.isPresent()) {
      for (ServiceApi api : apis) {
        if (!api.isFacade() && api.model().hasAction(action.get())) {
          return new Resolution(api, api.name(), action.get(), region, false);
        }
      }
      return unknown("unknown", operation, region, request);
    }
    // A bare request to the served port, unsigned: S3 is the one service that is asked this way.
    for (ServiceApi api : apis) {
      if (api.name().equals("s3") && !request.host().endsWith(".amazonaws.com")) {
        return new Resolution(api, api.name(), operation, region, false);
      }
    }
    return unknown(request.host(), operation, region, request);
  }

  private static Optional<String> action(HttpRequest request) {
    Optional<String> inQuery = request.query().first("Action");
    boolean form =
        request
            .header("Content-Type")
            .map(type -> type.toLowerCase(Locale.ROOT))
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    return inQuery.isPresent() || !form
        ? inQuery
        : QueryParams.parse(new String(request.body(), StandardCharsets.UTF_8)).first("Action");
  }

  private static Optional<Scope> scope(HttpRequest request) {
    Matcher header = SCOPE.matcher(request.header("Authorization").orElse(""));
    if (header.find()) {
      return Optional.of(new Scope(header.group(1), header.group(2)));
    }
    if (request.rawQuery().contains("X-Amz-Credential=")) {
      Matcher query = QUERY_SCOPE.matcher(request.query().first("X-Amz-Credential").orElse(""));
      if (query.matches()) {
        return Optional.of(new Scope(query.group(1), query.group(2)));
      }
    }
    return Optional.empty();
  }

  /** The Region that a host name names, or the default. */
  static String region(HttpRequest request, String defaultRegion) {
    Matcher region = REGION.matcher(request.host());
    return region.find() ? region.group(1) : defaultRegion;
  }
}
