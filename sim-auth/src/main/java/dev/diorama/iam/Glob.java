package dev.diorama.iam;

import java.util.Arrays;

/**
 * A pattern of literal characters, {@code *} for any run of characters and {@code ?} for any one.
 *
 * <p>Matching remembers only the last star passed, so it needs at most pattern length × text length
 * steps and cannot be made to run away by a pattern full of stars.
 */
final class Glob {
  private static final int MANY = -1;
  private static final int ONE = -2;

  private final int[] tokens;

  private Glob(int[] tokens) {
    this.tokens = tokens;
  }

  /** A pattern in which {@code *} and {@code ?} are wild. */
  static Glob of(String pattern) {
    return new Builder().wild(pattern).build();
  }

  boolean matches(String text) {
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
   * Whether each of the six parts of an ARN matches its part of the pattern; a pattern with fewer
   * parts is matched as a whole.
   */
  boolean matchesArn(String arn) {
    String[] parts = arn.split(":", 6);
    int from = 0;
    Glob[] globs = new Glob[6];
    for (int i = 0; i < 6; i++) {
      int end = i == 5 ? tokens.length : next(':', from);
      if (end < 0 || parts.length < 6) {
        return matches(arn);
      }
      globs[i] = new Glob(Arrays.copyOfRange(tokens, from, end));
      from = end + 1;
    }
    for (int i = 0; i < 6; i++) {
      if (!globs[i].matches(parts[i])) {
        return false;
      }
    }
    return true;
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
