package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Served;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.dynamodb.engine.WarmEngines;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Opens and closes many instances of MyTodoList in a JVM of its own, on virtual time and behind
 * ports, and prints as JSON what the operating system still has of them afterwards.
 */
final class LeftBehind {
  private static final Path SELF = Path.of("/proc/self");

  /** State 0A of {@code /proc/net/tcp} is LISTEN; documented in proc_net_tcp of Linux. */
  private static final String LISTENING = "0A";

  private LeftBehind() {}

  /**
   * Runs it.
   *
   * @param args folder for the ports' certificates; how many instances of each kind
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    int instances = Integer.parseInt(args[1]);
    Set<Integer> ports = new LinkedHashSet<>();
    // What the JVM loads and keeps once, such as jars and the engine's library, is there after one.
    round(data, ports);
    Set<Thread> threads = threads();
    int descriptors = descriptors().size();
    for (int i = 0; i < instances; i++) {
      round(data, ports);
    }
    List<String> left = new ArrayList<>();
    for (Thread each : threads()) {
      if (!threads.contains(each)) {
        left.add(each.getName());
      }
    }
    System.out.println(
        Json.object()
            .put("threads", Json.strings(left))
            .put("ports", Json.strings(ports.stream().map(String::valueOf).toList()))
            .put("listening", Json.strings(listening()))
            .put("descriptors", descriptors().size() - descriptors)
            .build()
            .write());
  }

  /** One instance on virtual time, and one that is served on a port with its DAX cluster. */
  private static void round(Path data, Set<Integer> ports) throws IOException {
    try (WarmEngines engines = new WarmEngines();
        Diorama diorama = Diorama.builder().engines(engines).build().warmUp()) {
      use(diorama);
    }
    try (Diorama diorama = Diorama.builder().wallClock().build().warmUp();
        Served served = diorama.serve(0, data)) {
      use(diorama);
      ports.add(served.port());
      served.dax().values().forEach(url -> ports.add(url.getPort()));
      if (listening().size() < 2) {
        throw new IllegalStateException("no open port is seen, so that none could be missed");
      }
    }
  }

  private static void use(Diorama diorama) {
    Stack stack = diorama.deploy("todo", new TodoDesign().template());
    try (Phone mina =
        new Phone(
            diorama,
            stack,
            diorama.cloud().seeds().stream("test/phone"),
            "mina@example.com",
            "Passw0rdOfTen")) {
      mina.signUp();
      mina.signIn();
      Phone.Answer created = mina.call("POST", "/todos", "{\"title\":\"to be left\"}");
      if (created.status() != 201) {
        throw new IllegalStateException(created.body());
      }
    }
  }

  /** Those of this program, when Netty's own housekeeper has gone to rest, as it does by itself. */
  private static Set<Thread> threads() throws InterruptedException {
    boolean unused = GlobalEventExecutor.INSTANCE.awaitInactivity(10, TimeUnit.SECONDS);
    Set<Thread> running = new LinkedHashSet<>();
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      ThreadGroup group = each.getThreadGroup();
      if (group != null && !group.getName().equals("system")) {
        running.add(each);
      }
    }
    return running;
  }

  /** What this process has open, but for the files that classes are loaded from. */
  private static List<String> descriptors() throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> all = Files.list(SELF.resolve("fd"))) {
      for (Path each : all.toList()) {
        String target = target(each);
        if (!target.endsWith(".jar") && !target.isEmpty()) {
          open.add(target);
        }
      }
    }
    return open;
  }

  /** Empty for one that has been closed meanwhile, such as the listing's own. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** The sockets of this process that wait for connections. */
  private static List<String> listening() throws IOException {
    Set<String> own = new TreeSet<>(descriptors());
    List<String> found = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      Path file = SELF.resolve(table);
      for (String line : Files.isReadable(file) ? Files.readAllLines(file) : List.<String>of()) {
        String[] columns = line.trim().split("\\s+");
        if (columns.length > 9
            && columns[3].equals(LISTENING)
            && own.contains("socket:[" + columns[9] + "]")) {
          found.add(columns[1]);
        }
      }
    }
    return found;
  }
}
