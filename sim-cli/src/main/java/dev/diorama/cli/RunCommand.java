package dev.diorama.cli;

import dev.diorama.FaultsFile;
import dev.diorama.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diorama run}: a whole design, once, on virtual time. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a whole design on virtual time and prints what was found.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", description = "The designs; all of them when none is named.")
  private List<String> designs = List.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all chance; the same seed gives the same run (default: 1).")
  private long seed;

  @Option(
      names = "--users",
      defaultValue = "20",
      description = "How many users sign up (default: 20).")
  private int users;

  @Option(
      names = "--requests",
      defaultValue = "2000",
      description = "How many requests they make through the API (default: 2000).")
  private int requests;

  @Option(
      names = "--read-ratio",
      defaultValue = "0.9",
      description = "Share of reads, 0 to 1 (default: 0.9).")
  private double readRatio;

  @Option(
      names = "--zipf",
      defaultValue = "1.1",
      description = "Exponent of popularity; 0 makes all alike (default: 1.1).")
  private double zipf;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "Lets go wrong what the file says while they make them (docs/faults.md).")
  private @Nullable Path faults;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Design> chosen =
        designs.isEmpty() ? Designs.all() : designs.stream().map(Designs::named).toList();
    RunOptions options =
        new RunOptions(seed, users, requests, readRatio, zipf)
            .withFaults(faults == null ? List.of() : FaultsFile.read(faults));
    Map<String, Json.Obj> figures = new LinkedHashMap<>();
    boolean asExpected = true;
    for (Design design : chosen) {
      Stopwatch watch = Stopwatch.started();
      ProgressBar bar = new ProgressBar(err, Terminal.onStandardError());
      bar.line(design.title() + ", seed " + seed);
      Report report = design.run(options, bar);
      bar.done();
      out.println(report.text());
      out.println(String.format(Locale.ROOT, "Took %.1f s of wall time.\n", watch.seconds()));
      out.flush();
      figures.put(design.name(), report.json());
      asExpected &= report.asExpected();
    }
    if (json != null) {
      Files.writeString(json, together(figures).pretty() + "\n");
      out.println("Figures written to " + json);
    }
    out.flush();
    return asExpected ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** One design's figures as they are, those of several by name. */
  private static Json.Obj together(Map<String, Json.Obj> figures) {
    if (figures.size() == 1) {
      return figures.values().iterator().next();
    }
    Json.ObjectBuilder all = Json.object();
    figures.forEach(all::put);
    return all.build();
  }
}
