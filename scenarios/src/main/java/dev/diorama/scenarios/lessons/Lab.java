package dev.diorama.scenarios.lessons;

import dev.diorama.Diorama;
import java.util.ArrayList;
import java.util.List;

/** Where an experiment is made: it gives out clouds of one seed and closes them in the end. */
final class Lab implements AutoCloseable {
  /** The second account of {@link #withPartner}, and the access key of its root. */
  static final String PARTNER = "222233334444";

  private final long seed;
  private final List<Bench> benches = new ArrayList<>();

  Lab(long seed) {
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  /** A new cloud, in which nothing has happened yet. */
  Bench bench() {
    return opened(Diorama.builder().seed(seed));
  }

  /** A new cloud with a second account, {@link #PARTNER}. */
  Bench withPartner() {
    return opened(Diorama.builder().seed(seed).furtherAccount(PARTNER, PARTNER, "partner"));
  }

  private Bench opened(Diorama.Builder builder) {
    Bench bench = new Bench(builder.build());
    benches.add(bench);
    return bench;
  }

  @Override
  public void close() {
    benches.forEach(Bench::close);
  }
}
