package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.workload.RequestStream;
import java.util.Arrays;

/** When each item and each collection was written last: what is older in a cache is stale. */
final class Freshness {
  private final long[][] items;
  private final long[][] collections;

  Freshness(Plan plan) {
    int spaces = plan.workload().items().size();
    this.items = new long[spaces][0];
    this.collections = new long[spaces][0];
  }

  /** When an item was written last; 0 when it was not in this run. */
  long item(int space, int object) {
    return at(items, space, object);
  }

  /** When a collection was changed last; 0 when it was not in this run. */
  long collection(int space, int collection) {
    return at(collections, space, collection);
  }

  /** When what a way's request shows was written last. */
  long shown(Way way, RequestStream stream) {
    if (way.space() < 0) {
      return 0;
    }
    return stream.object() == RequestStream.NONE
        ? collection(way.space(), stream.collection())
        : item(way.space(), stream.object());
  }

  /** Whether what was read at a time is older than what a way's request should show. */
  boolean isStale(Way way, RequestStream stream, long asOf) {
    return shown(way, stream) > asOf;
  }

  /** Looks at what is known of an item, before it is asked for; the answer means nothing. */
  int touch(Way way, int object) {
    return (int) at(items, way.space(), object);
  }

  void written(Way way, RequestStream stream, long nanos) {
    if (way.space() >= 0 && way.does().writes()) {
      put(collections, way.space(), stream.collection(), nanos);
      if (stream.object() != RequestStream.NONE) {
        put(items, way.space(), stream.object(), nanos);
      }
    }
  }

  private static long at(long[][] times, int space, int number) {
    return number < times[space].length ? times[space][number] : 0;
  }

  private static void put(long[][] times, int space, int number, long nanos) {
    if (number >= times[space].length) {
      times[space] =
          Arrays.copyOf(times[space], Math.max(1024, Integer.highestOneBit(number + 1) * 2));
    }
    times[space][number] = nanos;
  }
}
