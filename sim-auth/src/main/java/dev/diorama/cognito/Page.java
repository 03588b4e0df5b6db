package dev.diorama.cognito;

import dev.diorama.core.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items what is on it
 * @param next the token for the next page; null on the last
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record Page<T>(List<T> items, @Nullable String next) {
  /** Most entries on any page, documented in both services' {@code QueryLimit}. */
  public static final int LARGEST = 60;

  /** A page of a list whose entries keep their places. */
  public static <T> Page<T> of(
      List<T> all, @Nullable Integer limit, @Nullable String token, ErrorCode invalid) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      places.add(i);
    }
    Page<Integer> page = of(places, limit, token, place -> place, invalid);
    return new Page<>(page.items().stream().map(all::get).toList(), page.next());
  }

  /**
   * A page of a list by a rising number of each entry, good even if entries go meanwhile.
   *
   * @param limit most entries; null or 0 for {@link #LARGEST}
   * @param token from the page before; null for the first page
   * @param invalid the error for a token or limit that cannot be
   */
  public static <T> Page<T> of(
      List<T> all,
      @Nullable Integer limit,
      @Nullable String token,
      ToLongFunction<T> number,
      ErrorCode invalid) {
    int most = limit == null || limit == 0 ? LARGEST : limit;
    if (most < 0 || most > LARGEST) {
      throw invalid.with(
          "1 validation error detected: Value '"
              + most
              + "' at 'limit' failed to satisfy constraint: Member must have value less than or"
              + " equal to "
              + LARGEST);
    }
    long after = token == null ? -1 : decode(token, invalid);
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

  private static long decode(String token, ErrorCode invalid) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("after:")) {
        return Long.parseLong(text.substring("after:".length()));
      }
    } catch (IllegalArgumentException e) {
      // Said below: whatever is wrong with it, the token is not one of ours.
    }
    throw invalid.with("Invalid pagination token: " + token);
  }
}
