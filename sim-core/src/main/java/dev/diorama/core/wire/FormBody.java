package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/**
 * Form parameters with dotted names, such as {@code Tags.member.1.Key}, as structures of the SDK's
 * models.
 */
final class FormBody {
  /** How many parts a name may have; no Query service nests deeper than half of this. */
  static final int DEEPEST = 40;

  /** Items beyond this index are refused rather than made room for. */
  private static final int MOST_ITEMS = 10_000;

  /** A part of the name and all that stands behind it. */
  private static final class Node {
    private @Nullable String value;
    private final Map<String, Node> parts = new LinkedHashMap<>();
  }

  private FormBody() {}

  /**
   * Fills {@code builder} with the parameters that the model knows; others are ignored.
   *
   * @throws AwsException MalformedInput if a value is not of its type
   */
  static void read(QueryParams params, Shape shape, SdkPojo builder) {
    Node root = new Node();
    params.asMap().forEach((name, values) -> place(root, name, values.get(0)));
    readMembers(root, shape, builder);
  }

  /** The first of several values of one name counts. Measured against STS by others. */
  private static void place(Node root, String name, String value) {
    Node node = root;
    int depth = 0;
    int from = 0;
    while (from <= name.length()) {
      int dot = name.indexOf('.', from);
      String part = name.substring(from, dot < 0 ? name.length() : dot);
      if (++depth > DEEPEST) {
        throw Refusal.malformedInput("Unexpected complex element termination");
      }
      node = node.parts.computeIfAbsent(part, p -> new Node());
      from = dot < 0 ? name.length() + 1 : dot + 1;
    }
    node.value = value;
  }

  private static void readMembers(Node from, Shape shape, SdkPojo builder) {
    for (Map.Entry<String, Node> part : from.parts.entrySet()) {
      Member member = shape.inBody(part.getKey());
      if (member != null) {
        member.set(builder, readValue(member, part.getValue()));
      }
    }
  }

  private static Object readValue(Member member, Node node) {
    return switch (member.kind) {
      case SDK_POJO -> {
        if (node.value != null && !node.value.isEmpty()) {
          throw Refusal.malformedInput("Unexpected value found where a structure was expected");
        }
        SdkPojo inner = member.newStructure();
        readMembers(node, member.shape(), inner);
        yield Member.build(inner);
      }
      case LIST -> readList(member, node);
      case MAP -> readMap(member, node);
      default -> readScalar(member, node);
    };
  }

  private static Object readScalar(Member member, Node node) {
    String text = node.value;
    if (text == null) {
      boolean list = node.parts.containsKey("member");
      throw Refusal.malformedInput(
          list
              ? "Start of list found where not expected"
              : "Start of structure or map found where not expected.");
    }
    Object value = Scalars.parse(member, text, TimestampFormatTrait.Format.ISO_8601);
    if (value == null) {
      throw Refusal.malformedInput(
          "STRING_VALUE can not be converted to " + JsonWords.article(member.kind));
    }
    return value;
  }

  private static List<Object> readList(Member member, Node node) {
    Node items = node;
    if (!member.flattened) {
      Node named = node.parts.get(member.elementName);
      items = named == null ? node.parts.getOrDefault("member", new Node()) : named;
    }
    List<Object> list = new ArrayList<>();
    for (Node item : inOrder(items).values()) {
      list.add(readValue(member.element(), item));
    }
    return list;
  }

  private static Map<String, Object> readMap(Member member, Node node) {
    Node entries = member.flattened ? node : node.parts.getOrDefault("entry", new Node());
    Map<String, Object> map = new LinkedHashMap<>();
    for (Node entry : inOrder(entries).values()) {
      Node key = entry.parts.get(member.keyName);
      Node value = entry.parts.get(member.valueName);
      if (key == null || key.value == null || value == null) {
        throw Refusal.malformedInput("Unexpected map entry termination");
      }
      map.put(key.value, readValue(member.element(), value));
    }
    return map;
  }

  /** The numbered parts in the order of their numbers, from 1; gaps are closed. */
  private static Map<Integer, Node> inOrder(Node node) {
    Map<Integer, Node> ordered = new TreeMap<>();
    for (Map.Entry<String, Node> part : node.parts.entrySet()) {
      int number;
      try {
        number = Integer.parseInt(part.getKey());
      } catch (NumberFormatException e) {
        throw Refusal.malformedInput("Key " + part.getKey() + " found where an index was expected");
      }
      if (number < 1 || number > MOST_ITEMS) {
        throw Refusal.malformedInput("Index " + number + " is out of range");
      }
      ordered.put(number, part.getValue());
    }
    return ordered;
  }
}
