package dev.diorama.cli;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.design.DesignReader;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.report.Findings;
import dev.diorama.whatif.report.SweepFindings;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Goal;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.Search;
import dev.diorama.whatif.sweep.Setup;
import dev.diorama.whatif.sweep.Sweep;
import dev.diorama.whatif.sweep.Trial;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code diorama whatif}: sizes a design before anybody pays for it. */
@Command(
    name = "whatif",
    mixinStandardHelpOptions = true,
    description =
        "Says what a design would do and cost under a workload: hit rates, capacity, throttles,"
            + " latency, a month's bill; and what if it were otherwise.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class WhatifCommand implements Callable<Integer> {
  /** As shells have it: ended by Ctrl-C. */
  static final int INTERRUPTED = 130;

  private static final int STEPS = 1_000;

  @Spec private CommandSpec spec;

  @Option(names = "--design", description = "A design that comes with Diorama: todo or blog.")
  private @Nullable String design;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "Your own SAM or CloudFormation template instead.")
  private @Nullable Path template;

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
      paramLabel = "FILE",
      description = "What users do, in YAML (docs/whatif.md); the design's own when not said.")
  private @Nullable Path workload;

  @Option(
      names = "--requests",
      description = "Ends the workload after about so many requests, at its traffic.")
  private @Nullable Long requests;

  @Option(names = "--seed", description = "Seed of all chance, in place of the workload's.")
  private @Nullable Long seed;

  @Option(
      names = "--engine",
      defaultValue = "exact",
      description = "exact (the live simulator's rules) or fast (default: exact).")
  private String engine;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Changes one thing, such as dax.nodeType=r5.large; may be repeated.")
  private List<String> changes = List.of();

  @Option(
      names = "--sweep",
      paramLabel = "NAME=V1,V2",
      description = "Runs every combination of such values; may be repeated.")
  private List<String> sweeps = List.of();

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description =
          "With --sweep: what has to be met, such as p99<50ms or dax.item.hitRate>0.9; may be"
              + " repeated.")
  private List<String> goals = List.of();

  @Option(
      names = "--minimize",
      paramLabel = "FIGURE",
      description = "With --sweep: what is made best, such as cost (which is the default).")
  private @Nullable String minimize;

  @Option(
      names = "--free-tier",
      paramLabel = "on|off",
      defaultValue = "off",
      description = "Whether free allowances are taken off the bill (default: off).")
  private String freeTier;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Your own prices, in the format of aws-pricing.json.")
  private @Nullable Path prices;

  @Option(
      names = "--compare",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Compares with other ways of building it, each run too (default: on).")
  private boolean compare;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON too.")
  private @Nullable Path json;

  @Option(names = "--csv", paramLabel = "FILE", description = "Writes the figures as CSV too.")
  private @Nullable Path csv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with charts too, which needs no network.")
  private @Nullable Path html;

  private Supplier<Interruption> interruptions = Interruption::listening;

  /** For tests: who says when to stop. */
  WhatifCommand interruptedBy(Supplier<Interruption> others) {
    this.interruptions = others;
    return this;
  }

  @Override
  public Integer call() throws IOException {
    Billing billing = new Billing(prices(), onOff());
    Setup setup = setup();
    if (sweeps.isEmpty() && (!goals.isEmpty() || minimize != null)) {
      throw new IllegalArgumentException(
          "--goal and --minimize choose among the combinations of a --sweep; there is none");
    }
    List<Goal> wanted = goals.stream().map(Goal::parse).toList();
    Measure best = minimize == null ? Measure.COST : Measure.named(minimize);
    Optional<Sweep> sweep =
        sweeps.isEmpty()
            ? Optional.empty()
            : Optional.of(Sweep.of(setup, sweeps.stream().map(Change::parseAll).toList()));
    sweep.ifPresent(
        found -> {
          wanted.forEach(goal -> found.require(goal.measure()));
          found.require(best);
        });
    setup.check();
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), Terminal.onStandardError());
    Stopwatch watch = Stopwatch.started();
    try (Interruption interruption = interruptions.get()) {
      if (sweep.isPresent()) {
        swept(sweep.get(), billing, wanted, best, bar, watch, interruption);
      } else {
        once(setup, billing, bar, watch, interruption);
      }
      return interruption.asked() ? INTERRUPTED : ExitCode.OK;
    }
  }

  private void once(
      Setup setup, Billing billing, ProgressBar bar, Stopwatch watch, Interruption interruption)
      throws IOException {
    Outcome outcome = setup.run(progress("run", bar, watch, interruption));
    Stopwatch more = Stopwatch.started();
    Findings findings =
        compare && outcome.run().finished()
            ? Findings.compared(
                setup, outcome, billing, progress("compare", bar, more, interruption))
            : Findings.of(outcome, billing);
    bar.done();
    report(findings::text, findings::csv, findings::json, findings::html, watch);
  }

  private void swept(
      Sweep sweep,
      Billing billing,
      List<Goal> wanted,
      Measure best,
      ProgressBar bar,
      Stopwatch watch,
      Interruption interruption)
      throws IOException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    List<Trial> trials =
        sweep.run(
            billing, threads, progress(sweep.size() + " combinations", bar, watch, interruption));
    bar.done();
    Optional<Search> search =
        trials.isEmpty() || (wanted.isEmpty() && minimize == null)
            ? Optional.empty()
            : Optional.of(Search.among(trials, wanted, best));
    SweepFindings findings = new SweepFindings(trials, sweep.size(), search);
    report(findings::text, findings::csv, findings::json, findings::html, watch);
  }

  private static Progress progress(
      String what, ProgressBar bar, Stopwatch watch, Interruption interruption) {
    return (done, count) -> {
      double share = Math.min(1, Math.max(0, done));
      bar.show(what, Math.round(share * STEPS), STEPS, RemainingTime.after(share, watch.seconds()));
      return !interruption.asked();
    };
  }

  private void report(
      Supplier<String> text,
      Supplier<String> asCsv,
      Supplier<String> asJson,
      Supplier<String> asHtml,
      Stopwatch watch)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text.get());
    out.println(String.format(Locale.ROOT, "%nTook %.1f s of wall time.", watch.seconds()));
    write(csv, asCsv);
    write(json, asJson);
    write(html, asHtml);
    out.flush();
  }

  private void write(@Nullable Path file, Supplier<String> text) throws IOException {
    if (file != null) {
      Files.writeString(file, text.get());
      spec.commandLine().getOut().println("Written to " + file);
    }
  }

  private boolean onOff() {
    if (!freeTier.equals("on") && !freeTier.equals("off")) {
      throw new IllegalArgumentException("--free-tier is on or off, not " + freeTier);
    }
    return freeTier.equals("on");
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    }
  }

  private PriceList prices() throws IOException {
    return prices == null ? PriceList.standard() : PriceList.parse(read(prices), prices.toString());
  }

  private Setup setup() throws IOException {
    if ((design == null) == (template == null)) {
      throw new IllegalArgumentException("say either --design or --template");
    }
    Settings settings =
        switch (engine) {
          case "exact" -> Settings.exact();
          case "fast" -> Settings.fast();
          default -> throw new IllegalArgumentException("--engine is exact or fast, not " + engine);
        };
    Setup setup =
        new Setup(
            design == null
                ? DesignReader.read(
                    String.valueOf(template), read(templateFile()), parameters, region)
                : DesignReader.read(design, Designs.named(design).template(), parameters, region),
            workload(),
            settings);
    for (String each : changes) {
      setup = Change.parse(each).apply(setup);
    }
    return setup;
  }

  private Path templateFile() {
    if (template == null) {
      throw new IllegalStateException("checked before");
    }
    return template;
  }

  private Workload workload() throws IOException {
    Workload read;
    if (workload != null) {
      read(workload);
      read = WorkloadReader.read(workload);
    } else if (design != null) {
      String name = design;
      read =
          WorkloadReader.shipped(name)
              .orElseThrow(
                  () -> new IllegalArgumentException("say --workload: " + name + " has none"));
    } else {
      throw new IllegalArgumentException("say --workload: what users do with your template");
    }
    Workload seeded = seed == null ? read : read.withSeed(seed);
    return requests == null ? seeded : cut(seeded, requests);
  }

  /** The same, ended when so many requests are to be expected. */
  private static Workload cut(Workload whole, long wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("--requests is at least 1, not " + wanted);
    }
    double expected =
        whole
            .expectedRequests()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--requests: a trace has its own length; give the workload a duration"));
    if (!(expected > 0)) {
      throw new IllegalArgumentException("--requests: the workload has no traffic");
    }
    double high = whole.seconds();
    while (whole.withSeconds(high).expectedRequests().orElse(0.0) < wanted) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (middle > 0 && whole.withSeconds(middle).expectedRequests().orElse(0.0) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return whole.withSeconds(high);
  }
}
