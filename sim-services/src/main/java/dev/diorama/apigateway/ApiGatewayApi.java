package dev.diorama.apigateway;

import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import dev.diorama.core.wire.UrlCoding;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheRequest;
import software.amazon.awssdk.services.apigateway.model.GetAccountRequest;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizersRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;

/**
 * The table of the control plane. Actions are the HTTP methods and resources the paths, documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
final class ApiGatewayApi {
  private static final String APIS = "/restapis";

  private final ServiceApi table;

  private ApiGatewayApi(Latency latency) {
    this.table =
        ServiceApi.of("apigateway", ApiGatewayClient.class, Protocol.REST_JSON).latency(latency);
  }

  /** A row; a POST or PUT answers 201, a DELETE 202, as AWS's own model says. */
  private <Q extends AwsRequest> void on(
      Class<Q> type, String verb, Function<Q, String> path, Rule<Q> rule) {
    int status =
        switch (verb) {
          case "POST", "PUT" -> 201;
          case "DELETE" -> 202;
          default -> 200;
        };
    on(type, verb, status, path, rule);
  }

  private <Q extends AwsRequest> void on(
      Class<Q> type, String verb, int status, Function<Q, String> path, Rule<Q> rule) {
    Rule<Q> answering =
        (call, request) -> {
          SdkResponse response = rule.apply(call, request);
          call.replyStatus(status);
          return response;
        };
    table
        .on(type, answering)
        .action("apigateway:" + verb, (call, request) -> arn(call, path.apply(request)));
  }

  private static String arn(Call call, String path) {
    return "arn:aws:apigateway:" + call.region() + "::" + path;
  }

  private static String api(String id, String... rest) {
    return APIS + "/" + id + String.join("", rest);
  }

  private static String method(String api, String resource, String httpMethod) {
    return api(api, "/resources/", resource, "/methods/", httpMethod);
  }

  static ServiceApi of(
      Latency latency,
      RestApiService apis,
      ResourceService resources,
      StageService stages,
      AccountService account) {
    ApiGatewayApi api = new ApiGatewayApi(latency);
    return api.table
        .rows(() -> api.apis(apis))
        .rows(() -> api.deployments(stages))
        .rows(() -> api.stages(stages))
        .rows(() -> api.resources(resources))
        .rows(() -> api.methods(resources))
        .rows(() -> api.account(account));
  }

  private void apis(RestApiService rules) {
    on(CreateRestApiRequest.class, "POST", q -> APIS, rules::create);
    on(ImportRestApiRequest.class, "POST", q -> APIS, rules::importApi);
    on(GetRestApisRequest.class, "GET", q -> APIS, rules::list);
    on(GetRestApiRequest.class, "GET", q -> api(q.restApiId()), rules::read);
    on(UpdateRestApiRequest.class, "PATCH", q -> api(q.restApiId()), rules::update);
    on(PutRestApiRequest.class, "PUT", 200, q -> api(q.restApiId()), rules::put);
    on(DeleteRestApiRequest.class, "DELETE", q -> api(q.restApiId()), rules::delete);
  }

  private void resources(ResourceService rules) {
    on(GetResourcesRequest.class, "GET", q -> api(q.restApiId(), "/resources"), rules::list);
    on(
        GetResourceRequest.class,
        "GET",
        q -> api(q.restApiId(), "/resources/", q.resourceId()),
        rules::read);
    on(
        CreateResourceRequest.class,
        "POST",
        q -> api(q.restApiId(), "/resources/", q.parentId()),
        rules::create);
    on(
        DeleteResourceRequest.class,
        "DELETE",
        q -> api(q.restApiId(), "/resources/", q.resourceId()),
        rules::delete);
    on(
        CreateAuthorizerRequest.class,
        "POST",
        q -> api(q.restApiId(), "/authorizers"),
        rules::createAuthorizer);
    on(
        GetAuthorizersRequest.class,
        "GET",
        q -> api(q.restApiId(), "/authorizers"),
        rules::listAuthorizers);
    on(
        DeleteAuthorizerRequest.class,
        "DELETE",
        q -> api(q.restApiId(), "/authorizers/", q.authorizerId()),
        rules::deleteAuthorizer);
  }

  private void methods(ResourceService rules) {
    on(
        PutMethodRequest.class,
        "PUT",
        q -> method(q.restApiId(), q.resourceId(), q.httpMethod()),
        rules::putMethod);
    on(
        GetMethodRequest.class,
        "GET",
        q -> method(q.restApiId(), q.resourceId(), q.httpMethod()),
        rules::readMethod);
    on(
        PutMethodResponseRequest.class,
        "PUT",
        q -> method(q.restApiId(), q.resourceId(), q.httpMethod()) + "/responses/" + q.statusCode(),
        rules::putMethodResponse);
    on(
        PutIntegrationRequest.class,
        "PUT",
        q -> method(q.restApiId(), q.resourceId(), q.httpMethod()) + "/integration",
        rules::putIntegration);
    on(
        GetIntegrationRequest.class,
        "GET",
        q -> method(q.restApiId(), q.resourceId(), q.httpMethod()) + "/integration",
        rules::readIntegration);
    on(
        PutIntegrationResponseRequest.class,
        "PUT",
        q ->
            method(q.restApiId(), q.resourceId(), q.httpMethod())
                + "/integration/responses/"
                + q.statusCode(),
        rules::putIntegrationResponse);
  }

  private void deployments(StageService rules) {
    on(
        CreateDeploymentRequest.class,
        "POST",
        q -> api(q.restApiId(), "/deployments"),
        rules::deploy);
    on(
        GetDeploymentRequest.class,
        "GET",
        q -> api(q.restApiId(), "/deployments/", q.deploymentId()),
        rules::readDeployment);
    on(
        GetDeploymentsRequest.class,
        "GET",
        q -> api(q.restApiId(), "/deployments"),
        rules::listDeployments);
    on(
        DeleteDeploymentRequest.class,
        "DELETE",
        q -> api(q.restApiId(), "/deployments/", q.deploymentId()),
        rules::deleteDeployment);
  }

  private void stages(StageService rules) {
    on(CreateStageRequest.class, "POST", q -> api(q.restApiId(), "/stages"), rules::create);
    on(
        GetStageRequest.class,
        "GET",
        q -> api(q.restApiId(), "/stages/", q.stageName()),
        rules::read);
    on(GetStagesRequest.class, "GET", q -> api(q.restApiId(), "/stages"), rules::list);
    on(
        UpdateStageRequest.class,
        "PATCH",
        q -> api(q.restApiId(), "/stages/", q.stageName()),
        rules::update);
    on(
        DeleteStageRequest.class,
        "DELETE",
        q -> api(q.restApiId(), "/stages/", q.stageName()),
        rules::delete);
    on(
        FlushStageCacheRequest.class,
        "DELETE",
        q -> api(q.restApiId(), "/stages/", q.stageName(), "/cache/data"),
        rules::flush);
  }

  private void account(AccountService rules) {
    on(GetAccountRequest.class, "GET", q -> "/account", rules::read);
    on(UpdateAccountRequest.class, "PATCH", q -> "/account", rules::update);
    on(
        TagResourceRequest.class,
        "PUT",
        204,
        q -> "/tags/" + UrlCoding.encode(String.valueOf(q.resourceArn())),
        rules::tag);
  }
}
