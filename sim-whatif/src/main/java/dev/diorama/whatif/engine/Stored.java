package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.workload.RequestStream;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Where the tables differ from what the stream of requests takes them to hold: a write that was
 * turned away has not been made, and whoever asks for the item later finds none.
 */
final class Stored {
  private final RequestStream stream;

  /** By kind of items: those that the stream counts and that are not there. */
  private final BitSet[] absent;

  /** By kind and collection: the bytes that there are beside those that the stream counts. */
  private final long[][] more;

  /** The same in items. */
  private final int[][] moreItems;

  Stored(Plan plan, RequestStream stream) {
    this.stream = stream;
    int spaces = plan.workload().items().size();
    this.absent = new BitSet[spaces];
    Arrays.setAll(absent, space -> new BitSet());
    this.more = new long[spaces][0];
    this.moreItems = new int[spaces][0];
  }

  /** Whether an item is there. */
  boolean has(int space, int object) {
    return object != RequestStream.NONE && !absent[space].get(object);
  }

  /** Bytes of a collection beside those of the items that the stream counts; may be negative. */
  long more(int space, int collection) {
    return collection < more[space].length ? more[space][collection] : 0;
  }

  /** Items of a collection beside those that the stream counts; may be negative. */
  int moreItems(int space, int collection) {
    return collection < moreItems[space].length ? moreItems[space][collection] : 0;
  }

  /**
   * Notes what became of the request that the stream stands at.
   *
   * @param done whether what it wanted to write is written
   */
  void after(Way way, boolean done) {
    int object = stream.object();
    if (object == RequestStream.NONE || way.space() < 0) {
      return;
    }
    BitSet gone = absent[way.space()];
    boolean wasThere = !gone.get(object);
    switch (way.does()) {
      case CREATE, UPLOAD -> {
        gone.set(object, !done);
        add(way.space(), done ? 0 : -1);
      }
      case REPLACE, UPDATE -> {
        if (done && !wasThere) {
          gone.clear(object);
          add(way.space(), 1);
        }
      }
      case DELETE -> {
        // The stream does not count it any more, whether it is gone or was never there.
        gone.clear(object);
        add(way.space(), wasThere && done ? 0 : 1);
      }
      case GET, LIST, FETCH, NOTHING -> {}
    }
  }

  /** The item that the stream stands at is there beside those that it counts, or is not. */
  private void add(int space, int items) {
    if (items == 0) {
      return;
    }
    int collection = stream.collection();
    if (collection >= more[space].length) {
      int room = Math.max(64, Integer.highestOneBit(collection + 1) * 2);
      more[space] = Arrays.copyOf(more[space], room);
      moreItems[space] = Arrays.copyOf(moreItems[space], room);
    }
    more[space][collection] += (long) items * stream.bytes();
    moreItems[space][collection] += items;
  }
}
