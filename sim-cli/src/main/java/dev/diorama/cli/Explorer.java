package dev.diorama.cli;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Lets designs run through random work with random faults and holds them to what must always be
 * true; found by {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Explorer {
  /** The designs that can be explored, by name. */
  List<String> designs();

  /**
   * Explores one.
   *
   * @param from the first seed
   * @param seeds how many, at least 1
   * @param steps how many things each seed's users do, at least 1
   */
  Findings explore(String design, long from, int seeds, int steps, Watcher watcher);

  /** Is told how far it is. */
  @FunctionalInterface
  interface Watcher {
    /** After each seed. */
    void at(int seedsDone, long events);
  }

  /**
   * What was found.
   *
   * @param seeds how many were run
   * @param events how many steps and events were looked at
   * @param digest over the traces of all seeds: equal for equal explorations
   * @param failures each with its shortest script, as text for people
   */
  record Findings(int seeds, long events, String digest, List<String> failures) {
    public Findings {
      failures = List.copyOf(failures);
    }
  }
}
