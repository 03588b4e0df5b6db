package dev.diorama.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code diorama explore}: random work, random faults, and what must hold all the same. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    description = "Lets a design run through random work with random faults, seed by seed.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class ExploreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--design",
      paramLabel = "NAME",
      description = "The design, todo or blog; both when none is named.")
  private List<String> designs = List.of();

  @Option(
      names = "--seeds",
      defaultValue = "100",
      description = "How many seeds, each with work and faults of its own (default: 100).")
  private int seeds;

  @Option(names = "--from", defaultValue = "1", description = "The first seed (default: 1).")
  private long from;

  @Option(
      names = "--steps",
      defaultValue = "40",
      description = "How many things each seed's users do (default: 40).")
  private int steps;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    require(seeds >= 1 && seeds <= 1_000_000, "--seeds must be 1 to 1000000, not " + seeds);
    require(steps >= 1 && steps <= 10_000, "--steps must be 1 to 10000, not " + steps);
    Explorer explorer =
        ServiceLoader.load(Explorer.class)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no design can be explored"));
    List<String> chosen = designs.isEmpty() ? explorer.designs() : designs;
    for (String design : chosen) {
      require(
          explorer.designs().contains(design),
          "no design is called '" + design + "'; there is " + explorer.designs());
    }
    boolean held = true;
    for (String design : chosen) {
      Stopwatch watch = Stopwatch.started();
      ProgressBar bar = new ProgressBar(err, Terminal.onStandardError());
      bar.line("Exploring " + design + ", " + seeds + " seeds from " + from);
      Explorer.Findings found =
          explorer.explore(
              design,
              from,
              seeds,
              steps,
              (done, events) -> bar.show("seeds", done, seeds, rate(events, watch) + " events/s"));
      bar.done();
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %,d seeds, %,d events (%s a second), %,d seeds broke what must hold.%nDigest %s",
              design,
              found.seeds(),
              found.events(),
              rate(found.events(), watch),
              found.failures().size(),
              found.digest()));
      found.failures().forEach(failure -> out.println("\n" + failure));
      out.flush();
      held &= found.failures().isEmpty();
    }
    return held ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String rate(long events, Stopwatch watch) {
    return String.format(Locale.ROOT, "%,.0f", events / Math.max(0.001, watch.seconds()));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
