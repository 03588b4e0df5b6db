package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Wildcards;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyCorsConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicySecurityHeadersConfig;

/**
 * What a response headers policy adds to a response, or takes away. Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html.
 */
final class ResponseHeaders {
  private static final List<String> CORS =
      List.of(
          "Access-Control-Allow-Origin",
          "Access-Control-Allow-Credentials",
          "Access-Control-Allow-Headers",
          "Access-Control-Allow-Methods",
          "Access-Control-Expose-Headers",
          "Access-Control-Max-Age");

  private final HttpRequest request;
  private final Headers received;
  private final Headers.Builder headers;

  private ResponseHeaders(HttpRequest request, Headers received) {
    this.request = request;
    this.received = received;
    this.headers = received.toBuilder();
  }

  static Headers apply(HttpRequest request, Headers received, ResponseHeadersPolicyConfig policy) {
    ResponseHeaders work = new ResponseHeaders(request, received);
    if (policy.removeHeadersConfig() != null) {
      policy.removeHeadersConfig().items().forEach(each -> work.headers.remove(each.header()));
    }
    if (policy.corsConfig() != null) {
      work.cors(policy.corsConfig());
    }
    if (policy.securityHeadersConfig() != null) {
      work.security(policy.securityHeadersConfig());
    }
    if (policy.customHeadersConfig() != null) {
      policy
          .customHeadersConfig()
          .items()
          .forEach(each -> work.set(each.header(), each.value(), each.override()));
    }
    return work.headers.build();
  }

  private void set(String name, String value, @Nullable Boolean override) {
    if (Boolean.TRUE.equals(override) || !received.has(name)) {
      headers.set(name, value);
    }
  }

  private void cors(ResponseHeadersPolicyCorsConfig config) {
    String origin = request.header("Origin").orElse("");
    boolean own = CORS.stream().anyMatch(received::has);
    if (origin.isEmpty() || (own && !Boolean.TRUE.equals(config.originOverride()))) {
      return;
    }
    CORS.forEach(headers::remove);
    List<String> allowed = config.accessControlAllowOrigins().items();
    boolean everyone = allowed.contains("*");
    if (!everyone && allowed.stream().noneMatch(each -> fits(each, origin))) {
      return;
    }
    headers.set("Access-Control-Allow-Origin", everyone ? "*" : origin);
    if (!everyone) {
      headers.add("Vary", "Origin");
    }
    if (Boolean.TRUE.equals(config.accessControlAllowCredentials())) {
      headers.set("Access-Control-Allow-Credentials", "true");
    }
    if (config.accessControlExposeHeaders() != null
        && !config.accessControlExposeHeaders().items().isEmpty()) {
      headers.set(
          "Access-Control-Expose-Headers",
          String.join(",", config.accessControlExposeHeaders().items()));
    }
    boolean preflight =
        request.method().equals("OPTIONS")
            && request.headers().has("Access-Control-Request-Method");
    if (preflight) {
      headers.set(
          "Access-Control-Allow-Headers",
          String.join(",", config.accessControlAllowHeaders().items()));
      List<String> methods = config.accessControlAllowMethods().itemsAsStrings();
      headers.set(
          "Access-Control-Allow-Methods",
          methods.contains("ALL")
              ? "GET, DELETE, PUT, POST, HEAD, OPTIONS, PATCH"
              : String.join(", ", methods));
      if (config.accessControlMaxAgeSec() != null) {
        headers.set("Access-Control-Max-Age", Integer.toString(config.accessControlMaxAgeSec()));
      }
    }
  }

  /** An allowed origin may leave the scheme out and have a wildcard as its first label. */
  private static boolean fits(String allowed, String origin) {
    int scheme = origin.indexOf("://");
    return Wildcards.match(allowed, origin)
        || (!allowed.contains("://")
            && scheme > 0
            && Wildcards.match(allowed, origin.substring(scheme + 3)));
  }

  private void security(ResponseHeadersPolicySecurityHeadersConfig config) {
    if (config.contentTypeOptions() != null) {
      set("X-Content-Type-Options", "nosniff", config.contentTypeOptions().override());
    }
    if (config.frameOptions() != null) {
      set(
          "X-Frame-Options",
          config.frameOptions().frameOptionAsString(),
          config.frameOptions().override());
    }
    if (config.referrerPolicy() != null) {
      set(
          "Referrer-Policy",
          config.referrerPolicy().referrerPolicyAsString(),
          config.referrerPolicy().override());
    }
    if (config.contentSecurityPolicy() != null) {
      set(
          "Content-Security-Policy",
          config.contentSecurityPolicy().contentSecurityPolicy(),
          config.contentSecurityPolicy().override());
    }
    if (config.strictTransportSecurity() != null) {
      var hsts = config.strictTransportSecurity();
      set(
          "Strict-Transport-Security",
          "max-age="
              + hsts.accessControlMaxAgeSec()
              + (Boolean.TRUE.equals(hsts.includeSubdomains()) ? "; includeSubDomains" : "")
              + (Boolean.TRUE.equals(hsts.preload()) ? "; preload" : ""),
          hsts.override());
    }
    if (config.xssProtection() != null) {
      var xss = config.xssProtection();
      String report = xss.reportUri() == null ? "" : "; report=" + xss.reportUri();
      set(
          "X-XSS-Protection",
          Boolean.TRUE.equals(xss.protection())
              ? "1" + (Boolean.TRUE.equals(xss.modeBlock()) ? "; mode=block" : "") + report
              : "0",
          xss.override());
    }
  }
}
