package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.AuthType;
import dev.diorama.apigateway.ApiGatewayModel.Authorizer;
import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationResponse;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.apigateway.ApiGatewayModel.MethodResponse;
import dev.diorama.apigateway.ApiGatewayModel.Resource;
import dev.diorama.core.router.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizersRequest;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizersResponse;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseResponse;
import software.amazon.awssdk.services.apigateway.model.ResponseTransferMode;

/** The rules about what an API is made of: resources, methods, integrations, authorizers. */
final class ResourceService {
  private static final List<String> HTTP_METHODS =
      List.of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private final ApiGatewayConfig config;
  private final ApiGatewayStore store;
  private final Ids ids;

  ResourceService(ApiGatewayConfig config, ApiGatewayStore store, Ids ids) {
    this.config = config;
    this.store = store;
    this.ids = ids;
  }

  private ApiGatewayStore.RestApi api(Call call, String id) {
    return store.get(call.account(), call.region(), id);
  }

  private static Resource resource(ApiGatewayStore.RestApi api, String id) {
    Resource resource = api.definition.resources().get(id);
    if (resource == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Resource identifier specified");
    }
    return resource;
  }

  private static Method method(Resource resource, String httpMethod) {
    Method method = resource.methods().get(httpMethod);
    if (method == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Method identifier specified");
    }
    return method;
  }

  private static Integration integration(Method method) {
    return method
        .integration()
        .orElseThrow(
            () -> ApiGatewayError.NOT_FOUND.with("Invalid Integration identifier specified"));
  }

  private static void keep(ApiGatewayStore.RestApi api, Resource resource, Method method) {
    api.definition = api.definition.withResource(resource.withMethod(method));
  }

  GetResourcesResponse list(Call call, GetResourcesRequest request) {
    boolean embed = request.embed().contains("methods");
    Views.Page<software.amazon.awssdk.services.apigateway.model.Resource> page =
        Views.Page.of(
            api(call, request.restApiId()).definition.resources().values().stream()
                .map(each -> Views.resource(each, embed))
                .toList(),
            request.position(),
            request.limit());
    return GetResourcesResponse.builder().items(page.items()).position(page.position()).build();
  }

  GetResourceResponse read(Call call, GetResourceRequest request) {
    Resource resource = resource(api(call, request.restApiId()), request.resourceId());
    return Copies.into(
        Views.resource(resource, request.embed().contains("methods")),
        GetResourceResponse.builder());
  }

  CreateResourceResponse create(Call call, CreateResourceRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource parent = resource(api, request.parentId());
    String part = request.pathPart() == null ? "" : request.pathPart();
    Resource child = Paths.child(api.definition, parent, part, ids.part());
    api.definition = api.definition.withResource(child);
    return Copies.into(Views.resource(child, true), CreateResourceResponse.builder());
  }

  DeleteResourceResponse delete(Call call, DeleteResourceRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource resource = resource(api, request.resourceId());
    if (resource.parentId().isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with("Root resource cannot be deleted");
    }
    api.definition = api.definition.withoutResource(resource);
    return DeleteResourceResponse.builder().build();
  }

