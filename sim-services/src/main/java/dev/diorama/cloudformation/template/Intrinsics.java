package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * The intrinsic functions: a tree with functions in, a tree of plain values out.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Intrinsics {
  /** {@code ${Name}}, {@code ${Name.Attribute}} and the escape {@code ${!Literal}} of Fn::Sub. */
  static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]*)\\}");

  /** What {@code Ref AWS::NoValue} leaves: nothing, so that the member goes. */
  private static final Json.Obj NO_VALUE = Json.object().put("Ref", "AWS::NoValue").build();

  private final Scope scope;

  /** Functions whose names are looked up in {@code scope}. */
  public Intrinsics(Scope scope) {
    this.scope = scope;
  }

  /**
   * The tree with every function replaced by its value.
   *
   * @throws TemplateException if a function is unknown, malformed or refers to nothing
   */
  public Json resolve(Json value) {
    if (value instanceof Json.Obj object) {
      Optional<String> function = function(object);
      return function.isPresent()
          ? apply(function.get(), object.get(function.get()).orElseThrow())
          : members(object);
    }
    if (value instanceof Json.Arr array) {
      List<Json> items = new ArrayList<>();
      for (Json item : array.items()) {
        Json resolved = resolve(item);
        if (!resolved.equals(NO_VALUE)) {
          items.add(resolved);
        }
      }
      return new Json.Arr(items);
    }
    return value;
  }

  private Json members(Json.Obj object) {
    Map<String, Json> members = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, member) -> {
              Json resolved = resolve(member);
              if (!resolved.equals(NO_VALUE)) {
                members.put(name, resolved);
              }
            });
    return new Json.Obj(members);
  }

  /** The name of the function that an object is a call of. */
  static Optional<String> function(Json.Obj object) {
    if (object.members().size() != 1) {
      return Optional.empty();
    }
    String name = object.members().keySet().iterator().next();
    return name.equals("Ref") || name.startsWith("Fn::") ? Optional.of(name) : Optional.empty();
  }

  private Json apply(String function, Json argument) {
    return switch (function) {
      case "Ref" -> ref(text("Ref", argument));
      case "Fn::GetAtt" -> attribute(argument);
      case "Fn::Sub" -> substitute(argument);
      case "Fn::Join" -> join(argument);
      case "Fn::Select" -> select(argument);
      case "Fn::Split" -> split(argument);
      case "Fn::If" -> choose(argument);
      case "Fn::FindInMap" -> findInMap(argument);
      case "Fn::Base64" ->
          Json.of(
              Base64.getEncoder()
                  .encodeToString(
                      text("Fn::Base64", resolve(argument)).getBytes(StandardCharsets.UTF_8)));
      case "Fn::GetAZs" -> zones(resolve(argument));
      case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not" -> Json.of(holds(function, argument));
      case "Fn::ImportValue" ->
          throw new TemplateException(
              "Template error: Fn::ImportValue: Diorama deploys each stack by itself; pass the"
                  + " value as a parameter instead");
      default ->
          throw new TemplateException("Template error: Diorama does not support " + function);
    };
  }

  private Json ref(String name) {
    if (name.equals("AWS::NoValue")) {
      return NO_VALUE;
    }
    return scope.ref(name).orElseThrow(() -> unresolved(name));
  }

  private static TemplateException unresolved(String name) {
    return new TemplateException(
        "Template format error: Unresolved resource dependencies ["
            + name
            + "] in the Resources block of the template");
  }

  private Json attribute(Json argument) {
    List<String> parts = attributeParts(argument);
    String id = parts.get(0);
    String attribute = parts.get(1);
    return scope
        .attribute(id, attribute)
        .orElseThrow(
            () ->
                new TemplateException(
                    "Template error: resource "
                        + id
                        + " does not support attribute type "
                        + attribute
                        + " in Fn::GetAtt"));
  }

  /** The two parts of a GetAtt, which may be written as a list or as one dotted text. */
  static List<String> attributeParts(Json argument) {
    List<String> parts = new ArrayList<>();
    if (argument instanceof Json.Str dotted && dotted.value().indexOf('.') > 0) {
      int dot = dotted.value().indexOf('.');
      parts.add(dotted.value().substring(0, dot));
      parts.add(dotted.value().substring(dot + 1));
    } else {
      argument.items().forEach(item -> item.text().ifPresent(parts::add));
    }
    if (parts.size() < 2 || parts.get(0).isEmpty()) {
      throw new TemplateException(
          "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource"
              + " name and the resource attribute");
    }
    return List.of(parts.get(0), String.join(".", parts.subList(1, parts.size())));
  }

  private Json substitute(Json argument) {
    Map<String, Json> own = new LinkedHashMap<>();
    String pattern;
    if (argument instanceof Json.Arr pair && pair.items().size() == 2) {
      pattern = text("Fn::Sub", pair.items().get(0));
      pair.items().get(1).members().forEach((name, value) -> own.put(name, resolve(value)));
    } else {
      pattern = text("Fn::Sub", argument);
    }
    StringBuilder out = new StringBuilder();
    Matcher matcher = SUBSTITUTION.matcher(pattern);
    while (matcher.find()) {
      String name = matcher.group(2).strip();
      String replacement =
          matcher.group(1).isEmpty() ? value(name, own) : "${" + matcher.group(2) + "}";
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement));
    }
    return Json.of(matcher.appendTail(out).toString());
  }

  private String value(String name, Map<String, Json> own) {
    Json found = own.get(name);
    if (found == null) {
      found = name.indexOf('.') > 0 ? attribute(Json.of(name)) : ref(name);
    }
    return text("Fn::Sub", found);
  }

  private Json join(Json argument) {
    List<Json> parts = arguments("Fn::Join", argument, 2, 2);
    List<String> texts = new ArrayList<>();
    Json list = resolve(parts.get(1));
    if (!(list instanceof Json.Arr)) {
      throw malformed("Fn::Join", "a delimiter and a list of strings");
    }
    list.items().forEach(item -> texts.add(text("Fn::Join", item)));
    return Json.of(String.join(text("Fn::Join", parts.get(0)), texts));
  }

  private Json select(Json argument) {
    List<Json> parts = arguments("Fn::Select", argument, 2, 2);
    String index = text("Fn::Select", resolve(parts.get(0)));
    List<Json> items = resolve(parts.get(1)).items();
    if (!index.matches("[0-9]{1,4}") || Integer.parseInt(index) >= items.size()) {
      throw new TemplateException(
          "Template error: Fn::Select cannot select nonexistent value at index " + index);
    }
    return items.get(Integer.parseInt(index));
  }

  private Json split(Json argument) {
    List<Json> parts = arguments("Fn::Split", argument, 2, 2);
    String delimiter = text("Fn::Split", parts.get(0));
    String whole = text("Fn::Split", resolve(parts.get(1)));
    return Json.strings(List.of(whole.split(Pattern.quote(delimiter), -1)));
  }

  private Json choose(Json argument) {
    List<Json> parts = arguments("Fn::If", argument, 3, 3);
    String name = text("Fn::If", parts.get(0));
    boolean holds = named(name);
    return resolve(parts.get(holds ? 1 : 2));
  }

  private boolean named(String condition) {
    return scope
        .condition(condition)
        .orElseThrow(
            () ->
                new TemplateException(
                    "Template format error: Unresolved condition dependency "
                        + condition
                        + " in the template"));
  }

  private Json findInMap(Json argument) {
    List<Json> parts = arguments("Fn::FindInMap", argument, 3, 3);
    String mapping = text("Fn::FindInMap", resolve(parts.get(0)));
    String first = text("Fn::FindInMap", resolve(parts.get(1)));
    String second = text("Fn::FindInMap", resolve(parts.get(2)));
    return scope
        .mapped(mapping, first, second)
        .orElseThrow(
            () ->
                new TemplateException(
                    "Template error: Unable to get mapping for "
                        + mapping
                        + "::"
                        + first
                        + "::"
                        + second));
  }

  private Json zones(Json region) {
    String asked = region.text().filter(text -> !text.isEmpty()).orElse("");
    String name = asked.isEmpty() ? text("Fn::GetAZs", ref("AWS::Region")) : asked;
    return Json.strings(List.of(name + "a", name + "b", name + "c"));
  }

  /** Whether a condition function holds. */
  boolean holds(Json condition) {
    if (condition instanceof Json.Obj object && object.members().size() == 1) {
      String function = object.members().keySet().iterator().next();
      Json argument = object.members().values().iterator().next();
      return function.equals("Condition")
          ? named(text("Condition", argument))
          : holds(function, argument);
    }
    throw new TemplateException(
        "Template format error: Every Conditions member must be a function.");
  }

  private boolean holds(String function, Json argument) {
    switch (function) {
      case "Fn::Equals" -> {
        List<Json> parts = arguments(function, argument, 2, 2);
        return comparable(resolve(parts.get(0))).equals(comparable(resolve(parts.get(1))));
      }
      case "Fn::Not" -> {
        return !holds(arguments(function, argument, 1, 1).get(0));
      }
      case "Fn::And" -> {
        boolean all = true;
        for (Json part : arguments(function, argument, 2, 10)) {
          all &= holds(part);
        }
        return all;
      }
      case "Fn::Or" -> {
        boolean any = false;
        for (Json part : arguments(function, argument, 2, 10)) {
          any |= holds(part);
        }
        return any;
      }
      default ->
          throw new TemplateException(
              "Template error: " + function + " cannot be used in a condition");
    }
  }

  /** Equality in templates is that of texts: {@code 1} equals {@code "1"}. */
  private static Json comparable(Json value) {
    return value.text().map(Json::of).orElse(value);
  }

  private static List<Json> arguments(String function, Json argument, int least, int most) {
    if (argument instanceof Json.Arr list
        && list.items().size() >= least
        && list.items().size() <= most) {
      return list.items();
    }
    throw malformed(
        function, least == most ? least + " parameters" : least + " to " + most + " parameters");
  }

  private static TemplateException malformed(String function, String wanted) {
    return new TemplateException("Template error: " + function + " requires " + wanted);
  }

  private static String text(String function, Json value) {
    return value
        .text()
        .orElseThrow(() -> malformed(function, "a text where a list or an object was found"));
  }
}
