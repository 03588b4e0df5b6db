package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A template, read and checked for shape.
 *
 * @param tree the whole template as read
 * @param description its description; may be empty
 * @param transforms the transforms it asks for
 * @param parameters its parameters by name
 * @param mappings its mappings
 * @param conditions its conditions by name
 * @param resources its resources by logical id, in the order written
 * @param outputs its outputs by name, in the order written
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record Template(
    Json.Obj tree,
    String description,
    List<String> transforms,
    Map<String, Json> parameters,
    Map<String, Json> mappings,
    Map<String, Json> conditions,
    Map<String, Resource> resources,
    Map<String, Json> outputs) {

  /**
   * Quotas, documented:
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
   */
  private static final int MAX_RESOURCES = 500;

  private static final int MAX_PARAMETERS = 200;
  private static final int MAX_OUTPUTS = 200;

  private static final Pattern LOGICAL_ID = Pattern.compile("[a-zA-Z0-9]+");

  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Description",
          "Metadata",
          "Parameters",
          "Mappings",
          "Conditions",
          "Transform",
          "Resources",
          "Outputs",
          "Globals",
          "Rules",
          "Hooks");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "Type",
          "Properties",
          "DependsOn",
          "Condition",
          "DeletionPolicy",
          "UpdateReplacePolicy",
          "Metadata",
          "CreationPolicy",
          "UpdatePolicy",
          // SAM's own, which its transform uses up.
          "Connectors",
          "IgnoreGlobals");

  /**
   * One resource as the template has it.
   *
   * @param id its logical id
   * @param type such as {@code AWS::S3::Bucket}
   * @param properties as written, intrinsic functions and all
   * @param dependsOn what it is to wait for beyond what it refers to
   * @param condition the condition under which it is made
   * @param retained true when deleting the stack leaves it
   */
  public record Resource(
      String id,
      String type,
      Json.Obj properties,
      List<String> dependsOn,
      Optional<String> condition,
      boolean retained) {
    public Resource {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException as CloudFormation would refuse it
   */
  public static Template read(String text) {
    return of(TemplateReader.read(text));
  }

  /** The template that a tree is. */
  public static Template of(Json.Obj tree) {
    for (String section : tree.members().keySet()) {
      if (!SECTIONS.contains(section)) {
        throw new TemplateException("Invalid template property or properties [" + section + "]");
      }
    }
    for (String refused : List.of("Rules", "Hooks")) {
      if (tree.get(refused).isPresent()) {
        throw new TemplateException("Diorama does not support the section " + refused + ".");
      }
    }
    Optional<String> version = tree.text("AWSTemplateFormatVersion");
    if (version.isPresent() && !version.get().equals("2010-09-09")) {
      throw new TemplateException(
          "Template format error: unsupported value for AWSTemplateFormatVersion.");
    }
    Map<String, Resource> resources = resources(tree);
    Map<String, Json> parameters = section(tree, "Parameters", MAX_PARAMETERS);
    List<String> transforms = new ArrayList<>();
    tree.get("Transform")
        .ifPresent(
            transform ->
                transform.asList().forEach(each -> each.text().ifPresent(transforms::add)));
    return new Template(
        tree,
        tree.text("Description").orElse(""),
        transforms,
        parameters,
        section(tree, "Mappings", MAX_PARAMETERS),
        section(tree, "Conditions", MAX_RESOURCES),
        resources,
        section(tree, "Outputs", MAX_OUTPUTS));
  }

  private static Map<String, Json> section(Json.Obj tree, String name, int limit) {
    Optional<Json> section = tree.get(name);
    if (section.isEmpty() || section.get() instanceof Json.Null) {
      return Map.of();
    }
    if (!(section.get() instanceof Json.Obj object)) {
      throw new TemplateException(
          "Template format error: Every " + name + " member must be an object.");
    }
    if (object.members().size() > limit) {
      throw new TemplateException(
          "Template format error: Number of "
              + name.toLowerCase(java.util.Locale.ROOT)
              + ", "
              + object.members().size()
              + ", is greater than maximum allowed, "
              + limit);
    }
    return object.members();
  }

  private static Map<String, Resource> resources(Json.Obj tree) {
    Map<String, Json> section = section(tree, "Resources", MAX_RESOURCES);
    if (section.isEmpty()) {
      throw new TemplateException(
          "Template format error: At least one Resources member must be defined.");
    }
    Map<String, Resource> resources = new LinkedHashMap<>();
    section.forEach((id, definition) -> resources.put(id, resource(id, definition)));
    return Collections.unmodifiableMap(resources);
  }

  private static Resource resource(String id, Json definition) {
    if (!LOGICAL_ID.matcher(id).matches()) {
      throw new TemplateException(
          "Template format error: Resource name " + id + " is non alphanumeric.");
    }
    if (!(definition instanceof Json.Obj)) {
      throw new TemplateException(
          "Template format error: Every Resources member must be an object; " + id + " is not.");
    }
    for (String attribute : definition.members().keySet()) {
      if (!ATTRIBUTES.contains(attribute)) {
        throw new TemplateException(
            "Invalid template resource property '" + attribute + "' of resource " + id);
      }
    }
    if (definition.get("CreationPolicy").isPresent()) {
      throw new TemplateException("Diorama does not support CreationPolicy (resource " + id + ").");
    }
    String type =
        definition
            .text("Type")
            .orElseThrow(
                () ->
                    new TemplateException(
                        "Template format error: Resource " + id + " must have a Type."));
    Json properties = definition.get("Properties").orElse(Json.empty());
    if (properties instanceof Json.Null) {
      properties = Json.empty();
    }
    if (!(properties instanceof Json.Obj object)) {
      throw new TemplateException(
          "Template format error: Properties of resource " + id + " must be an object.");
    }
    List<String> dependsOn = new ArrayList<>();
    definition
        .get("DependsOn")
        .ifPresent(all -> all.asList().forEach(each -> each.text().ifPresent(dependsOn::add)));
    String policy = definition.text("DeletionPolicy").orElse("Delete");
    if (!List.of("Delete", "Retain", "RetainExceptOnCreate", "Snapshot").contains(policy)) {
      throw new TemplateException(
          "Template error: Unrecognized DeletionPolicy " + policy + " for resource " + id);
    }
    return new Resource(
        id, type, object, dependsOn, definition.text("Condition"), policy.startsWith("Retain"));
  }
}
