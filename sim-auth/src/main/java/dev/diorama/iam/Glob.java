package dev.diorama.iam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern of literal characters, {@code *} for any run of characters and {@code ?} for any one.
 *
 * <p>Most patterns of policies are a text, a text and a star, or texts with stars between; those
 * are cut at their stars when they are built, so that matching compares whole texts. The others are
 * matched token by token. Either way only the last star passed is remembered, so matching needs at
 * most pattern length × text length steps and cannot be made to run away by a pattern full of
 * stars.
 */
final class Glob {
  private static final int MANY = -1;
  private static final int ONE = -2;

  /** How much work matching is. */
  private enum Form {
    EVERYTHING,
    TEXT,
    /** Texts with stars between them, before them or behind them. */
    PIECES,
    TOKENS
  }

  private final int[] tokens;
  private final Form form;

  /** What stands between the stars, in order; the first and last may be empty. */
  private final String[] pieces;

  private Glob(int[] tokens) {
    this.tokens = tokens;
    List<String> cut = cut(tokens);
    this.pieces = cut.toArray(new String[0]);
    if (cut.isEmpty()) {
      this.form = Form.TOKENS;
    } else if (pieces.length == 1) {
      this.form = Form.TEXT;
    } else {
      this.form = tokens.length == pieces.length - 1 ? Form.EVERYTHING : Form.PIECES;
    }
  }

  /** A pattern in which {@code *} and {@code ?} are wild. */
  static Glob of(String pattern) {
    return new Builder().wild(pattern).build();
  }

  /** The texts between the stars; empty for patterns that hold a {@code ?}. */
  private static List<String> cut(int[] tokens) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int token : tokens) {
      if (token == ONE) {
        return List.of();
      }
      if (token == MANY) {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else {
        piece.appendCodePoint(token);
      }
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /** Whether it matches every text there is. */
  boolean matchesEverything() {
    return form == Form.EVERYTHING;
  }

  /** Whether it is a text without wildcards, which {@link #toString} then is. */
  boolean isText() {
    return form == Form.TEXT;
  }

  boolean matches(String text) {
    return switch (form) {
      case EVERYTHING -> true;
      case TEXT -> pieces[0].equals(text);
      case PIECES -> matchesPieces(text);
      case TOKENS -> matchesTokens(text);
    };
  }

  private boolean matchesPieces(String text) {
    String first = pieces[0];
    String last = pieces[pieces.length - 1];
    int end = text.length() - last.length();
    int at = first.length();
    if (at > end || !text.startsWith(first) || !text.endsWith(last)) {
      return false;
    }
    for (int i = 1; i < pieces.length - 1; i++) {
      // The leftmost place leaves most room for what is to come.
      int found = text.indexOf(pieces[i], at);
      if (found < 0 || found + pieces[i].length() > end) {
        return false;
      }
      at = found + pieces[i].length();
    }
    return true;
  }

  private boolean matchesTokens(String text) {
    int at = 0;
    int token = 0;
    int star = -1;
    int afterStar = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (token < tokens.length && tokens[token] == MANY) {
        star = token++;
        afterStar = at;
      } else if (token < tokens.length && (tokens[token] == ONE || tokens[token] == c)) {
        token++;
        at += Character.charCount(c);
      } else if (star >= 0) {
        token = star + 1;
        afterStar += Character.charCount(text.codePointAt(afterStar));
        at = afterStar;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == MANY) {
      token++;
    }
    return token == tokens.length;
  }

  /**
   * The patterns of an ARN's six parts; empty when this one has fewer parts and so is matched as a
   * whole.
   */
  List<Glob> arnParts() {
    int from = 0;
    List<Glob> parts = new ArrayList<>(6);
    for (int i = 0; i < 6; i++) {
      int end = i == 5 ? tokens.length : next(':', from);
      if (end < 0) {
        return List.of();
      }
      parts.add(new Glob(Arrays.copyOfRange(tokens, from, end)));
      from = end + 1;
    }
    return List.copyOf(parts);
  }

  private int next(int token, int from) {
    for (int i = from; i < tokens.length; i++) {
      if (tokens[i] == token) {
        return i;
      }
    }
    return -1;
  }

  /** The pattern as text, for explanations. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(tokens.length);
    for (int token : tokens) {
      if (token < 0) {
        text.append(token == MANY ? '*' : '?');
      } else {
        text.appendCodePoint(token);
      }
    }
    return text.toString();
  }

  /** Puts a pattern together from literal and wild text. */
  static final class Builder {
    private int[] tokens = new int[64];
    private int size;

    Builder wild(String text) {
      text.codePoints().forEach(c -> add(c == '*' ? MANY : c == '?' ? ONE : c));
      return this;
    }

    Builder literal(String text) {
      text.codePoints().forEach(this::add);
      return this;
    }

    private void add(int token) {
      if (size == tokens.length) {
        tokens = Arrays.copyOf(tokens, size * 2);
      }
      tokens[size++] = token;
    }

    Glob build() {
      return new Glob(Arrays.copyOf(tokens, size));
    }
  }
}
