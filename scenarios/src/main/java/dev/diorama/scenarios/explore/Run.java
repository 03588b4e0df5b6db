package dev.diorama.scenarios.explore;

import dev.diorama.FaultsFile;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.dynamodb.engine.WarmEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One script, run in a cloud of its own. */
final class Run {
  private static final String AT_REST = "in the end nothing is open and nothing is left to happen";
  private static final String SOUND = "nothing breaks but what is broken on purpose";

  /**
   * What came of it.
   *
   * @param violation what did not hold, if anything
   * @param digest of the trace
   * @param events how many steps and events were looked at
   */
  record Result(Optional<Violation> violation, String digest, long events) {
    /** Whether it broke the same as another did. */
    boolean brokeAs(Violation other) {
      return violation.filter(own -> own.invariant().equals(other.invariant())).isPresent();
    }
  }

  private Run() {}

  static Result of(Explored explored, Script script, WarmEngines engines) {
    long[] events = new long[1];
    try (World world = explored.open(script.seed(), engines)) {
      Optional<Violation> violation = Optional.empty();
      try {
        perform(world, script, events);
      } catch (Violation found) {
        violation = Optional.of(found);
      } catch (RuntimeException e) {
        violation = Optional.of(new Violation(SOUND, e.toString()));
      }
      return new Result(violation, world.diorama().trace().digest(), events[0]);
    }
  }

  private static void perform(World world, Script script, long[] events) {
    VirtualClock time = world.diorama().time();
    time.afterEachEvent(
        () -> {
          events[0]++;
          world.check();
        });
    List<Fault> faults = new ArrayList<>();
    script.faults().forEach(text -> faults.addAll(FaultsFile.parse(text, "fault")));
    world.diorama().suffer(faults);
    for (Step step : script.steps()) {
      world.perform(step);
      events[0]++;
      world.check();
      time.advance(Duration.ofMillis(step.thenMillis()));
    }
    world.diorama().recover();
    time.settle();
    world.finish();
    long open = world.diorama().trace().openCount();
    if (open > 0 || time.pending() > 0) {
      throw new Violation(AT_REST, open + " spans, " + time.pending() + " events");
    }
  }
}
