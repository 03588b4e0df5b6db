package dev.diorama.cloudfront;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyCookieBehavior;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyHeaderBehavior;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyQueryStringBehavior;
import software.amazon.awssdk.services.cloudfront.model.FrameOptionsList;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyCookieBehavior;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyHeaderBehavior;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyQueryStringBehavior;
import software.amazon.awssdk.services.cloudfront.model.ReferrerPolicyList;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyAccessControlAllowMethodsValues;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyCorsConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicySecurityHeadersConfig;

/**
 * The policies that AWS manages for every account, with AWS's ids.
 *
 * <p>Ids and settings of cache and origin request policies are documented: <a
 * href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html">cache</a>,
 * <a
 * href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html">origin
 * request</a>. What the pages leave open (the letter case of header names, that MediaPackage's has
 * Gzip only, the two UseOriginCacheControlHeaders) is observed in an export of a live account.
 * HostHeaderOnly: id observed, setting taken from its name. Amplify Hosting's own four policies are
 * left out, as AWS advises against using them.
 *
 * <p>The ids of <a
 * href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html">response
 * headers</a> policies and what SimpleCORS sets are documented. That CORS-With-Preflight adds three
 * headers and that only nosniff overrides the origin is documented; their values are observed in a
 * template that rebuilds the policy. The other values of SecurityHeadersPolicy are assumed: they
 * are Mozilla's guidelines, to which the page refers.
 */
final class ManagedPolicies {
  private static final long DAY = 86_400;
  private static final long YEAR = 31_536_000;
  private static final List<String> ORIGIN_ASKS =
      List.of("host", "origin", "x-http-method", "x-http-method-override", "x-method-override");

  private ManagedPolicies() {}

  /** Whether answers are kept by their compression too. */
  private enum Compressed {
    NO,
    GZIP,
    BOTH
  }

