package dev.diorama.whatif.workload;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A kind of things that requests are about: items of a table, or objects of a bucket.
 *
 * <p>Items belong to collections: one for each user, or one for all. A collection is a partition
 * key with its items in the order of their making, or, when {@code spread}, each item has a
 * partition key of its own, so that there is nothing to list.
 *
 * @param name by which actions refer to them
 * @param table the logical id of the table that they are in; empty when the design has only one
 * @param perUser whether every user has a collection of their own
 * @param spread whether each item is a partition key of its own
 * @param popularity which item of a collection is asked for, 0 the newest; how many there are at
 *     the start of the run
 * @param most the most a collection can have, at least as many as at the start: then the oldest
 *     makes room for a new one
 * @param sizes how large they are
 * @param page how many items a listing reads; 0 for all of the collection
 * @param indexes what of them stands in indexes of the table, where it is not what the template
 *     lets expect
 * @param line of the file, from 1; 0 when not read from one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Items(
    String name,
    String table,
    boolean perUser,
    boolean spread,
    Popularity popularity,
    int most,
    Sizes sizes,
    int page,
    List<IndexEntries> indexes,
    int line) {
  public Items {
    indexes = List.copyOf(indexes);
    if (most < popularity.objects()) {
      throw new IllegalArgumentException(
          "a collection has room for the "
              + popularity.objects()
              + " items that it begins with, not for "
              + most);
    }
    if (page < 0) {
      throw new IllegalArgumentException("a page has 0 items or more, not " + page);
    }
  }

  /** Items of one collection for all, with room for twice as many, listed in pages of twenty. */
  public static Items shared(String name, Popularity popularity, Sizes sizes) {
    return new Items(name, "", false, false, popularity, room(popularity), sizes, 20, List.of(), 0);
  }

  /** Items of one collection for each user, with room for twice as many, listed as a whole. */
  public static Items perUser(String name, Popularity popularity, Sizes sizes) {
    return new Items(name, "", true, false, popularity, room(popularity), sizes, 0, List.of(), 0);
  }

  private static int room(Popularity popularity) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * popularity.objects());
  }

  /** How many a collection begins with. */
  public int each() {
    return popularity.objects();
  }

  /** The same with another popularity of as many items. */
  public Items withPopularity(Popularity other) {
    return new Items(
        name,
        table,
        perUser,
        spread,
        other,
        Math.max(most, other.objects()),
        sizes,
        page,
        indexes,
        line);
  }

  /** The same with other sizes. */
  public Items withSizes(Sizes other) {
    return new Items(name, table, perUser, spread, popularity, most, other, page, indexes, line);
  }

  /** The same with room for another number. */
  public Items withMost(int other) {
    return new Items(name, table, perUser, spread, popularity, other, sizes, page, indexes, line);
  }

  /** The same with other pages. */
  public Items withPage(int other) {
    return new Items(name, table, perUser, spread, popularity, most, sizes, other, indexes, line);
  }

  /** The same, standing so in an index. */
  public Items indexed(IndexEntries more) {
    List<IndexEntries> all = new ArrayList<>(indexes);
    all.add(more);
    return new Items(name, table, perUser, spread, popularity, most, sizes, page, all, line);
  }

  /** The same, each a partition key of its own. */
  public Items spreadOut() {
    return new Items(name, table, perUser, true, popularity, most, sizes, page, indexes, line);
  }
}
