package dev.diorama.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cloudwatch.AlarmVerdict.Missing;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmVerdictTest {
  /**
   * The two tables of AWS's page on missing data: points from the oldest to the latest, 0 within
   * the threshold, X breaching it, - missing; KEEP retains the state.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0 - X - X, OK, OK, OK, OK",
    "3, 0 - - - -, OK, OK, OK, OK",
    "3, - - - - -, INSUFFICIENT_DATA, KEEP, ALARM, OK",
    "3, 0 X X - X, ALARM, ALARM, ALARM, ALARM",
    "3, - - X - -, ALARM, KEEP, ALARM, OK",
    "2, 0 - X - X, ALARM, ALARM, ALARM, ALARM",
    "2, 0 0 X 0 X, ALARM, ALARM, ALARM, ALARM",
    "2, 0 - X - -, OK, OK, ALARM, OK",
    "2, - - - - 0, OK, OK, ALARM, OK",
    "2, - - - X -, ALARM, KEEP, ALARM, OK",
    // The page on premature alarms: one breaching point that has just come keeps the state.
    "3, - - - - X, KEEP, KEEP, ALARM, OK",
  })
  void of_documentedTables_agree(
      int needed, String points, String missing, String ignore, String breaching, String fine) {
    assertThat(verdict(points, needed, Missing.MISSING)).isEqualTo(missing);
    assertThat(verdict(points, needed, Missing.IGNORE)).isEqualTo(ignore);
    assertThat(verdict(points, needed, Missing.BREACHING)).isEqualTo(breaching);
    assertThat(verdict(points, needed, Missing.NOT_BREACHING)).isEqualTo(fine);
  }

  private static String verdict(String points, int needed, Missing missing) {
    String[] each = points.split(" ", -1);
    NavigableMap<Integer, Boolean> byAge = new TreeMap<>();
    for (int i = 0; i < each.length; i++) {
      if (!each[i].equals("-")) {
        byAge.put(each.length - i, each[i].equals("X"));
      }
    }
    return AlarmVerdict.of(byAge, 3, needed, missing).state().map(Object::toString).orElse("KEEP");
  }
}
