package dev.diorama.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One PartiQL statement, as far as policies, streams and metering must understand it; the engine
 * parses and judges it. What is malformed here merely names nothing.
 *
 * @param verb what it does
 * @param table the table that it names; empty when none was found
 * @param index the index that it names
 * @param equal attributes that it wants to equal a value, or gives a value: the item's key is among
 *     them for whatever writes
 * @param projects whether it asks for less than whole items
 */
record Statement(
    Verb verb,
    String table,
    Optional<String> index,
    Map<String, AttributeValue> equal,
    boolean projects) {

  /** What a statement does, which is also the last word of the permission that it needs. */
  enum Verb {
    SELECT("PartiQLSelect"),
    INSERT("PartiQLInsert"),
    UPDATE("PartiQLUpdate"),
    DELETE("PartiQLDelete");

    final String action;

    Verb(String action) {
      this.action = action;
    }

    boolean writes() {
      return this != SELECT;
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
              + "|[A-Za-z_][A-Za-z0-9_]*|<<|>>|<=|>=|<>|[^\\s]");

  public Statement {
    equal = Collections.unmodifiableMap(new LinkedHashMap<>(equal));
  }

  /** Reads a statement with its parameters. */
  static Statement of(String text, List<AttributeValue> parameters) {
    return new Reader(text, parameters).read();
  }

  /** Reads the tokens of one statement from the left to the right. */
  private static final class Reader {
    private final List<String> tokens = new ArrayList<>();
    private final List<AttributeValue> parameters;
    private final Map<Integer, Integer> parameterAt = new LinkedHashMap<>();

    Reader(String text, List<AttributeValue> parameters) {
      this.parameters = parameters;
      Matcher matcher = TOKEN.matcher(text);
      while (matcher.find()) {
        if (matcher.group().equals("?")) {
          parameterAt.put(tokens.size(), parameterAt.size());
        }
        tokens.add(matcher.group());
      }
    }

    Statement read() {
      int start = is(0, "EXISTS") && is(1, "(") ? 2 : 0;
      Verb verb = Verb.SELECT;
      int name = -1;
      if (is(start, "SELECT")) {
        name = after("FROM", start);
      } else if (is(start, "INSERT")) {
        verb = Verb.INSERT;
        name = after("INTO", start);
      } else if (is(start, "UPDATE")) {
        verb = Verb.UPDATE;
        name = start + 1;
      } else if (is(start, "DELETE")) {
        verb = Verb.DELETE;
        name = after("FROM", start);
      }
      if (name < 0 || name >= tokens.size()) {
        return new Statement(verb, "", Optional.empty(), Map.of(), false);
      }
      boolean indexed = is(name + 1, ".") && name + 2 < tokens.size();
      Map<String, AttributeValue> equal =
          verb == Verb.INSERT ? given(after("VALUE", name)) : wanted(after("WHERE", name));
      return new Statement(
          verb,
          identifier(name),
          indexed ? Optional.of(identifier(name + 2)) : Optional.empty(),
          equal,
          verb == Verb.SELECT && !is(start + 1, "*"));
    }

    private boolean is(int at, String word) {
      return at < tokens.size() && tokens.get(at).toUpperCase(Locale.ROOT).equals(word);
    }

    /** The place behind a word; -1 when it does not come. */
    private int after(String word, int from) {
      for (int i = Math.max(0, from); i < tokens.size(); i++) {
        if (is(i, word)) {
          return i + 1;
        }
      }
      return -1;
    }

    private String identifier(int at) {
      String token = tokens.get(at);
      return token.startsWith("\"") && token.length() > 1
          ? token.substring(1, token.length() - 1).replace("\"\"", "\"")
          : token;
    }

    private Optional<AttributeValue> value(int at) {
      String token = at < tokens.size() ? tokens.get(at) : "";
      if (token.equals("?")) {
        int number = parameterAt.getOrDefault(at, 0);
        return number < parameters.size() ? Optional.of(parameters.get(number)) : Optional.empty();
      }
      if (token.startsWith("'") && token.length() > 1) {
        return Optional.of(
            AttributeValue.fromS(token.substring(1, token.length() - 1).replace("''", "'")));
      }
      return token.matches("-?[0-9].*")
          ? Optional.of(AttributeValue.fromN(token))
          : Optional.empty();
    }

    /** {@code name = value}, anywhere behind WHERE. */
    private Map<String, AttributeValue> wanted(int from) {
      Map<String, AttributeValue> equal = new LinkedHashMap<>();
      for (int i = from; from > 0 && i + 2 < tokens.size(); i++) {
        if (is(i + 1, "=")) {
          String name = identifier(i);
          value(i + 2).ifPresent(value -> equal.putIfAbsent(name, value));
        }
      }
      return equal;
    }

    /** {@code 'name': value}, at the top of what INSERT gives. */
    private Map<String, AttributeValue> given(int from) {
      Map<String, AttributeValue> equal = new LinkedHashMap<>();
      int depth = 0;
      for (int i = from; from > 0 && i < tokens.size(); i++) {
        String token = tokens.get(i);
        if (token.equals("{") || token.equals("[") || token.equals("<<")) {
          depth++;
        } else if (token.equals("}") || token.equals("]") || token.equals(">>")) {
          depth--;
        } else if (depth == 1 && is(i + 1, ":") && token.startsWith("'")) {
          String name = token.substring(1, token.length() - 1).replace("''", "'");
          value(i + 2).ifPresent(value -> equal.put(name, value));
        }
      }
      return equal;
    }
  }
}
