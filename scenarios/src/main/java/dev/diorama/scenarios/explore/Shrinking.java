package dev.diorama.scenarios.explore;

import java.util.function.Predicate;

/**
 * Makes a failing script shorter as long as it fails: steps are left out in ever smaller pieces,
 * then faults one by one, until nothing more can go (delta debugging, Zeller and Hildebrandt 2002).
 */
final class Shrinking {
  /** So many scripts are tried at most; forty steps need far fewer. */
  private static final int TRIES = 400;

  private final Predicate<Script> fails;
  private int tries;

  Shrinking(Predicate<Script> fails) {
    this.fails = fails;
  }

  Script shortest(Script failing) {
    Script best = failing;
    int before;
    do {
      before = best.steps().size() + best.faults().size();
      best = withoutFaults(withoutSteps(best));
    } while (best.steps().size() + best.faults().size() < before && tries < TRIES);
    return best;
  }

  private boolean stillFails(Script candidate) {
    return tries++ < TRIES && fails.test(candidate);
  }

  private Script withoutSteps(Script failing) {
    Script best = failing;
    for (int size = Math.max(1, best.steps().size() / 2); size >= 1; size /= 2) {
      int at = 0;
      while (at < best.steps().size()) {
        Script candidate = best.without(at, Math.min(at + size, best.steps().size()));
        if (stillFails(candidate)) {
          best = candidate;
        } else {
          at += size;
        }
      }
    }
    return best;
  }

  private Script withoutFaults(Script failing) {
    Script best = failing;
    int at = 0;
    while (at < best.faults().size()) {
      Script candidate = best.withoutFault(at);
      if (stillFails(candidate)) {
        best = candidate;
      } else {
        at++;
      }
    }
    return best;
  }
}
