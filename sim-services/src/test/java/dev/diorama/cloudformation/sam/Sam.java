package dev.diorama.cloudformation.sam;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.List;

/** What the tests of the transform are written with. */
final class Sam {
  /** What every refusal of one resource begins with. */
  static final String ONE_ERROR =
      "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application"
          + " Specification document. Number of errors found: 1. ";

  private Sam() {}

  /** The tree of a YAML text; short tags have their long form in it. */
  static Json yaml(String text) {
    return Template.read("Resources: {X: {Type: T}}\nMetadata:\n  It:\n" + text.indent(4))
        .tree()
        .at("Metadata", "It")
        .orElseThrow();
  }

  static Json.Obj transform(String template) {
    return SamTransform.apply(
        Template.read("Transform: AWS::Serverless-2016-10-31\n" + template).tree());
  }

  /** The transformed resources of a template that has nothing else. */
  static Json resources(String resources) {
    return transform("Resources:\n" + resources.indent(2)).get("Resources").orElseThrow();
  }

  /** The properties of one transformed resource. */
  static Json properties(Json resources, String id) {
    return resources.at(id, "Properties").orElseThrow(() -> missing(resources, id));
  }

  private static AssertionError missing(Json resources, String id) {
    return new AssertionError(id + " is none of " + resources.members().keySet());
  }

  /** The ids of the resources of a type, in their order. */
  static List<String> ids(Json resources, String type) {
    return resources.members().entrySet().stream()
        .filter(entry -> entry.getValue().text("Type").orElse("").equals(type))
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /** The refusal of a template. */
  static String refusal(String template) {
    return catchThrowableOfType(TemplateException.class, () -> transform(template)).message();
  }

  /** A function with properties added to those it must have; they are written as in braces. */
  static String function(String id, String properties) {
    return id
        + ":\n  Type: AWS::Serverless::Function\n  Properties: {Handler: a.B::c, Runtime: java17,"
        + " CodeUri: s3://b/k"
        + (properties.isEmpty() ? "" : ", " + properties)
        + "}\n";
  }

  /** A function with one event E of a REST API. */
  static String caller(String id, String event) {
    return function(id, "Events: {E: {Type: Api, Properties: {" + event + "}}}");
  }

  /** An API with properties added to its stage's name, which is {@code live}. */
  static String api(String id, String properties) {
    return id
        + ":\n  Type: AWS::Serverless::Api\n  Properties: {StageName: live"
        + (properties.isEmpty() ? "" : ", " + properties)
        + "}\n";
  }
}
