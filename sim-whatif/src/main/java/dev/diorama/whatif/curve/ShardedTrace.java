package dev.diorama.whatif.curve;

import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.trace.TraceReader;
import dev.diorama.whatif.trace.TraceSink.Operation;
import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * A recorded file on its way to the shards of a curve.
 *
 * <p>A read is a request; a write stores its object without being counted, as a write through a
 * cache does; a delete is passed over, so that a deleted object counts as one that is still there.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ShardedTrace implements AutoCloseable {
  /** Takes what a shard has to know. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One use of an object.
     *
     * @param shard the object's, from 0
     * @param key of the object
     * @param bytes its size, 0 or more
     * @param read whether it counts as a request; else it is only stored
     */
    void use(int shard, long key, int bytes, boolean read);
  }

  private final String name;
  private final KeyShards shards;
  private final Sink sink;
  private final TraceReader reader;
  private long reads;
  private long writes;
  private long deletes;

  private ShardedTrace(Path file, TraceFormat format, KeyShards shards, Sink sink)
      throws IOException {
    this.name = file.toString();
    this.shards = shards;
    this.sink = sink;
    this.reader = TraceReader.open(file, format, (nanos, key, bytes, op) -> use(key, bytes, op));
  }

  /**
   * Begins to read a file.
   *
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static ShardedTrace open(Path file, TraceFormat format, KeyShards shards, Sink sink)
      throws IOException {
    return new ShardedTrace(file, format, shards, sink);
  }

  private void use(long key, int bytes, Operation operation) {
    switch (operation) {
      case READ -> reads++;
      case WRITE -> writes++;
      case DELETE -> {
        deletes++;
        return;
      }
    }
    int shard = shards.of(key);
    if (shard != KeyShards.NONE) {
      sink.use(shard, key, bytes, operation == Operation.READ);
    }
  }

  /** Reads one more record; false at the end and at a bad record. */
  public boolean next() {
    return reader.next();
  }

  /** What was read so far. */
  public TraceFigures figures() {
    return new TraceFigures(name, reads, writes, deletes, reader.end());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
