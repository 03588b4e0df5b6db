package dev.diorama.whatif.design;

import dev.diorama.cloudformation.template.Scope;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets resources stand for themselves: a reference to one is its logical id, an attribute is {@code
 * Id.Attribute}. So it can be told from any text which resources it speaks of.
 */
final class SymbolicScope implements Scope {
  /** The account of the examples in AWS's documents. */
  private static final String ACCOUNT = "123456789012";

  private final Template template;
  private final Map<String, Json> parameters;
  private final String region;
  private final Map<String, Boolean> conditions;

  SymbolicScope(
      Template template,
      Map<String, Json> parameters,
      String region,
      Map<String, Boolean> conditions) {
    this.template = template;
    this.parameters = parameters;
    this.region = region;
    this.conditions = conditions;
  }

  @Override
  public Optional<Json> ref(String name) {
    return parameterOrPseudo(name).or(() -> resource(name).map(Json::of));
  }

  /** What conditions see. */
  Optional<Json> parameterOrPseudo(String name) {
    return Optional.ofNullable(parameters.get(name)).or(() -> pseudo(name));
  }

  private Optional<String> resource(String id) {
    return template.resources().containsKey(id) ? Optional.of(id) : Optional.empty();
  }

  private Optional<Json> pseudo(String name) {
    return switch (name) {
      case "AWS::AccountId" -> Optional.of(Json.of(ACCOUNT));
      case "AWS::NotificationARNs" -> Optional.of(new Json.Arr(List.of()));
      case "AWS::Partition" -> Optional.of(Json.of("aws"));
      case "AWS::Region" -> Optional.of(Json.of(region));
      case "AWS::StackId", "AWS::StackName" -> Optional.of(Json.of("design"));
      case "AWS::URLSuffix" -> Optional.of(Json.of("amazonaws.com"));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Json> attribute(String logicalId, String attribute) {
    return resource(logicalId).map(id -> Json.of(id + "." + attribute));
  }

  @Override
  public Optional<Boolean> condition(String name) {
    return Optional.ofNullable(conditions.get(name));
  }

  @Override
  public Optional<Json> mapped(String mapping, String first, String second) {
    return Optional.ofNullable(template.mappings().get(mapping))
        .flatMap(map -> map.at(first, second));
  }
}
