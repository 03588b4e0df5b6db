package dev.diorama.whatif.workload;

import org.apiguardian.api.API;

/**
 * What the keys of items are taken to be, from which follows in which partition they stand. A
 * driver that puts the same items into a live table gives them these keys.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KeyNames {
  private KeyNames() {}

  /** The partition key: of the item's collection, or its own. */
  public static String partition(Items items, int collection, int object) {
    return items.name() + "-" + (items.spread() ? object : collection);
  }

  /** The sort key, in the order of making within a collection; ten digits. */
  public static String sort(int object) {
    StringBuilder digits = new StringBuilder(10).append(object);
    while (digits.length() < 10) {
      digits.insert(0, '0');
    }
    return digits.toString();
  }
}
