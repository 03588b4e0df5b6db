package dev.diorama.cache.dax.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request, from the trees that clients send to the text that DynamoDB reads.
 *
 * <p>Names and values are given placeholders in the order in which they are met, so that equal
 * trees make equal text: the query cache finds a request by it.
 */
final class Expressions {
  private static final int FORMAT = 1;

  /** DynamoDB takes 300 operators in an expression, documented; each is a level at most. */
  private static final int MAX_DEPTH = 400;

  private static final int AND = 6;
  private static final int OR = 7;
  private static final int NOT = 8;
  private static final int BETWEEN = 9;
  private static final int IN = 10;
  private static final int VALUE = 17;
  private static final int PATH = 18;
  private static final int SET = 19;
  private static final int ADD = 20;
  private static final int DELETE = 21;
  private static final int REMOVE = 22;

  /** Operators between two operands, by opcode. */
  private static final Map<Integer, String> INFIX =
      Map.of(
          0, " = ", 1, " <> ", 2, " < ", 3, " >= ", 4, " > ", 5, " <= ", AND, " AND ", OR, " OR ",
          25, " + ", 26, " - ");

  /** Functions of one or two operands, by opcode. */
  private static final Map<Integer, String> FUNCTIONS =
      Map.of(
          11, "attribute_exists",
          12, "attribute_not_exists",
          13, "attribute_type",
          14, "begins_with",
          15, "contains",
          16, "size",
          23, "if_not_exists",
          24, "list_append");

  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new LinkedHashMap<>();

  /** The placeholders of attribute names; null where none are needed, as DynamoDB wants it. */
  @Nullable Map<String, String> names() {
    if (names.isEmpty()) {
      return null;
    }
    Map<String, String> byPlaceholder = new LinkedHashMap<>();
    names.forEach((name, placeholder) -> byPlaceholder.put(placeholder, name));
    return byPlaceholder;
  }

  /** The values by placeholder; null where there are none. */
  @Nullable Map<String, AttributeValue> values() {
    return values.isEmpty() ? null : values;
  }

  /** A condition, filter or key condition. */
  String condition(byte[] expression) {
    CborReader in = new CborReader(expression);
    CborReader.Elements parts = begin(in);
    require(parts.more());
    Node tree = Node.read(in, 0);
    Naming naming = new Naming(in, parts);
    return text(tree, naming).text;
  }

  /** An update: its actions, those of a kind together. */
  String update(byte[] expression) {
    CborReader in = new CborReader(expression);
    CborReader.Elements parts = begin(in);
    require(parts.more());
    List<Node> actions = new ArrayList<>();
    for (CborReader.Elements e = in.array(); e.more(); ) {
      actions.add(Node.read(in, 0));
    }
    Naming naming = new Naming(in, parts);
    StringBuilder text = new StringBuilder();
    clause(text, "SET ", SET, " = ", actions, naming);
    clause(text, "REMOVE ", REMOVE, "", actions, naming);
    clause(text, "ADD ", ADD, " ", actions, naming);
    clause(text, "DELETE ", DELETE, " ", actions, naming);
    return text.toString();
  }

  private void clause(
      StringBuilder text,
      String keyword,
      int opcode,
      String between,
      List<Node> actions,
      Naming naming) {
    String before = (text.length() == 0 ? "" : " ") + keyword;
    for (Node action : actions) {
      if (action.opcode < SET || action.opcode > REMOVE) {
        throw new Malformed("an update action of kind " + action.opcode);
      }
      if (action.opcode == opcode) {
        text.append(before).append(text(action.operand(0), naming).text);
        if (opcode != REMOVE) {
          text.append(between).append(text(action.operand(1), naming).text);
        }
        before = ", ";
      }
    }
  }

  /** The paths of a projection. */
  static List<Path> paths(byte[] expression) {
    CborReader in = new CborReader(expression);
    CborReader.Elements parts = begin(in);
    require(parts.more());
    List<Path> paths = new ArrayList<>();
    for (CborReader.Elements e = in.array(); e.more(); ) {
      Node node = Node.read(in, 0);
      if (node.path == null) {
        throw new Malformed("a projection of something that is no path");
      }
      paths.add(node.path);
    }
    return paths;
  }

  /** A projection as text. */
  String projection(List<Path> paths) {
    StringBuilder text = new StringBuilder();
    for (Path path : paths) {
      text.append(text.length() == 0 ? "" : ", ").append(path(path));
    }
    return text.toString();
  }

  private static CborReader.Elements begin(CborReader in) {
    CborReader.Elements parts = in.array();
    require(parts.more());
    if (in.int32() != FORMAT) {
      throw new Malformed("an expression of a format other than " + FORMAT);
    }
    return parts;
  }

  private static void require(boolean there) {
    if (!there) {
      throw new Malformed("an expression that lacks a part");
    }
  }

