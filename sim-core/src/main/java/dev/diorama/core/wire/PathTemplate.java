package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The path of an operation's URI template, such as {@code /functions/{FunctionName}/url} or {@code
 * /{Key+}}.
 */
final class PathTemplate implements Comparable<PathTemplate> {
  /** What one part of a path may be; in the order of preference. */
  private enum Kind {
    LITERAL,
    LABEL,
    /** The rest of the path, slashes and all; always last. */
    GREEDY
  }

  private record Part(Kind kind, String text) {}

  private final List<Part> parts = new ArrayList<>();

  PathTemplate(String path) {
    for (String text : split(path)) {
      if (text.endsWith("+}")) {
        parts.add(new Part(Kind.GREEDY, text.substring(1, text.length() - 2)));
      } else if (text.startsWith("{")) {
        parts.add(new Part(Kind.LABEL, text.substring(1, text.length() - 1)));
      } else {
        parts.add(new Part(Kind.LITERAL, text));
      }
    }
  }

  /** The parts between slashes; one slash at the end does not count. */
  private static List<String> split(String path) {
    List<String> found = new ArrayList<>();
    int from = path.startsWith("/") ? 1 : 0;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      found.add(path.substring(from, to));
      from = to + 1;
    }
    return found;
  }

  /** The names of its labels. */
  Set<String> labels() {
    Set<String> names = new TreeSet<>();
    for (Part part : parts) {
      if (part.kind() != Kind.LITERAL) {
        names.add(part.text());
      }
    }
    return names;
  }

  /** The decoded labels of a path as it came over the wire; empty when it does not match. */
  Optional<Map<String, String>> match(String rawPath) {
    Map<String, String> labels = new LinkedHashMap<>();
    int from = 1;
    for (Part part : parts) {
      if (from > rawPath.length()) {
        return Optional.empty();
      }
      int slash = rawPath.indexOf('/', from);
      int to = slash < 0 || part.kind() == Kind.GREEDY ? rawPath.length() : slash;
      String value = UrlCoding.decode(rawPath.substring(from, to));
      if (value.isEmpty() || (part.kind() == Kind.LITERAL && !value.equals(part.text()))) {
        return Optional.empty();
      }
      if (part.kind() != Kind.LITERAL) {
        labels.put(part.text(), value);
      }
      from = to + 1;
    }
    return from >= rawPath.length() ? Optional.of(labels) : Optional.empty();
  }

  /** A template that says more comes before one that says less. */
  @Override
  public int compareTo(PathTemplate other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int byKind = parts.get(i).kind().compareTo(other.parts.get(i).kind());
      if (byKind != 0) {
        return byKind;
      }
      int byText = parts.get(i).text().compareTo(other.parts.get(i).text());
      if (byText != 0) {
        return byText;
      }
    }
    return Integer.compare(other.parts.size(), parts.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathTemplate template && parts.equals(template.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }
}
