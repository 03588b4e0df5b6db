package dev.diorama.whatif.spark;

import dev.diorama.whatif.curve.CurveShard;
import dev.diorama.whatif.curve.TraceFigures;
import dev.diorama.whatif.trace.TraceEnd;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/** What is sent from who reads a file to who works out a shard. */
sealed interface Piece extends Serializable {
  /**
   * Where it belongs: pieces of a shard are put in the order of the files, and within a file in
   * that of the records.
   *
   * @param shard the shard, or the number of shards for what is no shard's
   * @param file the how many-th file, from 0
   * @param number the how many-th piece of it, from 0
   */
  record Place(int shard, int file, int number) implements Serializable, Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byShard = Integer.compare(shard, other.shard);
      int byFile = byShard != 0 ? byShard : Integer.compare(file, other.file);
      return byFile != 0 ? byFile : Integer.compare(number, other.number);
    }
  }

  /**
   * Uses of objects in their order.
   *
   * @param keys of the objects
   * @param sizes bytes; all bits turned over for what is stored without being asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and thousands of uses at a time.
  record Uses(long[] keys, int[] sizes) implements Piece {
    void to(CurveShard shard) {
      for (int i = 0; i < keys.length; i++) {
        if (sizes[i] >= 0) {
          shard.request(keys[i], sizes[i]);
        } else {
          shard.store(keys[i], ~sizes[i]);
        }
      }
    }
  }

  /** {@link TraceFigures} in a form that can be sent: an optional cannot. */
  record Report(
      String file,
      long reads,
      long writes,
      long deletes,
      long records,
      long requests,
      long passedOver,
      long backwards,
      String problem)
      implements Piece {
    static Report of(TraceFigures figures) {
      TraceEnd end = figures.end();
      return new Report(
          figures.file(),
          figures.reads(),
          figures.writes(),
          figures.deletes(),
          end.records(),
          end.requests(),
          end.passedOver(),
          end.backwards(),
          end.problem().orElse(""));
    }

    TraceFigures figures() {
      return new TraceFigures(
          file,
          reads,
          writes,
          deletes,
          new TraceEnd(
              records,
              requests,
              passedOver,
              backwards,
              problem.isEmpty() ? Optional.empty() : Optional.of(problem)));
    }
  }

  /** A file that could not be opened. */
  record Unreadable(IOException why) implements Piece {}
}
