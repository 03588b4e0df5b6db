package dev.diorama.cache.dax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items what is on it
 * @param next the token of the next page; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
  /** Page sizes, documented at each Describe operation of DAX. */
  private static final int MIN = 20;

  private static final int MAX = 100;

  static <T> Page<T> of(List<T> all, @Nullable Integer size, @Nullable String token) {
    int limit = size == null ? MAX : size;
    if (limit < MIN || limit > MAX) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "MaxResults must be between " + MIN + " and " + MAX + ", not " + limit);
    }
    int from = 0;
    if (token != null) {
      try {
        from = Integer.parseInt(token);
      } catch (NumberFormatException e) {
        from = -1;
      }
      if (from < 0 || from > all.size()) {
        throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid NextToken");
      }
    }
    int to = Math.min(all.size(), from + limit);
    return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }
}
