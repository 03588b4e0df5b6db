package dev.diorama.cloudwatch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param next the token of the next page; null on the last one
 */
record Page<T>(List<T> items, @Nullable String next) {
  private static final Pattern TOKEN = Pattern.compile("offset-([0-9]{1,9})");

  static <T> Page<T> of(List<T> all, int size, @Nullable String token) {
    int from = Math.min(offset(token), all.size());
    int to = Math.min(from + size, all.size());
    return new Page<>(all.subList(from, to), to < all.size() ? token(to) : null);
  }

  static String token(int offset) {
    return "offset-" + offset;
  }

  static int offset(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return 0;
    }
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      throw CloudWatchError.INVALID_NEXT_TOKEN.with("The next token is invalid.");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
