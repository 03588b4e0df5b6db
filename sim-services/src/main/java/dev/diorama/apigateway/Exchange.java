package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.HttpRequest;

/**
 * One request to a stage on its way through the gateway.
 *
 * @param path the path below the stage as written, beginning with a slash
 * @param extendedId what {@code x-amz-apigw-id} shows
 * @param traceId what {@code X-Amzn-Trace-Id} shows
 */
record Exchange(
    Call call,
    HttpRequest request,
    ApiGatewayStore.RestApi api,
    ApiGatewayStore.Stage stage,
    String path,
    String extendedId,
    String traceId) {

  Definition definition() {
    return stage.deployment.definition();
  }

  /** The host name that AWS would give the API, whatever name the client used. */
  String domainName() {
    return api.id + ".execute-api." + api.region + ".amazonaws.com";
  }

  /** The ARN of a method and path of this stage, as policies name it. */
  String arn(String tail) {
    return "arn:aws:execute-api:"
        + api.region
        + ":"
        + api.account
        + ":"
        + api.id
        + "/"
        + stage.name
        + "/"
        + request.method()
        + tail;
  }
}