  /** The cache policies, by id. */
  static Map<String, CachePolicyConfig> cache() {
    Map<String, CachePolicyConfig> all = new LinkedHashMap<>();
    List<String> none = List.of();
    List<String> every = List.of("*");
    all.put(
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
        cache("Managed-CachingOptimized", 1, DAY, YEAR, none, none, none, Compressed.BOTH));
    all.put(
        "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
        cache(
            "Managed-CachingOptimizedForUncompressedObjects",
            1,
            DAY,
            YEAR,
            none,
            none,
            none,
            Compressed.NO));
    all.put(
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        cache("Managed-CachingDisabled", 0, 0, 0, none, none, none, Compressed.NO));
    all.put(
        "08627262-05a9-4f76-9ded-b50ca2e3a84f",
        cache(
            "Managed-Elemental-MediaPackage",
            0,
            DAY,
            YEAR,
            List.of("origin"),
            none,
            List.of("aws.manifestfilter", "end", "m", "start"),
            Compressed.GZIP));
    all.put(
        "2e54312d-136d-493c-8eb9-b001f22f67d2",
        cache(
            "Managed-Amplify",
            2,
            2,
            600,
            List.of("Authorization", "CloudFront-Viewer-Country", "Host"),
            every,
            every,
            Compressed.BOTH));
    all.put(
        "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        cache(
            "UseOriginCacheControlHeaders", 0, 0, YEAR, ORIGIN_ASKS, every, none, Compressed.BOTH));
    all.put(
        "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
        cache(
            "UseOriginCacheControlHeaders-QueryStrings",
            0,
            0,
            YEAR,
            ORIGIN_ASKS,
            every,
            every,
            Compressed.BOTH));
    return all;
  }

  private static CachePolicyConfig cache(
      String name,
      long min,
      long usual,
      long max,
      List<String> headers,
      List<String> cookies,
      List<String> queryStrings,
      Compressed compressed) {
    return CachePolicyConfig.builder()
        .name(name)
        .comment("")
        .minTTL(min)
        .defaultTTL(usual)
        .maxTTL(max)
        .parametersInCacheKeyAndForwardedToOrigin(
            key ->
                key.enableAcceptEncodingGzip(compressed != Compressed.NO)
                    .enableAcceptEncodingBrotli(compressed == Compressed.BOTH)
                    .headersConfig(
                        h -> {
                          h.headerBehavior(CachePolicyHeaderBehavior.fromValue(behaviour(headers)));
                          if (isList(headers)) {
                            h.headers(n -> n.quantity(headers.size()).items(headers));
                          }
                        })
                    .cookiesConfig(
                        c ->
                            c.cookieBehavior(
                                CachePolicyCookieBehavior.fromValue(behaviour(cookies))))
                    .queryStringsConfig(
                        q -> {
                          q.queryStringBehavior(
                              CachePolicyQueryStringBehavior.fromValue(behaviour(queryStrings)));
                          if (isList(queryStrings)) {
                            q.queryStrings(
                                n -> n.quantity(queryStrings.size()).items(queryStrings));
                          }
                        }))
        .build();
  }

  private static boolean isList(List<String> names) {
    return behaviour(names).equals("whitelist");
  }

  /** What the API calls a list of names: nothing, everything, or these. */
  private static String behaviour(List<String> names) {
    return names.isEmpty() ? "none" : names.equals(List.of("*")) ? "all" : "whitelist";
  }

  /** The origin request policies, by id. */
  static Map<String, OriginRequestPolicyConfig> originRequest() {
    Map<String, OriginRequestPolicyConfig> all = new LinkedHashMap<>();
    List<String> cors =
        List.of("origin", "access-control-request-headers", "access-control-request-method");
    all.put(
        "216adef6-5c7f-47e4-b989-5492eafa07d3",
        request(
            "Managed-AllViewer", OriginRequestPolicyHeaderBehavior.ALL_VIEWER, List.of(), true));
    all.put(
        "33f36d7e-f396-46d9-90e0-52428a34d9dc",
        request(
            "Managed-AllViewerAndCloudFrontHeaders-2022-06",
            OriginRequestPolicyHeaderBehavior.ALL_VIEWER_AND_WHITELIST_CLOUD_FRONT,
            List.of(
                "CloudFront-Forwarded-Proto",
                "CloudFront-Is-Android-Viewer",
                "CloudFront-Is-Desktop-Viewer",
                "CloudFront-Is-IOS-Viewer",
                "CloudFront-Is-Mobile-Viewer",
                "CloudFront-Is-SmartTV-Viewer",
                "CloudFront-Is-Tablet-Viewer",
                "CloudFront-Viewer-Address",
                "CloudFront-Viewer-ASN",
                "CloudFront-Viewer-City",
                "CloudFront-Viewer-Country",
                "CloudFront-Viewer-Country-Name",
                "CloudFront-Viewer-Country-Region",
                "CloudFront-Viewer-Country-Region-Name",
                "CloudFront-Viewer-Http-Version",
                "CloudFront-Viewer-Latitude",
                "CloudFront-Viewer-Longitude",
                "CloudFront-Viewer-Metro-Code",
                "CloudFront-Viewer-Postal-Code",
                "CloudFront-Viewer-Time-Zone",
                "CloudFront-Viewer-TLS"),
            true));
    all.put(
        "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        request(
            "Managed-AllViewerExceptHostHeader",
            OriginRequestPolicyHeaderBehavior.ALL_EXCEPT,
            List.of("host"),
            true));
    all.put(
        "59781a5b-3903-41f3-afcb-af62929ccde1",
        request(
            "Managed-CORS-CustomOrigin",
            OriginRequestPolicyHeaderBehavior.WHITELIST,
            List.of("origin"),
            false));
    all.put(
        "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
        request("Managed-CORS-S3Origin", OriginRequestPolicyHeaderBehavior.WHITELIST, cors, false));
    all.put(
        "775133bc-15f2-49f9-abea-afb2e0bf67d2",
        onlyQueryStrings(
            request(
                "Managed-Elemental-MediaTailor-PersonalizedManifests",
                OriginRequestPolicyHeaderBehavior.WHITELIST,
                List.of(
                    "origin",
                    "access-control-request-headers",
                    "access-control-request-method",
                    "user-agent",
                    "x-forwarded-for"),
                true)));
    all.put(
        "bf0718e1-ba1e-49d1-88b1-f726733018ae",
        request(
            "Managed-HostHeaderOnly",
            OriginRequestPolicyHeaderBehavior.WHITELIST,
            List.of("host"),
            false));
    all.put(
        "acba4595-bd28-49b8-b9fe-13317c0390fa",
        request(
            "Managed-UserAgentRefererHeaders",
            OriginRequestPolicyHeaderBehavior.WHITELIST,
            List.of("user-agent", "referer"),
            false));
    return all;
  }

  /** With all cookies and query strings, or with none. */
  private static OriginRequestPolicyConfig request(
      String name, OriginRequestPolicyHeaderBehavior which, List<String> headers, boolean rest) {
    return OriginRequestPolicyConfig.builder()
        .name(name)
        .comment("")
        .headersConfig(
            h -> {
              h.headerBehavior(which);
              if (!headers.isEmpty()) {
                h.headers(n -> n.quantity(headers.size()).items(headers));
              }
            })
        .cookiesConfig(
            c ->
                c.cookieBehavior(
                    rest
                        ? OriginRequestPolicyCookieBehavior.ALL
                        : OriginRequestPolicyCookieBehavior.NONE))
        .queryStringsConfig(
            q ->
                q.queryStringBehavior(
                    rest
                        ? OriginRequestPolicyQueryStringBehavior.ALL
                        : OriginRequestPolicyQueryStringBehavior.NONE))
        .build();
  }

  private static OriginRequestPolicyConfig onlyQueryStrings(OriginRequestPolicyConfig config) {
    return config.toBuilder()
        .cookiesConfig(c -> c.cookieBehavior(OriginRequestPolicyCookieBehavior.NONE))
        .build();
  }

  /** The response headers policies, by id. */
  static Map<String, ResponseHeadersPolicyConfig> responseHeaders() {
    Map<String, ResponseHeadersPolicyConfig> all = new LinkedHashMap<>();
    ResponseHeadersPolicyCorsConfig simple =
        cors(
                ResponseHeadersPolicyAccessControlAllowMethodsValues.HEAD,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.GET)
            .build();
    ResponseHeadersPolicyCorsConfig preflight =
        cors(
                ResponseHeadersPolicyAccessControlAllowMethodsValues.DELETE,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.GET,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.HEAD,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.OPTIONS,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.PATCH,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.POST,
                ResponseHeadersPolicyAccessControlAllowMethodsValues.PUT)
            .accessControlExposeHeaders(h -> h.quantity(1).items("*"))
            .build();
    ResponseHeadersPolicySecurityHeadersConfig security = security();
    all.put(
        "60669652-455b-4ae9-85a4-c4c02393f86c",
        response("Managed-SimpleCORS").corsConfig(simple).build());
    all.put(
        "67f7725c-6f97-4210-82d7-5512b31e9d03",
        response("Managed-SecurityHeadersPolicy").securityHeadersConfig(security).build());
    all.put(
        "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
        response("Managed-CORS-With-Preflight").corsConfig(preflight).build());
    all.put(
        "e61eb60c-9c35-4d20-a928-2b84e02af89c",
        response("Managed-CORS-and-SecurityHeadersPolicy")
            .corsConfig(simple)
            .securityHeadersConfig(security)
            .build());
    all.put(
        "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
        response("Managed-CORS-with-preflight-and-SecurityHeadersPolicy")
            .corsConfig(preflight)
            .securityHeadersConfig(security)
            .build());
    return all;
  }

  private static ResponseHeadersPolicyConfig.Builder response(String name) {
    return ResponseHeadersPolicyConfig.builder().name(name).comment("");
  }

  private static ResponseHeadersPolicyCorsConfig.Builder cors(
      ResponseHeadersPolicyAccessControlAllowMethodsValues... methods) {
    return ResponseHeadersPolicyCorsConfig.builder()
        .accessControlAllowOrigins(o -> o.quantity(1).items("*"))
        .accessControlAllowHeaders(h -> h.quantity(1).items("*"))
        .accessControlAllowMethods(m -> m.quantity(methods.length).items(methods))
        .accessControlAllowCredentials(false)
        .originOverride(false);
  }

  private static ResponseHeadersPolicySecurityHeadersConfig security() {
    return ResponseHeadersPolicySecurityHeadersConfig.builder()
        .xssProtection(x -> x.override(false).protection(true).modeBlock(true))
        .frameOptions(f -> f.override(false).frameOption(FrameOptionsList.SAMEORIGIN))
        .referrerPolicy(
            r ->
                r.override(false)
                    .referrerPolicy(ReferrerPolicyList.STRICT_ORIGIN_WHEN_CROSS_ORIGIN))
        .contentTypeOptions(c -> c.override(true))
        .strictTransportSecurity(s -> s.override(false).accessControlMaxAgeSec((int) YEAR))
        .build();
  }
}
