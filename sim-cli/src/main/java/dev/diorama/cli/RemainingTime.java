package dev.diorama.cli;

import java.util.Locale;

/** How long work will still take, from how long it has taken. */
final class RemainingTime {
  /** Before so much is done, any guess would be a joke. */
  private static final double ENOUGH = 0.02;

  private RemainingTime() {}

  /**
   * Such as {@code 12 s left}; empty while too little is done to say.
   *
   * @param done 0 to 1
   * @param seconds that it took
   */
  static String after(double done, double seconds) {
    if (done < ENOUGH || done >= 1) {
      return "";
    }
    double left = seconds / done * (1 - done);
    return left < 90
        ? String.format(Locale.ROOT, "%.0f s left", Math.ceil(left))
        : String.format(Locale.ROOT, "%.0f min left", left / 60);
  }
}
