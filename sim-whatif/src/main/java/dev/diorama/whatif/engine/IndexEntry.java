package dev.diorama.whatif.engine;

import dev.diorama.dynamodb.ItemSize;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.IndexEntries;
import dev.diorama.whatif.workload.Items;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What of an item stands in an index, and what changes of the item cost there.
 *
 * <p>Documented: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html,
 * "Provisioned throughput considerations for Global Secondary Indexes".
 *
 * @param local whether the index draws on its table; else it has capacity of its own
 * @param whole whether the entry is the item
 * @param most bytes of an entry that is not
 * @param writes entries that a change of an item writes
 * @param keys partition keys; 0 for as many as the table
 * @param spread whether each of the table's items is a partition key of its own
 * @param salt by which keys of one index are told from those of another
 */
record IndexEntry(
    boolean local, boolean whole, int most, int writes, int keys, boolean spread, long salt) {
  /** What keys alone weigh, assumed; up to 1,024 bytes it makes no difference to a write. */
  private static final int KEYS_BYTES = 100;

  /** An index that shows some attributes is taken to show all, unless the workload says more. */
  static IndexEntry of(Index index, Items items) {
    Optional<IndexEntries> said =
        items.indexes().stream().filter(each -> each.index().equals(index.name())).findFirst();
    boolean keysOnly = index.projection() == Projection.KEYS_ONLY;
    int bytes =
        said.map(IndexEntries::bytes)
            .filter(each -> each.isPresent())
            .map(each -> each.getAsInt())
            .orElse(keysOnly ? KEYS_BYTES : 0);
    int writes =
        said.map(IndexEntries::writes)
            .filter(each -> each.isPresent())
            .map(each -> each.getAsInt())
            .orElse(keysOnly ? 0 : 1);
    return new IndexEntry(
        index.local(),
        bytes == 0,
        bytes,
        writes,
        said.map(IndexEntries::keys).orElse(0),
        items.spread(),
        Position.hash(index.name().getBytes(StandardCharsets.UTF_8)));
  }

  /** The size of the entry of an item, bytes. */
  int bytes(int itemBytes) {
    return whole ? itemBytes : Math.min(itemBytes, most);
  }

  /**
   * Write units of what is done with an item of so many bytes that has been there before or not.
   */
  double writeUnits(Does does, int itemBytes, boolean wasThere) {
    double one = ItemSize.writeUnits(bytes(itemBytes));
    return switch (does) {
      case CREATE -> one;
      case REPLACE, UPDATE -> wasThere ? writes * one : one;
      case DELETE -> wasThere ? one : 0;
      case GET, LIST, FETCH, UPLOAD, NOTHING -> 0;
    };
  }

  /** The hash of the partition key of an item, or of those of a collection when it is negative. */
  long hash(int collection, int object) {
    long key = spread && object >= 0 ? object : collection;
    if (keys > 0) {
      key = Long.remainderUnsigned(Hashes.mix(object >= 0 ? object : collection), keys);
    }
    return Hashes.mix(salt + key);
  }
}
