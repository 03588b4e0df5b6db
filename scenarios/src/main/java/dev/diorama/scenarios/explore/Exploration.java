package dev.diorama.scenarios.explore;

import dev.diorama.cli.Explorer;
import dev.diorama.dynamodb.engine.WarmEngines;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apiguardian.api.API;

/**
 * Runs seed after seed, and shrinks what fails.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Exploration implements Explorer {
  /** Made by the service loader. */
  public Exploration() {}

  static List<Explored> all() {
    List<Explored> all = new ArrayList<>();
    ServiceLoader.load(Explored.class).forEach(all::add);
    all.sort(Comparator.comparing(Explored::name));
    return all;
  }

  static Explored named(String name) {
    return all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no design '"
                        + name
                        + "' can be explored; there is "
                        + all().stream().map(Explored::name).toList()));
  }

  @Override
  public List<String> designs() {
    return all().stream().map(Explored::name).toList();
  }

  @Override
  public Findings explore(String design, long from, int seeds, int steps, Watcher watcher) {
    return explore(named(design), from, seeds, steps, watcher);
  }

  /** As above, of a design that need not be known by name. */
  public static Findings explore(
      Explored explored, long from, int seeds, int steps, Watcher watcher) {
    MessageDigest digest = sha256();
    List<String> failures = new ArrayList<>();
    long events = 0;
    try (WarmEngines engines = new WarmEngines()) {
      for (int i = 0; i < seeds; i++) {
        Script script = Script.draw(explored, from + i, steps);
        Run.Result result = Run.of(explored, script, engines);
        events += result.events();
        digest.update(result.digest().getBytes(StandardCharsets.US_ASCII));
        Optional<Violation> violation = result.violation();
        if (violation.isPresent()) {
          failures.add(told(explored, script, violation.get(), engines));
        }
        watcher.at(i + 1, events);
      }
    }
    return new Findings(seeds, events, HexFormat.of().formatHex(digest.digest()), failures);
  }

  private static String told(
      Explored explored, Script script, Violation violation, WarmEngines engines) {
    Script shortest =
        new Shrinking(candidate -> Run.of(explored, candidate, engines).brokeAs(violation))
            .shortest(script);
    String seen =
        Run.of(explored, shortest, engines)
            .violation()
            .map(Violation::getMessage)
            .orElse("the shortened script no longer fails, though it did");
    return "Seed "
        + script.seed()
        + " broke what must hold.\n  "
        + seen
        + "\n  "
        + shortest.steps().size()
        + " of "
        + script.steps().size()
        + " steps and "
        + shortest.faults().size()
        + " of "
        + script.faults().size()
        + " faults are enough:\n\n"
        + shortest.asTest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
