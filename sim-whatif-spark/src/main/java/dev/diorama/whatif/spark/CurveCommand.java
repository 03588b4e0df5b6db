package dev.diorama.whatif.spark;

import dev.diorama.whatif.curve.KeyShards;
import dev.diorama.whatif.curve.MissRatioCurve;
import dev.diorama.whatif.curve.TraceCurve;
import dev.diorama.whatif.curve.TraceFigures;
import dev.diorama.whatif.trace.TraceFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code curve}: what an LRU cache of every size would have hit of recorded requests. */
@Command(
    name = "curve",
    mixinStandardHelpOptions = true,
    description = "Says what an LRU cache of every size would have hit of recorded requests.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class CurveCommand implements Callable<Integer> {
  private static final int LINES = 20;
  private static final int CSV_LINES = 1_000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Traces in the order in which they were recorded; each is read by a task.")
  private List<String> files;

  @Option(
      names = "--format",
      required = true,
      description = "How they are written: ${COMPLETION-CANDIDATES}.")
  private TraceFormat format;

  @Option(
      names = "--shards",
      defaultValue = "64",
      description = "Parts that objects are divided into, each a task; 1 is exact (default: 64).")
  private int shards;

  @Option(
      names = "--rate",
      defaultValue = "1",
      description = "The share of objects that is looked at (default: 1, all).")
  private double rate;

  @Option(
      names = "--grain",
      defaultValue = "4096",
      description = "The step between sizes, bytes (default: 4096).")
  private long grain;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Chooses which objects go where (default: 1).")
  private long seed;

  @Option(
      names = "--master",
      description = "Spark's master (default: spark-submit's, or local[*]: this machine).")
  private @Nullable String master;

  @Option(
      names = "--one-process",
      description = "Without Spark: the same figures, one file after the other.")
  private boolean oneProcess;

  @Option(names = "--csv", paramLabel = "FILE", description = "Writes up to 1000 sizes as CSV.")
  private @Nullable Path csv;

  @Override
  public Integer call() throws IOException {
    KeyShards divided = new KeyShards(shards, rate, seed);
    if (grain < 1) {
      throw new IllegalArgumentException("--grain is at least 1 byte, not " + grain);
    }
    TraceCurve read;
    if (oneProcess) {
      read = TraceCurve.read(files.stream().map(Path::of).toList(), format, divided, grain);
    } else {
      try (JavaSparkContext spark = Contexts.open(Optional.ofNullable(master))) {
        read = SparkCurve.read(spark, files, format, divided, grain);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    for (TraceFigures each : read.files()) {
      out.printf(
          Locale.ROOT,
          "%s: %,d reads, %,d writes, %,d deletes%n",
          each.file(),
          each.reads(),
          each.writes(),
          each.deletes());
      each.end()
          .problem()
          .ifPresent(
              problem ->
                  spec.commandLine().getErr().println(problem + "; what precedes it counts"));
    }
    out.printf(
        Locale.ROOT, "%,d reads and %,d objects looked at%n%n", read.sampled(), read.objects());
    out.print(table(read.curve(), LINES, "%,20d bytes  %6.2f %%%n"));
    if (csv != null) {
      Files.writeString(csv, "bytes,hit rate %\n" + table(read.curve(), CSV_LINES, "%d,%.4f%n"));
      out.println("Written to " + csv);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String table(MissRatioCurve curve, int lines, String form) {
    StringBuilder text = new StringBuilder();
    long steps = Math.max(1, curve.enough() / curve.grain());
    long count = Math.min(lines, steps);
    for (long i = 1; i <= count; i++) {
      long bytes = steps * i / count * curve.grain();
      text.append(String.format(Locale.ROOT, form, bytes, 100 * curve.hitRatio(bytes)));
    }
    return text.toString();
  }
}
