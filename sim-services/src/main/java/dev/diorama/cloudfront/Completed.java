package dev.diorama.cloudfront;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.Aliases;
import software.amazon.awssdk.services.cloudfront.model.AllowedMethods;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CacheBehaviors;
import software.amazon.awssdk.services.cloudfront.model.CertificateSource;
import software.amazon.awssdk.services.cloudfront.model.ConnectionMode;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponses;
import software.amazon.awssdk.services.cloudfront.model.CustomHeaders;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.FunctionAssociations;
import software.amazon.awssdk.services.cloudfront.model.GeoRestrictionType;
import software.amazon.awssdk.services.cloudfront.model.GrpcConfig;
import software.amazon.awssdk.services.cloudfront.model.HttpVersion;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociations;
import software.amazon.awssdk.services.cloudfront.model.LoggingConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.MinimumProtocolVersion;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginGroups;
import software.amazon.awssdk.services.cloudfront.model.OriginShield;
import software.amazon.awssdk.services.cloudfront.model.Origins;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;
import software.amazon.awssdk.services.cloudfront.model.Restrictions;
import software.amazon.awssdk.services.cloudfront.model.TrustedKeyGroups;
import software.amazon.awssdk.services.cloudfront.model.TrustedSigners;
import software.amazon.awssdk.services.cloudfront.model.ViewerCertificate;

/**
 * A distribution's configuration as CloudFront gives it back: what was left open has its default.
 *
 * <p>Defaults are documented with each member unless said otherwise:
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
 */
final class Completed {
  /** A day, documented default of DefaultTTL, in seconds. */
  static final long DAY = 86_400;

  /** A year, documented default of MaxTTL, in seconds. */
  static final long YEAR = 31_536_000;

  private static final List<Method> READ = List.of(Method.HEAD, Method.GET);

  private Completed() {}

  static DistributionConfig config(DistributionConfig given) {
    DistributionConfig.Builder config = given.toBuilder();
    if (given.aliases() == null) {
      config.aliases(Aliases.builder().quantity(0).build());
    }
    if (given.defaultRootObject() == null) {
      config.defaultRootObject("");
    }
    if (given.originGroups() == null) {
      config.originGroups(OriginGroups.builder().quantity(0).build());
    }
    if (given.comment() == null) {
      config.comment("");
    }
    if (given.logging() == null) {
      config.logging(
          LoggingConfig.builder()
              .enabled(false)
              .includeCookies(false)
              .bucket("")
              .prefix("")
              .build());
    }
    if (given.priceClass() == null) {
      config.priceClass(PriceClass.PRICE_CLASS_ALL);
    }
    if (given.restrictions() == null) {
      config.restrictions(
          Restrictions.builder()
              .geoRestriction(g -> g.restrictionType(GeoRestrictionType.NONE).quantity(0))
              .build());
    }
    if (given.webACLId() == null) {
      config.webACLId("");
    }
    if (given.httpVersion() == null) {
      config.httpVersion(HttpVersion.HTTP2);
    }
    if (given.isIPV6Enabled() == null) {
      // Assumed: the reference names no default.
      config.isIPV6Enabled(false);
    }
    if (given.staging() == null) {
      config.staging(false);
    }
    if (given.connectionMode() == null) {
      config.connectionMode(ConnectionMode.DIRECT);
    }
    return config
        .continuousDeploymentPolicyId(
            given.continuousDeploymentPolicyId() == null
                ? ""
                : given.continuousDeploymentPolicyId())
        .viewerCertificate(certificate(given.viewerCertificate()))
        .customErrorResponses(errors(given.customErrorResponses()))
        .origins(origins(given.origins()))
        .cacheBehaviors(behaviours(given.cacheBehaviors()))
        .defaultCacheBehavior(
            Pojos.copy(
                    behaviour(Behaviours.asBehaviour(given.defaultCacheBehavior())),
                    DefaultCacheBehavior.builder())
                .build())
        .build();
  }

  @SuppressWarnings("deprecation") // Answers still repeat the certificate by its older names.
  private static ViewerCertificate certificate(@Nullable ViewerCertificate given) {
    if (given == null || (given.acmCertificateArn() == null && given.iamCertificateId() == null)) {
      return ViewerCertificate.builder()
          .cloudFrontDefaultCertificate(true)
          .sslSupportMethod("vip")
          .minimumProtocolVersion(MinimumProtocolVersion.TLS_V1)
          .certificateSource(CertificateSource.CLOUDFRONT)
          .build();
    }
    boolean acm = given.acmCertificateArn() != null;
    ViewerCertificate.Builder certificate =
        given.toBuilder()
            .cloudFrontDefaultCertificate(false)
            .certificate(acm ? given.acmCertificateArn() : given.iamCertificateId())
            .certificateSource(acm ? CertificateSource.ACM : CertificateSource.IAM);
    if (given.minimumProtocolVersion() == null) {
      certificate.minimumProtocolVersion(MinimumProtocolVersion.TLS_V1);
    }
    return certificate.build();
  }

