package dev.diorama.whatif.curve;

import dev.diorama.whatif.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The miss-ratio curve of recorded requests.
 *
 * @param curve of an LRU cache without expiry
 * @param sampled the requests that were looked at
 * @param objects the distinct objects among them
 * @param files what each of the files held, in their order
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TraceCurve(
    MissRatioCurve curve, long sampled, long objects, List<TraceFigures> files) {
  public TraceCurve {
    files = List.copyOf(files);
  }

  /**
   * From the counts of all shards.
   *
   * @param shards how the objects were divided
   * @param all the counts of all shards added up
   * @param files what each of the files held
   */
  public static TraceCurve of(KeyShards shards, ShardCounts all, List<TraceFigures> files) {
    long requests = files.stream().mapToLong(TraceFigures::reads).sum();
    return new TraceCurve(all.curve(shards, requests), all.requests(), all.objects(), files);
  }

  /**
   * Reads files one after the other, as if they were one. A file with a bad record is read up to
   * it, and its {@link TraceFigures#end} says so.
   *
   * @param grain the step between sizes to tell apart, bytes, at least 1
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static TraceCurve read(List<Path> files, TraceFormat format, KeyShards shards, long grain)
      throws IOException {
    CurveShard[] all = new CurveShard[shards.count()];
    for (int i = 0; i < all.length; i++) {
      all[i] = new CurveShard(shards, grain);
    }
    ShardedTrace.Sink sink =
        (shard, key, bytes, read) -> {
          if (read) {
            all[shard].request(key, bytes);
          } else {
            all[shard].store(key, bytes);
          }
        };
    List<TraceFigures> figures = new ArrayList<>();
    for (Path file : files) {
      try (ShardedTrace trace = ShardedTrace.open(file, format, shards, sink)) {
        while (trace.next()) {
          // Each use goes to its shard.
        }
        figures.add(trace.figures());
      }
    }
    ShardCounts sum = all[0].counts();
    for (int i = 1; i < all.length; i++) {
      sum = sum.plus(all[i].counts());
    }
    return of(shards, sum, figures);
  }
}
