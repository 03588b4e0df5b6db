package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An event by which a method of a REST API calls a function.
 *
 * @param api logical id of the API
 * @param apiId what stands for the API's id, as written: a name that is not a Ref stays one
 * @param method in lower case; {@code any} for all methods
 * @param authorizer the authorizer's name, or {@code NONE}, when the event sets one
 * @param auth what the event says about authorization; may be empty
 */
record ApiEvent(
    SamResource function,
    String id,
    String api,
    Json apiId,
    String path,
    String method,
    Optional<String> authorizer,
    Json auth,
    List<Parameter> parameters,
    Optional<Json> timeout) {

  /** A request parameter, as {@code method.request.header.Name}, and what is done with it. */
  record Parameter(String name, Json required, boolean caching) {}

  static final String IMPLICIT_API = "ServerlessRestApi";
  static final String ANY_METHOD = "x-amazon-apigateway-any-method";

  private static final Pattern PARAMETER =
      Pattern.compile("method\\.request\\.(querystring|path|header)\\..*");

  private static final Pattern VARIABLE = Pattern.compile("\\{[a-zA-Z0-9._-]+\\+?}");

  /** The event types that SAM has and Diorama has not. */
  private static final List<String> OTHER_TYPES =
      List.of(
          "AlexaSkill",
          "CloudWatchEvent",
          "CloudWatchLogs",
          "Cognito",
          "DocumentDB",
          "EventBridgeRule",
          "HttpApi",
          "IoTRule",
          "Kinesis",
          "MQ",
          "MSK",
          "Schedule",
          "ScheduleV2",
          "SelfManagedKafka");

  /** All such events of a function by their ids, in the order of their paths. */
  static List<ApiEvent> of(SamResource function) {
    List<ApiEvent> events = new ArrayList<>();
    function
        .map("Events")
        .ifPresent(
            all ->
                all.members()
                    .forEach(
                        (id, event) -> {
                          if (!SourceEvent.handles(event)) {
                            events.add(read(function, id, event));
                          }
                        }));
    events.sort(Comparator.comparing(ApiEvent::path));
    return events;
  }

  private static ApiEvent read(SamResource function, String id, Json event) {
    if (!(event instanceof Json.Obj)) {
      throw function.refused("Type of property 'Events' is invalid.");
    }
    Optional<String> type = event.text("Type");
    if (!type.equals(Optional.of("Api"))) {
      String name = type.orElse("None");
      throw SamRefusal.event(
          function.id(),
          id,
          OTHER_TYPES.contains(name)
              ? "Diorama does not support events of type " + name + "."
              : "Resource dict has missing or invalid value for key Type. Event Type is: "
                  + name
                  + ".");
    }
    checkAttributes(function, id, event);
    Json properties = event.get("Properties").orElse(Json.empty());
    if (!(properties instanceof Json.Obj object)) {
      throw SamRefusal.event(function.id(), id, "Properties should be a map.");
    }
    if (object.members().isEmpty()) {
      throw SamRefusal.resource(function.id() + id, "Missing required property 'Path'.");
    }
    for (String name : List.of("Path", "Method")) {
      if (object.get(name).filter(value -> !(value instanceof Json.Null)).isEmpty()) {
        throw SamRefusal.event(function.id(), id, "Property '" + name + "' is required.");
      }
    }
    PropertyTable.API_EVENT.check(function.id() + id, object);
    Json auth = object.get("Auth").orElse(Json.empty());
    checkAuth(function, id, auth);
    return new ApiEvent(
        function,
        id,
        api(function, id, object),
        apiId(object),
        literal(function, id, object, "Path"),
        literal(function, id, object, "Method").toLowerCase(Locale.ROOT),
        auth.get("Authorizer").map(name -> authorizer(function, id, name)),
        auth,
        parameters(function, id, object),
        object.get("TimeoutInMillis").filter(value -> !(value instanceof Json.Null)));
  }

  /** What the events of all types have in common. */
  static void checkAttributes(SamResource function, String id, Json event) {
    if (!id.matches("[A-Za-z0-9]+")) {
      throw SamRefusal.resource(function.id() + id, "Logical ids must be alphanumeric.");
    }
    for (String attribute : event.members().keySet()) {
      if (!attribute.equals("Type") && !attribute.equals("Properties")) {
        throw SamRefusal.event(
            function.id(), id, "Diorama does not support the attribute " + attribute + ".");
      }
    }
  }

  private static String literal(SamResource function, String id, Json.Obj properties, String name) {
    return properties
        .get(name)
        .filter(Json.Str.class::isInstance)
        .flatMap(Json::text)
        .orElseThrow(
            () ->
                SamRefusal.event(function.id(), id, "Property '" + name + "' should be a string."));
  }

  private static Json apiId(Json.Obj properties) {
    return properties
        .get("RestApiId")
        .filter(api -> !(api instanceof Json.Null))
        .orElse(Intrinsic.ref(IMPLICIT_API));
  }

  private static String api(SamResource function, String id, Json.Obj properties) {
    return Intrinsic.named(apiId(properties))
        .orElseThrow(
            () -> SamRefusal.event(function.id(), id, "Property 'RestApiId' should be a string."));
  }

  private static String authorizer(SamResource function, String id, Json name) {
    return name.text()
        .orElseThrow(
            () ->
                SamRefusal.event(
                    function.id(), id, "Property 'Auth.Authorizer' should be a string."));
  }

  private static void checkAuth(SamResource function, String id, Json auth) {
    if (Intrinsic.isFunction(auth)) {
      throw SamRefusal.event(
          function.id(), id, "Diorama does not support functions in place of the property 'Auth'.");
    }
    for (String name : auth.members().keySet()) {
      if (!List.of("Authorizer", "AuthorizationScopes", "InvokeRole").contains(name)) {
        throw SamRefusal.event(
            function.id(), id, "Diorama does not support the property Auth." + name + ".");
      }
    }
    Json scopes = auth.get("AuthorizationScopes").orElse(Json.nil());
    if (!(scopes instanceof Json.Arr) && !(scopes instanceof Json.Null)) {
      throw SamRefusal.event(
          function.id(), id, "Property 'Auth.AuthorizationScopes' should be a list.");
    }
    if (!scopes.items().isEmpty() && auth.get("Authorizer").isEmpty()) {
      throw SamRefusal.event(
          function.id(), id, "AuthorizationScopes works only when Authorizer is set");
    }
  }

  private static List<Parameter> parameters(SamResource function, String id, Json.Obj properties) {
    List<Parameter> parameters = new ArrayList<>();
    for (Json item : properties.get("RequestParameters").map(Json::items).orElse(List.of())) {
      Map<String, Json> named = new LinkedHashMap<>(item.members());
      if (item instanceof Json.Str name) {
        named.put(name.value(), Json.empty());
      }
      if (named.size() != 1) {
        throw SamRefusal.event(
            function.id(),
            id,
            "Invalid value for 'RequestParameters' property. Property must be either a string or"
                + " an object");
      }
      named.forEach((name, settings) -> parameters.add(parameter(function, id, name, settings)));
    }
    return List.copyOf(parameters);
  }

  private static Parameter parameter(SamResource function, String id, String name, Json settings) {
    if (!PARAMETER.matcher(name).matches()) {
      throw SamRefusal.event(
          function.id(),
          id,
          "Invalid value for 'RequestParameters' property. Keys must be in the format"
              + " 'method.request.[querystring|path|header].{value}', e.g"
              + " 'method.request.header.Authorization'.");
    }
    boolean known = List.of("Required", "Caching").containsAll(settings.members().keySet());
    if (!(settings instanceof Json.Obj) || !known) {
      throw SamRefusal.event(
          function.id(),
          id,
          "Invalid value for 'RequestParameters' property. Values must be an object, e.g {"
              + " Required: true, Caching: false }");
    }
    Json caching = settings.get("Caching").orElse(Json.of(false));
    if (!(caching instanceof Json.Bool cached)) {
      throw SamRefusal.event(
          function.id(), id, "Diorama needs true or false for Caching of " + name + ".");
    }
    return new Parameter(name, settings.get("Required").orElse(Json.of(false)), cached.value());
  }

  /** The method as a Swagger definition names it. */
  String swaggerMethod() {
    return method.equals("any") ? ANY_METHOD : method;
  }

  /** The permission to call the function, for every stage of the API. */
  Json.Obj permission() {
    String trimmed =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String resource = VARIABLE.matcher(trimmed).replaceAll("*");
    String verb = method.equals("any") ? "*" : method.toUpperCase(Locale.ROOT);
    Json.Obj source =
        Intrinsic.sub(
            "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/"
                + verb
                + resource,
            Json.object().put("__ApiId__", apiId).put("__Stage__", "*").build());
    return function.derived(
        "AWS::Lambda::Permission",
        Json.object()
            .put("Action", "lambda:InvokeFunction")
            .put("FunctionName", Intrinsic.ref(function.id()))
            .put("Principal", "apigateway.amazonaws.com")
            .put("SourceArn", source)
            .build());
  }

  SamRefusal refused(String why) {
    return SamRefusal.event(function.id(), id, why);
  }
}