  PutMethodResponse putMethod(Call call, PutMethodRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource resource = resource(api, request.resourceId());
    if (!HTTP_METHODS.contains(request.httpMethod())) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid HTTP method specified");
    }
    if (resource.methods().containsKey(request.httpMethod())) {
      throw ApiGatewayError.CONFLICT.with("Method already exists for this resource");
    }
    if (Boolean.TRUE.equals(request.apiKeyRequired())) {
      throw ApiGatewayError.notBuilt("API keys and usage plans");
    }
    AuthType type = authType(request.authorizationType());
    String authorizerId = request.authorizerId() == null ? "" : request.authorizerId();
    if (type == AuthType.COGNITO_USER_POOLS
        && !api.definition.authorizers().containsKey(authorizerId)) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or"
              + " COGNITO_USER_POOLS requires a valid authorizer.");
    }
    String validator = request.requestValidatorId() == null ? "" : request.requestValidatorId();
    if (!validator.isEmpty() && !api.definition.validators().containsKey(validator)) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid Request Validator identifier specified");
    }
    Method method =
        new Method(
            request.httpMethod(),
            type,
            type == AuthType.COGNITO_USER_POOLS ? authorizerId : "",
            request.authorizationScopes(),
            request.requestParameters(),
            request.requestModels(),
            validator,
            request.operationName() == null ? "" : request.operationName(),
            Map.of(),
            Optional.empty());
    keep(api, resource, method);
    return Copies.into(Views.method(method), PutMethodResponse.builder());
  }

  private static AuthType authType(@Nullable String asked) {
    return switch (asked == null ? "" : asked) {
      case "NONE" -> AuthType.NONE;
      case "AWS_IAM" -> AuthType.AWS_IAM;
      case "COGNITO_USER_POOLS" -> AuthType.COGNITO_USER_POOLS;
      case "CUSTOM" -> throw ApiGatewayError.notBuilt("Lambda authorizers");
      default ->
          throw ApiGatewayError.BAD_REQUEST.with("Invalid Authorization Type specified: " + asked);
    };
  }

  GetMethodResponse readMethod(Call call, GetMethodRequest request) {
    Resource resource = resource(api(call, request.restApiId()), request.resourceId());
    return Copies.into(
        Views.method(method(resource, request.httpMethod())), GetMethodResponse.builder());
  }

  PutMethodResponseResponse putMethodResponse(Call call, PutMethodResponseRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource resource = resource(api, request.resourceId());
    Method method = method(resource, request.httpMethod());
    if (method.responses().containsKey(request.statusCode())) {
      throw ApiGatewayError.CONFLICT.with("Response already exists for this resource");
    }
    MethodResponse response =
        new MethodResponse(
            request.statusCode(), request.responseParameters(), request.responseModels());
    keep(api, resource, method.withResponse(response));
    return Copies.into(Views.methodResponse(response), PutMethodResponseResponse.builder());
  }

  PutIntegrationResponse putIntegration(Call call, PutIntegrationRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource resource = resource(api, request.resourceId());
    Method method = method(resource, request.httpMethod());
    if (request.responseTransferMode() == ResponseTransferMode.STREAM) {
      throw ApiGatewayError.notBuilt("response streaming");
    }
    Integrations.Draft draft =
        new Integrations.Draft(
            request.typeAsString(),
            request.integrationHttpMethod(),
            request.uri(),
            request.credentials(),
            request.timeoutInMillis(),
            request.passthroughBehavior(),
            request.cacheKeyParameters(),
            request.cacheNamespace(),
            request.requestTemplates(),
            request.requestParameters(),
            request.contentHandlingAsString(),
            request.connectionTypeAsString());
    Integration integration =
        Integrations.checked(draft, method, resource.id(), config.maxTimeoutMillis());
    keep(api, resource, method.withIntegration(integration));
    return Copies.into(Views.integration(integration), PutIntegrationResponse.builder());
  }

  GetIntegrationResponse readIntegration(Call call, GetIntegrationRequest request) {
    Resource resource = resource(api(call, request.restApiId()), request.resourceId());
    Integration integration = integration(method(resource, request.httpMethod()));
    return Copies.into(Views.integration(integration), GetIntegrationResponse.builder());
  }

  PutIntegrationResponseResponse putIntegrationResponse(
      Call call, PutIntegrationResponseRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    Resource resource = resource(api, request.resourceId());
    Method method = method(resource, request.httpMethod());
    Integration integration = integration(method);
    if (request.contentHandlingAsString() != null) {
      throw ApiGatewayError.notBuilt("contentHandling of an integration");
    }
    IntegrationResponse response =
        Integrations.checkedResponse(
            method,
            new IntegrationResponse(
                request.statusCode(),
                request.selectionPattern() == null ? "" : request.selectionPattern(),
                request.responseParameters(),
                request.responseTemplates()));
    keep(
        api,
        resource,
        method.withIntegration(integration.withResponse(request.statusCode(), response)));
    return Copies.into(
        Views.integrationResponse(response), PutIntegrationResponseResponse.builder());
  }

  CreateAuthorizerResponse createAuthorizer(Call call, CreateAuthorizerRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    if (request.type() != AuthorizerType.COGNITO_USER_POOLS) {
      throw ApiGatewayError.notBuilt("authorizers of type " + request.typeAsString());
    }
    String name = request.name() == null ? "" : request.name();
    if (api.definition.authorizers().values().stream().anyMatch(each -> each.name().equals(name))) {
      throw ApiGatewayError.CONFLICT.with(
          "Authorizer name must be unique. Authorizer "
              + name
              + " already exists in this RestApi.");
    }
    Authorizer authorizer =
        Authorizers.checked(
            ids.part(),
            name,
            request.providerARNs(),
            request.identitySource() == null ? "" : request.identitySource(),
            request.identityValidationExpression() == null
                ? ""
                : request.identityValidationExpression(),
            request.authorizerResultTtlInSeconds());
    api.definition = api.definition.withAuthorizer(authorizer);
    return Copies.into(Views.authorizer(authorizer), CreateAuthorizerResponse.builder());
  }

  GetAuthorizersResponse listAuthorizers(Call call, GetAuthorizersRequest request) {
    Views.Page<software.amazon.awssdk.services.apigateway.model.Authorizer> page =
        Views.Page.of(
            api(call, request.restApiId()).definition.authorizers().values().stream()
                .map(Views::authorizer)
                .toList(),
            request.position(),
            request.limit());
    return GetAuthorizersResponse.builder().items(page.items()).position(page.position()).build();
  }

  DeleteAuthorizerResponse deleteAuthorizer(Call call, DeleteAuthorizerRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    if (!api.definition.authorizers().containsKey(request.authorizerId())) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Authorizer identifier specified");
    }
    boolean used =
        api.definition.resources().values().stream()
            .flatMap(resource -> resource.methods().values().stream())
            .anyMatch(method -> method.authorizerId().equals(request.authorizerId()));
    if (used) {
      throw ApiGatewayError.CONFLICT.with(
          "Cannot delete authorizer '"
              + request.authorizerId()
              + "', is referenced by a method of this RestApi");
    }
    api.definition = api.definition.withoutAuthorizer(request.authorizerId());
    return DeleteAuthorizerResponse.builder().build();
  }
}
