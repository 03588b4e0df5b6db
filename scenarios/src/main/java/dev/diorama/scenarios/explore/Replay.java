package dev.diorama.scenarios.explore;

import dev.diorama.dynamodb.engine.WarmEngines;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Repeats one script, as {@code ./diorama explore} prints it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Replay {
  private final Explored explored;
  private final long seed;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private Replay(Explored explored, long seed) {
    this.explored = explored;
    this.seed = seed;
  }

  /** A script of a design, so far without steps. */
  public static Replay of(String design, long seed) {
    return of(Exploration.named(design), seed);
  }

  /** As above, of a design that need not be known by name. */
  public static Replay of(Explored design, long seed) {
    return new Replay(design, seed);
  }

  /** Lets something go wrong, in YAML. */
  public Replay fault(String yaml) {
    faults.add(yaml);
    return this;
  }

  /** Adds a step. */
  public Replay step(String what, int who, int which, long thenMillis) {
    steps.add(new Step(what, who, which, thenMillis));
    return this;
  }

  /**
   * Runs it.
   *
   * @throws Violation if something that must hold does not
   */
  public void holds() {
    try (WarmEngines engines = new WarmEngines()) {
      Script script = new Script(explored.name(), seed, steps, faults);
      Run.of(explored, script, engines)
          .violation()
          .ifPresent(
              found -> {
                throw found;
              });
    }
  }
}
