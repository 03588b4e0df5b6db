package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The property {@code Auth} of an API: its Cognito authorizers and which of them is the default.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
 */
final class Authorizers {
  /** The authorizer that wants requests signed; every API has it. */
  static final String SIGNATURE = "AWS_IAM";

  private static final List<String> SUPPORTED =
      List.of(
          "Authorizers", "DefaultAuthorizer", "AddDefaultAuthorizerToCorsPreflight", "InvokeRole");
  private static final List<String> UNSUPPORTED =
      List.of("AddApiKeyRequiredToCorsPreflight", "ApiKeyRequired", "ResourcePolicy", "UsagePlan");

  private final SamResource api;
  private final Json.Obj auth;
  private final Map<String, Json> byName = new LinkedHashMap<>();

  Authorizers(SamResource api) {
    this.api = api;
    this.auth = api.map("Auth").orElse(Json.empty());
    for (String key : auth.members().keySet()) {
      if (UNSUPPORTED.contains(key)) {
        throw api.refused("Diorama does not support the property Auth." + key + ".");
      }
      if (!SUPPORTED.contains(key)) {
        throw api.refused("Invalid value for 'Auth' property");
      }
    }
    Json all = auth.get("Authorizers").orElse(Json.nil());
    if (!(all instanceof Json.Obj) && !(all instanceof Json.Null)) {
      throw api.refused("Property 'Auth.Authorizers' should be a map.");
    }
    all.members().forEach((name, authorizer) -> byName.put(name, checked(name, authorizer)));
  }

  private Json checked(String name, Json authorizer) {
    if (!(authorizer instanceof Json.Obj)) {
      throw api.refused("Property 'Auth.Authorizers." + name + "' should be a map.");
    }
    for (String key : authorizer.members().keySet()) {
      if (!List.of("UserPoolArn", "AuthorizationScopes", "Identity").contains(key)) {
        throw api.refused(
            "Diorama does not support the property Auth.Authorizers." + name + "." + key + ".");
      }
    }
    if (authorizer.get("UserPoolArn").filter(arn -> !(arn instanceof Json.Null)).isEmpty()) {
      throw api.refused(
          "Diorama does not support authorizers without UserPoolArn (authorizer " + name + ").");
    }
    Json scopes = authorizer.get("AuthorizationScopes").orElse(Json.nil());
    if (!(scopes instanceof Json.Arr) && !(scopes instanceof Json.Null)) {
      throw api.refused(
          "Property 'Authorizers." + name + ".AuthorizationScopes' should be a list.");
    }
    Json identity = authorizer.get("Identity").orElse(Json.empty());
    if (!(identity instanceof Json.Obj)) {
      throw api.refused(
          "Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity,"
              + " LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).");
    }
    for (String key : identity.members().keySet()) {
      // The transform accepts ReauthorizeEvery here, though it means nothing to a user pool.
      if (!List.of("Header", "ValidationExpression", "ReauthorizeEvery").contains(key)) {
        throw api.refused(
            "Diorama does not support the property Auth.Authorizers."
                + name
                + ".Identity."
                + key
                + ".");
      }
    }
    return authorizer;
  }

  boolean isEmpty() {
    return auth.members().isEmpty();
  }

  /** The definition with the authorizers in it and, where it is wanted, the default one upon it. */
  Json.Obj upon(Json.Obj body) {
    if (byName.isEmpty() && auth.get("DefaultAuthorizer").isEmpty()) {
      return body;
    }
    Json before = body.get("securityDefinitions").orElse(Json.empty());
    Map<String, Json> definitions = new LinkedHashMap<>(before.members());
    byName.forEach((name, authorizer) -> definitions.put(name, definition(authorizer)));
    Json.Obj secured = Swagger.with(body, "securityDefinitions", new Json.Obj(definitions));
    Optional<Json> chosen =
        auth.get("DefaultAuthorizer").filter(value -> !(value instanceof Json.Null));
    if (chosen.isEmpty()) {
      return byName.isEmpty() ? body : secured;
    }
    if (!(chosen.get() instanceof Json.Str name)) {
      throw api.refused("DefaultAuthorizer is not a string.");
    }
    boolean signed = name.value().equals(SIGNATURE);
    if (!signed && !byName.containsKey(name.value())) {
      throw api.refused(
          "Unable to set DefaultAuthorizer because '"
              + name.value()
              + "' was not defined in 'Authorizers'.");
    }
    Json authorizer = byName.getOrDefault(name.value(), Json.empty());
    Set<String> names = new LinkedHashSet<>(byName.keySet());
    names.add(SIGNATURE);
    Json scopes =
        authorizer
            .get("AuthorizationScopes")
            .filter(Json.Arr.class::isInstance)
            .orElse(new Json.Arr(List.of()));
    return Swagger.withDefaultAuthorizer(
        signed ? withSignatures(secured) : secured, name.value(), scopes, names, preflight());
  }

  /** The definition with the scheme of signed requests in it. */
  static Json.Obj withSignatures(Json.Obj body) {
    Json before = body.get("securityDefinitions").orElse(Json.empty());
    Map<String, Json> definitions = new LinkedHashMap<>(before.members());
    definitions.putIfAbsent(
        SIGNATURE,
        Json.object()
            .put("type", "apiKey")
            .put("name", "Authorization")
            .put("in", "header")
            .put("x-amazon-apigateway-authtype", "awsSigv4")
            .build());
    return Swagger.with(body, "securityDefinitions", new Json.Obj(definitions));
  }

  private boolean preflight() {
    Json wanted = auth.get("AddDefaultAuthorizerToCorsPreflight").orElse(Json.of(true));
    if (wanted instanceof Json.Bool yes) {
      return yes.value();
    }
    throw api.refused(
        "Diorama needs true or false for the property Auth.AddDefaultAuthorizerToCorsPreflight.");
  }

  private static Json definition(Json authorizer) {
    Json.ObjectBuilder pools = Json.object().put("type", "cognito_user_pools");
    pools.put("providerARNs", new Json.Arr(authorizer.get("UserPoolArn").orElseThrow().asList()));
    authorizer
        .at("Identity", "ValidationExpression")
        .ifPresent(expression -> pools.put("identityValidationExpression", expression));
    return Json.object()
        .put("type", "apiKey")
        .put("name", authorizer.at("Identity", "Header").orElse(Json.of("Authorization")))
        .put("in", "header")
        .put("x-amazon-apigateway-authtype", "cognito_user_pools")
        .put("x-amazon-apigateway-authorizer", pools.build())
        .build();
  }
}
