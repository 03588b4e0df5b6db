package dev.diorama.scenarios.lessons;

import static dev.diorama.scenarios.lessons.Seen.assertSeen;
import static dev.diorama.scenarios.lessons.Seen.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the lessons about global tables observe. */
class GlobalTableLessonsTest {
  @Test
  void lesson42_everyStreamWritesUnlessFiltered() {
    assertSeen(42, 'c', "every.mails", "20", "every.virginia", "10", "every.seoul", "10");
    assertSeen(42, 'c', "home.mails", "10", "home.virginia", "5", "home.seoul", "5");
  }

  @Test
  void lesson43_lastWriterWinsOrConflicts() {
    assertSeen(43, 'b', "eventual.first", "200", "eventual.second", "200");
    assertSeen(43, 'b', "eventual.virginia", "Oregon", "eventual.oregon", "Oregon");
    assertSeen(43, 'b', "strong.first", "200", "strong.virginia", "Virginia");
    assertSeen(43, 'b', "strong.second", "400 ReplicatedWriteConflictException");
    assertSeen(43, 'b', "strong.oregon", "Virginia");
    assertThat(number(43, "strong.ms")).isGreaterThan(2 * number(43, "eventual.ms"));
  }

  @Test
  void lesson44_strongIsLocalAndDaxIsLater() {
    assertSeen(44, 'c', "home", "new", "strong", "old", "dax", "old");
    assertThat(number(44, "lag")).isBetween(100.0, 2_500.0);
    assertThat(number(44, "dax.seconds")).isBetween(290.0, 300.0);
  }

  @Test
  void lesson45_expiredItemsStayAndTheirDeletionIsFreeWhereItIsMade() {
    assertSeen(45, 'b', "minute", "20", "units.single", "0", "units.global", "20");
    assertThat(number(45, "half.day")).isBetween(5.0, 19.0);
    assertThat(number(45, "hours")).isBetween(20.0, 50.0);
    String[] virginia = Seen.values(45).get("virginia").split("/", -1);
    String[] seoul = Seen.values(45).get("seoul").split("/", -1);
    assertThat(virginia[1]).isEqualTo(seoul[1]);
    // Each deletion is the service's own in one of the two Regions.
    assertThat(Integer.parseInt(virginia[0]) + Integer.parseInt(seoul[0]))
        .isEqualTo(Integer.parseInt(virginia[1]));
  }

  @Test
  void lesson46_eachRegionIsPaidFor() {
    assertSeen(46, 'b', "one.plain", "50", "one.replicated", "0");
    assertSeen(46, 'b', "two.plain", "100", "two.replicated", "100");
    assertSeen(46, 'b', "three.plain", "150", "three.replicated", "150");
  }
}
