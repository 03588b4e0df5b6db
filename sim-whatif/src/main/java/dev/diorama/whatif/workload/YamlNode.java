package dev.diorama.whatif.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A place in a YAML file, which knows its line: whatever is wrong there is said with it. */
final class YamlNode {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?(?:[eE][0-9]+)?)\\s*(ms|s|m|min|h|d)?");
  private static final Pattern BYTES =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(B|KB|KiB|MB|MiB|GB|GiB)?");

  private final String origin;
  private final String path;
  private final int line;

  /** Null where nothing is. */
  private final @Nullable Node node;

  private YamlNode(String origin, String path, int line, @Nullable Node node) {
    this.origin = origin;
    this.path = path;
    this.line = line;
    this.node = node;
  }

  static YamlNode read(String origin, String text) {
    try {
      Optional<Node> root =
          new Compose(
                  LoadSettings.builder()
                      .setLabel(origin)
                      .setAllowDuplicateKeys(false)
                      .setMaxAliasesForCollections(50)
                      .build())
              .composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode) {
        return new YamlNode(origin, "", 1, root.get());
      }
      throw new WorkloadException(
          origin,
          1,
          "a workload is a YAML mapping with workload, duration," + " arrivals and requests");
    } catch (MarkedYamlEngineException e) {
      throw new WorkloadException(
          origin,
          e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
          "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new WorkloadException(
          origin, 0, "not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  int line() {
    return line;
  }

  boolean isThere() {
    return node != null;
  }

  /** Whether it is a single word or number. */
  boolean isText() {
    return node instanceof ScalarNode;
  }

  WorkloadException bad(String reason) {
    return new WorkloadException(origin, line, path.isEmpty() ? reason : path + ": " + reason);
  }

  /** What {@code made} makes; its complaint is said with this place. */
  <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** Refuses members of other names. */
  void only(String... names) {
    for (Map.Entry<String, YamlNode> each : members().entrySet()) {
      if (!List.of(names).contains(each.getKey())) {
        throw new WorkloadException(
            origin,
            each.getValue().line,
            "\"" + each.getKey() + "\" is not known here; there is " + String.join(", ", names));
      }
    }
  }

  Map<String, YamlNode> members() {
    Map<String, YamlNode> members = new LinkedHashMap<>();
    if (node == null) {
      return members;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw bad("a mapping is wanted here");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw bad("a name is a text");
      }
      String name = key.getValue();
      members.put(
          name,
          new YamlNode(
              origin,
              path.isEmpty() ? name : path + "." + name,
              key.getStartMark().map(mark -> mark.getLine() + 1).orElse(line),
              tuple.getValueNode()));
    }
    return members;
  }

  /** The member of that name, which may not be there. */
  YamlNode get(String name) {
    YamlNode member = members().get(name);
    return member == null
        ? new YamlNode(origin, path.isEmpty() ? name : path + "." + name, line, null)
        : member;
  }

  /** The member of that name, which must be there. */
  YamlNode need(String name) {
    YamlNode member = get(name);
    if (!member.isThere()) {
      throw bad("\"" + name + "\" is missing");
    }
    return member;
  }

  List<YamlNode> elements() {
    List<YamlNode> elements = new ArrayList<>();
    if (node == null) {
      return elements;
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw bad("a list is wanted here");
    }
    for (Node each : sequence.getValue()) {
      elements.add(
          new YamlNode(
              origin,
              path + "[" + elements.size() + "]",
              each.getStartMark().map(mark -> mark.getLine() + 1).orElse(line),
              each));
    }
    return elements;
  }

  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw bad("a text or number is wanted here");
  }

  String text(String otherwise) {
    return node == null ? otherwise : text();
  }

  double number() {
    try {
      double value = Double.parseDouble(text());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the numbers that are none.
    }
    throw bad("\"" + text() + "\" is not a number");
  }

  double number(double otherwise) {
    return node == null ? otherwise : number();
  }

  long whole(long otherwise, long least, long most) {
    if (node == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text().replace("_", ""));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the numbers that are out of range.
    }
    throw bad("\"" + text() + "\" is not a whole number from " + least + " to " + most);
  }

  /** A length of time in seconds: {@code 90}, {@code 1.5h}, {@code 20ms}. */
  double seconds(double otherwise) {
    if (node == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text().strip());
    if (!matcher.matches()) {
      throw bad("\"" + text() + "\" is not a length of time such as 90s, 15m, 1h or 20ms");
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    return switch (unit) {
      case "ms" -> number / 1000;
      case "m", "min" -> number * 60;
      case "h" -> number * 3600;
      case "d" -> number * 86_400;
      default -> number;
    };
  }

  /** A size in bytes: {@code 300}, {@code 4KB}; K, M and G are powers of 1,024. */
  int bytes() {
    Matcher matcher = BYTES.matcher(text().strip());
    if (!matcher.matches()) {
      throw bad("\"" + text() + "\" is not a size such as 300, 4KB or 2MB");
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    double bytes =
        switch (unit.charAt(0)) {
          case 'K' -> number * 1024;
          case 'M' -> number * 1024 * 1024;
          case 'G' -> number * 1024 * 1024 * 1024;
          default -> number;
        };
    if (bytes > Sizes.MOST) {
      throw bad("a size is at most " + Sizes.MOST + " bytes, not " + text());
    }
    return (int) Math.round(bytes);
  }

  <E extends Enum<E>> E oneOf(Class<E> type) {
    String wanted = text().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    List<String> known = new ArrayList<>();
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(wanted)) {
        return each;
      }
      known.add(each.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    throw bad("\"" + text() + "\" is none of " + String.join(", ", known));
  }
}
