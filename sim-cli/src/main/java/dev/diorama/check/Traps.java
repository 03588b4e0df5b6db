package dev.diorama.check;

import java.util.Optional;

/** Takes down what one rule finds. */
interface Traps {
  /**
   * A trap.
   *
   * @param spot what is to be shown
   * @param words the names that the rule's sentence has places for
   */
  default void add(Spot spot, String... words) {
    add(spot, Optional.empty(), words);
  }

  /** A trap with a mechanical remedy. */
  default void add(Spot spot, Fix fix, String... words) {
    add(spot, Optional.of(fix), words);
  }

  /** A trap, with a remedy or without. */
  void add(Spot spot, Optional<Fix> fix, String... words);
}
