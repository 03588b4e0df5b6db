/**
 * CloudFront: distributions, their policies, and the edge locations that serve them.
 *
 * <p>{@link dev.diorama.cloudfront.CloudFront} is the door. The <em>control plane</em> ({@code
 * CloudFrontApi} and the services it lists) answers the API at {@code cloudfront.amazonaws.com} and
 * keeps what owners configure. The <em>data plane</em> ({@code EdgeLocations}) answers viewers.
 * They know of each other what {@code Catalog} and {@code Edges} say, and no more.
 *
 * <h2>Control plane: what is simulated</h2>
 *
 * <ul>
 *   <li>Distributions with tags, ETags and caller references. A change is {@code InProgress} and
 *       takes effect when it is {@code Deployed}, after {@code CloudFrontConfig.deployment()}; a
 *       new distribution answers nobody before. One can be deleted when it is disabled and
 *       deployed.
 *   <li>Origin Access Controls of type s3, Origin Access Identities, cache policies, origin request
 *       policies, response headers policies with AWS's managed ones, public keys, key groups.
 *   <li>Invalidations; see {@code InvalidationService} for the moment at which caches forget. Paths
 *       are counted in the metric {@code Diorama/CloudFront} {@code InvalidationPaths}.
 * </ul>
 *
 * <h2>Data plane: what is simulated</h2>
 *
 * <ul>
 *   <li>A viewer's nearest edge location within the price class, the regional edge cache behind it,
 *       Origin Shield, and the origin; each place with a cache of its own, each way with its time.
 *       See {@code Places}, {@code Delivery}, {@code EdgeMetrics}.
 *   <li>Behaviours, cache keys, TTLs, revalidation, request collapsing, stale answers: {@code
 *       Behaviour}, {@code CacheKeys}, {@code Freshness}, {@code Delivery}.
 *   <li>Requests to origins, OAC, OAI, timeouts, failover: {@code OriginRequests}, {@code Origins}.
 *   <li>Redirects to HTTPS, methods, countries, error pages, signed URLs and cookies, conditions
 *       and ranges, gzip, response headers policies: {@code EdgeLocations}, {@code SignedAccess},
 *       {@code Conditionals}, {@code Compression}, {@code ResponseHeaders}.
 * </ul>
 *
 * <h2>Data plane: known deviations</h2>
 *
 * <ul>
 *   <li>Connections are open already: neither TCP nor TLS handshakes take time, nor do bytes.
 *   <li>A range that no cache has makes the edge fetch the whole object; several ranges at once are
 *       answered with the whole. A viewer's condition that no cache can judge is not passed on: the
 *       object is fetched and the condition judged here. Viewers see the same.
 *   <li>{@code X-Cache} says what the edge location found: an answer out of a regional cache is a
 *       Miss with an Age. A request that waits for the answer to another one of the same place
 *       waits to its end, also where it would have been the first by a few milliseconds.
 *   <li>Brotli is not spoken, {@code Vary} and {@code Server-Timing} are left as the origin has
 *       them, log files are not written, and bodies are not limited to AWS's 50 GB.
 *   <li>Signatures are RSA with SHA-1; ECDSA keys are answered with Unknown Key. Address conditions
 *       know IPv4.
 *   <li>The cache of a place is one of 64 MiB (edge) or 256 MiB (regional), assumed, and shared by
 *       all distributions; errors are kept at every place on the way, assumed.
 *   <li>An edge location's digits in {@code X-Amz-Cf-Pop}, and its address, are made up.
 * </ul>
 *
 * <h2>Taken without effect on answers</h2>
 *
 * <p>{@code Logging} (no log files are written), {@code HttpVersion}, {@code IsIPV6Enabled}, {@code
 * SslSupportMethod}, {@code MinimumProtocolVersion} and {@code OriginSslProtocols} (there is no TLS
 * to negotiate). A certificate is taken to exist and to cover every alternate domain name if its
 * ARN is one of ACM in us-east-1.
 *
 * <h2>Refused, naming what</h2>
 *
 * <p>501 NotImplemented: {@code Staging}, {@code AnycastIpListId}, {@code TenantConfig}, {@code
 * ViewerMtlsConfig}, {@code ConnectionFunctionAssociation}, {@code VpcOriginConfig}, {@code
 * GrpcConfig}, {@code SmoothStreaming}, {@code TrustedSigners}, Origin Access Controls for Lambda
 * function URLs and for AWS Elemental; and every operation of the API that is not in {@code
 * CloudFrontApi}, functions, key value stores, continuous deployment and tenants among them. With
 * AWS's own refusal of what does not exist, because it cannot exist here: {@code WebACLId}, {@code
 * ContinuousDeploymentPolicyId}, {@code FieldLevelEncryptionId}, {@code RealtimeLogConfigArn},
 * {@code FunctionAssociations} and {@code LambdaFunctionAssociations}.
 *
 * <h2>Not simulated</h2>
 *
 * <p>That a change reaches some edges before others; the lists by policy ({@code
 * ListDistributionsByCachePolicyId} and its like); most quotas of an account; the domain names that
 * AWS forbids as origins; validation of enumerations beyond those that rules name.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/Welcome.html">the
 *     API</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html">the
 *     developer guide</a>
 */
@NullMarked
package dev.diorama.cloudfront;

import org.jspecify.annotations.NullMarked;
