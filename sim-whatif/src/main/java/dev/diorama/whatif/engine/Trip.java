package dev.diorama.whatif.engine;

import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: the time as it sees it, and what became of it. As live, a request is gone
 * through as a whole when it arrives, and its time runs ahead of the clock.
 */
@SuppressWarnings("EnumOrdinal") // Arrays by hop: a map would cost each request more.
final class Trip {
  static final Hop[] HOPS = Hop.values();

  /** What was spent at each hop, nanoseconds; below 0 where it did not come by. */
  final long[] spent = new long[HOPS.length];

  long start;
  long now;

  /** The answer's size, bytes. */
  int bytes;

  /** When what the answer shows was read or written, nanoseconds. */
  long asOf;

  /** Whether it has written what it was to write. */
  boolean wrote;

  /** Why it was turned away; null while it was not. */
  @Nullable Reason refused;

  /** The logical id of what turned it away. */
  String refusedBy = "";

  void begin(long at) {
    Arrays.fill(spent, -1);
    start = at;
    now = at;
    bytes = 0;
    asOf = at;
    wrote = false;
    refused = null;
    refusedBy = "";
  }

  void spend(Hop hop, long nanos) {
    now += nanos;
    aside(hop, nanos);
  }

  /** Spent by the viewer alone, before or after all that is simulated. */
  void aside(Hop hop, long nanos) {
    int at = hop.ordinal();
    spent[at] = Math.max(0, spent[at]) + nanos;
  }

  /** Nobody waits any longer than until then. */
  void cap(long until, Hop at) {
    if (now > until) {
      spent[at.ordinal()] -= now - until;
      now = until;
    }
  }

  void refuse(Reason reason, String by) {
    refused = reason;
    refusedBy = by;
  }

  /** What the viewer has waited. */
  long total() {
    long total = 0;
    for (long each : spent) {
      total += Math.max(0, each);
    }
    return total;
  }
}
