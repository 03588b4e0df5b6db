package dev.diorama.cloudfront;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * The errors of CloudFront. Codes and statuses are documented in the service model that AWS
 * publishes with its SDKs; a message is the model's description unless the place that throws it
 * says that AWS was seen to say something else.
 */
enum CloudFrontError implements ErrorCode {
  BATCH_TOO_LARGE("BatchTooLarge", 413, "Invalidation batch specified is too large."),
  /** Observed: hashicorp/terraform-provider-aws, anomalyco/ion#443. */
  CACHE_POLICY_IN_USE(
      "CachePolicyInUse",
      409,
      "The specified cache policy is currently associated with a cache behavior. Please"
          + " disassociate the policy before deleting."),
  CACHE_POLICY_ALREADY_EXISTS(
      "CachePolicyAlreadyExists", 409, "A cache policy with this name already exists."),
  CANNOT_CHANGE_IMMUTABLE_PUBLIC_KEY_FIELDS(
      "CannotChangeImmutablePublicKeyFields", 400, "You can't change the value of a public key."),
  /** Observed: klaemo/s3-website#25 and many others. */
  CNAME_ALREADY_EXISTS(
      "CNAMEAlreadyExists",
      409,
      "One or more of the CNAMEs you provided are already associated with a different resource."),
  DISTRIBUTION_ALREADY_EXISTS(
      "DistributionAlreadyExists",
      409,
      "The caller reference that you are using to create a distribution is associated with another"
          + " distribution."),
  DISTRIBUTION_NOT_DISABLED(
      "DistributionNotDisabled",
      409,
      "The distribution you are trying to delete has not been disabled."),
  ILLEGAL_DELETE("IllegalDelete", 400, "Deletion is not allowed for this entity."),
  ILLEGAL_ORIGIN_ACCESS_CONFIGURATION(
      "IllegalOriginAccessConfiguration",
      400,
      "An origin cannot contain both an origin access control (OAC) and an origin access identity"
          + " (OAI)."),
  ILLEGAL_UPDATE("IllegalUpdate", 400, "The update contains modifications that are not allowed."),
  INCONSISTENT_QUANTITIES(
      "InconsistentQuantities", 400, "The value of Quantity and the size of Items don't match."),
  INVALID_ARGUMENT("InvalidArgument", 400, "An argument is invalid."),
  INVALID_DEFAULT_ROOT_OBJECT(
      "InvalidDefaultRootObject",
      400,
      "The default root object file name is too big or contains an invalid character."),
  INVALID_ERROR_CODE("InvalidErrorCode", 400, "An invalid error code was specified."),
  INVALID_FORWARD_COOKIES(
      "InvalidForwardCookies",
      400,
      "Your request contains forward cookies option which doesn't match with the expectation for"
          + " the whitelisted list of cookie names."),
  INVALID_FUNCTION_ASSOCIATION(
      "InvalidFunctionAssociation", 400, "A CloudFront function association is invalid."),
  INVALID_GEO_RESTRICTION_PARAMETER(
      "InvalidGeoRestrictionParameter",
      400,
      "The specified geo restriction parameter is not valid."),
  /** Observed: aws/aws-sdk#576. */
  INVALID_IF_MATCH_VERSION(
      "InvalidIfMatchVersion",
      400,
      "The If-Match version is missing or not valid for the resource."),
  INVALID_LAMBDA_FUNCTION_ASSOCIATION(
      "InvalidLambdaFunctionAssociation",
      400,
      "The specified Lambda@Edge function association is invalid."),
  INVALID_LOCATION_CODE("InvalidLocationCode", 400, "The location code specified is not valid."),
  INVALID_ORIGIN_ACCESS_CONTROL(
      "InvalidOriginAccessControl", 400, "The origin access control is not valid."),
  INVALID_ORIGIN_ACCESS_IDENTITY(
      "InvalidOriginAccessIdentity",
      400,
      "The origin access identity is not valid or doesn't exist."),
  INVALID_ORIGIN_KEEPALIVE_TIMEOUT(
      "InvalidOriginKeepaliveTimeout",
      400,
      "The keep alive timeout specified for the origin is not valid."),
  INVALID_ORIGIN_READ_TIMEOUT(
      "InvalidOriginReadTimeout", 400, "The read timeout specified for the origin is not valid."),
  INVALID_RELATIVE_PATH(
      "InvalidRelativePath",
      400,
      "The relative path is too big, is not URL-encoded, or does not begin with a slash (/)."),
  INVALID_RESPONSE_CODE("InvalidResponseCode", 400, "A response code is not valid."),
  INVALID_TAGGING("InvalidTagging", 400, "The tagging specified is not valid."),
  INVALID_TTL_ORDER("InvalidTTLOrder", 400, "The TTL order specified is not valid."),
  /** Observed: cloudposse/terraform-aws-cloudfront-s3-cdn#72. */
  INVALID_VIEWER_CERTIFICATE(
      "InvalidViewerCertificate",
      400,
      "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a"
          + " trusted certificate that validates your authorization to use the domain name. For"
          + " more details, see:"
          + " https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"
          + "#alternate-domain-names-requirements"),
  INVALID_WEB_ACL_ID("InvalidWebACLId", 400, "A web ACL ID specified is not valid."),
  INVALIDATION_BATCH_ALREADY_EXISTS(
      "InvalidationBatchAlreadyExists",
      409,
      "The caller reference that you are using to create an invalidation batch is associated with"
          + " another invalidation batch."),
  KEY_GROUP_ALREADY_EXISTS(
      "KeyGroupAlreadyExists", 409, "A key group with this name already exists."),
  NO_SUCH_CACHE_POLICY("NoSuchCachePolicy", 404, "The specified cache policy does not exist."),
  NO_SUCH_CLOUD_FRONT_ORIGIN_ACCESS_IDENTITY(
      "NoSuchCloudFrontOriginAccessIdentity",
      404,
      "The specified origin access identity does not exist."),
  NO_SUCH_CONTINUOUS_DEPLOYMENT_POLICY(
      "NoSuchContinuousDeploymentPolicy", 404, "The continuous deployment policy doesn't exist."),
  NO_SUCH_DISTRIBUTION("NoSuchDistribution", 404, "The specified distribution does not exist."),
  NO_SUCH_FIELD_LEVEL_ENCRYPTION_CONFIG(
      "NoSuchFieldLevelEncryptionConfig",
      404,
      "The specified configuration for field-level encryption doesn't exist."),
  NO_SUCH_INVALIDATION("NoSuchInvalidation", 404, "The specified invalidation does not exist."),
  /** Observed: hashicorp/terraform#18283, aws-cloudformation/rain#517. */
  NO_SUCH_ORIGIN(
      "NoSuchOrigin",
      404,
      "One or more of your cache behavior target origins or origin groups do not exist."),
  NO_SUCH_ORIGIN_ACCESS_CONTROL(
      "NoSuchOriginAccessControl", 404, "The specified origin access control does not exist."),
  NO_SUCH_ORIGIN_REQUEST_POLICY(
      "NoSuchOriginRequestPolicy", 404, "The specified origin request policy does not exist."),
  NO_SUCH_PUBLIC_KEY("NoSuchPublicKey", 404, "The specified public key doesn't exist."),
  NO_SUCH_REALTIME_LOG_CONFIG(
      "NoSuchRealtimeLogConfig", 404, "The real-time log configuration does not exist."),
  NO_SUCH_RESOURCE("NoSuchResource", 404, "A resource that was specified is not valid."),
  NO_SUCH_RESPONSE_HEADERS_POLICY(
      "NoSuchResponseHeadersPolicy", 404, "The specified response headers policy does not exist."),
  /** Not an error of AWS: what Diorama does not build is refused by its name. */
  NOT_SIMULATED("NotImplemented", 501, "Diorama does not simulate this."),
  ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS(
      "OriginAccessControlAlreadyExists",
      409,
      "An origin access control with the same name already exists."),
  /** Observed: terraform-aws-modules/terraform-aws-cloudfront#135. */
  ORIGIN_ACCESS_CONTROL_IN_USE(
      "OriginAccessControlInUse", 409, "The CloudFront origin access control is still being used."),
  ORIGIN_ACCESS_IDENTITY_ALREADY_EXISTS(
      "CloudFrontOriginAccessIdentityAlreadyExists",
      409,
      "The caller reference that you are using to create an origin access identity is associated"
          + " with another identity."),
  /** Observed: anomalyco/ion#443. */
  ORIGIN_ACCESS_IDENTITY_IN_USE(
      "CloudFrontOriginAccessIdentityInUse",
      409,
      "The CloudFront origin access identity is still being used."),
  ORIGIN_REQUEST_POLICY_ALREADY_EXISTS(
      "OriginRequestPolicyAlreadyExists",
      409,
      "An origin request policy with this name already exists."),
  ORIGIN_REQUEST_POLICY_IN_USE(
      "OriginRequestPolicyInUse",
      409,
      "Cannot delete the origin request policy because it is attached to one or more cache"
          + " behaviors."),
  /** Observed: hashicorp/terraform-provider-aws#17841. */
  PRECONDITION_FAILED(
      "PreconditionFailed",
      412,
      "The request failed because it didn't meet the preconditions in one or more request-header"
          + " fields."),
  PUBLIC_KEY_ALREADY_EXISTS(
      "PublicKeyAlreadyExists", 409, "The specified public key already exists."),
  PUBLIC_KEY_IN_USE("PublicKeyInUse", 409, "The specified public key is in use."),
  RESOURCE_IN_USE("ResourceInUse", 409, "Cannot delete this resource because it is in use."),
  RESPONSE_HEADERS_POLICY_ALREADY_EXISTS(
      "ResponseHeadersPolicyAlreadyExists",
      409,
      "A response headers policy with this name already exists."),
  RESPONSE_HEADERS_POLICY_IN_USE(
      "ResponseHeadersPolicyInUse",
      409,
      "Cannot delete the response headers policy because it is attached to one or more cache"
          + " behaviors in a CloudFront distribution."),
  TOO_MANY_CACHE_BEHAVIORS(
      "TooManyCacheBehaviors", 400, "You cannot create more cache behaviors for the distribution."),
  TOO_MANY_DISTRIBUTION_CNAMES(
      "TooManyDistributionCNAMEs",
      400,
      "Your request contains more CNAMEs than are allowed per distribution."),
  TOO_MANY_DISTRIBUTIONS(
      "TooManyDistributions",
      400,
      "Processing your request would cause you to exceed the maximum number of distributions"
          + " allowed."),
  /** Observed: laurilehmijoki/s3_website#26. */
  TOO_MANY_INVALIDATIONS_IN_PROGRESS(
      "TooManyInvalidationsInProgress",
      400,
      "Processing your request will cause you to exceed the maximum number of in-progress"
          + " invalidations."),
  TOO_MANY_ORIGIN_CUSTOM_HEADERS(
      "TooManyOriginCustomHeaders", 400, "Your request contains too many origin custom headers."),
  TOO_MANY_ORIGIN_GROUPS_PER_DISTRIBUTION(
      "TooManyOriginGroupsPerDistribution",
      400,
      "Processing your request would cause you to exceed the maximum number of origin groups"
          + " allowed."),
  TOO_MANY_ORIGINS("TooManyOrigins", 400, "You cannot create more origins for the distribution."),
  TOO_MANY_PUBLIC_KEYS_IN_KEY_GROUP(
      "TooManyPublicKeysInKeyGroup",
      400,
      "The number of public keys in this key group is more than the maximum allowed."),
  TRUSTED_KEY_GROUP_DOES_NOT_EXIST(
      "TrustedKeyGroupDoesNotExist", 400, "The specified key group does not exist.");

  private final String code;
  private final int status;
  private final String message;

  CloudFrontError(String code, int status, String message) {
    this.code = code;
    this.status = status;
    this.message = message;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }

  /** The failure with its usual message. */
  AwsException usual() {
    return with(message);
  }

  /** An argument that is refused, in CloudFront's way of saying so. */
  static AwsException argument(String message) {
    return INVALID_ARGUMENT.with(message);
  }

  /** The refusal of a member that has no effect here though a user would miss it. */
  static AwsException notSimulated(String member) {
    return NOT_SIMULATED.with("Diorama does not simulate " + member + " of CloudFront.");
  }
}
