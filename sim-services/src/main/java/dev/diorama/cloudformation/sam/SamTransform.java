package dev.diorama.cloudformation.sam;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The transform {@code AWS::Serverless-2016-10-31}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SamTransform {
  /** The name under which a template asks for this transform. */
  public static final String NAME = "AWS::Serverless-2016-10-31";

  private static final String FUNCTION = PropertyTable.FUNCTION.type();
  private static final String API_TYPE = PropertyTable.API.type();
  private static final String SIMPLE_TABLE = PropertyTable.SIMPLE_TABLE.type();
  private static final String PREFIX = "AWS::Serverless::";

  private final Json.Obj template;
  private final Map<String, Json> conditions;
  private final Map<String, SamResource> sam = new LinkedHashMap<>();
  private final Map<String, ApiDefinition> apis = new LinkedHashMap<>();
  private final Map<String, String> brokenApis = new LinkedHashMap<>();
  private final Map<String, Map<String, Json.Obj>> made = new LinkedHashMap<>();
  private final Map<String, Json.Obj> notifying = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();
  private final Set<String> errors = new LinkedHashSet<>();
  private boolean implicitWanted;

  private SamTransform(Json.Obj template) {
    this.template = template;
    this.conditions =
        new LinkedHashMap<>(template.get("Conditions").orElse(Json.empty()).members());
  }

  /**
   * The plain CloudFormation template that a SAM template stands for. A template that does not ask
   * for the transform is given back as it is.
   *
   * @throws TemplateException naming every resource that is not as it must be or that Diorama does
   *     not support, in the transform's own words where it has some
   */
  public static Json.Obj apply(Json.Obj template) {
    Json transform = template.get("Transform").orElse(Json.nil());
    if (transform instanceof Json.Null) {
      return template;
    }
    for (Json each : transform.asList()) {
      if (!each.equals(Json.of(NAME))) {
        throw new TemplateException(
            "Diorama does not support the transform " + each.text().orElse(each.write()) + ".");
      }
    }
    return transform.asList().isEmpty() ? template : new SamTransform(template).transformed();
  }

  private Json.Obj transformed() {
    checkStructure();
    attempt(() -> read(Globals.of(template)));
    stopOnErrors();
    // Functions first: what the APIs consist of is known with their events.
    sam.values().stream()
        .filter(resource -> resource.type().equals(FUNCTION))
        .forEach(function -> attempt(() -> expandFunction(function)));
    brokenApis.forEach(
        (id, refusal) -> {
          if (sam.containsKey(id) || implicitWanted) {
            errors.add(refusal);
          }
        });
    apis.values().forEach(api -> attempt(() -> expandApi(api)));
    sam.values().stream()
        .filter(resource -> resource.type().equals(SIMPLE_TABLE))
        .forEach(
            table ->
                attempt(
                    () -> {
                      PropertyTable.SIMPLE_TABLE.check(table.id(), table.properties());
                      Json.Obj resource = new SimpleTableExpansion(table).resource();
                      made.put(table.id(), Map.of(table.id(), resource));
                    }));
    stopOnErrors();
    return assembled();
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (SamRefusal refusal) {
      errors.add(refusal.message());
    }
  }

  private void stopOnErrors() {
    if (!errors.isEmpty()) {
      throw SamRefusal.document(errors);
    }
  }

  private void checkStructure() {
    Json resources = template.get("Resources").orElse(Json.nil());
    if (resources.members().isEmpty()) {
      errors.add(SamRefusal.structure("'Resources' section is required").message());
    }
    if (!resources.members().values().stream().allMatch(Json.Obj.class::isInstance)) {
      errors.add(
          SamRefusal.structure(
                  "All 'Resources' must be Objects. If you're using YAML, this may be an"
                      + " indentation issue.")
              .message());
    }
    stopOnErrors();
  }

  private void read(Globals globals) {
    template
        .get("Resources")
        .orElseThrow()
        .members()
        .forEach((id, definition) -> attempt(() -> read(globals, id, (Json.Obj) definition)));
    for (SamResource resource : sam.values()) {
      if (resource.type().equals(API_TYPE)) {
        define(resource);
      }
    }
    if (template.at("Resources", ApiEvent.IMPLICIT_API).isEmpty()) {
      // The API of events that name none. Its stage is always Prod.
      Json.Obj own = Json.object().put("StageName", "Prod").build();
      Json.Obj whole = globals.under(ApiEvent.IMPLICIT_API, API_TYPE, own, Optional.empty());
      define(new SamResource(ApiEvent.IMPLICIT_API, API_TYPE, whole, Json.empty()));
    }
  }

  private void define(SamResource api) {
    try {
      PropertyTable.API.check(api.id(), api.properties());
      apis.put(api.id(), new ApiDefinition(api));
    } catch (SamRefusal refusal) {
      brokenApis.put(api.id(), refusal.message());
    }
  }

  private void read(Globals globals, String id, Json.Obj definition) {
    String type = definition.text("Type").orElse("");
    if (!type.startsWith(PREFIX)) {
      return;
    }
    if (!type.equals(FUNCTION) && !type.equals(API_TYPE) && !type.equals(SIMPLE_TABLE)) {
      throw SamRefusal.resource(id, "Diorama does not support the resource type " + type + ".");
    }
    if (!id.matches("[A-Za-z0-9]+")) {
      throw SamRefusal.resource(id, "Logical ids must be alphanumeric.");
    }
    if (definition.get("Connectors").isPresent()) {
      throw SamRefusal.resource(id, "Diorama does not support the attribute Connectors.");
    }
    if (definition.get("Condition").filter(name -> !(name instanceof Json.Str)).isPresent()) {
      throw SamRefusal.structure("Every Condition member must be a string.");
    }
    Json own = definition.get("Properties").orElse(Json.empty());
    if (!(own instanceof Json.Obj properties)) {
      throw SamRefusal.resource(id, "Attribute 'Properties' should be a map.");
    }
    Json.Obj whole = globals.under(id, type, properties, definition.get("IgnoreGlobals"));
    sam.put(id, new SamResource(id, type, whole, definition));
  }

  private void expandFunction(SamResource function) {
    PropertyTable.FUNCTION.check(function.id(), function.properties());
    Map<ApiEvent, String> stages = new LinkedHashMap<>();
    for (ApiEvent event : ApiEvent.of(function)) {
      stages.put(event, stage(event));
      Optional.ofNullable(apis.get(event.api())).ifPresent(api -> api.add(event));
    }
    List<SourceEvent> sources = SourceEvent.of(function);
    for (SourceEvent source : sources) {
      source.bucket(template).ifPresent(bucket -> addNotifications(bucket, source));
    }
    FunctionExpansion expansion = new FunctionExpansion(function);
    made.put(function.id(), expansion.resources(stages, sources, template));
    references.putAll(expansion.references());
  }

  private void addNotifications(String bucket, SourceEvent source) {
    Json.Obj written = (Json.Obj) template.at("Resources", bucket).orElseThrow();
    Json.Obj before = notifying.getOrDefault(bucket, written);
    notifying.put(bucket, source.notifying(bucket, before));
  }

  /** The stage name that the id of an event's permission has; "Stage" for one not written out. */
  private String stage(ApiEvent event) {
    ApiDefinition api = apis.get(event.api());
    if (api != null) {
      Json name = api.api().property("StageName").orElseThrow();
      return name instanceof Json.Str literal ? literal.value() : "Stage";
    }
    implicitWanted |= event.api().equals(ApiEvent.IMPLICIT_API);
    boolean known =
        brokenApis.containsKey(event.api())
            || template
                .at("Resources", event.api(), "Type")
                .equals(Optional.of(Json.of("AWS::ApiGateway::RestApi")));
    if (!known) {
      throw event.refused(
          "RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same"
              + " template.");
    }
    return "Stage";
  }

  private void expandApi(ApiDefinition definition) {
    boolean implicit = !sam.containsKey(definition.api().id());
    if (implicit && definition.callers().isEmpty()) {
      return;
    }
    if (implicit) {
      definition.takeAttributesOfCallers(conditions);
    }
    ApiExpansion expansion = new ApiExpansion(definition);
    Map<String, Json.Obj> resources = expansion.resources(conditions);
    references.putAll(expansion.references(resources));
    made.put(definition.api().id(), resources);
  }

  private Json.Obj assembled() {
    Map<String, Json> resources = new LinkedHashMap<>();
    Json written = template.get("Resources").orElseThrow();
    List<String> ids = new ArrayList<>(written.members().keySet());
    made.keySet().stream().filter(id -> !ids.contains(id)).forEach(ids::add);
    for (String id : ids) {
      Map<String, Json.Obj> expansion = made.get(id);
      if (expansion == null) {
        resources.put(id, notifying.getOrDefault(id, (Json.Obj) written.get(id).orElseThrow()));
        continue;
      }
      expansion.forEach(
          (name, resource) -> {
            boolean taken = !name.equals(id) && written.get(name).isPresent();
            if (taken || resources.put(name, resource) != null) {
              errors.add(
                  SamRefusal.duplicate(id, name, resource.text("Type").orElse("")).message());
            }
          });
    }
    stopOnErrors();
    Map<String, Json> sections = new LinkedHashMap<>(template.members());
    sections.remove("Transform");
    sections.remove("Globals");
    if (!conditions.isEmpty()) {
      sections.put("Conditions", new Json.Obj(conditions));
    }
    sections.put("Resources", new Json.Obj(resources));
    return (Json.Obj) new SamReferences(references).resolve(new Json.Obj(sections));
  }
}
