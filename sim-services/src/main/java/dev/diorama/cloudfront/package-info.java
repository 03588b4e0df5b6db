/**
 * CloudFront: distributions, their policies, and the edge locations that serve them.
 *
 * <p>{@link dev.diorama.cloudfront.CloudFront} is the door. The <em>control plane</em> ({@code
 * CloudFrontApi} and the services it lists) answers the API at {@code cloudfront.amazonaws.com} and
 * keeps what owners configure. The <em>data plane</em> ({@code EdgeLocations}) answers viewers. They
 * know of each other what {@code Catalog} and {@code Edges} say, and no more.
 *
 * <h2>Control plane: what is simulated</h2>
 *
 * <ul>
 *   <li>Distributions with tags, ETags and caller references. A change is {@code InProgress} and takes
 *       effect when it is {@code Deployed}, after {@code CloudFrontConfig.deployment()}; a new
 *       distribution answers nobody before. One can be deleted when it is disabled and deployed.
 *   <li>Origin Access Controls of type s3, Origin Access Identities, cache policies, origin request
 *       policies, response headers policies with AWS's managed ones, public keys, key groups.
 *   <li>Invalidations; see {@code InvalidationService} for the moment at which caches forget. Paths
 *       are counted in the metric {@code Diorama/CloudFront} {@code InvalidationPaths}.
 * </ul>
 *
 * <h2>Taken without effect on answers</h2>
 *
 * <p>{@code Logging} (no log files are written), {@code HttpVersion}, {@code IsIPV6Enabled}, {@code
 * SslSupportMethod}, {@code MinimumProtocolVersion} and {@code OriginSslProtocols} (there is no TLS
 * to negotiate). A certificate is taken to exist and to cover every alternate domain name if its ARN
 * is one of ACM in us-east-1.
 *
 * <h2>Refused, naming what</h2>
 *
 * <p>501 NotImplemented: {@code Staging}, {@code AnycastIpListId}, {@code TenantConfig}, {@code
 * ViewerMtlsConfig}, {@code ConnectionFunctionAssociation}, {@code VpcOriginConfig}, {@code
 * GrpcConfig}, {@code SmoothStreaming}, {@code TrustedSigners}, Origin Access Controls for Lambda
 * function URLs and for AWS Elemental; and every operation of the API that is not in {@code
 * CloudFrontApi}, functions, key value stores, continuous deployment and tenants among them. With
 * AWS's own refusal of what does not exist, because it cannot exist here: {@code WebACLId}, {@code
 * ContinuousDeploymentPolicyId}, {@code FieldLevelEncryptionId}, {@code RealtimeLogConfigArn}, {@code
 * FunctionAssociations} and {@code LambdaFunctionAssociations}.
 *
 * <h2>Not simulated</h2>
 *
 * <p>That a change reaches some edges before others; the lists by policy ({@code
 * ListDistributionsByCachePolicyId} and its like); most quotas of an account; the domain names that
 * AWS forbids as origins; validation of enumerations beyond those that rules name.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/Welcome.html">the API</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html">the
 *     developer guide</a>
 */
@NullMarked
package dev.diorama.cloudfront;

import org.jspecify.annotations.NullMarked;
