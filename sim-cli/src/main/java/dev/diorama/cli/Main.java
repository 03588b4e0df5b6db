package dev.diorama.cli;

import dev.diorama.whatif.design.DesignException;
import dev.diorama.whatif.price.PriceException;
import dev.diorama.whatif.workload.WorkloadException;
import java.io.PrintWriter;
import org.apiguardian.api.API;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code diorama} command.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Command(
    name = "diorama",
    mixinStandardHelpOptions = true,
    version = "Diorama 0.1.0-SNAPSHOT",
    description = "Runs whole serverless AWS designs inside one JVM, offline.",
    subcommands = {
      RunCommand.class,
      ServeCommand.class,
      MailCommand.class,
      ExploreCommand.class,
      LessonCommand.class,
      WhatifCommand.class,
      CheckCommand.class,
      CommandLine.HelpCommand.class
    })
@SuppressWarnings("NullAway.Init") // Picocli fills the field.
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Without a command: says which there are. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: run, serve, mail, explore, lesson, whatif or check.");
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
          if (failure instanceof IllegalArgumentException
              || failure instanceof dev.diorama.DeploymentException
              || failure instanceof WorkloadException
              || failure instanceof DesignException
              || failure instanceof PriceException) {
            PrintWriter err = command.getErr();
            err.println("diorama: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw failure;
        });
    return line;
  }
}
