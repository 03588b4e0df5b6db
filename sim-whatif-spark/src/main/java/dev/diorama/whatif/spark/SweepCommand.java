package dev.diorama.whatif.spark;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.report.SweepFindings;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Goal;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.Search;
import dev.diorama.whatif.sweep.Sweep;
import dev.diorama.whatif.sweep.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sweep}: every combination of changes, each a task. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "Runs every combination of changes of a design, each as a task.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--template",
      required = true,
      paramLabel = "FILE",
      description = "A SAM or CloudFormation template.")
  private Path template;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter of the template; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--region",
      defaultValue = "us-east-1",
      description = "Where it is deployed (default: us-east-1).")
  private String region;

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "FILE",
      description = "What users do, in YAML (docs/whatif.md).")
  private Path workload;

  @Option(names = "--seed", description = "Seed of all chance, in place of the workload's.")
  private @Nullable Long seed;

  @Option(
      names = "--engine",
      defaultValue = "exact",
      description = "exact (the live simulator's rules) or fast (default: exact).")
  private String engine;

  @Option(
      names = "--sample",
      defaultValue = "1",
      description = "With --engine fast: the share of objects that is looked at (default: 1).")
  private double sample;

  @Option(
      names = "--sweep",
      required = true,
      paramLabel = "NAME=V1,V2",
      description = "Runs every combination of such values; may be repeated.")
  private List<String> sweeps;

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description = "What has to be met, such as p99<50ms; may be repeated.")
  private List<String> goals = List.of();

  @Option(
      names = "--minimize",
      paramLabel = "FIGURE",
      description = "What is made best, such as cost (which is the default).")
  private @Nullable String minimize;

  @Option(names = "--free-tier", description = "Takes free allowances off the bill.")
  private boolean freeTier;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Your own prices, in the format of aws-pricing.json.")
  private @Nullable Path prices;

  @Option(
      names = "--master",
      description = "Spark's master (default: spark-submit's, or local[*]: this machine).")
  private @Nullable String master;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON too.")
  private @Nullable Path json;

  @Option(names = "--csv", paramLabel = "FILE", description = "Writes the figures as CSV too.")
  private @Nullable Path csv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with charts too, which needs no network.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    PriceList list =
        prices == null
            ? PriceList.standard()
            : PriceList.parse(Files.readString(prices), prices.toString());
    Experiment experiment = experiment();
    List<Goal> wanted = goals.stream().map(Goal::parse).toList();
    Measure best = minimize == null ? Measure.COST : Measure.named(minimize);
    // Refused before Spark is started.
    Sweep.of(experiment.setup(), sweeps.stream().map(Change::parseAll).toList());
    List<Trial> trials;
    try (JavaSparkContext spark = Contexts.open(Optional.ofNullable(master))) {
      trials = SparkSweep.run(spark, experiment, sweeps, new Billing(list, freeTier));
    }
    Optional<Search> search =
        wanted.isEmpty() && minimize == null
            ? Optional.empty()
            : Optional.of(Search.among(trials, wanted, best));
    SweepFindings findings = new SweepFindings(trials, trials.size(), search);
    PrintWriter out = spec.commandLine().getOut();
    out.print(findings.text());
    write(csv, findings.csv());
    write(json, findings.json());
    write(html, findings.html());
    out.flush();
    return ExitCode.OK;
  }

  private Experiment experiment() throws IOException {
    if (!engine.equals("exact") && !engine.equals("fast")) {
      throw new IllegalArgumentException("--engine is exact or fast, not " + engine);
    }
    if (!(sample > 0 && sample <= 1)) {
      throw new IllegalArgumentException("--sample is more than 0 and up to 1, not " + sample);
    }
    if (engine.equals("exact") && sample < 1) {
      throw new IllegalArgumentException("--sample is for --engine fast: exact looks at all");
    }
    Path folder = workload.toAbsolutePath().getParent();
    return new Experiment(
        template.toString(),
        Files.readString(template),
        parameters,
        region,
        workload.toString(),
        Files.readString(workload),
        String.valueOf(folder),
        Experiment.seed(seed == null ? OptionalLong.empty() : OptionalLong.of(seed)),
        engine.equals("exact") ? 0 : sample);
  }

  private void write(@Nullable Path file, String text) throws IOException {
    if (file != null) {
      Files.writeString(file, text);
      spec.commandLine().getOut().println("Written to " + file);
    }
  }
}
