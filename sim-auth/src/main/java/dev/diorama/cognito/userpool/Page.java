package dev.diorama.cognito.userpool;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items what is on it
 * @param next the token for the next page; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
  /** Most entries on any page, documented in {@code QueryLimitType}. */
  static final int LARGEST = 60;

  /** A page of a list whose entries keep their places. */
  static <T> Page<T> of(List<T> all, @Nullable Integer limit, @Nullable String token) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      places.add(i);
    }
    Page<Integer> page = of(places, limit, token, place -> place);
    return new Page<>(page.items().stream().map(all::get).toList(), page.next());
  }

  /** A page of a list by a rising number of each entry, good even if entries go meanwhile. */
  static <T> Page<T> of(
      List<T> all, @Nullable Integer limit, @Nullable String token, ToLongFunction<T> number) {
    int most = limit == null || limit == 0 ? LARGEST : limit;
    if (most < 0 || most > LARGEST) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + most
              + "' at 'limit' failed to satisfy constraint: Member must have value less than or"
              + " equal to "
              + LARGEST);
    }
    long after = token == null ? -1 : decode(token);
    List<T> items = new ArrayList<>();
    for (T each : all) {
      if (number.applyAsLong(each) > after) {
        if (items.size() == most) {
          return new Page<>(items, encode(number.applyAsLong(items.get(most - 1))));
        }
        items.add(each);
      }
    }
    return new Page<>(items, null);
  }

  private static String encode(long number) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("after:" + number).getBytes(StandardCharsets.UTF_8));
  }

  private static long decode(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("after:")) {
        return Long.parseLong(text.substring("after:".length()));
      }
    } catch (IllegalArgumentException e) {
      // Said below: whatever is wrong with it, the token is not one of ours.
    }
    throw UserPoolError.INVALID_PARAMETER.with("Invalid pagination token: " + token);
  }
}
