package dev.diorama.sns;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One page of a list; the token says how many came before. */
record SnsPage<T>(List<T> items, Optional<String> next) {
  private static final int SIZE = SnsTopicService.PAGE;

  static <T> SnsPage<T> of(List<T> all, @Nullable String token) {
    int from = 0;
    if (token != null) {
      try {
        from = Integer.parseInt(token, 36);
      } catch (NumberFormatException e) {
        throw SnsError.invalid("NextToken");
      }
    }
    if (from < 0 || from > all.size()) {
      throw SnsError.invalid("NextToken");
    }
    int to = Math.min(all.size(), from + SIZE);
    return new SnsPage<>(
        all.subList(from, to),
        to < all.size() ? Optional.of(Integer.toString(to, 36)) : Optional.empty());
  }
}
