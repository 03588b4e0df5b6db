package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apiguardian.api.API;

/**
 * The parameters of a template, checked and with their values.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Parameters {
  private static final int MAX_LENGTH = 4096;

  private Parameters() {}

  /**
   * The values of a template's parameters: given or default, lists split.
   *
   * @param given values by name, as texts
   * @throws TemplateException if one is missing, unknown or does not satisfy its constraints
   */
  public static Map<String, Json> values(Template template, Map<String, String> given) {
    List<String> unknown = new ArrayList<>(given.keySet());
    unknown.removeAll(template.parameters().keySet());
    if (!unknown.isEmpty()) {
      throw new TemplateException("Parameters: " + unknown + " do not exist in the template");
    }
    List<String> missing = new ArrayList<>();
    Map<String, Json> values = new LinkedHashMap<>();
    template
        .parameters()
        .forEach(
            (name, definition) -> {
              Optional<String> value =
                  Optional.ofNullable(given.get(name)).or(() -> definition.text("Default"));
              if (value.isEmpty()) {
                missing.add(name);
              } else {
                values.put(name, checked(name, definition, value.get()));
              }
            });
    if (!missing.isEmpty()) {
      throw new TemplateException("Parameters: " + missing + " must have values");
    }
    return values;
  }

  private static Json checked(String name, Json definition, String value) {
    String type =
        definition
            .text("Type")
            .orElseThrow(
                () ->
                    new TemplateException(
                        "Template format error: Every Parameters object must contain a Type member."
                            + " Missing in "
                            + name));
    if (value.length() > MAX_LENGTH) {
      throw refused(name, definition, "must be at most " + MAX_LENGTH + " characters long");
    }
    if (type.startsWith("AWS::SSM::")) {
      throw new TemplateException(
          "Diorama does not support parameters of type " + type + " (parameter " + name + ").");
    }
    boolean list = type.startsWith("List<") || type.equals("CommaDelimitedList");
    if (!list && !type.equals("String") && !type.equals("Number") && !type.startsWith("AWS::")) {
      throw new TemplateException("Template format error: Unrecognized parameter type: " + type);
    }
    List<String> items = new ArrayList<>();
    for (String item : list ? value.split(",", -1) : new String[] {value}) {
      items.add(list ? item.strip() : item);
    }
    for (String item : items) {
      constrain(name, definition, item, type.equals("Number") || type.equals("List<Number>"));
    }
    return list ? Json.strings(items) : Json.of(value);
  }

  private static void constrain(String name, Json definition, String value, boolean number) {
    if (number) {
      BigDecimal numeric;
      try {
        numeric = new BigDecimal(value);
      } catch (NumberFormatException e) {
        throw refused(name, definition, "must be a number");
      }
      definition
          .text("MinValue")
          .filter(least -> numeric.compareTo(limit(name, "MinValue", least)) < 0)
          .ifPresent(
              least -> {
                throw refused(name, definition, "must be a number not less than " + least);
              });
      definition
          .text("MaxValue")
          .filter(most -> numeric.compareTo(limit(name, "MaxValue", most)) > 0)
          .ifPresent(
              most -> {
                throw refused(name, definition, "must be a number not greater than " + most);
              });
    }
    List<String> allowed = new ArrayList<>();
    definition
        .get("AllowedValues")
        .ifPresent(all -> all.items().forEach(item -> item.text().ifPresent(allowed::add)));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      throw refused(name, definition, "must be one of AllowedValues");
    }
    BigDecimal length = BigDecimal.valueOf(value.length());
    definition
        .text("MinLength")
        .filter(least -> limit(name, "MinLength", least).compareTo(length) > 0)
        .ifPresent(
            least -> {
              throw refused(name, definition, "must contain at least " + least + " characters");
            });
    definition
        .text("MaxLength")
        .filter(most -> limit(name, "MaxLength", most).compareTo(length) < 0)
        .ifPresent(
            most -> {
              throw refused(name, definition, "must contain at most " + most + " characters");
            });
    definition
        .text("AllowedPattern")
        .filter(pattern -> !matches(name, pattern, value))
        .ifPresent(
            pattern -> {
              throw refused(name, definition, "must match pattern " + pattern);
            });
  }

  private static BigDecimal limit(String name, String which, String value) {
    try {
      return new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw new TemplateException(
          "Template format error: " + which + " of parameter " + name + " is no number");
    }
  }

  private static boolean matches(String name, String pattern, String value) {
    try {
      return Pattern.compile(pattern).matcher(value).matches();
    } catch (PatternSyntaxException e) {
      throw new TemplateException(
          "Template format error: AllowedPattern of parameter " + name + " is no pattern");
    }
  }

  private static TemplateException refused(String name, Json definition, String why) {
    String constraint = definition.text("ConstraintDescription").orElse(why);
    return new TemplateException(
        "Parameter " + name + " failed to satisfy constraint: " + constraint);
  }
}
