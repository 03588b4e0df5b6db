package dev.diorama.apigateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Authorizer;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.IntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.MethodResponse;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.Stage;

/** Shows the state in the API's own types. */
final class Views {
  private Views() {}

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static RestApi api(ApiGatewayStore.RestApi api) {
    return RestApi.builder()
        .id(api.id)
        .name(api.name)
        .description(orNull(api.description))
        .version(orNull(api.version))
        .createdDate(api.created)
        .binaryMediaTypes(
            api.definition.binaryMediaTypes().isEmpty() ? null : api.definition.binaryMediaTypes())
        .apiKeySource("HEADER")
        .endpointConfiguration(
            EndpointConfiguration.builder().types(EndpointType.fromValue(api.endpointType)).build())
        .disableExecuteApiEndpoint(api.endpointDisabled)
        .rootResourceId(api.definition.root().id())
        .tags(api.tags.isEmpty() ? null : api.tags)
        .build();
  }

  /** A resource; its methods in full only when asked for, as GetResources does. */
  static Resource resource(ApiGatewayModel.Resource resource, boolean embedMethods) {
    Map<String, Method> methods = new LinkedHashMap<>();
    resource
        .methods()
        .forEach(
            (name, method) ->
                methods.put(name, embedMethods ? method(method) : Method.builder().build()));
    return Resource.builder()
        .id(resource.id())
        .parentId(orNull(resource.parentId()))
        .pathPart(orNull(resource.pathPart()))
        .path(resource.path())
        .resourceMethods(methods.isEmpty() ? null : methods)
        .build();
  }

  static Method method(ApiGatewayModel.Method method) {
    Map<String, MethodResponse> responses = new LinkedHashMap<>();
    method.responses().forEach((status, each) -> responses.put(status, methodResponse(each)));
    return Method.builder()
        .httpMethod(method.httpMethod())
        .authorizationType(method.authorization().name())
        .authorizerId(orNull(method.authorizerId()))
        .authorizationScopes(method.scopes().isEmpty() ? null : method.scopes())
        .apiKeyRequired(false)
        .operationName(orNull(method.operationName()))
        .requestValidatorId(orNull(method.validatorId()))
        .requestParameters(method.requestParameters().isEmpty() ? null : method.requestParameters())
        .requestModels(method.requestModels().isEmpty() ? null : method.requestModels())
        .methodResponses(responses.isEmpty() ? null : responses)
        .methodIntegration(method.integration().map(Views::integration).orElse(null))
        .build();
  }

  static MethodResponse methodResponse(ApiGatewayModel.MethodResponse response) {
    return MethodResponse.builder()
        .statusCode(response.statusCode())
        .responseParameters(response.parameters().isEmpty() ? null : response.parameters())
        .responseModels(response.models().isEmpty() ? null : response.models())
        .build();
  }

  static Integration integration(ApiGatewayModel.Integration integration) {
    Map<String, IntegrationResponse> responses = new LinkedHashMap<>();
    integration
        .responses()
        .values()
        .forEach(each -> responses.put(each.statusCode(), integrationResponse(each)));
    return Integration.builder()
        .type(integration.kind().name())
        .httpMethod(orNull(integration.httpMethod()))
        .uri(orNull(integration.uri()))
        .credentials(orNull(integration.credentials()))
        .timeoutInMillis(integration.timeoutMillis())
        .passthroughBehavior(integration.passthroughBehavior())
        .cacheNamespace(integration.cacheNamespace())
        .cacheKeyParameters(integration.cacheKeyParameters())
        .requestTemplates(
            integration.requestTemplates().isEmpty() ? null : integration.requestTemplates())
        .integrationResponses(responses.isEmpty() ? null : responses)
        .build();
  }

  static IntegrationResponse integrationResponse(ApiGatewayModel.IntegrationResponse response) {
    return IntegrationResponse.builder()
        .statusCode(response.statusCode())
        .selectionPattern(orNull(response.selectionPattern()))
        .responseParameters(response.parameters().isEmpty() ? null : response.parameters())
        .responseTemplates(response.templates().isEmpty() ? null : response.templates())
        .build();
  }

  static Authorizer authorizer(ApiGatewayModel.Authorizer authorizer) {
    return Authorizer.builder()
        .id(authorizer.id())
        .name(authorizer.name())
        .type(AuthorizerType.COGNITO_USER_POOLS)
        .providerARNs(authorizer.providerArns())
        .authType("cognito_user_pools")
        .identitySource(authorizer.identitySource())
        .identityValidationExpression(orNull(authorizer.identityValidationExpression()))
        .authorizerResultTtlInSeconds(authorizer.ttlSeconds())
        .build();
  }

  static Deployment deployment(ApiGatewayStore.Deployment deployment) {
    return Deployment.builder()
        .id(deployment.id())
        .description(orNull(deployment.description()))
        .createdDate(deployment.created())
        .build();
  }

  static Stage stage(ApiGatewayStore.Stage stage) {
    return Stage.builder()
        .stageName(stage.name)
        .deploymentId(stage.deployment.id())
        .description(orNull(stage.description))
        .documentationVersion(orNull(stage.documentationVersion))
        .cacheClusterEnabled(stage.cacheOn)
        .cacheClusterSize(orNull(stage.cacheSize))
        .cacheClusterStatus(
            stage.cacheOn ? CacheClusterStatus.AVAILABLE : CacheClusterStatus.NOT_AVAILABLE)
        .methodSettings(stage.settings.shown())
        .variables(stage.variables.isEmpty() ? null : stage.variables)
        .tracingEnabled(stage.tracing)
        .tags(stage.tags.isEmpty() ? null : stage.tags)
        .createdDate(stage.created)
        .lastUpdatedDate(stage.updated)
        .build();
  }

  /**
   * One page of a list and where the next begins.
   *
   * @param position what to ask for next; null on the last page
   */
  record Page<T>(List<T> items, @Nullable String position) {
    /** Default and greatest page sizes, documented for each Get operation. */
    static final int DEFAULT_LIMIT = 25;

    static final int MAX_LIMIT = 500;

    static <T> Page<T> of(List<T> all, @Nullable String position, @Nullable Integer limit) {
      int size = limit == null ? DEFAULT_LIMIT : limit;
      if (size < 1 || size > MAX_LIMIT) {
        throw ApiGatewayError.BAD_REQUEST.with("Limit must be between 1 and " + MAX_LIMIT);
      }
      int start = 0;
      if (position != null) {
        try {
          start = Integer.parseInt(position);
        } catch (NumberFormatException e) {
          throw ApiGatewayError.BAD_REQUEST.with("Invalid position parameter");
        }
        if (start < 0) {
          throw ApiGatewayError.BAD_REQUEST.with("Invalid position parameter");
        }
      }
      int from = Math.min(start, all.size());
      int to = Math.min(from + size, all.size());
      return new Page<>(
          new ArrayList<>(all.subList(from, to)), to < all.size() ? Integer.toString(to) : null);
    }
  }
}
