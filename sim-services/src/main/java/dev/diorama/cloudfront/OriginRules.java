package dev.diorama.cloudfront;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlOriginTypes;
import software.amazon.awssdk.services.cloudfront.model.OriginGroup;
import software.amazon.awssdk.services.cloudfront.model.OriginGroupMember;

/** What CloudFront wants of a distribution's origins and origin groups. */
final class OriginRules {
  /** Quotas of a distribution; assumed to be today's, the older ones were 25, 10 and 10. */
  private static final int MOST_ORIGINS = 100;

  private static final int MOST_GROUPS = 10;
  private static final int MOST_HEADERS = 30;

  /** Documented with OriginGroup's FailoverCriteria. */
  private static final Set<Integer> FAILOVER = Set.of(403, 404, 416, 429, 500, 502, 503, 504);

  private static final Pattern DOMAIN =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.[A-Za-z0-9-]+");

  /** Buckets' own addresses: global, Regional, by the old dash, dual-stack; not of websites. */
  private static final Pattern BUCKET =
      Pattern.compile(
          "[a-z0-9][a-z0-9.-]*\\.s3([.-](dualstack\\.)?[a-z]{2}(-[a-z]+)+-[0-9])?\\.amazonaws\\.com");

  private static final String IDENTITY = "origin-access-identity/cloudfront/";

  private final CloudFrontStore store;

  OriginRules(CloudFrontStore store) {
    this.store = store;
  }

  /** The id of the Origin Access Identity that an origin names; empty where it names none. */
  static String identity(Origin origin) {
    String path =
        origin.s3OriginConfig() == null ? null : origin.s3OriginConfig().originAccessIdentity();
    return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
  }

  /** Refuses what CloudFront refuses; otherwise gives every id that a behaviour may name. */
  Set<String> check(String account, DistributionConfig config) {
    if (config.origins() == null || config.origins().items().isEmpty()) {
      throw Behaviours.required("Origins");
    }
    List<Origin> origins = config.origins().items();
    if (origins.size() > MOST_ORIGINS) {
      throw CloudFrontError.TOO_MANY_ORIGINS.usual();
    }
    Set<String> ids = new HashSet<>();
    for (Origin origin : origins) {
      check(account, origin);
      if (!ids.add(origin.id())) {
        throw CloudFrontError.argument(
            "The parameter Origins contains the id " + origin.id() + " more than once.");
      }
    }
    if (config.originGroups() != null) {
      checkGroups(config.originGroups().items(), ids);
    }
    return ids;
  }

  private void check(String account, Origin origin) {
    if (!Behaviours.given(origin.id())) {
      throw Behaviours.required("Origin Id");
    }
    if (origin.domainName() == null || !DOMAIN.matcher(origin.domainName()).matches()) {
      // Observed: laurilehmijoki/s3_website#83.
      throw CloudFrontError.argument("The parameter origin name must be a domain name.");
    }
    checkUnbuilt(origin);
    boolean s3 = origin.s3OriginConfig() != null;
    if (s3 == (origin.customOriginConfig() != null)) {
      throw CloudFrontError.argument(
          "The parameter Origin must have one of S3OriginConfig and CustomOriginConfig.");
    }
    if (s3 && !BUCKET.matcher(origin.domainName()).matches()) {
      // Observed: terraform-aws-modules/terraform-aws-cloudfront#86.
      throw CloudFrontError.argument(
          "The parameter Origin DomainName does not refer to a valid S3 bucket.");
    }
    String path = origin.originPath();
    if (Behaviours.given(path) && (!path.startsWith("/") || path.endsWith("/"))) {
      throw CloudFrontError.argument(
          "The parameter OriginPath must begin with a slash and must not end with one.");
    }
    if (origin.customHeaders() != null && origin.customHeaders().items().size() > MOST_HEADERS) {
      throw CloudFrontError.TOO_MANY_ORIGIN_CUSTOM_HEADERS.usual();
    }
    within("ConnectionAttempts", origin.connectionAttempts(), 1, 3);
    within("ConnectionTimeout", origin.connectionTimeout(), 1, 10);
    checkTimeouts(origin.customOriginConfig());
    checkAccess(account, origin, s3);
  }

