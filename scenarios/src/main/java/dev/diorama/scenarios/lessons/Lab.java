package dev.diorama.scenarios.lessons;

import dev.diorama.Diorama;
import java.util.ArrayList;
import java.util.List;

/** Where an experiment is made: it gives out clouds of one seed and closes them in the end. */
final class Lab implements AutoCloseable {
  private final long seed;
  private final List<Bench> benches = new ArrayList<>();

  Lab(long seed) {
    this.seed = seed;
  }

  /** A new cloud, in which nothing has happened yet. */
  Bench bench() {
    Bench bench = new Bench(Diorama.builder().seed(seed).build());
    benches.add(bench);
    return bench;
  }

  @Override
  public void close() {
    benches.forEach(Bench::close);
  }
}
