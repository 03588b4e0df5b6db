package dev.diorama.scenarios.explore;

import dev.diorama.core.random.SimRandom;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What may go wrong in a design.
 *
 * @param possible faults in YAML, with {@code %s} where their chance goes
 * @param most how many go wrong at most in one script
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Mishaps(List<String> possible, int most) {
  public Mishaps {
    possible = List.copyOf(possible);
  }

  /** Those of one script: none, or a few, each with a chance of one in two to one in six. */
  public List<String> draw(SimRandom chance) {
    List<String> drawn = new ArrayList<>();
    int count = chance.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      String fault = possible.get(chance.nextInt(possible.size()));
      drawn.add(String.format(fault, "1/" + (2 + chance.nextInt(5))));
    }
    return drawn;
  }
}
