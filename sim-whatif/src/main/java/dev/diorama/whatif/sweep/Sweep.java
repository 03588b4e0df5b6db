package dev.diorama.whatif.sweep;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.result.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apiguardian.api.API;

/**
 * Every combination of changes, run beside each other.
 *
 * <p>Everything is checked before anything is run. A run is a world of its own, so the results do
 * not depend on how many threads there are or which comes first; they are in the order of the
 * combinations, the last change turning fastest.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Sweep {
  /** The most combinations of one sweep. */
  public static final int MOST = 1_000;

  private final List<Combination> combinations;

  /** One combination. */
  private record Combination(List<Change> changes, Setup setup) {}

  private Sweep(List<Combination> combinations) {
    this.combinations = combinations;
  }

  /**
   * A sweep that can be run.
   *
   * @param axes for each knob its changes
   * @throws IllegalArgumentException if a change is out of range, a knob is turned twice or there
   *     are more than {@link #MOST} combinations
   */
  public static Sweep of(Setup setup, List<List<Change>> axes) {
    Set<Knob> knobs = new LinkedHashSet<>();
    long count = 1;
    for (List<Change> axis : axes) {
      if (axis.isEmpty()) {
        throw new IllegalArgumentException("a sweep of nothing");
      }
      if (!knobs.add(axis.get(0).knob())) {
        throw new IllegalArgumentException(axis.get(0).knob().title() + " is swept twice");
      }
      count *= axis.size();
      if (count > MOST) {
        throw new IllegalArgumentException("more than " + MOST + " combinations");
      }
    }
    List<List<Change>> rows = List.of(List.of());
    for (List<Change> axis : axes) {
      List<List<Change>> longer = new ArrayList<>();
      for (List<Change> row : rows) {
        for (Change change : axis) {
          List<Change> next = new ArrayList<>(row);
          next.add(change);
          longer.add(next);
        }
      }
      rows = longer;
    }
    List<Combination> combinations = new ArrayList<>();
    for (List<Change> row : rows) {
      Setup changed = setup;
      for (Change change : row) {
        changed = change.apply(changed);
      }
      changed.check();
      combinations.add(new Combination(row, changed));
    }
    return new Sweep(combinations);
  }

  /** The combinations in their order, for who runs them elsewhere. */
  public List<List<Change>> combinations() {
    return combinations.stream().map(Combination::changes).toList();
  }

  /** How many combinations there are. */
  public int size() {
    return combinations.size();
  }

  /**
   * Checks that a figure means something for some of the combinations.
   *
   * @throws IllegalArgumentException if it is of a tier that none of them has, naming those of
   *     tiers that there are
   */
  public void require(Measure measure) {
    if (combinations.stream().noneMatch(each -> measure.isOf(each.setup().design()))) {
      List<String> others =
          Arrays.stream(Measure.values())
              .filter(other -> other.tier().isPresent())
              .filter(other -> combinations.stream().anyMatch(c -> other.isOf(c.setup().design())))
              .map(Measure::title)
              .toList();
      throw new IllegalArgumentException(
          measure.title()
              + ": no combination has that tier; "
              + (others.isEmpty() ? "none has any" : "there is " + String.join(", ", others)));
    }
  }

  /**
   * Runs all.
   *
   * @param threads how many run at once, at least 1
   * @param progress is told the share of all and the requests of all, by any thread, one at a time;
   *     false ends the sweep
   * @return the finished ones; fewer than {@link #size} when it was ended
   */
  public List<Trial> run(Billing billing, int threads, Progress progress) {
    Together together = new Together(combinations.size(), progress);
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, combinations.size()));
    try {
      List<Future<Optional<Outcome>>> runs = new ArrayList<>();
      for (int i = 0; i < combinations.size(); i++) {
        Setup setup = combinations.get(i).setup();
        Progress own = together.of(i);
        Callable<Optional<Outcome>> work =
            () -> together.goesOn() ? Optional.of(setup.run(own)) : Optional.empty();
        runs.add(pool.submit(work));
      }
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        // A run that nobody ended is kept though its trace broke off: its notes say so.
        Optional<Outcome> outcome =
            runs.get(i).get().filter(each -> each.run().finished() || together.goesOn());
        if (outcome.isPresent()) {
          trials.add(
              new Trial(
                  combinations.get(i).changes(),
                  outcome.get(),
                  billing.month(outcome.get().usage())));
        }
      }
      return trials;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it swept", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** The progress of all runs. */
  private static final class Together {
    private final double[] done;
    private final long[] requests;
    private final Progress whole;
    private boolean on = true;

    Together(int runs, Progress whole) {
      this.done = new double[runs];
      this.requests = new long[runs];
      this.whole = whole;
    }

    synchronized boolean goesOn() {
      return on;
    }

    Progress of(int run) {
      return (share, count) -> at(run, share, count);
    }

    private synchronized boolean at(int run, double share, long count) {
      done[run] = share;
      requests[run] = count;
      double sum = 0;
      long all = 0;
      for (int i = 0; i < done.length; i++) {
        sum += done[i];
        all += requests[i];
      }
      on = whole.at(sum / done.length, all) && on;
      return on;
    }
  }
}
