package dev.diorama.whatif.spark;

import dev.diorama.whatif.curve.KeyShards;
import dev.diorama.whatif.curve.ShardedTrace;
import dev.diorama.whatif.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * A file in pieces for the shards, read as they are asked for: at any time it holds no more than a
 * piece for each shard.
 */
final class FilePieces implements Iterator<Tuple2<Piece.Place, Piece>> {
  /** Uses in all pieces that are being filled. */
  private static final int ROOM = 1 << 18;

  private static final int LARGEST = 1 << 13;
  private static final int SMALLEST = 1 << 6;

  private final int file;
  private final KeyShards shards;
  private final int length;
  private final long[][] keys;
  private final int[][] sizes;
  private final int[] filled;
  private final Queue<Tuple2<Piece.Place, Piece>> ready = new ArrayDeque<>();
  private @Nullable ShardedTrace trace;
  private int made;

  FilePieces(int file, String name, TraceFormat format, KeyShards shards) {
    this.file = file;
    this.shards = shards;
    this.length = Math.min(LARGEST, Math.max(SMALLEST, ROOM / shards.count()));
    this.keys = new long[shards.count()][];
    this.sizes = new int[shards.count()][];
    this.filled = new int[shards.count()];
    try {
      trace = ShardedTrace.open(Path.of(name), format, shards, this::use);
    } catch (IOException e) {
      ready.add(new Tuple2<>(reportsPlace(), new Piece.Unreadable(e)));
    }
  }

  private Piece.Place reportsPlace() {
    return new Piece.Place(shards.count(), file, 0);
  }

  private void use(int shard, long key, int bytes, boolean read) {
    if (keys[shard] == null) {
      keys[shard] = new long[length];
      sizes[shard] = new int[length];
    }
    int at = filled[shard]++;
    keys[shard][at] = key;
    sizes[shard][at] = read ? bytes : ~bytes;
    if (at + 1 == length) {
      send(shard);
    }
  }

  private void send(int shard) {
    int count = filled[shard];
    filled[shard] = 0;
    ready.add(
        new Tuple2<>(
            new Piece.Place(shard, file, made++),
            new Piece.Uses(Arrays.copyOf(keys[shard], count), Arrays.copyOf(sizes[shard], count))));
  }

  @Override
  public boolean hasNext() {
    ShardedTrace open = trace;
    while (ready.isEmpty() && open != null) {
      if (!open.next()) {
        finish(open);
        open = null;
      }
    }
    return !ready.isEmpty();
  }

  private void finish(ShardedTrace open) {
    trace = null;
    for (int shard = 0; shard < filled.length; shard++) {
      if (filled[shard] > 0) {
        send(shard);
      }
    }
    ready.add(new Tuple2<>(reportsPlace(), Piece.Report.of(open.figures())));
    try {
      open.close();
    } catch (IOException e) {
      throw new IllegalStateException("a file that was read cannot be closed", e);
    }
  }

  @Override
  public Tuple2<Piece.Place, Piece> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more pieces");
    }
    return ready.remove();
  }
}
