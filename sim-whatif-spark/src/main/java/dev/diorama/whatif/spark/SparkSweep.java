package dev.diorama.whatif.spark;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Sweep;
import dev.diorama.whatif.sweep.Trial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sweep} with a task for every combination.
 *
 * <p>Everything is checked here before anything is sent. Tasks get text and give back outcomes;
 * bills are written here, by one list of prices.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SparkSweep {
  private SparkSweep() {}

  /** What came of a task: a run, or why there is none. */
  record Answer(@Nullable Outcome outcome, @Nullable RuntimeException failure)
      implements Serializable {}

  /**
   * Runs all combinations; the trials are those of {@link Sweep#run} in the same order.
   *
   * @param axes for each knob its values, such as {@code dax.nodes=0,1,3}
   * @throws IllegalArgumentException before anything is run, as {@link Sweep#of} does
   * @throws RuntimeException what a run throws, such as for a trace that is not there
   */
  public static List<Trial> run(
      JavaSparkContext spark, Experiment experiment, List<String> axes, Billing billing) {
    Sweep sweep = Sweep.of(experiment.setup(), axes.stream().map(Change::parseAll).toList());
    List<List<Change>> combinations = sweep.combinations();
    List<ArrayList<String>> tasks =
        combinations.stream()
            .map(each -> new ArrayList<>(each.stream().map(Change::toString).toList()))
            .toList();
    List<Answer> answers = answers(spark, experiment, tasks);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      RuntimeException failure = answers.get(i).failure();
      if (failure != null) {
        throw failure;
      }
      Outcome outcome = answers.get(i).outcome();
      if (outcome != null) {
        trials.add(new Trial(combinations.get(i), outcome, billing.month(outcome.usage())));
      }
    }
    return trials;
  }

  static List<Answer> answers(
      JavaSparkContext spark, Experiment experiment, List<ArrayList<String>> tasks) {
    return spark
        .parallelize(tasks, tasks.size())
        .map(changes -> answer(experiment, changes))
        .collect();
  }

  private static Answer answer(Experiment experiment, List<String> changes) {
    try {
      return new Answer(experiment.setup(changes).run(Progress.NONE), null);
    } catch (RuntimeException e) {
      // Thrown here, Spark would try again and then tell of a task, not of what is wrong.
      return new Answer(null, e);
    }
  }
}
