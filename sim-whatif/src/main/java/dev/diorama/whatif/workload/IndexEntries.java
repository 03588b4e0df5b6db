package dev.diorama.whatif.workload;

import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What of a kind of items stands in a secondary index of their table, as far as a template cannot
 * say it.
 *
 * @param index its name
 * @param bytes of an item that it shows; empty for what its projection lets expect
 * @param writes entries that a change of an item writes there: 0 when the index shows nothing of
 *     what changes, 1 when it does, 2 when its key changes, so that the old entry is deleted and
 *     another put; empty for what its projection lets expect
 * @param keys how many partition keys it has; 0 for as many as the table
 * @param line of the file, from 1; 0 when not read from one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IndexEntries(
    String index, OptionalInt bytes, OptionalInt writes, int keys, int line) {
  public IndexEntries {
    if (bytes.isPresent() && bytes.getAsInt() < 1) {
      throw new IllegalArgumentException("an entry has 1 byte or more, not " + bytes.getAsInt());
    }
    if (writes.isPresent() && (writes.getAsInt() < 0 || writes.getAsInt() > 2)) {
      throw new IllegalArgumentException(
          "a change writes 0, 1 or 2 entries of an index, not " + writes.getAsInt());
    }
    if (keys < 0) {
      throw new IllegalArgumentException("an index has 1 key or more, not " + keys);
    }
  }

  /** An index with so many partition keys. */
  public static IndexEntries of(String index, int bytes, int writes, int keys) {
    return new IndexEntries(index, OptionalInt.of(bytes), OptionalInt.of(writes), keys, 0);
  }
}
