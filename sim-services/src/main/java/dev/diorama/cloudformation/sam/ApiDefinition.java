package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The Swagger definition of one API while the events of functions are being added to it. */
final class ApiDefinition {
  /** Documented for Fn::Or. */
  private static final int MAX_OR = 10;

  private SamResource api;

  /** True when the transform writes the whole definition. */
  private final boolean generated;

  private final Json.Obj own;
  private final Map<String, Map<String, Json>> paths = new LinkedHashMap<>();
  private final Map<String, Set<Optional<String>>> conditions = new LinkedHashMap<>();
  private final Set<String> added = new LinkedHashSet<>();
  private boolean signatures;
  private final List<SamResource> callers = new ArrayList<>();
  private final StringBuilder functionNames = new StringBuilder();

  ApiDefinition(SamResource api) {
    this.api = api;
    Optional<Json.Obj> body = api.map("DefinitionBody").filter(given -> !given.members().isEmpty());
    this.generated = body.isEmpty();
    this.own = body.orElseGet(this::skeleton);
    if (!generated && merges()) {
      own.get("paths")
          .ifPresent(
              all -> all.members().forEach((path, item) -> paths.put(path, methods(path, item))));
    }
  }

  private boolean merges() {
    return api.property("MergeDefinitions").equals(Optional.of(Json.of(true)));
  }

  private Json.Obj skeleton() {
    Json.ObjectBuilder body = Json.object();
    String version = api.property("OpenApiVersion").flatMap(Json::text).orElse("");
    if (version.matches("3(\\.\\d)(\\.\\d)?")) {
      body.put("openapi", version);
    } else {
      body.put("swagger", "2.0");
    }
    return body.put(
            "info",
            Json.object()
                .put("version", "1.0")
                .put("title", Intrinsic.ref("AWS::StackName"))
                .build())
        .put("paths", Json.empty())
        .build();
  }

  private Map<String, Json> methods(String path, Json item) {
    if (!(item instanceof Json.Obj) || Intrinsic.isFunction(item)) {
      throw SamRefusal.structure(
          "Value of '" + path + "' path must be a dictionary according to Swagger spec.");
    }
    return new LinkedHashMap<>(item.members());
  }

  SamResource api() {
    return api;
  }

  /** The functions whose events come from this API. */
  List<SamResource> callers() {
    return callers;
  }

  /** The names of those of the functions that have one: a new name needs a new deployment. */
  String functionNames() {
    return functionNames.toString();
  }

  /**
   * Adds what an event asks for. An API whose definition was given whole takes no operations, and
   * must have its own.
   */
  void add(ApiEvent event) {
    callers.add(event.function());
    event.function().property("FunctionName").map(Json::write).ifPresent(functionNames::append);
    if (!generated && !merges()) {
      return;
    }
    checkAuthorizer(event);
    if (!generated && event.method().equals("any")) {
      throw event.refused("Diorama does not support the Method any with MergeDefinitions.");
    }
    Map<String, Json> methods = paths.computeIfAbsent(event.path(), path -> new LinkedHashMap<>());
    Json before = methods.get(event.swaggerMethod());
    if (!added.add(event.swaggerMethod() + " " + event.path())) {
      throw event.refused(
          "API method \""
              + event.method()
              + "\" defined multiple times for path \""
              + event.path()
              + "\".");
    }
    Json operation = Swagger.operation(event, scopes(event), credentials(event));
    Optional<String> condition = event.function().condition();
    Map<String, Json> merged = new LinkedHashMap<>(before == null ? Map.of() : before.members());
    merged.putAll(operation.members());
    Json.Obj whole = new Json.Obj(merged);
    methods.put(
        event.swaggerMethod(), condition.map(name -> Intrinsic.when(name, whole)).orElse(whole));
    conditions.computeIfAbsent(event.path(), path -> new LinkedHashSet<>()).add(condition);
  }

  private void checkAuthorizer(ApiEvent event) {
    String name = event.authorizer().orElse("");
    String prefix =
        "on API method [" + event.method() + "] for path [" + event.path() + "] because ";
    Json authorizers = api.property("Auth").flatMap(a -> a.get("Authorizers")).orElse(Json.nil());
    if (name.isEmpty()) {
      return;
    }
    if (name.equals("NONE")) {
      if (api.property("Auth").flatMap(auth -> auth.get("DefaultAuthorizer")).isEmpty()) {
        throw event.refused(
            "Unable to set Authorizer "
                + prefix
                + "'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.");
      }
    } else if (name.equals(Authorizers.SIGNATURE)) {
      signatures = true;
    } else if (authorizers.members().isEmpty()) {
      throw event.refused(
          "Unable to set Authorizer ["
              + name
              + "] "
              + prefix
              + "the related API does not define any Authorizers.");
    } else if (authorizers.get(name).isEmpty()) {
      throw event.refused(
          "Unable to set Authorizer ["
              + name
              + "] "
              + prefix
              + "it wasn't defined in the API's Authorizers.");
    }
  }

