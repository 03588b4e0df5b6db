package dev.diorama.whatif.trace;

import dev.diorama.whatif.flat.Hashes;
import java.util.Optional;

/** Passes requests on with times that begin at 0 and never go back, and counts. */
final class Recorder {
  private final TraceSink sink;
  private long start = -1;
  private long last;
  private long records;
  private long requests;
  private long passedOver;
  private long backwards;

  Recorder(TraceSink sink) {
    this.sink = sink;
  }

  /** A request at a time on any scale of nanoseconds. */
  void request(long nanos, long key, long bytes, TraceSink.Operation operation) throws BadRecord {
    if (bytes < 0) {
      throw new BadRecord("a size is not negative: " + bytes);
    }
    if (start < 0 && requests == 0) {
      start = nanos;
    }
    long at = nanos - start;
    if (at < last) {
      backwards++;
      at = last;
    }
    last = at;
    records++;
    requests++;
    sink.request(at, key, (int) Math.min(bytes, Integer.MAX_VALUE - 1), operation);
  }

  void passOver() {
    records++;
    passedOver++;
  }

  long records() {
    return records;
  }

  TraceEnd end(Optional<String> problem) {
    return new TraceEnd(records, requests, passedOver, backwards, problem);
  }

  /** The key of an object that has a name. */
  static long key(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return Hashes.mix(hash);
  }
}
