package dev.diorama.cloudfront;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as CloudFront cuts it.
 *
 * @param items the part
 * @param marker the id after which it begins; empty for the first part
 * @param maxItems how many were asked for
 * @param next the marker of the part that follows; null when there is none
 */
record Page<T>(List<T> items, String marker, int maxItems, @Nullable String next) {
  /** Documented default, and the most: 100. */
  private static final int USUAL = 100;

  /**
   * The part that was asked for.
   *
   * @param id by which a marker names an item
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> id, @Nullable String marker, @Nullable String maxItems) {
    int most = most(maxItems);
    int from = 0;
    if (marker != null && !marker.isEmpty()) {
      List<String> ids = all.stream().map(id).toList();
      from = ids.indexOf(marker) + 1;
      if (from == 0) {
        throw CloudFrontError.argument("The parameter Marker is not valid.");
      }
    }
    int to = Math.min(all.size(), from + most);
    List<T> part = List.copyOf(all.subList(from, to));
    String next = to < all.size() ? id.apply(all.get(to - 1)) : null;
    return new Page<>(part, marker == null ? "" : marker, most, next);
  }

  private static int most(@Nullable String maxItems) {
    if (maxItems == null || maxItems.isEmpty()) {
      return USUAL;
    }
    try {
      int asked = Integer.parseInt(maxItems);
      if (asked >= 1) {
        return Math.min(asked, USUAL);
      }
    } catch (NumberFormatException e) {
      throw notANumber(maxItems);
    }
    throw notANumber(maxItems);
  }

  private static RuntimeException notANumber(String maxItems) {
    return CloudFrontError.argument("The parameter MaxItems is not valid: " + maxItems);
  }

  boolean truncated() {
    return next != null;
  }

  /** The items in another form. */
  <R> List<R> each(Function<T, R> view) {
    return items.stream().map(view).toList();
  }
}
