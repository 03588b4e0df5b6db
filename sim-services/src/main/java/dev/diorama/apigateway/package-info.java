/**
 * Amazon API Gateway REST APIs.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>Control plane: REST APIs (create, get, update, delete, put and import of Swagger 2.0 and
 *       OpenAPI 3 in JSON), resources, methods, {@code AWS_PROXY} to Lambda and {@code MOCK}
 *       integrations, Cognito authorizers, request validators of parameters, gateway responses (by
 *       import), deployments as snapshots, stages with cache cluster, variables and method
 *       settings, FlushStageCache, account settings, tags.
 *   <li>Run time, service {@code execute-api}: {@code https://{api}.execute-api.{region}
 *       .amazonaws.com/{stage}/...}, the same under {@code .localhost}, and the path form {@code
 *       /_aws/execute-api/{api}/{stage}/...} of the served port. The AWS names want HTTPS; the two
 *       local forms are served over HTTP as well, so that a tool without our CA can look.
 *   <li>Route choice, Cognito and IAM authorization, throttling by exact token buckets, the stage
 *       cache, the proxy event 1.0, binary media types, the integration timeout, AWS's error bodies
 *       and {@code x-amzn-*} headers, metrics by {@code ApiName} and {@code Stage}.
 * </ul>
 *
 * <h2>Refused with 501 NotImplemented, naming what</h2>
 *
 * HTTP, HTTP_PROXY and AWS integrations, VPC links, integration credentials other than the
 * caller's, request parameter mappings, content handling, the mapping template language, Lambda
 * authorizers, API keys and usage plans, validation of bodies against models, resource policies,
 * payload compression, private endpoints, canary releases, client certificates, access logs,
 * response streaming, cloneFrom. Operations that are not in the table are refused by the router.
 *
 * <h2>Recorded, without effect</h2>
 *
 * Tracing, log levels, metrics per method, cache encryption, the CloudWatch role, endpoint type
 * (edge and Regional answer alike), an authorizer's result TTL (every token is verified anew, so
 * that an expired one is refused at once; AWS may accept it for up to the TTL).
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>A cache cluster is available at once; AWS takes about four minutes.
 *   <li>The stage cache keeps answers of any status that the integration gives, as users of AWS
 *       observe; {@link dev.diorama.apigateway.ApiGatewayConfig#withCachesErrors} switches to 2xx
 *       only. Refusals of the gateway itself are never cached.
 *   <li>A request for an unknown path is always "Missing Authentication Token"; AWS words it
 *       otherwise when an Authorization header is there that is no signature.
 *   <li>Throttling is before authorization, and a method's own settings inherit value by value from
 *       the stage's: both assumed.
 *   <li>The limit of 10,240 bytes on request line and headers is not checked.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/">Developer Guide</a>
 */
@NullMarked
package dev.diorama.apigateway;

import org.jspecify.annotations.NullMarked;
