package dev.diorama.apigateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a REST API is made of. All of it is immutable, so that a deployment is a snapshot by keeping
 * a reference.
 */
final class ApiGatewayModel {
  private ApiGatewayModel() {}

  /** Who may call a method. */
  enum AuthType {
    NONE,
    AWS_IAM,
    COGNITO_USER_POOLS
  }

  /** The integrations that are simulated. */
  enum IntegrationKind {
    AWS_PROXY,
    MOCK
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    Map<String, V> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  private static <V> Map<String, V> without(Map<String, V> map, String key) {
    Map<String, V> fewer = new LinkedHashMap<>(map);
    fewer.remove(key);
    return fewer;
  }

  /** A declared answer of a method. */
  record MethodResponse(
      String statusCode, Map<String, Boolean> parameters, Map<String, String> models) {
    MethodResponse {
      parameters = copy(parameters);
      models = copy(models);
    }
  }

  /** How one answer of a mock integration becomes one of the method. */
  record IntegrationResponse(
      String statusCode,
      String selectionPattern,
      Map<String, String> parameters,
      Map<String, String> templates) {
    IntegrationResponse {
      parameters = copy(parameters);
      templates = copy(templates);
    }
  }

  /** What stands behind a method. */
  record Integration(
      IntegrationKind kind,
      String httpMethod,
      String uri,
      String credentials,
      int timeoutMillis,
      String passthroughBehavior,
      List<String> cacheKeyParameters,
      String cacheNamespace,
      Map<String, String> requestTemplates,
      Map<String, IntegrationResponse> responses) {
    Integration {
      cacheKeyParameters = List.copyOf(cacheKeyParameters);
      requestTemplates = copy(requestTemplates);
      responses = copy(responses);
    }

    Integration withResponse(String key, IntegrationResponse response) {
      return new Integration(
          kind,
          httpMethod,
          uri,
          credentials,
          timeoutMillis,
          passthroughBehavior,
          cacheKeyParameters,
          cacheNamespace,
          requestTemplates,
          with(responses, key, response));
    }
  }

  /** One method of a resource. */
  record Method(
      String httpMethod,
      AuthType authorization,
      String authorizerId,
      List<String> scopes,
      Map<String, Boolean> requestParameters,
      Map<String, String> requestModels,
      String validatorId,
      String operationName,
      Map<String, MethodResponse> responses,
      Optional<Integration> integration) {
    Method {
      scopes = List.copyOf(scopes);
      requestParameters = copy(requestParameters);
      requestModels = copy(requestModels);
      responses = copy(responses);
    }

    Method withResponse(MethodResponse response) {
      return new Method(
          httpMethod,
          authorization,
          authorizerId,
          scopes,
          requestParameters,
          requestModels,
          validatorId,
          operationName,
          with(responses, response.statusCode(), response),
          integration);
    }

    Method withIntegration(Integration other) {
      return new Method(
          httpMethod,
          authorization,
          authorizerId,
          scopes,
          requestParameters,
          requestModels,
          validatorId,
          operationName,
          responses,
          Optional.of(other));
    }
  }

  /** One path of an API. */
  record Resource(
      String id, String parentId, String pathPart, String path, Map<String, Method> methods) {
    Resource {
      methods = Collections.unmodifiableMap(new TreeMap<>(methods));
    }

    Resource withMethod(Method method) {
      return new Resource(id, parentId, pathPart, path, with(methods, method.httpMethod(), method));
    }

    /** The method that answers, ANY included. */
    Optional<Method> answering(String httpMethod) {
      Method own = methods.get(httpMethod);
      return Optional.ofNullable(own == null ? methods.get("ANY") : own);
    }
  }

  /** A Cognito authorizer. */
  record Authorizer(
      String id,
      String name,
      List<String> providerArns,
      String identitySource,
      String identityValidationExpression,
      @Nullable Integer ttlSeconds) {
    Authorizer {
      providerArns = List.copyOf(providerArns);
    }
  }

  /** A request validator. */
  record Validator(String id, String name, boolean parameters, boolean body) {}

  /** How a refusal of the gateway itself is worded; a status of 0 keeps the usual one. */
  record GatewayReply(int status, Map<String, String> headers, Map<String, String> templates) {
    GatewayReply {
      headers = copy(headers);
      templates = copy(templates);
    }
  }

  /** All that a deployment takes a snapshot of. */
  record Definition(
      Map<String, Resource> resources,
      Map<String, Authorizer> authorizers,
      Map<String, Validator> validators,
      Map<String, GatewayReply> replies,
      List<String> binaryMediaTypes) {
    Definition {
      resources = copy(resources);
      authorizers = copy(authorizers);
      validators = copy(validators);
      replies = copy(replies);
      binaryMediaTypes = List.copyOf(binaryMediaTypes);
    }

    /** An API with nothing but its root. */
    static Definition empty(String rootId, List<String> binaryMediaTypes) {
      Resource root = new Resource(rootId, "", "", "/", Map.of());
      return new Definition(Map.of(rootId, root), Map.of(), Map.of(), Map.of(), binaryMediaTypes);
    }

    Resource root() {
      return resources.values().iterator().next(); // It is made first and never deleted.
    }

    Optional<Resource> atPath(String path) {
      return resources.values().stream().filter(each -> each.path().equals(path)).findFirst();
    }

    Definition withResource(Resource resource) {
      return new Definition(
          with(resources, resource.id(), resource),
          authorizers,
          validators,
          replies,
          binaryMediaTypes);
    }

    /** Without a resource and all below it. */
    Definition withoutResource(Resource resource) {
      Map<String, Resource> fewer = new LinkedHashMap<>(resources);
      fewer
          .values()
          .removeIf(
              each ->
                  each.id().equals(resource.id()) || each.path().startsWith(resource.path() + "/"));
      return new Definition(fewer, authorizers, validators, replies, binaryMediaTypes);
    }

    Definition withAuthorizer(Authorizer authorizer) {
      return new Definition(
          resources,
          with(authorizers, authorizer.id(), authorizer),
          validators,
          replies,
          binaryMediaTypes);
    }

    Definition withoutAuthorizer(String id) {
      return new Definition(
          resources, without(authorizers, id), validators, replies, binaryMediaTypes);
    }

    Definition withValidator(Validator validator) {
      return new Definition(
          resources,
          authorizers,
          with(validators, validator.id(), validator),
          replies,
          binaryMediaTypes);
    }

    Definition withReply(String type, GatewayReply reply) {
      return new Definition(
          resources, authorizers, validators, with(replies, type, reply), binaryMediaTypes);
    }

    Definition withBinaryMediaTypes(List<String> types) {
      return new Definition(resources, authorizers, validators, replies, types);
    }

    boolean hasMethods() {
      return resources.values().stream().anyMatch(each -> !each.methods().isEmpty());
    }

    /** The first method that has nothing behind it, as {@code GET /todos}. */
    Optional<String> methodWithoutIntegration() {
      List<String> found = new ArrayList<>();
      resources
          .values()
          .forEach(
              resource ->
                  resource
                      .methods()
                      .values()
                      .forEach(
                          method -> {
                            if (method.integration().isEmpty()) {
                              found.add(method.httpMethod() + " " + resource.path());
                            }
                          }));
      return found.stream().findFirst();
    }
  }
}