  /** The event's own scopes, or those of the authorizer it names. */
  private Json scopes(ApiEvent event) {
    return event
        .auth()
        .get("AuthorizationScopes")
        .filter(scopes -> !(scopes instanceof Json.Null))
        .or(
            () ->
                event
                    .authorizer()
                    .flatMap(
                        name ->
                            api.property("Auth")
                                .flatMap(a -> a.at("Authorizers", name, "AuthorizationScopes"))))
        .filter(scopes -> !(scopes instanceof Json.Null))
        .orElse(new Json.Arr(List.of()));
  }

  /**
   * With whose credentials API Gateway calls the function when requests are signed: the caller's
   * unless a role, or NONE, is said.
   */
  private Optional<Json> credentials(ApiEvent event) {
    Json auth = api.property("Auth").orElse(Json.empty());
    Json wanted = Json.of(Authorizers.SIGNATURE);
    boolean signed =
        event.authorizer().equals(Optional.of(Authorizers.SIGNATURE))
            || (event.auth().members().isEmpty()
                && auth.get("DefaultAuthorizer").equals(Optional.of(wanted)));
    if (!signed) {
      return Optional.empty();
    }
    Json role =
        event
            .auth()
            .get("InvokeRole")
            .or(() -> auth.get("InvokeRole"))
            .orElse(Json.of("CALLER_CREDENTIALS"));
    if (role instanceof Json.Null || role.equals(Json.of("NONE"))) {
      return Optional.empty();
    }
    return Optional.of(
        role.equals(Json.of("CALLER_CREDENTIALS")) ? Json.of("arn:aws:iam::*:user/*") : role);
  }

  /**
   * The definition with all events in it.
   *
   * @param templateConditions the template's conditions, to which those of paths are added
   */
  Json.Obj body(Map<String, Json> templateConditions) {
    if (!generated && !merges()) {
      return own;
    }
    Map<String, Json> items = new LinkedHashMap<>();
    paths.forEach(
        (path, methods) -> {
          Json item = new Json.Obj(methods);
          Set<Optional<String>> all = conditions.getOrDefault(path, Set.of());
          items.put(
              path,
              generated
                  ? either(all, pathCondition(path), templateConditions)
                      .<Json>map(condition -> Intrinsic.when(condition, item))
                      .orElse(item)
                  : item);
        });
    Map<String, Json> body = new LinkedHashMap<>(own.members());
    body.put("paths", new Json.Obj(items));
    Json.Obj whole = new Json.Obj(body);
    return signatures ? Authorizers.withSignatures(whole) : whole;
  }

  /**
   * Gives the API, which is an implicit one, the attributes that follow from the functions it
   * calls: it is there when any of them is, and stays when any of them stays.
   */
  void takeAttributesOfCallers(Map<String, Json> templateConditions) {
    Set<Optional<String>> all = new LinkedHashSet<>();
    conditions.values().forEach(all::addAll);
    Map<String, Json> attributes = new LinkedHashMap<>();
    either(all, api.id() + "Condition", templateConditions)
        .ifPresent(name -> attributes.put("Condition", Json.of(name)));
    strongest("DeletionPolicy", List.of("Retain", "Delete"), attributes);
    strongest("UpdateReplacePolicy", List.of("Retain", "Snapshot", "Delete"), attributes);
    api = new SamResource(api.id(), api.type(), api.properties(), new Json.Obj(attributes));
  }

  private void strongest(String attribute, List<String> policies, Map<String, Json> attributes) {
    policies.stream()
        .filter(
            policy ->
                callers.stream()
                    .anyMatch(f -> f.definition().text(attribute).equals(Optional.of(policy))))
        .findFirst()
        .ifPresent(policy -> attributes.put(attribute, Json.of(policy)));
  }

  private String pathCondition(String path) {
    return api.id()
        + path.replace("/", "SLASH").replace("{", "OB").replace("}", "CB")
        + "PathCondition";
  }

  private Optional<String> either(
      Set<Optional<String>> all, String name, Map<String, Json> templateConditions) {
    if (all.isEmpty() || all.contains(Optional.<String>empty())) {
      return Optional.empty();
    }
    TreeSet<String> names = new TreeSet<>();
    all.forEach(condition -> condition.ifPresent(names::add));
    if (names.size() == 1) {
      return Optional.of(names.first());
    }
    if (names.size() > MAX_OR) {
      throw api.refused(
          "Diorama does not support events under more than " + MAX_OR + " conditions on one API.");
    }
    List<Json> parts = new ArrayList<>();
    names.forEach(each -> parts.add(Json.object().put("Condition", each).build()));
    templateConditions.put(name, Json.object().put("Fn::Or", new Json.Arr(parts)).build());
    return Optional.of(name);
  }
}
