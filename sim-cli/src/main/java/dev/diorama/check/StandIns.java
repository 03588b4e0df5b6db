package dev.diorama.check;

import dev.diorama.cloudformation.template.Scope;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets resources stand for themselves: a reference to one is {@code <Id>}, an attribute {@code
 * <Id.Attribute>}, which no name on AWS can hold. So any text tells which resources it speaks of.
 */
final class StandIns implements Scope {
  /** The account of the examples in AWS's documents. */
  private static final String ACCOUNT = "123456789012";

  private static final Pattern ID = Pattern.compile("<(\\w+)(\\.[^>]*)?>");

  private final Template template;
  private final Map<String, Json> parameters;
  private final String region;
  private final Map<String, Boolean> conditions;

  StandIns(
      Template template,
      Map<String, Json> parameters,
      String region,
      Map<String, Boolean> conditions) {
    this.template = template;
    this.parameters = parameters;
    this.region = region;
    this.conditions = conditions;
  }

  /** The resources that a text speaks of, in its order. */
  static List<String> idsIn(String text) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(text);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  /** The text as a person would say it. */
  static String plain(String text) {
    return ID.matcher(text).replaceAll("$1");
  }

  @Override
  public Optional<Json> ref(String name) {
    return parameterOrPseudo(name).or(() -> resource(name).map(id -> Json.of("<" + id + ">")));
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
      case "AWS::StackId", "AWS::StackName" -> Optional.of(Json.of("stack"));
      case "AWS::URLSuffix" -> Optional.of(Json.of("amazonaws.com"));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Json> attribute(String logicalId, String attribute) {
    return resource(logicalId).map(id -> Json.of("<" + id + "." + attribute + ">"));
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
