package dev.diorama.ses;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items what is on it
 * @param next the token of the next page; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
  static <T> Page<T> of(List<T> all, @Nullable Integer size, @Nullable String token, int most) {
    int limit = size == null ? most : Math.max(1, Math.min(most, size));
    int from = 0;
    if (token != null && !token.isEmpty()) {
      try {
        from = Integer.parseInt(token);
      } catch (NumberFormatException e) {
        from = -1;
      }
      if (from < 0 || from > all.size()) {
        throw SesError.INVALID_NEXT_TOKEN.with("Invalid NextToken.");
      }
    }
    int to = Math.min(all.size(), from + limit);
    return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }
}
