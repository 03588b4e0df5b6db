package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Traps of CloudFront. */
final class EdgeRules {
  static final List<Check> CHECKS =
      List.of(
          Check.warning(
              "DIO-CF-001",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              EdgeRules::legacyIdentity),
          Check.warning(
              "DIO-CF-002",
              0,
              "AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
              EdgeRules::plainHttp),
          Check.warning(
              "DIO-CF-003",
              32,
              "AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html",
              EdgeRules::everythingInTheKey),
          Check.warning(
              "DIO-CF-004",
              30,
              "AmazonCloudFront/latest/DeveloperGuide/Expiration.html",
              EdgeRules::keepsNothing),
          Check.error(
              "DIO-CF-005",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              EdgeRules::identityAndKms),
          Check.warning(
              "DIO-CF-006",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              EdgeRules::unsigned),
          Check.warning(
              "DIO-CF-007",
              31,
              "AmazonCloudFront/latest/DeveloperGuide/Expiration.html",
              EdgeRules::keptInSpiteOfTheOrigin),
          Check.error(
              "DIO-CF-008",
              35,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              EdgeRules::anyonesUploads),
          Check.warning(
              "DIO-CF-009",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              EdgeRules::website));

  private static final List<String> WRITING = List.of("PUT", "POST", "PATCH", "DELETE");

  /** What the managed policy CachingOptimized has, on the page of managed policies. */
  private static final double USUAL_MIN_TTL = 1;

  /**
   * The managed policy CachingDisabled, documented:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
   */
  private static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

  private EdgeRules() {}

  /** A cache behavior of a distribution. */
  private record Behavior(Resource distribution, Spot spot, Json json, String path) {}

  private static List<Behavior> behaviors(Blueprint design) {
    List<Behavior> behaviors = new ArrayList<>();
    for (Resource each : design.of("AWS::CloudFront::Distribution")) {
      each.at("DistributionConfig", "DefaultCacheBehavior")
          .ifPresent(
              json ->
                  behaviors.add(
                      new Behavior(
                          each,
                          each.spot("DistributionConfig", "DefaultCacheBehavior"),
                          json,
                          "*")));
      List<Json> further = each.list("DistributionConfig", "CacheBehaviors");
      for (int i = 0; i < further.size(); i++) {
        behaviors.add(
            new Behavior(
                each,
                each.spot("DistributionConfig", "CacheBehaviors").at(i),
                further.get(i),
                further.get(i).text("PathPattern").orElse("")));
      }
    }
    return behaviors;
  }

  private static void legacyIdentity(Blueprint design, Traps found) {
    for (Resource each : design.of("AWS::CloudFront::Distribution")) {
      List<Json> origins = each.list("DistributionConfig", "Origins");
      for (int i = 0; i < origins.size(); i++) {
        if (usesIdentity(origins.get(i))) {
          found.add(
              each.spot("DistributionConfig", "Origins")
                  .at(i)
                  .at("S3OriginConfig", "OriginAccessIdentity"),
              each.id(),
              origins.get(i).text("Id").orElse(""));
        }
      }
    }
  }

  private static boolean usesIdentity(Json origin) {
    return origin
        .at("S3OriginConfig", "OriginAccessIdentity")
        .flatMap(Json::text)
        .filter(identity -> !identity.isEmpty())
        .isPresent();
  }

  private static void plainHttp(Blueprint design, Traps found) {
    for (Behavior each : behaviors(design)) {
      if (each.json().text("ViewerProtocolPolicy").orElse("").equals("allow-all")) {
        Spot spot = each.spot().at("ViewerProtocolPolicy");
        found.add(
            spot, Fix.replace(spot, "redirect-to-https"), each.distribution().id(), each.path());
      }
    }
  }

