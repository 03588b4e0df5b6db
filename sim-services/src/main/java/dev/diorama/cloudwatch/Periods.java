package dev.diorama.cloudwatch;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which periods there are: 1, 5, 10, 20 and 30 seconds, and whole minutes. Documented. */
final class Periods {
  private static final Set<Integer> SHORT = Set.of(1, 5, 10, 20, 30);
  private static final int DAY = 86_400;

  private Periods() {}

  /** Refuses a period of no such length. */
  static int check(@Nullable Integer period, String parameter) {
    if (period == null) {
      throw CloudWatchError.MISSING_PARAMETER.with("The parameter " + parameter + " is required.");
    }
    if (period < 1 || period > DAY * 365 || !(SHORT.contains(period) || period % 60 == 0)) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The parameter " + parameter + " must be a multiple of 60.");
    }
    return period;
  }
}
