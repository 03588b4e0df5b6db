package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 *
 * <p>A string whose only wildcard is a star at its end, as in {@code bucket/${aws:username}/*}, is
 * compared piece by piece; only the others need a pattern of their own for each request.
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

  /** Whether all of it is literal but a star at the end. */
  private final boolean plain;

  private final boolean openEnded;

  private PolicyText(String source, boolean wild, List<Part> parts) {
    this.source = source;
    this.wild = wild;
    boolean varies = parts.stream().anyMatch(part -> part instanceof Part.Variable);
    this.openEnded =
        wild
            && !parts.isEmpty()
            && parts.get(parts.size() - 1) instanceof Part.Text last
            && last.text().endsWith("*");
    this.plain = varies && plain(parts, wild, openEnded);
    this.parts = plain && openEnded ? withoutLastStar(parts) : parts;
    this.fixed = varies ? null : build(RequestContext.EMPTY);
  }

  private static boolean plain(List<Part> parts, boolean wild, boolean openEnded) {
    for (int i = 0; i < parts.size(); i++) {
      if (wild && parts.get(i) instanceof Part.Text text) {
        boolean last = openEnded && i == parts.size() - 1;
        int literal = last ? text.text().length() - 1 : text.text().length();
        for (int at = 0; at < literal; at++) {
          if (text.text().charAt(at) == '*' || text.text().charAt(at) == '?') {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static List<Part> withoutLastStar(List<Part> parts) {
    List<Part> literal = new ArrayList<>(parts);
    Part.Text last = (Part.Text) literal.remove(literal.size() - 1);
    literal.add(new Part.Text(last.text().substring(0, last.text().length() - 1)));
    return List.copyOf(literal);
  }

  /**
   * @param variables whether the policy's version knows variables
   * @param wild whether {@code *} and {@code ?} outside of variables are wild
   */
  static PolicyText of(String source, boolean variables, boolean wild) {
    return new PolicyText(source, wild, variables ? split(source) : List.of(new Part.Text(source)));
  }

  /**
   * Whether {@code text} is what this stands for in that request; false when it stands for none.
   */
  boolean matches(String text, RequestContext context) {
    if (fixed != null) {
      return fixed.matches(text);
    }
    if (!plain) {
      Glob glob = build(context);
      return glob != null && glob.matches(text);
    }
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      String piece = literal(parts.get(i), context);
      if (piece == null || !text.startsWith(piece, at)) {
        return false;
      }
      at += piece.length();
    }
    return openEnded || at == text.length();
  }

  /** Whether every variable has a value in that request. */
  boolean resolves(RequestContext context) {
    if (fixed == null) {
      for (int i = 0; i < parts.size(); i++) {
        if (literal(parts.get(i), context) == null) {
          return false;
        }
      }
    }
    return true;
  }

  /** The pattern for one request; empty when a variable has no value there. */
  Optional<Glob> resolve(RequestContext context) {
    return Optional.ofNullable(fixed == null ? build(context) : fixed);
  }

  private @Nullable Glob build(RequestContext context) {
    Glob.Builder glob = new Glob.Builder();
    for (Part part : parts) {
      String piece = literal(part, context);
      if (piece == null) {
        return null;
      }
      if (wild && part instanceof Part.Text) {
        glob.wild(piece);
      } else {
        glob.literal(piece);
      }
    }
    if (plain && openEnded) {
      glob.wild("*");
    }
    return glob.build();
  }

  private static @Nullable String literal(Part part, RequestContext context) {
    if (part instanceof Part.Text text) {
      return text.text();
    }
    if (part instanceof Part.Escaped escaped) {
      return escaped.character();
    }
    Part.Variable variable = (Part.Variable) part;
    List<String> values = context.lowered(variable.key());
    if (values.size() == 1) {
      return values.get(0);
    }
    return values.isEmpty() ? variable.otherwise() : null;
  }

  boolean varies() {
    return fixed == null;
  }

  /** Whether it matches whatever it is held against. */
  boolean matchesEverything() {
    return fixed != null && fixed.matchesEverything();
  }

  /** The keys of its variables, in lower case, in their order. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        keys.add(variable.key());
      }
    }
    return keys;
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
      return new Part.Variable(inside.strip().toLowerCase(Locale.ROOT), null);
    }
    String rest = inside.substring(comma + 1).strip();
    boolean quoted = rest.length() >= 2 && rest.startsWith("'") && rest.endsWith("'");
    return new Part.Variable(
        inside.substring(0, comma).strip().toLowerCase(Locale.ROOT),
        quoted ? rest.substring(1, rest.length() - 1).replace("''", "'") : null);
  }
}