  private static void everythingInTheKey(Blueprint design, Traps found) {
    for (Resource policy : design.of("AWS::CloudFront::CachePolicy")) {
      String[] key = {"CachePolicyConfig", "ParametersInCacheKeyAndForwardedToOrigin"};
      boolean caches = policy.number(1, "CachePolicyConfig", "MaxTTL") > 0;
      for (String part : List.of("Cookies", "QueryStrings")) {
        String behavior = part.substring(0, part.length() - 1) + "Behavior";
        String[] path = {key[0], key[1], part + "Config", behavior};
        if (caches && policy.text(path).equals("all")) {
          found.add(policy.spot(path), policy.id(), spoken(part));
        }
      }
    }
    for (Behavior each : behaviors(design)) {
      Json forwarded = each.json().get("ForwardedValues").orElse(Json.empty());
      boolean caches = Resource.number(each.json().text("MaxTTL").orElse("1"), 1) > 0;
      Spot spot = each.spot().at("ForwardedValues");
      boolean keysNamed =
          !forwarded.get("QueryStringCacheKeys").orElse(Json.nil()).items().isEmpty();
      if (caches && !keysNamed && forwarded.text("QueryString").orElse("").equals("true")) {
        found.add(spot.at("QueryString"), each.distribution().id(), spoken("QueryStrings"));
      }
      if (caches
          && forwarded.at("Cookies", "Forward").flatMap(Json::text).orElse("").equals("all")) {
        found.add(spot.at("Cookies", "Forward"), each.distribution().id(), spoken("Cookies"));
      }
    }
  }

  private static String spoken(String part) {
    return part.equals("Cookies") ? "cookies" : "query strings";
  }

  /** Paths that are only read, of a bucket: nothing there changes with the reader. */
  private static void keepsNothing(Blueprint design, Traps found) {
    for (Behavior each : behaviors(design)) {
      String methods =
          each.json().get("AllowedMethods").orElse(Json.nil()).write().toUpperCase(Locale.ROOT);
      boolean readOnly = !methods.contains("PUT") && !methods.contains("POST");
      if (!readOnly || bucketOf(design, each).isEmpty()) {
        continue;
      }
      String policyId = each.json().text("CachePolicyId").orElse("");
      Optional<Resource> policy = design.named(policyId, "AWS::CloudFront::CachePolicy");
      boolean off =
          policyId.equals(CACHING_DISABLED)
              || policy.filter(p -> p.number(1, "CachePolicyConfig", "MaxTTL") == 0).isPresent();
      if (off) {
        // CachingOptimized, on the page of managed policies.
        Spot spot = each.spot().at("CachePolicyId");
        Optional<Fix> fix =
            policy.isPresent()
                ? Optional.empty()
                : Optional.of(Fix.replace(spot, "658327ea-f89d-4fab-a63d-7e88639e58f6"));
        found.add(spot, fix, each.distribution().id(), each.path());
      } else if (Resource.number(each.json().text("MaxTTL").orElse("1"), 1) == 0) {
        Spot spot = each.spot().at("MaxTTL");
        found.add(spot, Fix.replace(spot, "31536000"), each.distribution().id(), each.path());
      }
    }
  }

  private static Optional<Resource> bucketOf(Blueprint design, Behavior behavior) {
    String id = behavior.json().text("TargetOriginId").orElse("");
    return behavior.distribution().list("DistributionConfig", "Origins").stream()
        .filter(origin -> origin.text("Id").orElse("").equals(id))
        .findFirst()
        .flatMap(origin -> design.named(origin.text("DomainName").orElse(""), "AWS::S3::Bucket"));
  }

  private static void identityAndKms(Blueprint design, Traps found) {
    for (Resource each : design.of("AWS::CloudFront::Distribution")) {
      List<Json> origins = each.list("DistributionConfig", "Origins");
      for (int i = 0; i < origins.size(); i++) {
        Optional<Resource> bucket =
            design.named(origins.get(i).text("DomainName").orElse(""), "AWS::S3::Bucket");
        boolean kms =
            bucket
                .filter(
                    b -> b.at("BucketEncryption").map(Json::write).orElse("").contains("\"aws:kms"))
                .isPresent();
        if (kms && usesIdentity(origins.get(i))) {
          found.add(each.spot("DistributionConfig", "Origins").at(i), each.id(), bucket.get().id());
        }
      }
    }
  }

