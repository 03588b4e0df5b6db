package dev.diorama.ses;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a template: text with {@code {{name}}}, {@code {{person.name}}}, {@code {{#if x}}},
 * {@code {{#unless x}}} and {@code {{#each list}}} in it.
 *
 * <p>SES uses Handlebars. Values are put in as they are, without any escaping (assumed: AWS's
 * manual is remembered to warn of it, and was not found again). Inline partials and other helpers
 * are refused.
 */
final class TemplateText {
  private static final Pattern TAG =
      Pattern.compile("\\{\\{\\{\\s*([^{}]*?)\\s*}}}|\\{\\{\\s*([^{}]*?)\\s*}}");
  private static final Pattern PATH =
      Pattern.compile("(?:\\.\\./)*(?:@index|this|[A-Za-z_][\\w-]*)(?:\\.[\\w-]+)*");

  /** A value that the template wants and the data do not have. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(String path) {
      super("Attribute '" + path + "' is not present in the rendering data.");
    }

    String message() {
      return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // An answer to a client, not a fault of ours.
    }
  }

  private sealed interface Part {
    void write(Scope scope, StringBuilder out);
  }

  private record Plain(String text) implements Part {
    @Override
    public void write(Scope scope, StringBuilder out) {
      out.append(text);
    }
  }

  private record Value(String path) implements Part {
    @Override
    public void write(Scope scope, StringBuilder out) {
      Json value = scope.find(path).orElseThrow(() -> new Missing(path));
      out.append(value.text().orElseGet(() -> value == Json.nil() ? "" : value.write()));
    }
  }

  private record Choice(String path, boolean wanted, List<Part> then, List<Part> otherwise)
      implements Part {
    @Override
    public void write(Scope scope, StringBuilder out) {
      boolean holds = scope.find(path).filter(TemplateText::isTrue).isPresent();
      (holds == wanted ? then : otherwise).forEach(part -> part.write(scope, out));
    }
  }

  private record Each(String path, List<Part> body, List<Part> otherwise) implements Part {
    @Override
    public void write(Scope scope, StringBuilder out) {
      List<Json> items = scope.find(path).orElseThrow(() -> new Missing(path)).items();
      if (items.isEmpty()) {
        otherwise.forEach(part -> part.write(scope, out));
      }
      for (int i = 0; i < items.size(); i++) {
        Scope inner = new Scope(items.get(i), i, Optional.of(scope));
        body.forEach(part -> part.write(inner, out));
      }
    }
  }

  /** What names are looked up in. */
  private record Scope(Json data, int index, Optional<Scope> outer) {
    Optional<Json> find(String path) {
      if (path.startsWith("../")) {
        return outer.flatMap(scope -> scope.find(path.substring(3)));
      }
      if (path.equals("@index")) {
        return Optional.of(Json.of((long) index));
      }
      Optional<Json> here = Optional.of(data);
      for (String name : path.split("\\.", -1)) {
        here = name.equals("this") ? here : here.flatMap(value -> value.get(name));
      }
      return here;
    }
  }

  private final List<Part> parts;

  private TemplateText(List<Part> parts) {
    this.parts = parts;
  }

  /** Reads a part of a template; refuses what cannot be read. */
  static TemplateText of(String source) {
    Reader reader = new Reader(source);
    List<Part> parts = reader.until("");
    return new TemplateText(parts);
  }

  /**
   * The text with the data put in.
   *
   * @throws Missing if a value is not there
   */
  String render(Json data) {
    StringBuilder out = new StringBuilder();
    Scope scope = new Scope(data, 0, Optional.empty());
    parts.forEach(part -> part.write(scope, out));
    return out.toString();
  }

  private static boolean isTrue(Json value) {
    if (value instanceof Json.Arr array) {
      return !array.items().isEmpty();
    }
    if (value instanceof Json.Num number) {
      return number.value().signum() != 0;
    }
    return value instanceof Json.Obj
        || value.text().filter(text -> !text.isEmpty() && !text.equals("false")).isPresent();
  }

  private static final class Reader {
    private final String source;
    private final Matcher tags;
    private int at;
    private String ended = "";

    Reader(String source) {
      this.source = source;
      this.tags = TAG.matcher(source);
    }

    /** The parts up to {@code {{/block}}} or {@code {{else}}}; up to the end for no block. */
    List<Part> until(String block) {
      List<Part> parts = new ArrayList<>();
      while (tags.find(at)) {
        plain(parts, source.substring(at, tags.start()));
        at = tags.end();
        String tag = tags.group(1) == null ? tags.group(2) : tags.group(1);
        if (tag.startsWith("/") || tag.equals("else")) {
          if (block.isEmpty() || !(tag.equals("else") || tag.equals("/" + block))) {
            throw invalid();
          }
          ended = tag;
          return parts;
        }
        if (tag.startsWith("#")) {
          parts.add(block(tag.substring(1)));
        } else if (!tag.startsWith("!")) {
          parts.add(new Value(path(tag)));
        }
      }
      plain(parts, source.substring(at));
      at = source.length();
      if (!block.isEmpty()) {
        throw invalid();
      }
      return parts;
    }

    private void plain(List<Part> parts, String text) {
      if (text.contains("{{")) {
        throw invalid();
      }
      if (!text.isEmpty()) {
        parts.add(new Plain(text));
      }
    }

    private Part block(String opening) {
      String[] words = opening.split("\\s+", 2);
      String path = path(words.length == 2 ? words[1] : "");
      String kind = words[0];
      List<Part> body = until(kind);
      List<Part> otherwise = ended.equals("else") ? until(kind) : List.of();
      return switch (kind) {
        case "if" -> new Choice(path, true, body, otherwise);
        case "unless" -> new Choice(path, false, body, otherwise);
        case "each" -> new Each(path, body, otherwise);
        default -> throw invalid();
      };
    }

    private static String path(String text) {
      if (text.equals(".")) {
        return "this";
      }
      if (!PATH.matcher(text).matches()) {
        throw invalid();
      }
      return text;
    }

    private static RuntimeException invalid() {
      return SesError.INVALID_TEMPLATE.with("Template contains invalid tags or blocks.");
    }
  }
}
