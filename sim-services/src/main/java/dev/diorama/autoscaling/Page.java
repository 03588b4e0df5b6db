package dev.diorama.autoscaling;

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
  /** Documented: at most 50 results a page, which is also what is given unasked. */
  private static final int MOST = 50;

  private static final Pattern TOKEN = Pattern.compile("offset-([0-9]{1,9})");

  static <T> Page<T> of(List<T> all, @Nullable Integer asked, @Nullable String token) {
    int size = asked == null ? MOST : asked;
    if (size < 1 || size > MOST) {
      throw AutoScalingError.VALIDATION.with("MaxResults must be from 1 to " + MOST);
    }
    int from = Math.min(offset(token), all.size());
    int to = Math.min(from + size, all.size());
    return new Page<>(all.subList(from, to), to < all.size() ? "offset-" + to : null);
  }

  private static int offset(@Nullable String token) {
    if (token == null) {
      return 0;
    }
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      throw AutoScalingError.INVALID_NEXT_TOKEN.with("The token '" + token + "' is invalid");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
