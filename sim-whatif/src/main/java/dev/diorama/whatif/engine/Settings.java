package dev.diorama.whatif.engine;

import org.apiguardian.api.API;

/**
 * How a run is to be gone through; what is run stands in the design and the workload.
 *
 * @param engine exact or fast
 * @param sample the share of objects that a fast run looks at, more than 0 and up to 1; an exact
 *     run looks at all
 * @param steps the most steps that figures over time have, at least 1; a step is a minute at least
 *     where the run is longer than so many minutes, and a whole number of seconds otherwise
 * @param services what the services are assumed to take and to allow
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Settings(Engine engine, double sample, int steps, Services services) {
  private static final int STEPS = 1_440;

  public Settings {
    if (!(sample > 0 && sample <= 1)) {
      throw new IllegalArgumentException("a sample is more than 0 and up to 1, not " + sample);
    }
    if (engine == Engine.EXACT && sample < 1) {
      throw new IllegalArgumentException("an exact run looks at everything: its sample is 1");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("at least 1 step, not " + steps);
    }
  }

  /** Exactly. */
  public static Settings exact() {
    return new Settings(Engine.EXACT, 1, STEPS, Services.defaults());
  }

  /** Fast, every object. */
  public static Settings fast() {
    return new Settings(Engine.FAST, 1, STEPS, Services.defaults());
  }

  /** Fast, with a share of the objects. */
  public static Settings sampled(double share) {
    return new Settings(Engine.FAST, share, STEPS, Services.defaults());
  }

  /** The same with other assumptions about the services. */
  public Settings withServices(Services other) {
    return new Settings(engine, sample, steps, other);
  }

  /** The same with other steps. */
  public Settings withSteps(int other) {
    return new Settings(engine, sample, other, services);
  }
}
