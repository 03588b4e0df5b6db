package dev.diorama.cloudformation;

import dev.diorama.cloudformation.StackModel.Asked;
import dev.diorama.cloudformation.StackModel.ResourceState;
import dev.diorama.cloudformation.StackModel.StackState;
import dev.diorama.cloudformation.resource.ResourceType;
import dev.diorama.cloudformation.template.Scope;
import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What names stand for in a stack: its parameters, its resources so far, and pseudo parameters. */
final class StackScope implements Scope {
  private final StackState stack;
  private final Map<String, Boolean> conditions;

  StackScope(StackState stack, Map<String, Boolean> conditions) {
    this.stack = stack;
    this.conditions = conditions;
  }

  /** The value of a pseudo parameter. */
  static Optional<Json> pseudo(
      String name, String account, String region, String stackName, String stackId) {
    return switch (name) {
      case "AWS::AccountId" -> Optional.of(Json.of(account));
      case "AWS::NotificationARNs" -> Optional.of(new Json.Arr(List.of()));
      case "AWS::Partition" -> Optional.of(Json.of("aws"));
      case "AWS::Region" -> Optional.of(Json.of(region));
      case "AWS::StackId" -> Optional.of(Json.of(stackId));
      case "AWS::StackName" -> Optional.of(Json.of(stackName));
      case "AWS::URLSuffix" -> Optional.of(Json.of("amazonaws.com"));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Json> ref(String name) {
    Asked asked = stack.asked;
    return Optional.ofNullable(asked.parameters().get(name))
        .or(() -> pseudo(name, asked.account(), asked.region(), asked.name(), asked.id()))
        .or(() -> made(name).map(made -> Json.of(made.physicalId())));
  }

  private Optional<ResourceType.Made> made(String logicalId) {
    ResourceState state = stack.resources.get(logicalId);
    return state == null ? Optional.empty() : Optional.ofNullable(state.made);
  }

  @Override
  public Optional<Json> attribute(String logicalId, String attribute) {
    return made(logicalId).flatMap(made -> Optional.ofNullable(made.attributes().get(attribute)));
  }

  @Override
  public Optional<Boolean> condition(String name) {
    return Optional.ofNullable(conditions.get(name));
  }

  @Override
  public Optional<Json> mapped(String mapping, String first, String second) {
    return Optional.ofNullable(stack.asked.template().mappings().get(mapping))
        .flatMap(map -> map.at(first, second));
  }
}
