package dev.diorama.cloudwatch;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * What an evaluation of an alarm comes to.
 *
 * <p>Theory. An alarm looks at the N latest periods, N being EvaluationPeriods, and back to some
 * earlier ones in case points are missing: the evaluation range. Where the range has N points, the
 * N latest decide, and missing ones do not matter. Where it has fewer, each missing one of the N is
 * treated as asked. {@code missing} and {@code ignore} decide by what is there: M breaching points
 * are an alarm, and one point within the threshold makes it fine. Where all that is there is
 * breaching and it is not M points, it may be an alarm all the same: if the oldest of them is at
 * least M periods old, since every later period could have been fine and was not; only {@code
 * ignore} keeps the state. Documented, with the tables that the test repeats:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @param state the new state; empty to retain the present one
 * @param evaluated how many of the points that decided were real
 * @param treatedAs what missing points were treated as, {@code Breaching} or {@code NonBreaching};
 *     empty where they were not
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AlarmVerdict(Optional<StateValue> state, int evaluated, String treatedAs) {
  /** How missing points are treated. */
  public enum Missing {
    MISSING("missing"),
    IGNORE("ignore"),
    BREACHING("breaching"),
    NOT_BREACHING("notBreaching");

    final String title;

    Missing(String title) {
      this.title = title;
    }

    static Optional<Missing> of(@Nullable String title) {
      if (title == null) {
        return Optional.of(MISSING);
      }
      return Arrays.stream(values()).filter(each -> each.title.equals(title)).findFirst();
    }
  }

  /**
   * How many periods an evaluation looks back at. Documented is that they are more than N and, by
   * the tables, five for three; assumed is two more for every N.
   */
  public static int range(int evaluationPeriods) {
    return evaluationPeriods + 2;
  }

  /**
   * Decides.
   *
   * @param breaching by age in periods, from 1 for the latest, whether the point of the period
   *     breaches; periods without a point left out
   */
  public static AlarmVerdict of(
      NavigableMap<Integer, Boolean> breaching,
      int evaluationPeriods,
      int needed,
      Missing missing) {
    int seen = 0;
    int bad = 0;
    int oldest = 0;
    for (Map.Entry<Integer, Boolean> each : breaching.entrySet()) {
      if (seen == evaluationPeriods) {
        break;
      }
      seen++;
      bad += each.getValue() ? 1 : 0;
      oldest = each.getKey();
    }
    int absent = evaluationPeriods - seen;
    if (absent == 0 || bad >= needed) {
      return decided(bad >= needed, seen, "");
    }
    return switch (missing) {
      case BREACHING -> decided(bad + absent >= needed, seen, "Breaching");
      case NOT_BREACHING -> decided(false, seen, "NonBreaching");
      case MISSING, IGNORE -> {
        if (seen == 0) {
          yield new AlarmVerdict(
              missing == Missing.IGNORE
                  ? Optional.empty()
                  : Optional.of(StateValue.INSUFFICIENT_DATA),
              0,
              "");
        }
        if (bad < seen) {
          yield decided(false, seen, "");
        }
        yield missing == Missing.MISSING && oldest >= needed
            ? decided(true, seen, "")
            : new AlarmVerdict(Optional.empty(), seen, "");
      }
    };
  }

  private static AlarmVerdict decided(boolean alarm, int seen, String treatedAs) {
    return new AlarmVerdict(Optional.of(alarm ? StateValue.ALARM : StateValue.OK), seen, treatedAs);
  }
}