  private static void unsigned(Blueprint design, Traps found) {
    for (Resource each : design.of("AWS::CloudFront::Distribution")) {
      List<Json> origins = each.list("DistributionConfig", "Origins");
      for (int i = 0; i < origins.size(); i++) {
        Json origin = origins.get(i);
        Optional<Resource> bucket =
            design.named(origin.text("DomainName").orElse(""), "AWS::S3::Bucket");
        boolean unsigned =
            origin.get("CustomOriginConfig").isEmpty()
                && origin.text("OriginAccessControlId").orElse("").isEmpty()
                && !usesIdentity(origin);
        if (bucket.isPresent() && unsigned) {
          found.add(each.spot("DistributionConfig", "Origins").at(i), each.id(), bucket.get().id());
        }
      }
    }
  }

  private static void keptInSpiteOfTheOrigin(Blueprint design, Traps found) {
    for (Resource policy : design.of("AWS::CloudFront::CachePolicy")) {
      minTtl(policy.id(), policy.spot("CachePolicyConfig", "MinTTL"), policy, found);
    }
    for (Behavior each : behaviors(design)) {
      if (each.json().get("ForwardedValues").isPresent()) {
        Resource behavior = new Resource(each.distribution().id(), "", each.json());
        minTtl(behavior.id(), each.spot().at("MinTTL"), behavior, found);
      }
    }
  }

  private static void minTtl(String id, Spot spot, Resource holder, Traps found) {
    String text =
        holder.text("CachePolicyConfig", "MinTTL").isEmpty()
            ? holder.text("MinTTL")
            : holder.text("CachePolicyConfig", "MinTTL");
    if (Resource.number(text, 0) > USUAL_MIN_TTL) {
      found.add(spot, Fix.replace(spot, "0"), id, text);
    }
  }

  /** CloudFront signs for whoever comes, unless the viewer has to sign, or code looks at them. */
  private static void anyonesUploads(Blueprint design, Traps found) {
    for (Behavior each : behaviors(design)) {
      boolean writes =
          each.json().get("AllowedMethods").map(Json::asList).orElse(List.of()).stream()
              .flatMap(method -> method.text().stream())
              .anyMatch(WRITING::contains);
      boolean asked =
          List.of(
                  "TrustedKeyGroups",
                  "TrustedSigners",
                  "FunctionAssociations",
                  "LambdaFunctionAssociations")
              .stream()
              .anyMatch(
                  member -> each.json().get(member).filter(m -> !m.items().isEmpty()).isPresent());
      Optional<Resource> bucket = bucketOf(design, each);
      if (writes && !asked && bucket.filter(b -> takesWrites(design, b)).isPresent()) {
        found.add(
            each.spot().at("AllowedMethods"),
            each.distribution().id(),
            each.path(),
            bucket.get().id());
      }
    }
  }

  private static boolean takesWrites(Blueprint design, Resource bucket) {
    return design.of("AWS::S3::BucketPolicy").stream()
        .filter(
            policy ->
                design
                    .named(policy.text("Bucket"), "AWS::S3::Bucket")
                    .filter(bucket::equals)
                    .isPresent())
        .flatMap(policy -> Statement.of(policy, "PolicyDocument").stream())
        .anyMatch(
            statement ->
                statement.allows()
                    && statement.service("cloudfront.amazonaws.com")
                    && (statement.takesIn("s3:PutObject") || statement.takesIn("s3:DeleteObject")));
  }

  private static void website(Blueprint design, Traps found) {
    for (Resource each : design.of("AWS::CloudFront::Distribution")) {
      List<Json> origins = each.list("DistributionConfig", "Origins");
      for (int i = 0; i < origins.size(); i++) {
        String host = origins.get(i).text("DomainName").orElse("");
        if (host.contains(".s3-website") || host.contains(".WebsiteURL>")) {
          found.add(
              each.spot("DistributionConfig", "Origins").at(i).at("DomainName"), each.id(), host);
        }
      }
    }
  }
}