  private String path(Path path) {
    StringBuilder text = new StringBuilder();
    for (Object element : path.elements()) {
      if (element instanceof Integer index) {
        text.append('[').append(index).append(']');
      } else {
        text.append(text.length() == 0 ? "" : ".")
            .append(names.computeIfAbsent((String) element, name -> "#n" + names.size()));
      }
    }
    return text.toString();
  }

  /** A piece of text, and whether it needs parentheses among AND, OR and NOT. */
  private record Piece(String text, int opcode) {
    /** DynamoDB refuses parentheses that change nothing when they are doubled, so one at most. */
    String within(int outer) {
      boolean loose = opcode == AND || opcode == OR || opcode == NOT || opcode == BETWEEN;
      return loose && opcode != outer ? "(" + text + ")" : text;
    }
  }

  private Piece text(Node node, Naming naming) {
    int opcode = node.opcode;
    if (node.path != null) {
      return new Piece(path(node.path), PATH);
    }
    if (opcode == VALUE) {
      return new Piece(naming.value(node.index), VALUE);
    }
    String infix = INFIX.get(opcode);
    if (infix != null) {
      Piece left = text(node.operand(0), naming);
      Piece right = text(node.operand(1), naming);
      boolean logical = opcode == AND || opcode == OR;
      return new Piece(
          logical ? left.within(opcode) + infix + right.within(-1) : left.text + infix + right.text,
          opcode);
    }
    String function = FUNCTIONS.get(opcode);
    if (function != null) {
      StringBuilder text = new StringBuilder(function).append('(');
      for (int i = 0; i < node.operands.size(); i++) {
        text.append(i == 0 ? "" : ", ").append(text(node.operand(i), naming).text);
      }
      return new Piece(text.append(')').toString(), opcode);
    }
    return switch (opcode) {
      case NOT -> new Piece("NOT (" + text(node.operand(0), naming).text + ")", opcode);
      case BETWEEN ->
          new Piece(
              text(node.operand(0), naming).text
                  + " BETWEEN "
                  + text(node.operand(1), naming).text
                  + " AND "
                  + text(node.operand(2), naming).text,
              opcode);
      case IN -> {
        StringBuilder text = new StringBuilder(text(node.operand(0), naming).text).append(" IN (");
        for (int i = 1; i < node.operands.size(); i++) {
          text.append(i == 1 ? "" : ", ").append(text(node.operand(i), naming).text);
        }
        yield new Piece(text.append(')').toString(), opcode);
      }
      default -> throw new Malformed("an expression node of kind " + opcode);
    };
  }

  /** The values of one expression, named when they are first used. */
  private final class Naming {
    private final List<AttributeValue> listed = new ArrayList<>();
    private final Map<Integer, String> named = new LinkedHashMap<>();

    Naming(CborReader in, CborReader.Elements parts) {
      require(parts.more());
      for (CborReader.Elements e = in.array(); e.more(); ) {
        listed.add(Values.read(in));
      }
    }

    String value(int index) {
      if (index < 0 || index >= listed.size()) {
        throw new Malformed("a value that is not listed: " + index);
      }
      return named.computeIfAbsent(
          index,
          i -> {
            String placeholder = ":v" + values.size();
            values.put(placeholder, listed.get(i));
            return placeholder;
          });
    }
  }

  /** One node of a tree; either a path, or a value's index, or an operator with operands. */
  private static final class Node {
    final int opcode;
    final @Nullable Path path;
    final int index;
    final List<Node> operands;

    private Node(int opcode, @Nullable Path path, int index, List<Node> operands) {
      this.opcode = opcode;
      this.path = path;
      this.index = index;
      this.operands = operands;
    }

    static Node read(CborReader in, int depth) {
      if (depth > MAX_DEPTH) {
        throw new Malformed("an expression nested more than " + MAX_DEPTH + " deep");
      }
      CborReader.Elements parts = in.array();
      require(parts.more());
      int opcode = in.int32();
      if (opcode == PATH) {
        return new Node(opcode, Path.read(in, parts), 0, List.of());
      }
      if (opcode == VALUE) {
        require(parts.more());
        int index = in.int32();
        if (parts.more()) {
          throw new Malformed("a value of more than an index");
        }
        return new Node(opcode, null, index, List.of());
      }
      List<Node> operands = new ArrayList<>();
      while (parts.more()) {
        if (opcode == IN && operands.size() == 1) {
          for (CborReader.Elements e = in.array(); e.more(); ) {
            operands.add(read(in, depth + 1));
          }
        } else {
          operands.add(read(in, depth + 1));
        }
      }
      return new Node(opcode, null, 0, operands);
    }

    Node operand(int number) {
      if (number >= operands.size()) {
        throw new Malformed("an operator " + opcode + " that lacks an operand");
      }
      return operands.get(number);
    }
  }
}
