package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the statements of a policy stand in its text. As observed in the answers of AWS's
 * simulator, a statement begins behind the bracket or comma before it, and ends behind its brace;
 * lines and columns count from 1.
 */
final class StatementPositions {
  /** A place in a text. */
  record Place(int line, int column) {}

  /** Where a statement begins and where it ends. */
  record Range(Place start, Place end) {}

  private final String text;
  private final List<Range> ranges = new ArrayList<>();

  private StatementPositions(String text) {
    this.text = text;
  }

  /** The statements of a document that has been read before, in order. */
  static List<Range> of(String document) {
    StatementPositions positions = new StatementPositions(document);
    positions.scan();
    return positions.ranges;
  }

  private void scan() {
    int depth = 0;
    int inside = Integer.MAX_VALUE;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = closingQuote(i);
        boolean key = depth == 1 && text.substring(i + 1, end).equals("Statement");
        i = end;
        if (key && inside == Integer.MAX_VALUE) {
          i = text.indexOf(':', end);
          begin = i + 1;
          int value = begin;
          while (Character.isWhitespace(text.charAt(value))) {
            value++;
          }
          boolean list = text.charAt(value) == '[';
          inside = list ? 2 : 1;
          if (list) {
            depth++;
            begin = value + 1;
            i = value;
          }
        }
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
        if (c == '}' && depth == inside) {
          ranges.add(new Range(place(begin), place(i + 1)));
          if (inside == 1) {
            return;
          }
        }
        if (depth < inside && inside != Integer.MAX_VALUE) {
          return;
        }
      } else if (c == ',' && depth == inside) {
        begin = i + 1;
      }
    }
  }

  private int closingQuote(int open) {
    int i = open + 1;
    while (text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  private Place place(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Place(line, offset - lineStart + 1);
  }
}
