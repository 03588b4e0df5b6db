package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Template text, YAML or JSON, as a JSON tree in which short tags have their long form. */
final class TemplateReader {
  private static final int MAX_DEPTH = 60;

  /**
   * As many parts as a template may have once its aliases are unfolded, assumed: one of the
   * megabyte that CloudFormation takes has fewer, and a few aliases of aliases unfold to billions.
   */
  private static final int MAX_PARTS = 500_000;

  /**
   * The tags CloudFormation has, by the function each stands for. Documented:
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
   */
  private static final Map<String, String> FUNCTIONS = functions();

  private TemplateReader() {}

  private static Map<String, String> functions() {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("!Ref", "Ref");
    functions.put("!Condition", "Condition");
    for (String name :
        List.of(
            "Base64",
            "Cidr",
            "FindInMap",
            "GetAtt",
            "GetAZs",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
            "And",
            "Equals",
            "Not",
            "Or")) {
      functions.put("!" + name, "Fn::" + name);
    }
    return functions;
  }

  static Json.Obj read(String text) {
    return (Json.Obj) source(text).value();
  }

  /** The same tree with the places at which its parts are written. */
  static SourceNode source(String text) {
    if (text.isBlank()) {
      throw new TemplateException("Template format error: the template is empty.");
    }
    Optional<Node> root;
    try {
      // JSON is read by the same path: YAML 1.2 contains it.
      root =
          new Compose(
                  LoadSettings.builder()
                      .setLabel("template")
                      .setAllowDuplicateKeys(false)
                      .setMaxAliasesForCollections(50)
                      .build())
              .composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw new TemplateException(
          "Template format error: YAML not well-formed. " + oneLine(e),
          e.getProblemMark().map(TemplateReader::mark));
    } catch (YamlEngineException e) {
      throw new TemplateException("Template format error: YAML not well-formed. " + oneLine(e));
    } catch (StackOverflowError e) {
      // The parser goes down one call for each bracket, and has no limit of its own.
      throw new TemplateException("Template format error: the template is nested too deeply.");
    }
    if (root.isPresent() && parts(root.get(), new IdentityHashMap<>(), 0) > MAX_PARTS) {
      throw new TemplateException(
          "Template format error: the template's aliases unfold to more than "
              + MAX_PARTS
              + " parts.");
    }
    Optional<SourceNode> tree = root.map(node -> convert(node, 0));
    return tree.filter(node -> node.value() instanceof Json.Obj)
        .orElseThrow(
            () ->
                new TemplateException(
                    "Template format error: unsupported structure.", tree.map(SourceNode::start)));
  }

  /** How many nodes there are when every alias stands for what it names. */
  private static long parts(Node node, Map<Node, Long> known, int depth) {
    Long before = known.get(node);
    if (before != null || depth > MAX_DEPTH) {
      return before == null ? 1 : before;
    }
    long parts = 1;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        parts += parts(tuple.getValueNode(), known, depth + 1);
      }
    } else if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        parts += parts(item, known, depth + 1);
      }
    }
    long capped = Math.min(parts, MAX_PARTS + 1L);
    known.put(node, capped);
    return capped;
  }

  private static String oneLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  private static SourceNode convert(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TemplateException(
          "Template format error: the template is nested too deeply.",
          node.getStartMark().map(TemplateReader::mark));
    }
    String tag = node.getTag().getValue();
    if (tag.startsWith("!") && tag.length() > 1) {
      String function = FUNCTIONS.get(tag);
      if (function == null) {
        throw refused("unknown tag " + tag + where(node) + ".", node);
      }
      SourceNode argument = argument(function, node, depth);
      return node(
          node,
          Json.object().put(function, argument.value()).build(),
          Map.of(function, argument),
          List.of());
    }
    return plain(node, depth);
  }

  private static TemplateException refused(String why, Node node) {
    return new TemplateException(
        "Template format error: " + why, node.getStartMark().map(TemplateReader::mark));
  }

  /** What a short tag is applied to; {@code !GetAtt A.B} is a pair written as one word. */
  private static SourceNode argument(String function, Node node, int depth) {
    if (function.equals("Fn::GetAtt") && node instanceof ScalarNode scalar) {
      int dot = scalar.getValue().indexOf('.');
      if (dot < 0) {
        throw new TemplateException(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, the"
                + " resource name and the resource attribute"
                + where(node),
            node.getStartMark().map(TemplateReader::mark));
      }
      return leaf(
          node,
          Json.strings(
              List.of(scalar.getValue().substring(0, dot), scalar.getValue().substring(dot + 1))));
    }
    return node instanceof ScalarNode scalar
        ? leaf(node, Json.of(scalar.getValue()))
        : plain(node, depth);
  }

  private static SourceNode plain(Node node, int depth) {
    if (node instanceof MappingNode mapping) {
      Map<String, Json> values = new LinkedHashMap<>();
      Map<String, SourceNode> members = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw refused("a key is not a text" + where(tuple.getKeyNode()) + ".", node);
        }
        SourceNode member = convert(tuple.getValueNode(), depth + 1);
        values.put(key.getValue(), member.value());
        members.put(
            key.getValue(),
            key.getStartMark().map(TemplateReader::mark).map(member::under).orElse(member));
      }
      return node(node, new Json.Obj(values), members, List.of());
    }
    if (node instanceof SequenceNode sequence) {
      List<SourceNode> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(convert(item, depth + 1)));
      return node(
          node, new Json.Arr(items.stream().map(SourceNode::value).toList()), Map.of(), items);
    }
    ScalarNode scalar = (ScalarNode) node;
    String value = scalar.getValue();
    if (!scalar.isPlain() || scalar.getTag().equals(Tag.STR)) {
      return leaf(node, Json.of(value));
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return leaf(node, Json.of(Boolean.parseBoolean(value)));
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      return leaf(node, Json.nil());
    }
    return leaf(node, number(value));
  }

  private static SourceNode leaf(Node node, Json value) {
    return node(node, value, Map.of(), List.of());
  }

  private static SourceNode node(
      Node node, Json value, Map<String, SourceNode> members, List<SourceNode> items) {
    // Every node that is read from a text has its marks.
    SourceNode.Mark start =
        node.getStartMark().map(TemplateReader::mark).orElse(new SourceNode.Mark(1, 1));
    return new SourceNode(
        value,
        start,
        node.getEndMark().map(TemplateReader::mark).orElse(start),
        Optional.empty(),
        node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW,
        members,
        items);
  }

  private static SourceNode.Mark mark(Mark mark) {
    return new SourceNode.Mark(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** A plain number as JSON writes it; what JSON cannot write (.inf, 0x1F, 012) stays a text. */
  private static Json number(String value) {
    return value.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
        ? new Json.Num(value)
        : Json.of(value);
  }

  private static String where(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return mark.map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
        .orElse("");
  }
}
