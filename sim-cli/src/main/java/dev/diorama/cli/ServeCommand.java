package dev.diorama.cli;

import dev.diorama.Diorama;
import dev.diorama.FaultsFile;
import dev.diorama.Served;
import dev.diorama.Stack;
import dev.diorama.core.fault.Fault;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diorama serve}: designs behind a port of this machine, on the machine's clock. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves designs over HTTP and HTTPS on one port of this machine.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", description = "The designs; all of them when none is named.")
  private List<String> designs = List.of();

  @Option(
      names = "--port",
      defaultValue = "4566",
      description = "The port, on loopback only; 0 takes a free one (default: 4566).")
  private int port;

  @Option(
      names = "--data-dir",
      defaultValue = ".diorama",
      description = "Where the local certificate authority is kept (default: .diorama).")
  private Path dataDir;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of all chance (default: 1).")
  private long seed;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "Lets go wrong what the file says, once the designs stand (docs/faults.md).")
  private @Nullable Path faults;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Fault> wrong = faults == null ? List.of() : FaultsFile.read(faults);
    List<Design> chosen =
        designs.isEmpty() ? Designs.all() : designs.stream().map(Designs::named).toList();
    try (Diorama diorama = Diorama.builder().seed(seed).wallClock().build().warmUp();
        Served served = diorama.serve(port, dataDir)) {
      out.println(
          "Diorama listens on "
              + served.address()
              + " (HTTPS) and "
              + served.plainAddress()
              + " (HTTP).");
      out.println("Certificate authority: " + served.certificateAuthority());
      out.flush();
      Map<Design, Stack> stacks = new LinkedHashMap<>();
      for (Design design : chosen) {
        stacks.put(design, deploy(diorama, design));
      }
      stacks.forEach((design, stack) -> show(out, design, stack, served));
      showClusters(out, served.dax());
      diorama.suffer(wrong);
      wrong.forEach(fault -> out.println("Goes wrong: " + fault.name() + ", " + fault.cause()));
      out.println("\nCredentials: test / test. Press Ctrl-C to stop.");
      out.flush();
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "diorama-stop"));
      stopped.await();
    }
    return ExitCode.OK;
  }

  private static Stack deploy(Diorama diorama, Design design) {
    Stack stack = diorama.deploy(design.name(), design.template(), design.parametersWhenServed());
    for (Deployment further : design.elsewhere(diorama, stack)) {
      diorama.in(further.region()).deploy(design.name(), design.template(), further.parameters());
    }
    design.goLive(diorama, stack);
    return stack;
  }

  /** AWS's DAX clients speak neither HTTP nor to the port, so they are told where to go. */
  private static void showClusters(PrintWriter out, Map<String, URI> clusters) {
    if (!clusters.isEmpty()) {
      out.println("\nDAX clusters, for AWS's own clients (docs/services/dax.md):");
      clusters.forEach((arn, url) -> out.println("  " + url + "  " + arn));
    }
  }

  private static void show(PrintWriter out, Design design, Stack stack, Served served) {
    out.println("\n" + design.title() + " stands as stack '" + stack.name() + "':");
    int width = stack.outputs().keySet().stream().mapToInt(String::length).max().orElse(0);
    stack
        .outputs()
        .forEach(
            (key, value) ->
                out.println("  " + key + " ".repeat(width - key.length()) + "  " + value));
    out.println("\nTry:");
    design.commandsToTry(stack, served.plainAddress()).forEach(line -> out.println("  " + line));
    out.flush();
  }
}
