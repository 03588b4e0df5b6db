package dev.diorama.core.random;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;

/**
 * The one seed of an instance, and the named streams drawn from it.
 *
 * <p>Each consumer has a stream of its own, so that a new draw in one place never shifts the
 * results of another.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Seeds {
  private final long seed;
  private final Map<String, SimRandom> streams = new ConcurrentHashMap<>();

  /** Streams derived from {@code seed}. */
  public Seeds(long seed) {
    this.seed = seed;
  }

  /** The seed itself, for reports and failures. */
  public long seed() {
    return seed;
  }

  /** The stream of that name: the same object each time. */
  public SimRandom stream(String name) {
    return streams.computeIfAbsent(name, n -> new SimRandom(SimRandom.hash(seed, n)));
  }
}
