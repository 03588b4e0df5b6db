package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.AuthType;
import dev.diorama.apigateway.ApiGatewayModel.Authorizer;
import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.GatewayReply;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationResponse;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.apigateway.ApiGatewayModel.MethodResponse;
import dev.diorama.apigateway.ApiGatewayModel.Resource;
import dev.diorama.apigateway.ApiGatewayModel.Validator;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a REST API from a Swagger 2.0 or OpenAPI 3 document with API Gateway's extensions.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
final class OpenApiReader {
  private static final String PREFIX = "x-amazon-apigateway-";
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  /** Extensions that would change answers and are not simulated. */
  private static final List<String> REFUSED =
      List.of(PREFIX + "policy", PREFIX + "minimum-compression-size");

  private final Json doc;
  private final Ids ids;
  private final int maxTimeoutMillis;

  private OpenApiReader(Json doc, Ids ids, int maxTimeoutMillis) {
    this.doc = doc;
    this.ids = ids;
    this.maxTimeoutMillis = maxTimeoutMillis;
  }

  /** What stands in a document. */
  record Imported(
      String name,
      String description,
      String version,
      Optional<Boolean> endpointDisabled,
      Definition definition) {}

  /** Reads {@code body} into {@code base}: empty to overwrite, the present one to merge. */
  static Imported read(byte[] body, Definition base, Ids ids, int maxTimeoutMillis) {
    Json doc;
    try {
      doc = Json.parse(body);
    } catch (JsonException e) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Unable to parse API definition because of a malformed integration or document: "
              + e.getMessage());
    }
    return new OpenApiReader(doc, ids, maxTimeoutMillis).read(base);
  }

  private Imported read(Definition base) {
    boolean swagger = doc.text("swagger").filter("2.0"::equals).isPresent();
    boolean openApi = doc.text("openapi").filter(version -> version.startsWith("3.")).isPresent();
    if (!swagger && !openApi) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid OpenAPI input: neither \"swagger\": \"2.0\" nor \"openapi\": \"3.x\" is given.");
    }
    for (String extension : REFUSED) {
      if (doc.get(extension).isPresent()) {
        throw ApiGatewayError.notBuilt(extension);
      }
    }
    Definition definition = base;
    Optional<Json> binary = doc.get(PREFIX + "binary-media-types");
    if (binary.isPresent()) {
      definition = definition.withBinaryMediaTypes(texts(binary.get()));
    }
    definition = validators(definition);
    definition = replies(definition);
    Map<String, String> authorizerIds = new LinkedHashMap<>();
    definition = authorizers(definition, authorizerIds);
    definition = paths(definition, authorizerIds);
    return new Imported(
        doc.at("info", "title").flatMap(Json::text).orElse(""),
        doc.at("info", "description").flatMap(Json::text).orElse(""),
        doc.at("info", "version").flatMap(Json::text).orElse(""),
        endpointDisabled(),
        definition);
  }

  private Optional<Boolean> endpointDisabled() {
    Optional<Json> own = doc.get(PREFIX + "endpoint-configuration");
    Optional<Json> inServer =
        doc.get("servers")
            .flatMap(servers -> servers.items().stream().findFirst())
            .flatMap(server -> server.get(PREFIX + "endpoint-configuration"));
    Optional<Json> found = own.isPresent() ? own : inServer;
    if (found.flatMap(each -> each.get("vpcEndpointIds")).isPresent()) {
      throw ApiGatewayError.notBuilt("private endpoints");
    }
    return found.flatMap(each -> each.text("disableExecuteApiEndpoint")).map(Boolean::valueOf);
  }

  private Definition validators(Definition base) {
    Definition definition = base;
    for (Map.Entry<String, Json> each :
        members(doc.get(PREFIX + "request-validators")).entrySet()) {
      Json value = each.getValue();
      definition =
          definition.withValidator(
              new Validator(
                  ids.part(),
                  each.getKey(),
                  isTrue(value, "validateRequestParameters"),
                  isTrue(value, "validateRequestBody")));
    }
    return definition;
  }

  private Definition replies(Definition base) {
    Definition definition = base;
    for (Map.Entry<String, Json> each : members(doc.get(PREFIX + "gateway-responses")).entrySet()) {
      Json value = each.getValue();
      GatewayReply reply =
          new GatewayReply(
              number(value, "statusCode").orElse(0),
              textMap(value.get("responseParameters")),
              textMap(value.get("responseTemplates")));
      definition =
          definition.withReply(each.getKey(), GatewayAnswers.checked(each.getKey(), reply));
    }
    return definition;
  }

  private Map<String, Json> schemes() {
    Map<String, Json> schemes = members(doc.get("securityDefinitions"));
    return schemes.isEmpty() ? members(doc.at("components", "securitySchemes")) : schemes;
  }

  private Definition authorizers(Definition base, Map<String, String> idsByName) {
    Definition definition = base;
    for (Map.Entry<String, Json> scheme : schemes().entrySet()) {
      Optional<Json> described = scheme.getValue().get(PREFIX + "authorizer");
      if (described.isPresent()) {
        Json json = described.get();
        String type = json.text("type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.equals("cognito_user_pools")) {
          throw ApiGatewayError.notBuilt("authorizers of type " + type);
        }
        Authorizer authorizer =
            Authorizers.checked(
                ids.part(),
                scheme.getKey(),
                texts(json.get("providerARNs").orElse(new Json.Arr(List.of()))),
                json.text("identitySource")
                    .orElse(
                        "method.request.header."
                            + scheme.getValue().text("name").orElse("Authorization")),
                json.text("identityValidationExpression").orElse(""),
                number(json, "authorizerResultTtlInSeconds").orElse(null));
        idsByName.put(scheme.getKey(), authorizer.id());
        definition = definition.withAuthorizer(authorizer);
      }
    }
    return definition;
  }

  private Definition paths(Definition base, Map<String, String> authorizerIds) {
    Definition definition = base;
    for (Map.Entry<String, Json> path : members(doc.get("paths")).entrySet()) {
      if (!path.getKey().startsWith("/")) {
        throw ApiGatewayError.BAD_REQUEST.with(
            "Invalid OpenAPI input: the path '" + path.getKey() + "' does not begin with a slash.");
      }
      definition = Paths.grown(definition, path.getKey(), ids);
      String normal = path.getKey().replaceAll("/+$", "");
      Resource resource = definition.atPath(normal.isEmpty() ? "/" : normal).orElseThrow();
      for (Map.Entry<String, Json> member : members(Optional.of(path.getValue())).entrySet()) {
        String name = member.getKey().toLowerCase(Locale.ROOT);
        if (METHODS.contains(name) || name.equals(PREFIX + "any-method")) {
          String http = METHODS.contains(name) ? name.toUpperCase(Locale.ROOT) : "ANY";
          resource =
              resource.withMethod(
                  method(
                      http,
                      resource,
                      member.getValue(),
                      path.getValue(),
                      definition,
                      authorizerIds));
        }
      }
      definition = definition.withResource(resource);
    }
    return definition;
  }

  private Method method(
      String http,
      Resource resource,
      Json operation,
      Json pathItem,
      Definition definition,
      Map<String, String> authorizerIds) {
    Security security = security(operation, authorizerIds);
    Map<String, Boolean> parameters = new LinkedHashMap<>();
    Map<String, String> models = new LinkedHashMap<>();
    parameters(pathItem, parameters, models);
    parameters(operation, parameters, models);
    operation
        .at("requestBody", "content")
        .ifPresent(content -> content.members().keySet().forEach(type -> models.put(type, "body")));
    Method method =
        new Method(
            http,
            security.type(),
            security.authorizerId(),
            security.scopes(),
            parameters,
            models,
            validator(operation, definition, models),
            operation.text("operationId").orElse(""),
            responses(operation),
            Optional.empty());
    Optional<Json> integration = operation.get(PREFIX + "integration");
    return integration.isPresent() ? integrated(method, resource, integration.get()) : method;
  }

  /** What a method's security section comes to. */
  private record Security(AuthType type, String authorizerId, List<String> scopes) {}

  private Security security(Json operation, Map<String, String> authorizerIds) {
    Optional<String> own = operation.at(PREFIX + "auth", "type").flatMap(Json::text);
    if (own.isPresent()) {
      return switch (own.get().toUpperCase(Locale.ROOT)) {
        case "NONE" -> new Security(AuthType.NONE, "", List.of());
        case "AWS_IAM" -> new Security(AuthType.AWS_IAM, "", List.of());
        default -> throw ApiGatewayError.notBuilt(PREFIX + "auth of type " + own.get());
      };
    }
    Optional<Json> listed = operation.get("security").or(() -> doc.get("security"));
    Security found = new Security(AuthType.NONE, "", List.of());
    for (Json requirement : listed.map(Json::items).orElse(List.of())) {
      for (Map.Entry<String, Json> each : requirement.members().entrySet()) {
        Json scheme = schemes().get(each.getKey());
        if (scheme != null) { // SAM writes a scheme NONE that is defined nowhere.
          if (authorizerIds.containsKey(each.getKey())) {
            found =
                new Security(
                    AuthType.COGNITO_USER_POOLS,
                    authorizerIds.getOrDefault(each.getKey(), ""),
                    texts(each.getValue()));
          } else if (scheme.text(PREFIX + "authtype").filter("awsSigv4"::equals).isPresent()) {
            found = new Security(AuthType.AWS_IAM, "", List.of());
          } else {
            throw ApiGatewayError.notBuilt(
                "the security scheme '" + each.getKey() + "' (API keys and usage plans)");
          }
        }
      }
    }
    return found;
  }

  private void parameters(Json holder, Map<String, Boolean> into, Map<String, String> models) {
    for (Json each : holder.get("parameters").map(Json::items).orElse(List.of())) {
      Json parameter = resolved(each);
      String name = parameter.text("name").orElse("");
      boolean required = isTrue(parameter, "required");
      switch (parameter.text("in").orElse("")) {
        case "header" -> into.put("method.request.header." + name, required);
        case "query" -> into.put("method.request.querystring." + name, required);
        case "path" -> into.put("method.request.path." + name, required);
        case "body" -> models.put("application/json", name);
        default ->
            throw ApiGatewayError.BAD_REQUEST.with(
                "Invalid OpenAPI input: the parameter '" + name + "' is in no known place.");
      }
    }
  }

  private Json resolved(Json value) {
    Optional<String> reference = value.text("$ref");
    if (reference.isEmpty()) {
      return value;
    }
    String[] path = reference.get().replaceFirst("^#/", "").split("/", -1);
    return doc.at(path)
        .orElseThrow(
            () ->
                ApiGatewayError.BAD_REQUEST.with(
                    "Invalid OpenAPI input: nothing stands at " + reference.get()));
  }

  private String validator(Json operation, Definition definition, Map<String, String> models) {
    Optional<String> name =
        operation
            .text(PREFIX + "request-validator")
            .or(() -> doc.text(PREFIX + "request-validator"));
    if (name.isEmpty()) {
      return "";
    }
    List<Validator> named =
        definition.validators().values().stream()
            .filter(each -> each.name().equals(name.get()))
            .toList();
    if (named.isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid Request Validator specified: '" + name.get() + "' is not defined.");
    }
    Validator validator = named.get(named.size() - 1); // A merge may define the name again.
    if (validator.body() && !models.isEmpty()) {
      throw ApiGatewayError.notBuilt("validation of request bodies against a model");
    }
    return validator.id();
  }

  private Map<String, MethodResponse> responses(Json operation) {
    Map<String, MethodResponse> responses = new LinkedHashMap<>();
    for (Map.Entry<String, Json> each : members(operation.get("responses")).entrySet()) {
      Map<String, Boolean> headers = new LinkedHashMap<>();
      members(resolved(each.getValue()).get("headers"))
          .keySet()
          .forEach(header -> headers.put("method.response.header." + header, false));
      responses.put(each.getKey(), new MethodResponse(each.getKey(), headers, Map.of()));
    }
    return responses;
  }

  private Method integrated(Method method, Resource resource, Json json) {
    Integrations.Draft draft =
        new Integrations.Draft(
            json.text("type").orElse(null),
            json.text("httpMethod").orElse(null),
            json.text("uri").orElse(null),
            json.text("credentials").orElse(null),
            number(json, "timeoutInMillis").orElse(null),
            json.text("passthroughBehavior").orElse(null),
            json.get("cacheKeyParameters").map(OpenApiReader::texts).orElse(List.of()),
            json.text("cacheNamespace").orElse(null),
            textMap(json.get("requestTemplates")),
            textMap(json.get("requestParameters")),
            json.text("contentHandling").orElse(null),
            json.text("connectionType").orElse(null));
    Method with =
        method.withIntegration(
            Integrations.checked(draft, method, resource.id(), maxTimeoutMillis));
    for (Map.Entry<String, Json> each : members(json.get("responses")).entrySet()) {
      Json value = each.getValue();
      String pattern = each.getKey().equals("default") ? "" : each.getKey();
      IntegrationResponse response =
          Integrations.checkedResponse(
              with,
              new IntegrationResponse(
                  value.text("statusCode").orElse("200"),
                  pattern,
                  textMap(value.get("responseParameters")),
                  textMap(value.get("responseTemplates"))));
      with =
          with.withIntegration(
              with.integration().orElseThrow().withResponse(each.getKey(), response));
    }
    return with;
  }

  private static Map<String, Json> members(Optional<Json> value) {
    return value.map(Json::members).orElse(Map.of());
  }

  private static Map<String, String> textMap(Optional<Json> value) {
    Map<String, String> texts = new LinkedHashMap<>();
    members(value).forEach((name, each) -> texts.put(name, each.text().orElse("")));
    return texts;
  }

  private static List<String> texts(Json array) {
    List<String> texts = new ArrayList<>();
    array.asList().forEach(item -> item.text().ifPresent(texts::add));
    return texts;
  }

  private static Optional<Integer> number(Json holder, String name) {
    try {
      return holder.text(name).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid OpenAPI input: " + name + " is no number: " + holder.text(name).orElse(""));
    }
  }

  private static boolean isTrue(Json holder, String name) {
    return holder.text(name).filter("true"::equals).isPresent();
  }
}
