package dev.diorama.scenarios.explore;

import org.apiguardian.api.API;

/**
 * Something that must always be true was not.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  /**
   * A violation.
   *
   * @param invariant what must hold, in words that are the same each time
   * @param seen what was seen instead
   */
  public Violation(String invariant, String seen) {
    super(invariant + ": " + seen);
    this.invariant = invariant;
  }

  /** What must hold. */
  public String invariant() {
    return invariant;
  }
}