  private static CustomErrorResponses errors(@Nullable CustomErrorResponses given) {
    if (given == null) {
      return CustomErrorResponses.builder().quantity(0).build();
    }
    List<CustomErrorResponse> all = new ArrayList<>();
    for (CustomErrorResponse one : given.items()) {
      all.add(
          one.toBuilder()
              .responsePagePath(one.responsePagePath() == null ? "" : one.responsePagePath())
              .responseCode(one.responseCode() == null ? "" : one.responseCode())
              // Ten seconds, documented.
              .errorCachingMinTTL(one.errorCachingMinTTL() == null ? 10L : one.errorCachingMinTTL())
              .build());
    }
    return given.toBuilder().items(all).build();
  }

  private static Origins origins(Origins given) {
    List<Origin> all = new ArrayList<>();
    for (Origin one : given.items()) {
      Origin.Builder origin = one.toBuilder();
      if (one.originPath() == null) {
        origin.originPath("");
      }
      if (one.customHeaders() == null) {
        origin.customHeaders(CustomHeaders.builder().quantity(0).build());
      }
      if (one.connectionAttempts() == null) {
        origin.connectionAttempts(3);
      }
      if (one.connectionTimeout() == null) {
        origin.connectionTimeout(10);
      }
      if (one.originShield() == null) {
        origin.originShield(OriginShield.builder().enabled(false).build());
      }
      if (one.originAccessControlId() == null) {
        origin.originAccessControlId("");
      }
      CustomOriginConfig custom = one.customOriginConfig();
      if (custom != null) {
        origin.customOriginConfig(
            custom.toBuilder()
                .originReadTimeout(
                    custom.originReadTimeout() == null ? 30 : custom.originReadTimeout())
                .originKeepaliveTimeout(
                    custom.originKeepaliveTimeout() == null ? 5 : custom.originKeepaliveTimeout())
                .build());
      }
      all.add(origin.build());
    }
    return given.toBuilder().items(all).build();
  }

  private static CacheBehaviors behaviours(@Nullable CacheBehaviors given) {
    if (given == null) {
      return CacheBehaviors.builder().quantity(0).build();
    }
    return given.toBuilder()
        .items(given.items().stream().map(Completed::behaviour).toList())
        .build();
  }

  private static CacheBehavior behaviour(CacheBehavior given) {
    CacheBehavior.Builder one = given.toBuilder();
    AllowedMethods allowed = given.allowedMethods();
    if (allowed == null) {
      one.allowedMethods(
          m -> m.quantity(2).items(READ).cachedMethods(c -> c.quantity(2).items(READ)));
    } else if (allowed.cachedMethods() == null) {
      one.allowedMethods(allowed.toBuilder().cachedMethods(c -> c.quantity(2).items(READ)).build());
    }
    if (given.trustedSigners() == null) {
      one.trustedSigners(TrustedSigners.builder().enabled(false).quantity(0).build());
    }
    if (given.trustedKeyGroups() == null) {
      one.trustedKeyGroups(TrustedKeyGroups.builder().enabled(false).quantity(0).build());
    }
    if (given.smoothStreaming() == null) {
      one.smoothStreaming(false);
    }
    if (given.compress() == null) {
      one.compress(false);
    }
    if (given.lambdaFunctionAssociations() == null) {
      one.lambdaFunctionAssociations(LambdaFunctionAssociations.builder().quantity(0).build());
    }
    if (given.functionAssociations() == null) {
      one.functionAssociations(FunctionAssociations.builder().quantity(0).build());
    }
    if (given.fieldLevelEncryptionId() == null) {
      one.fieldLevelEncryptionId("");
    }
    if (given.grpcConfig() == null) {
      one.grpcConfig(GrpcConfig.builder().enabled(false).build());
    }
    completeTtls(given, one);
    return one.build();
  }

  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  private static void completeTtls(CacheBehavior given, CacheBehavior.Builder one) {
    if (given.forwardedValues() != null) {
      one.defaultTTL(defaultTtl(given.minTTL(), given.defaultTTL()));
      one.maxTTL(maxTtl(defaultTtl(given.minTTL(), given.defaultTTL()), given.maxTTL()));
    }
  }

  /** A day, or MinTTL where that is more; documented with cache policies. */
  static long defaultTtl(@Nullable Long min, @Nullable Long given) {
    return given != null ? given : Math.max(DAY, min == null ? 0 : min);
  }

  /** A year, or DefaultTTL where that is more; documented with cache policies. */
  static long maxTtl(long usual, @Nullable Long given) {
    return given != null ? given : Math.max(YEAR, usual);
  }
}
