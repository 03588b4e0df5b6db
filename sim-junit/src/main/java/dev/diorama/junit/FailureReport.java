package dev.diorama.junit;

import dev.diorama.core.trace.TraceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells what was simulated in a test that failed: its seed and its hops. */
final class FailureReport {
  /** As many of the last hops as someone reads on a terminal; the file has all. */
  private static final int SHOWN_LINES = 60;

  private FailureReport() {}

  static void write(ExtensionContext context, Simulation simulation) {
    String name =
        context.getRequiredTestClass().getName()
            + "."
            + context.getRequiredTestMethod().getName()
            + (simulation.seed() == 1 ? "" : ".seed" + simulation.seed());
    String head =
        "Diorama: "
            + context.getDisplayName()
            + " failed with seed "
            + simulation.seed()
            + "; @Seed("
            + simulation.seed()
            + ") repeats it\n";
    String tree = TraceTree.of(simulation.diorama().trace().spans());
    Path file = folder().resolve(name + ".txt");
    String where;
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, head + tree);
      where = "All hops: " + file + "\n";
    } catch (IOException e) {
      where = "The hops could not be written: " + e + "\n";
    }
    System.out.print(head + lastLines(tree) + where);
  }

  private static Path folder() {
    Path gradle = Path.of("build");
    boolean usesGradle = Files.isDirectory(gradle) && !Files.isDirectory(Path.of("target"));
    return (usesGradle ? gradle : Path.of("target")).resolve("diorama");
  }

  private static String lastLines(String tree) {
    int lines = (int) tree.lines().count();
    if (lines <= SHOWN_LINES) {
      return tree;
    }
    StringBuilder shown = new StringBuilder();
    shown.append("  ... ").append(lines - SHOWN_LINES).append(" earlier hops\n");
    tree.lines().skip(lines - SHOWN_LINES).forEach(line -> shown.append(line).append('\n'));
    return shown.toString();
  }
}
