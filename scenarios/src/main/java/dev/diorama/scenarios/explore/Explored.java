package dev.diorama.scenarios.explore;

import dev.diorama.core.random.SimRandom;
import dev.diorama.dynamodb.engine.WarmEngines;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A design that can be explored; found by {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Explored {
  /** The design's name. */
  String name();

  /** Deploys it with its users; nothing goes wrong meanwhile. */
  World open(long seed, WarmEngines engines);

  /** The next thing that somebody does. */
  Step draw(SimRandom chance);

  /** What goes wrong during one script: a few faults in YAML, or none. */
  List<String> faults(SimRandom chance);
}
