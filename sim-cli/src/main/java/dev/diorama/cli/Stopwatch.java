package dev.diorama.cli;

/** Wall time, for people who wait; nothing simulated ever sees it. */
final class Stopwatch {
  private final long startNanos = System.nanoTime();

  private Stopwatch() {}

  static Stopwatch started() {
    return new Stopwatch();
  }

  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
