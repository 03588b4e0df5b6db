package dev.diorama.cloudfront;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.ConnectionMode;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GeoRestriction;
import software.amazon.awssdk.services.cloudfront.model.GeoRestrictionType;
import software.amazon.awssdk.services.cloudfront.model.ViewerCertificate;

/** What CloudFront wants of a distribution's configuration. */
final class DistributionRules {
  /**
   * Documented:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html.
   */
  private static final int MOST_ALIASES = 100;

  private static final int LONGEST_ROOT = 255;

  /** Codes of origins that may be answered in one's own way, documented with ErrorCode. */
  private static final Set<Integer> ERRORS =
      Set.of(400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504);

  private static final Pattern ROOT = Pattern.compile("[A-Za-z0-9_.*$/~\"'@:+&-]+");
  private static final Pattern ALIAS =
      Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern CERTIFICATE =
      Pattern.compile("arn:aws:acm:us-east-1:[0-9]{12}:certificate/.+");

  private final CloudFrontStore store;
  private final OriginRules origins;
  private final Behaviours behaviours;

  DistributionRules(CloudFrontStore store) {
    this.store = store;
    this.origins = new OriginRules(store);
    this.behaviours = new Behaviours(store);
  }

  /**
   * Refuses what CloudFront refuses, and what Diorama would have to ignore.
   *
   * @param self the distribution that is to be configured so; empty for a new one
   */
  void check(String account, DistributionConfig config, Optional<String> self) {
    Pojos.checkQuantities(config);
    if (!Behaviours.given(config.callerReference())) {
      throw Behaviours.required("CallerReference");
    }
    if (config.defaultCacheBehavior() == null) {
      throw Behaviours.required("DefaultCacheBehavior");
    }
    if (config.enabled() == null) {
      throw Behaviours.required("Enabled");
    }
    checkUnbuilt(config);
    String root = config.defaultRootObject();
    if (Behaviours.given(root)
        && (root.startsWith("/")
            || root.length() > LONGEST_ROOT
            || !ROOT.matcher(root).matches())) {
      throw CloudFrontError.INVALID_DEFAULT_ROOT_OBJECT.usual();
    }
    behaviours.check(account, config, origins.check(account, config));
    checkCertificate(config.viewerCertificate());
    checkAliases(config, self);
    if (config.customErrorResponses() != null) {
      config.customErrorResponses().items().forEach(DistributionRules::checkError);
    }
    if (config.restrictions() != null && config.restrictions().geoRestriction() != null) {
      checkGeo(config.restrictions().geoRestriction());
    }
  }

  private static void checkUnbuilt(DistributionConfig config) {
    if (Behaviours.given(config.webACLId())) {
      throw CloudFrontError.INVALID_WEB_ACL_ID.with(
          "Diorama does not simulate AWS WAF: there is no web ACL " + config.webACLId() + ".");
    }
    if (Behaviours.given(config.continuousDeploymentPolicyId())) {
      throw CloudFrontError.NO_SUCH_CONTINUOUS_DEPLOYMENT_POLICY.usual();
    }
    if (Boolean.TRUE.equals(config.staging())) {
      throw CloudFrontError.notSimulated("Staging");
    }
    if (Behaviours.given(config.anycastIpListId())) {
      throw CloudFrontError.notSimulated("AnycastIpListId");
    }
    if (config.tenantConfig() != null || config.connectionMode() == ConnectionMode.TENANT_ONLY) {
      throw CloudFrontError.notSimulated("TenantConfig");
    }
    if (config.viewerMtlsConfig() != null) {
      throw CloudFrontError.notSimulated("ViewerMtlsConfig");
    }
    if (config.connectionFunctionAssociation() != null) {
      throw CloudFrontError.notSimulated("ConnectionFunctionAssociation");
    }
  }

  private static boolean isOwn(@Nullable ViewerCertificate certificate) {
    return certificate != null
        && (certificate.acmCertificateArn() != null || certificate.iamCertificateId() != null);
  }

  private static void checkCertificate(@Nullable ViewerCertificate certificate) {
    if (certificate == null || certificate.acmCertificateArn() == null) {
      return;
    }
    if (!CERTIFICATE.matcher(certificate.acmCertificateArn()).matches()) {
      // Observed words. Diorama has no ACM: every certificate of us-east-1 is taken to be there.
      throw CloudFrontError.INVALID_VIEWER_CERTIFICATE.with(
          "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or"
              + " doesn't include a valid certificate chain.");
    }
  }

  private void checkAliases(DistributionConfig config, Optional<String> self) {
    List<String> aliases = config.aliases() == null ? List.of() : config.aliases().items();
    if (aliases.size() > MOST_ALIASES) {
      throw CloudFrontError.TOO_MANY_DISTRIBUTION_CNAMES.usual();
    }
    for (String alias : aliases) {
      if (!ALIAS.matcher(alias.toLowerCase(Locale.ROOT)).matches()) {
        throw CloudFrontError.argument(
            "The parameter CNAME contains one or more parameters that"
                + " are not valid: "
                + alias);
      }
      boolean taken =
          !store
              .distributions
              .all(
                  other ->
                      !self.equals(Optional.of(other.id))
                          && other.config().aliases().items().stream()
                              .anyMatch(alias::equalsIgnoreCase))
              .isEmpty();
      if (taken) {
        throw CloudFrontError.CNAME_ALREADY_EXISTS.usual();
      }
    }
    if (!aliases.isEmpty() && !isOwn(config.viewerCertificate())) {
      throw CloudFrontError.INVALID_VIEWER_CERTIFICATE.usual();
    }
  }

  private static void checkError(CustomErrorResponse one) {
    if (one.errorCode() == null || !ERRORS.contains(one.errorCode())) {
      throw CloudFrontError.INVALID_ERROR_CODE.usual();
    }
    boolean page = Behaviours.given(one.responsePagePath());
    if (page != Behaviours.given(one.responseCode())) {
      throw CloudFrontError.argument(
          "The parameters ResponsePagePath and ResponseCode must be given together.");
    }
    if (page && !one.responsePagePath().startsWith("/")) {
      throw CloudFrontError.INVALID_RELATIVE_PATH.usual();
    }
    if (page
        && !one.responseCode().equals("200")
        && ERRORS.stream().noneMatch(code -> one.responseCode().equals(code.toString()))) {
      throw CloudFrontError.INVALID_RESPONSE_CODE.usual();
    }
  }

  private static void checkGeo(GeoRestriction geo) {
    if (geo.restrictionType() == null) {
      throw Behaviours.required("RestrictionType");
    }
    if ((geo.restrictionType() == GeoRestrictionType.NONE) != geo.items().isEmpty()) {
      throw CloudFrontError.INVALID_GEO_RESTRICTION_PARAMETER.usual();
    }
    for (String country : geo.items()) {
      if (!COUNTRY.matcher(country).matches()) {
        throw CloudFrontError.INVALID_LOCATION_CODE.usual();
      }
    }
  }
}
