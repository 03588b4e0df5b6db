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

  Stored(Plan plan, RequestStream stream) {
    this.stream = stream;
    int spaces = plan.workload().items().size();
    this.absent = new BitSet[spaces];
    Arrays.setAll(absent, space -> new BitSet());
    this.more = new long[spaces][0];
  }

  /** Whether an item is there. */
  boolean has(int space, int object) {
    return object != RequestStream.NONE && !absent[space].get(object);
  }

  /** Bytes of a collection beside those of the items that the stream counts; may be negative. */
  long more(int space, int collection) {
    return collection < more[space].length ? more[space][collection] : 0;
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
        add(way.space(), done ? 0 : -stream.bytes());
      }
      case REPLACE, UPDATE -> {
        if (done && !wasThere) {
          gone.clear(object);
          add(way.space(), stream.bytes());
        }
      }
      case DELETE -> {
        // The stream does not count it any more, whether it is gone or was never there.
        gone.clear(object);
        add(way.space(), wasThere && done ? 0 : stream.bytes());
      }
      case GET, LIST, FETCH, NOTHING -> {}
    }
  }

  private void add(int space, long bytes) {
    if (bytes == 0) {
      return;
    }
    int collection = stream.collection();
    if (collection >= more[space].length) {
      more[space] =
          Arrays.copyOf(more[space], Math.max(64, Integer.highestOneBit(collection + 1) * 2));
    }
    more[space][collection] += bytes;
  }
}