  private static void within(String member, @Nullable Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw CloudFrontError.argument(
          "The parameter " + member + " must be between " + least + " and " + most + ".");
    }
  }

  /** One to 120 seconds each; documented. */
  private static void checkTimeouts(@Nullable CustomOriginConfig custom) {
    if (custom == null) {
      return;
    }
    if (custom.originProtocolPolicyAsString() == null) {
      throw Behaviours.required("OriginProtocolPolicy");
    }
    Integer read = custom.originReadTimeout();
    if (read != null && (read < 1 || read > 120)) {
      throw CloudFrontError.INVALID_ORIGIN_READ_TIMEOUT.usual();
    }
    Integer alive = custom.originKeepaliveTimeout();
    if (alive != null && (alive < 1 || alive > 120)) {
      throw CloudFrontError.INVALID_ORIGIN_KEEPALIVE_TIMEOUT.usual();
    }
  }

  private static void checkUnbuilt(Origin origin) {
    if (origin.vpcOriginConfig() != null) {
      throw CloudFrontError.notSimulated("VpcOriginConfig");
    }
  }

  private void checkAccess(String account, Origin origin, boolean s3) {
    String identity = identity(origin);
    String control = origin.originAccessControlId();
    if (!identity.isEmpty()
        && (!origin.s3OriginConfig().originAccessIdentity().equals(IDENTITY + identity)
            || store.identities.seen(account, identity).isEmpty())) {
      throw CloudFrontError.INVALID_ORIGIN_ACCESS_IDENTITY.usual();
    }
    if (!Behaviours.given(control)) {
      return;
    }
    OriginAccessControlConfig found =
        store
            .accessControls
            .seen(account, control)
            .orElseThrow(CloudFrontError.INVALID_ORIGIN_ACCESS_CONTROL::usual)
            .config();
    if (!identity.isEmpty()) {
      throw CloudFrontError.ILLEGAL_ORIGIN_ACCESS_CONFIGURATION.usual();
    }
    if (s3 != (found.originAccessControlOriginType() == OriginAccessControlOriginTypes.S3)) {
      // The words are observed (aws/aws-cdk#26405), with status 400; the code is assumed.
      throw CloudFrontError.ILLEGAL_ORIGIN_ACCESS_CONFIGURATION.with(
          "Illegal configuration: The origin type and OAC origin type differ.");
    }
  }

  /** Adds the ids of origin groups to those of origins. */
  private static void checkGroups(List<OriginGroup> groups, Set<String> ids) {
    if (groups.size() > MOST_GROUPS) {
      throw CloudFrontError.TOO_MANY_ORIGIN_GROUPS_PER_DISTRIBUTION.usual();
    }
    Set<String> origins = Set.copyOf(ids);
    for (OriginGroup group : groups) {
      List<String> wrong =
          group.members().items().stream()
              .map(OriginGroupMember::originId)
              .filter(id -> !origins.contains(id))
              .toList();
      if (!wrong.isEmpty()) {
        // Observed: hashicorp/terraform#23907.
        throw CloudFrontError.argument(
            "The parameter Members has one or more origins "
                + wrong
                + " for origin group "
                + group.id()
                + " that aren't valid. Origins that you specify for an origin group must be"
                + " associated with the distribution.");
      }
      if (group.members().items().size() != 2) {
        throw CloudFrontError.argument("The parameter Members must have two origins.");
      }
      if (group.failoverCriteria().statusCodes().items().isEmpty()
          || !FAILOVER.containsAll(group.failoverCriteria().statusCodes().items())) {
        throw CloudFrontError.argument("The parameter FailoverCriteria is not valid.");
      }
      if (!ids.add(group.id())) {
        throw CloudFrontError.argument(
            "The parameter OriginGroups contains the id " + group.id() + " more than once.");
      }
    }
  }
}
