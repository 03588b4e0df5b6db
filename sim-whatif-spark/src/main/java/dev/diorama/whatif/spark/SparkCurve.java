package dev.diorama.whatif.spark;

import dev.diorama.whatif.curve.CurveShard;
import dev.diorama.whatif.curve.KeyShards;
import dev.diorama.whatif.curve.ShardCounts;
import dev.diorama.whatif.curve.TraceCurve;
import dev.diorama.whatif.curve.TraceFigures;
import dev.diorama.whatif.trace.TraceFormat;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.apiguardian.api.API;
import scala.Tuple2;

/**
 * The miss-ratio curve of recorded requests, a task for every file and then one for every shard.
 *
 * <p>Spark puts the pieces of a shard in order by sorting them, on disk where memory does not
 * suffice; working a shard out needs memory for its distinct objects only.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SparkCurve {
  private SparkCurve() {}

  /** What a task found out: a shard's counts, or what the files held. */
  private record Part(ShardCounts counts, ArrayList<Piece> reports) implements Serializable {}

  /** A partition for each shard, and one more for the reports. */
  private static final class ByShard extends Partitioner {
    private final int shards;

    ByShard(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards + 1;
    }

    @Override
    public int getPartition(Object place) {
      return ((Piece.Place) place).shard();
    }
  }

  /**
   * Reads files as if they were one, with the result of {@link TraceCurve#read} for the same
   * arguments.
   *
   * @param files paths that are there on every machine
   * @param grain the step between sizes to tell apart, bytes, at least 1
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static TraceCurve read(
      JavaSparkContext spark, List<String> files, TraceFormat format, KeyShards shards, long grain)
      throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files to read");
    }
    ShardCounts sum = new CurveShard(shards, grain).counts();
    List<String> names = new ArrayList<>(files);
    List<Part> parts =
        spark
            .parallelize(IntStream.range(0, names.size()).boxed().toList(), names.size())
            .flatMapToPair(file -> new FilePieces(file, names.get(file), format, shards))
            .repartitionAndSortWithinPartitions(new ByShard(shards.count()))
            .mapPartitionsWithIndex(
                (index, pieces) -> List.of(part(pieces, shards, grain)).iterator(), false)
            .collect();
    List<TraceFigures> figures = new ArrayList<>();
    for (Part part : parts) {
      sum = sum.plus(part.counts());
      for (Piece report : part.reports()) {
        if (report instanceof Piece.Unreadable unreadable) {
          throw unreadable.why();
        }
        if (report instanceof Piece.Report read) {
          figures.add(read.figures());
        }
      }
    }
    return TraceCurve.of(shards, sum, figures);
  }

  private static Part part(
      Iterator<Tuple2<Piece.Place, Piece>> pieces, KeyShards shards, long grain) {
    CurveShard shard = new CurveShard(shards, grain);
    ArrayList<Piece> reports = new ArrayList<>();
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      if (piece instanceof Piece.Uses uses) {
        uses.to(shard);
      } else {
        reports.add(piece);
      }
    }
    return new Part(shard.counts(), reports);
  }
}
