package dev.diorama.scenarios.lessons;

import static dev.diorama.scenarios.lessons.Seen.assertSeen;
import static dev.diorama.scenarios.lessons.Seen.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the lessons about DAX and API Gateway's cache observe. */
class CacheLessonsTest {
  @Test
  void lesson1_listIsStaleForFiveMinutesAfterAWriteThroughDax() {
    assertSeen(1, 'b', "item", "bread", "item.cache", "hit", "list.cache", "hit");
    assertSeen(1, 'b', "list.before", "1", "list", "1", "truth", "2", "stale", "300");
  }

  @Test
  void lesson2_strongReadsNeverHitAndCostOneUnitEach() {
    assertSeen(2, 'c', "eventual.hits", "99", "eventual.units", "0.5");
    assertSeen(2, 'c', "strong.hits", "0", "strong.units", "100");
    assertThat(number(2, "strong.ms")).isGreaterThan(3 * number(2, "eventual.ms"));
  }

  @Test
  void lesson3_writesAroundDaxAreSeenWhenTheTtlIsOver() {
    assertSeen(3, 'b', "five.stale", "74", "ten.stale", "2", "zero.stale", "150");
    assertSeen(3, 'b', "zero.rate", "100");
    assertThat(number(3, "ten.rate")).isBetween(60.0, 75.0);
  }

  @Test
  void lesson4_hitsUnitsAndStaleListsMoveAgainstEachOther() {
    assertSeen(4, 'a', "none.rate", "0", "none.stale", "0", "none.units", "100");
    assertThat(number(4, "minute.rate")).isBetween(50.0, 95.0);
    assertThat(number(4, "five.rate")).isBetween(85.0, 99.0);
    assertThat(number(4, "five.units")).isLessThan(number(4, "minute.units"));
    assertThat(number(4, "five.stale")).isGreaterThan(number(4, "minute.stale"));
  }

  @Test
  void lesson5_daxPaysForItselfWithMuchReadingOnly() {
    assertSeen(5, 'b');
    assertThat(number(5, "busy.90.saved")).isPositive();
    assertThat(number(5, "busy.50.saved")).isNegative();
    assertThat(number(5, "busy.10.saved")).isLessThan(number(5, "busy.50.saved"));
    assertThat(number(5, "quiet.90.saved")).isBetween(-32.0, -20.0);
    assertThat(number(5, "busy.90.rate")).isGreaterThan(number(5, "quiet.90.rate"));
  }

  @Test
  void lesson6_nodesAddReadsAndSurvivalNotRoom() {
    assertSeen(6, 'b', "one.served", "51", "three.served", "153", "five.served", "255");
    assertThat(Seen.values(6).get("five.memory")).isEqualTo(Seen.values(6).get("one.memory"));
    assertSeen(6, 'b', "three.failed.reads", "0", "five.failed.reads", "0");
    assertThat(number(6, "one.failed.reads")).isBetween(299.0, 300.0);
    assertThat(number(6, "one.failed.writes")).isBetween(299.0, 300.0);
    assertThat(number(6, "three.failed.writes")).isBetween(9.0, 10.0);
    assertThat(number(6, "five.failed.writes")).isBetween(9.0, 10.0);
  }

  @Test
  void lesson7_stageCacheStartsOneFunctionDaxStartsAll() {
    assertSeen(7, 'b', "dax.invocations", "20", "stage.invocations", "1");
    assertThat(number(7, "stage.ms")).isLessThan(number(7, "dax.ms") / 2);
  }

  @Test
  void lesson8_keyWithoutCallerLeaksAList() {
    assertSeen(8, 'c', "without.status", "200", "without.cache", "hit", "without.leaked", "2");
    assertSeen(8, 'c', "with.status", "200", "with.cache", "miss", "with.leaked", "0");
    assertSeen(8, 'c', "without.stranger", "401", "with.stranger", "401");
  }

  @Test
  void lesson9_oldListStaysUnlessInvalidationIsAllowed() {
    assertSeen(9, 'c', "five.list", "1", "five.seconds", "300", "long.seconds", "1,800");
    assertSeen(9, 'c', "plain.status", "200", "plain.list", "1", "plain.warning", "199");
    assertSeen(9, 'c', "refuse.status", "403", "refuse.list", "0", "refuse.warning", "-");
    assertSeen(9, 'c', "open.status", "200", "open.list", "2", "open.warning", "-");
    assertSeen(9, 'c', "denied.status", "200", "denied.runs", "0", "denied.warning", "199");
    assertSeen(9, 'c', "allowed.status", "200", "allowed.runs", "1", "allowed.warning", "-");
  }

  @Test
  void lesson10_openInvalidationMakesTheCacheUseless() {
    assertSeen(10, 'b', "closed.status", "200", "closed.rate", "99.5", "closed.runs", "1");
    assertSeen(10, 'b', "open.status", "200", "open.rate", "0", "open.runs", "200");
  }
}
