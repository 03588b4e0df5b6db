package dev.diorama.apigateway;

import dev.diorama.core.random.SimRandom;

/**
 * Draws ids in the lengths that AWS uses, observed: ten characters for APIs and roots, else six.
 */
final class Ids {
  private final SimRandom random;

  Ids(SimRandom random) {
    this.random = random;
  }

  String api() {
    return random.text(SimRandom.LOWER_ALNUM, 10);
  }

  String root() {
    return random.text(SimRandom.LOWER_ALNUM, 10);
  }

  String part() {
    return random.text(SimRandom.LOWER_ALNUM, 6);
  }
}
