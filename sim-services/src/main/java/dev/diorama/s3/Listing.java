package dev.diorama.s3;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing: what has the prefix, in order, folded at the delimiter.
 *
 * @param items what is listed itself
 * @param folded the common prefixes listed in place of what begins with them
 * @param truncated whether there is more
 * @param last where the page ends: a key, or a common prefix; empty for an empty page
 * @param lastItem what it ends with, when that is no common prefix
 */
record Listing<T>(
    List<Item<T>> items,
    List<String> folded,
    boolean truncated,
    String last,
    @Nullable Item<T> lastItem) {

  /** Something to be listed under a key. */
  record Item<T>(String key, T value) {}

  /**
   * Reads a page.
   *
   * @param source everything behind the marker, in order of keys
   * @param done a common prefix that an earlier page listed; empty for none
   * @param max how many items and common prefixes the page may hold
   */
  static <T> Listing<T> page(
      Iterator<Item<T>> source, String prefix, String delimiter, String done, int max) {
    List<Item<T>> items = new ArrayList<>();
    List<String> folded = new ArrayList<>();
    String last = "";
    Item<T> lastItem = null;
    String fold = done;
    while (max > 0 && source.hasNext()) {
      Item<T> next = source.next();
      String key = next.key();
      if (!key.startsWith(prefix)) {
        if (S3Model.UTF8_ORDER.compare(key, prefix) > 0) {
          break;
        }
        continue;
      }
      if (!fold.isEmpty() && key.startsWith(fold)) {
        continue;
      }
      if (items.size() + folded.size() == max) {
        return new Listing<>(items, folded, true, last, lastItem);
      }
      int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      if (cut < 0) {
        items.add(next);
        last = key;
        lastItem = next;
      } else {
        fold = key.substring(0, cut + delimiter.length());
        folded.add(fold);
        last = fold;
        lastItem = null;
      }
    }
    return new Listing<>(items, folded, false, last, lastItem);
  }

  /** True when a marker is itself a common prefix under that prefix and delimiter. */
  static boolean isFold(String marker, String prefix, String delimiter) {
    if (delimiter.isEmpty() || !marker.startsWith(prefix)) {
      return false;
    }
    int cut = marker.indexOf(delimiter, prefix.length());
    return cut >= 0 && cut + delimiter.length() == marker.length();
  }
}
