package dev.diorama.scenarios.explore;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What is done in one run, and what goes wrong.
 *
 * @param design the design's name
 * @param seed of the cloud's chance
 * @param steps in their order
 * @param faults in YAML, from the first step on
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Script(String design, long seed, List<Step> steps, List<String> faults) {
  public Script {
    steps = List.copyOf(steps);
    faults = List.copyOf(faults);
  }

  /** The script that follows from a seed. */
  static Script draw(Explored explored, long seed, int length) {
    SimRandom chance = new Seeds(seed).stream("explore/" + explored.name());
    List<String> faults = explored.faults(chance);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      steps.add(explored.draw(chance));
    }
    return new Script(explored.name(), seed, steps, faults);
  }

  /** The same without the steps from one to another, the latter not included. */
  Script without(int from, int to) {
    List<Step> left = new ArrayList<>(steps.subList(0, from));
    left.addAll(steps.subList(to, steps.size()));
    return new Script(design, seed, left, faults);
  }

  /** The same without one fault. */
  Script withoutFault(int which) {
    List<String> left = new ArrayList<>(faults);
    left.remove(which);
    return new Script(design, seed, steps, left);
  }

  /** A JUnit test that repeats it. */
  String asTest() {
    StringBuilder text = new StringBuilder();
    text.append("  @Test\n  void ").append(design).append("_seed").append(seed).append("() {\n");
    text.append("    Replay.of(\"").append(design).append("\", ").append(seed).append(")\n");
    for (String fault : faults) {
      text.append("        .fault(\"").append(fault.replace("\"", "\\\"")).append("\")\n");
    }
    for (Step step : steps) {
      text.append("        .step(\"").append(step.what()).append("\", ").append(step.who());
      text.append(", ").append(step.which()).append(", ").append(step.thenMillis()).append(")\n");
    }
    return text.append("        .holds();\n  }\n").toString();
  }
}
