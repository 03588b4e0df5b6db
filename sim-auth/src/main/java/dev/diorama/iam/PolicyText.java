package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A string of a policy that may hold variables such as {@code ${aws:username}}.
 *
 * <p>What a variable stands for is taken literally: a user who is named {@code *} gets no more than
 * anyone. {@code ${*}}, {@code ${?}} and {@code ${$}} are those characters themselves, and {@code
 * ${key, 'default'}} says what to put where the key is missing. Without a default, a variable whose
 * key is missing or has several values lets the whole element fail to match. All documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
final class PolicyText {
  private sealed interface Part {
    record Text(String text) implements Part {}

    record Escaped(String character) implements Part {}

    record Variable(String key, @Nullable String otherwise) implements Part {}
  }

  private final String source;
  private final boolean wild;
  private final List<Part> parts;
  private final @Nullable Glob fixed;

  private PolicyText(String source, boolean wild, List<Part> parts) {
    this.source = source;
    this.wild = wild;
    this.parts = parts;
    boolean varies = parts.stream().anyMatch(part -> part instanceof Part.Variable);
    this.fixed = varies ? null : build(RequestContext.EMPTY);
  }

  /**
   * @param variables whether the policy's version knows variables
   * @param wild whether {@code *} and {@code ?} outside of variables are wild
   */
  static PolicyText of(String source, boolean variables, boolean wild) {
    return new PolicyText(source, wild, variables ? split(source) : List.of(new Part.Text(source)));
  }

  /** The pattern for one request; empty when a variable has no value there. */
  Optional<Glob> resolve(RequestContext context) {
    return Optional.ofNullable(fixed == null ? build(context) : fixed);
  }

  private @Nullable Glob build(RequestContext context) {
    Glob.Builder glob = new Glob.Builder();
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        if (wild) {
          glob.wild(text.text());
        } else {
          glob.literal(text.text());
        }
      } else if (part instanceof Part.Escaped escaped) {
        glob.literal(escaped.character());
      } else if (part instanceof Part.Variable variable) {
        List<String> values = context.values(variable.key());
        if (values.size() == 1) {
          glob.literal(values.get(0));
        } else if (variable.otherwise() != null && values.isEmpty()) {
          glob.literal(variable.otherwise());
        } else {
          return null;
        }
      }
    }
    return glob.build();
  }

  boolean varies() {
    return fixed == null;
  }

  @Override
  public String toString() {
    return source;
  }

  private static List<Part> split(String source) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    while (from < source.length()) {
      int open = source.indexOf("${", from);
      int close = open < 0 ? -1 : closing(source, open + 2);
      if (close < 0) {
        parts.add(new Part.Text(source.substring(from)));
        return parts;
      }
      if (open > from) {
        parts.add(new Part.Text(source.substring(from, open)));
      }
      parts.add(variable(source.substring(open + 2, close)));
      from = close + 1;
    }
    return parts;
  }

  /** Where the variable ends that began before {@code from}; a quoted default may hold braces. */
  private static int closing(String source, int from) {
    boolean quoted = false;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == '}' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static Part variable(String inside) {
    if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
      return new Part.Escaped(inside);
    }
    int comma = inside.indexOf(',');
    if (comma < 0) {
      return new Part.Variable(inside.strip(), null);
    }
    String rest = inside.substring(comma + 1).strip();
    boolean quoted = rest.length() >= 2 && rest.startsWith("'") && rest.endsWith("'");
    return new Part.Variable(
        inside.substring(0, comma).strip(),
        quoted ? rest.substring(1, rest.length() - 1).replace("''", "'") : null);
  }
}
