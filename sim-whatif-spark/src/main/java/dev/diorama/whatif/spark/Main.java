package dev.diorama.whatif.spark;

import dev.diorama.whatif.design.DesignException;
import dev.diorama.whatif.price.PriceException;
import dev.diorama.whatif.workload.WorkloadException;
import java.nio.file.NoSuchFileException;
import org.apiguardian.api.API;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command that {@code spark-submit} and {@code sim-whatif-spark/run} start.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Command(
    name = "diorama-spark",
    mixinStandardHelpOptions = true,
    description = "What-if on many machines: sweeps and the analysis of traces by Apache Spark.",
    subcommands = {SweepCommand.class, CurveCommand.class, CommandLine.HelpCommand.class})
@SuppressWarnings("NullAway.Init") // Picocli fills the field.
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Without a command: says which there are. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: sweep or curve.");
  }

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command, for tests to give output streams to. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof NoSuchFileException) {
            command.getErr().println("diorama-spark: there is no file " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          if (failure instanceof IllegalArgumentException
              || failure instanceof WorkloadException
              || failure instanceof DesignException
              || failure instanceof PriceException) {
            command.getErr().println("diorama-spark: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw failure;
        });
    return line;
  }
}
