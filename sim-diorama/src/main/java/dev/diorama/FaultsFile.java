package dev.diorama;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.fault.Suggestion;
import dev.diorama.core.random.Latency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads faults written in YAML, as {@code docs/faults.md} describes them.
 *
 * <p>Whatever cannot be read is refused with an {@link IllegalArgumentException} that names file,
 * line, and what to write instead. Whether a fault could strike anything is for the cloud to say,
 * when they are {@linkplain dev.diorama.core.fault.Faults#begin let loose}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FaultsFile {
  /** What every fault may say, whatever its kind. */
  private static final List<String> COMMON =
      List.of(
          "fault",
          "name",
          "service",
          "operation",
          "resource",
          "principal",
          "region",
          "chance",
          "from",
          "until",
          "times");

  /** What each kind says besides. */
  private static final Map<String, List<String>> KINDS = kinds();

  private final String file;

  private FaultsFile(String file) {
    this.file = file;
  }

  private static Map<String, List<String>> kinds() {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    kinds.put("throttle", List.of());
    kinds.put("latency", List.of("by", "p50", "p90", "p99"));
    kinds.put("error", List.of("code", "status", "message"));
    kinds.put("expire-credentials", List.of("after"));
    kinds.put("slow-handler", List.of("by"));
    kinds.put("full-disk", List.of());
    kinds.put("lose", List.of());
    kinds.put("duplicate", List.of());
    kinds.put("reorder", List.of("within"));
    kinds.put("kill-node", List.of("cluster", "node"));
    kinds.put("cut-region", List.of());
    return kinds;
  }

  /** The faults of a file. */
  public static List<Fault> read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "there is no file "
              + path.toAbsolutePath()
              + " with faults: name one, docs/faults.md"
              + " shows what it holds");
    }
    try {
      return parse(Files.readString(path), path.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The faults that a text describes: a list, a mapping with the list under {@code faults}, or one
   * fault alone.
   *
   * @param name what the text is called in messages and traces
   */
  public static List<Fault> parse(String text, String name) {
    return new FaultsFile(name).faults(text);
  }

  private List<Fault> faults(String text) {
    Node root =
        compose(text)
            .orElseThrow(
                () -> new IllegalArgumentException(file + ": it is empty: write a list of faults"));
    List<Node> nodes;
    if (root instanceof MappingNode mapping && !members(mapping).containsKey("fault")) {
      Map<String, Node> members = members(mapping);
      for (String key : members.keySet()) {
        if (!key.equals("faults")) {
          throw at(members.get(key), "unknown key '" + key + "': the list stands under 'faults'");
        }
      }
      nodes =
          items(
              Optional.ofNullable(members.get("faults"))
                  .orElseThrow(() -> at(root, "no list of faults: write it under 'faults'")));
    } else {
      nodes = root instanceof MappingNode ? List.of(root) : items(root);
    }
    List<Fault> faults = new ArrayList<>();
    for (Node node : nodes) {
      faults.add(fault(node));
    }
    return faults;
  }

  private Optional<Node> compose(String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(false).build())
          .composeString(text);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(file + line + ": not YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + ": not YAML: " + e.getMessage(), e);
    }
  }

  private List<Node> items(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw at(node, "write a list of faults here, each beginning with '- fault: <kind>'");
  }

  private Map<String, Node> members(MappingNode mapping) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      members.put(text(tuple.getKeyNode()), tuple.getValueNode());
    }
    return members;
  }

  private Fault fault(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw at(node, "a fault is a mapping: begin it with 'fault: <kind>'");
    }
    Map<String, Node> members = members(mapping);
    Node kindNode = members.get("fault");
    List<String> kinds = List.copyOf(KINDS.keySet());
    if (kindNode == null) {
      throw at(node, "what goes wrong is missing: begin with 'fault: <kind>'; kinds are " + kinds);
    }
    String kind = text(kindNode);
    List<String> own = KINDS.get(kind);
    if (own == null) {
      throw at(kindNode, "no kind of fault is '" + kind + "'" + Suggestion.of(kind, kinds));
    }
    for (Map.Entry<String, Node> member : members.entrySet()) {
      String key = member.getKey();
      if (!COMMON.contains(key) && !own.contains(key)) {
        List<String> possible = new ArrayList<>(own);
        possible.addAll(COMMON);
        throw at(
            member.getValue(),
            "a fault of kind " + kind + " has no '" + key + "'" + Suggestion.of(key, possible));
      }
    }
    try {
      return scoped(Fault.of(effect(kind, kindNode, members)), kind, members)
          .from(file + ":" + line(kindNode));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file) ? e : at(kindNode, message);
    }
  }

  private Fault.Effect effect(String kind, Node at, Map<String, Node> members) {
    return switch (kind) {
      case "throttle" -> new Fault.Throttle();
      case "latency" -> new Fault.Delay(latency(at, members));
      case "error" ->
          new Fault.Refuse(
              text(members, "code").orElse("InternalFailure"),
              whole(members, "status").orElse(500),
              text(members, "message").orElse("A fault was injected."));
      case "expire-credentials" -> new Fault.ExpireCredentials(nanos(at, members, "after", "5m"));
      case "slow-handler" -> new Fault.SlowHandler(nanos(at, members, "by", "2s"));
      case "full-disk" -> new Fault.FullDisk();
      case "lose" -> new Fault.Lose();
      case "duplicate" -> new Fault.Duplicate();
      case "reorder" -> new Fault.Reorder(nanos(at, members, "within", "10s"));
      case "kill-node" ->
          new Fault.KillNode(
              required(at, members, "cluster", "the cluster's name or a pattern, as \"todo-*\""),
              text(members, "node").orElse("primary"));
      default ->
          new Fault.CutRegion(required(at, members, "region", "such as 'region: us-east-1'"));
    };
  }

  private Latency latency(Node at, Map<String, Node> members) {
    if (members.containsKey("by")) {
      return Latency.constant(Duration.ofNanos(nanos(at, members, "by", "200ms")));
    }
    return new Latency(
        nanos(at, members, "p50", "100ms"),
        nanos(at, members, "p90", "200ms"),
        nanos(at, members, "p99", "1s"));
  }

  private Fault scoped(Fault bare, String kind, Map<String, Node> members) {
    Fault fault = bare;
    String service = text(members, "service").orElse("*");
    String operation = text(members, "operation").orElse("*");
    fault = fault.service(service).operation(operation);
    fault = fault.resource(text(members, "resource").orElse("*"));
    fault = fault.principal(text(members, "principal").orElse("*"));
    if (!kind.equals("cut-region")) {
      fault = fault.region(text(members, "region").orElse("*"));
    }
    Node chance = members.get("chance");
    if (chance != null) {
      int[] ratio = ratio(chance);
      fault = fault.chance(ratio[0], ratio[1]);
    }
    long from = members.containsKey("from") ? nanos(members.get("from"), "10s") : 0;
    long until = members.containsKey("until") ? nanos(members.get("until"), "2m") : Long.MAX_VALUE;
    if (until < from) {
      throw at(
          Objects.requireNonNull(members.get("until")),
          "'until' lies before 'from': let it be later");
    }
    fault = fault.between(from, until);
    if (members.containsKey("times")) {
      fault = fault.times(whole(members, "times").orElseThrow());
    }
    String plain =
        service.equals("*") && operation.equals("*")
            ? kind
            : kind + " " + service + ":" + operation;
    return fault.named(text(members, "name").orElse(plain));
  }

  private String required(Node at, Map<String, Node> members, String key, String example) {
    return text(members, key)
        .orElseThrow(() -> at(at, "'" + key + "' is missing: write " + example));
  }

  private long nanos(Node at, Map<String, Node> members, String key, String example) {
    Node given = members.get(key);
    if (given == null) {
      throw at(
          at,
          "'" + key + "' is missing: write for how long, such as '" + key + ": " + example + "'");
    }
    return nanos(given, example);
  }

  private long nanos(Node node, String example) {
    String given = text(node);
    try {
      if (given.startsWith("P")) {
        return Duration.parse(given).toNanos();
      }
      int digits = 0;
      while (digits < given.length() && Character.isDigit(given.charAt(digits))) {
        digits++;
      }
      long count = Long.parseLong(given.substring(0, digits));
      return switch (given.substring(digits)) {
        case "ms" -> Duration.ofMillis(count).toNanos();
        case "s" -> Duration.ofSeconds(count).toNanos();
        case "m" -> Duration.ofMinutes(count).toNanos();
        case "h" -> Duration.ofHours(count).toNanos();
        case "d" -> Duration.ofDays(count).toNanos();
        default -> throw new IllegalArgumentException("no unit");
      };
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      throw at(
          node,
          "'"
              + given
              + "' is no length of time: write a whole number and ms, s, m, h or d, such as "
              + example);
    }
  }

  private int[] ratio(Node node) {
    String given = text(node);
    try {
      int slash = given.indexOf('/');
      if (slash > 0) {
        return new int[] {
          Integer.parseInt(given.substring(0, slash).strip()),
          Integer.parseInt(given.substring(slash + 1).strip())
        };
      }
      boolean percent = given.endsWith("%");
      String plain = percent ? given.substring(0, given.length() - 1) : given;
      java.math.BigDecimal value = new java.math.BigDecimal(plain.strip());
      int scale = Math.max(0, value.scale()) + (percent ? 2 : 0);
      if (scale <= 9) {
        int of = value.movePointRight(scale - (percent ? 2 : 0)).intValueExact();
        return new int[] {of, Math.toIntExact(StrictMath.round(StrictMath.pow(10, scale)))};
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // Said below.
    }
    throw at(node, "'" + given + "' is no chance: write one as 1/4, 25% or 0.25");
  }

  private Optional<Integer> whole(Map<String, Node> members, String key) {
    Node node = members.get(key);
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(text(node)));
    } catch (NumberFormatException e) {
      throw at(node, "'" + key + "' is a whole number, not '" + text(node) + "'");
    }
  }

  private Optional<String> text(Map<String, Node> members, String key) {
    return Optional.ofNullable(members.get(key)).map(this::text);
  }

  private String text(Node node) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw at(node, "write a single word or text here");
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private IllegalArgumentException at(Node node, String problem) {
    return new IllegalArgumentException(file + ":" + line(node) + ": " + problem);
  }
}
