package dev.diorama.core.fault;

import org.apiguardian.api.API;

/**
 * Breaks things of one sort for {@link Faults}; a service whose things can break installs one.
 *
 * @param <B> the sort of breakage
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Breaker<B extends Fault.Breakage> {
  /**
   * Breaks it.
   *
   * @param region the Region that the fault's scope names; the cloud's own where it names none
   * @return what was broken, for the trace: an ARN or a name
   * @throws IllegalArgumentException if there is no such thing, naming those there are
   */
  String breaks(B breakage, String region);

  /** Makes it whole again when the fault's time is over; nothing by default. */
  default void mends(B breakage) {}
}
