package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Lets resources stand for themselves, for whoever reads a template without making it: a reference
 * to one is its stand-in, and so is an attribute, by which any text tells which resources it speaks
 * of.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class SymbolicScope implements Scope {
  /** The account of the examples in AWS's documents. */
  private static final String ACCOUNT = "123456789012";

  private final Template template;
  private final Map<String, Json> parameters;
  private final String region;
  private final Map<String, Boolean> conditions;
  private final String stack;
  private final UnaryOperator<String> standIn;

  /**
   * A scope.
   *
   * @param conditions those that have been worked out
   * @param stack what the stack is called
   * @param standIn what stands for a logical id, or for one with an attribute behind a dot
   */
  public SymbolicScope(
      Template template,
      Map<String, Json> parameters,
      String region,
      Map<String, Boolean> conditions,
      String stack,
      UnaryOperator<String> standIn) {
    this.template = template;
    this.parameters = parameters;
    this.region = region;
    this.conditions = conditions;
    this.stack = stack;
    this.standIn = standIn;
  }

  @Override
  public Optional<Json> ref(String name) {
    return parameterOrPseudo(name).or(() -> resource(name).map(id -> Json.of(standIn.apply(id))));
  }

  /** What conditions see. */
  public Optional<Json> parameterOrPseudo(String name) {
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
      case "AWS::StackId", "AWS::StackName" -> Optional.of(Json.of(stack));
      case "AWS::URLSuffix" -> Optional.of(Json.of("amazonaws.com"));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Json> attribute(String logicalId, String attribute) {
    return resource(logicalId).map(id -> Json.of(standIn.apply(id + "." + attribute)));
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
