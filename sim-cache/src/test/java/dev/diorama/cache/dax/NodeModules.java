package dev.diorama.cache.dax;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * AWS's DAX clients for JavaScript, as they are on npm: those that {@code DIORAMA_DAX_NODE_MODULES}
 * names, or those that were put under {@code target} once.
 *
 * <p>They are fetched from npm's registry where Node and the registry are at hand. A machine
 * without either builds all the same: the tests that need them say why they are skipped.
 */
final class NodeModules {
  private static final List<String> PACKAGES =
      List.of("amazon-dax-client@1.2.10", "aws-sdk@2.1693.0", "@amazon-dax-sdk/lib-dax@3.1.0");

  private static final int SECONDS = 80;

  private final Path folder;
  private String missing = "";

  NodeModules() {
    this.folder = Path.of("target", "dax-node-clients").toAbsolutePath();
  }

  /** The folder that holds a package; empty, and {@link #missing} says why, where there is none. */
  Optional<Path> with(String name) {
    String named = System.getenv("DIORAMA_DAX_NODE_MODULES");
    Path modules = named == null ? folder.resolve("node_modules") : Path.of(named);
    if (!Files.isDirectory(modules.resolve(name)) && named == null && missing.isEmpty()) {
      missing = fetch();
    }
    if (Files.isDirectory(modules.resolve(name))) {
      return Optional.of(modules);
    }
    if (missing.isEmpty()) {
      missing = "there is no " + name + " in " + modules;
    }
    return Optional.empty();
  }

  String missing() {
    return missing;
  }

  /** What has gone wrong; nothing if all is well. */
  private String fetch() {
    try {
      Files.createDirectories(folder);
      String node = run(List.of("node", "--version"));
      if (!node.isEmpty()) {
        return "Node is not there: " + node;
      }
      List<String> npm =
          new ArrayList<>(
              List.of(
                  "npm",
                  "install",
                  "--prefix",
                  folder.toString(),
                  "--no-audit",
                  "--no-fund",
                  "--silent",
                  "--prefer-offline",
                  "--ignore-scripts",
                  "--fetch-retries=0",
                  "--fetch-timeout=10000"));
      npm.addAll(PACKAGES);
      String said = run(npm);
      return said.isEmpty() ? "" : "npm could not fetch the clients: " + said;
    } catch (IOException e) {
      return "no Node or npm on this machine: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Runs a command; what it said, and its status, if it failed. */
  private String run(List<String> command) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return command.get(0) + " took longer than " + SECONDS + " s";
    }
    return process.exitValue() == 0
        ? ""
        : "status "
            + process.exitValue()
            + " "
            + Files.readString(log, StandardCharsets.UTF_8).strip();
  }
}
