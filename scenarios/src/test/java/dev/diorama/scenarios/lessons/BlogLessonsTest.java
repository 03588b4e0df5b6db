package dev.diorama.scenarios.lessons;

import static dev.diorama.scenarios.lessons.Seen.assertSeen;
import static dev.diorama.scenarios.lessons.Seen.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the lessons about CloudFront, uploads, events and mails observe. */
class BlogLessonsTest {
  private static final String DENIED = "403 AccessDenied";

  @Test
  void lesson28_onlyTheSourceArnKeepsOtherDistributionsOut() {
    assertSeen(28, 'c', "open.site", "200", "open.direct", "200", "open.foreign", "200");
    assertSeen(28, 'c', "oai.site", "200", "oai.direct", DENIED, "oai.foreign", DENIED);
    assertSeen(28, 'c', "loose.site", "200", "loose.direct", DENIED, "loose.foreign", "200");
    assertSeen(28, 'c', "strict.site", "200", "strict.direct", DENIED, "strict.foreign", DENIED);
  }

  @Test
  void lesson30_newEditionWaitsADayOrForItsInvalidation() {
    assertSeen(30, 'b', "wait.hours", "24", "versioned.seconds", "0");
    assertThat(number(30, "invalidate.seconds")).isBetween(5.0, 300.0);
  }

  @Test
  void lesson31_minimumTtlWinsOverNoStore() {
    assertSeen(31, 'b', "zero.origin", "30", "zero.hits", "0");
    assertSeen(31, 'b', "minute.origin", "5", "minute.hits", "25");
  }

  @Test
  void lesson32_keysCostHitsAndCookiesCollapsing() {
    assertSeen(32, 'a', "plain.rate", "99.5", "plain.origin", "1", "plain.at.once", "1");
    assertThat(number(32, "query.rate")).isBetween(25.0, 50.0);
    assertThat(number(32, "cookies.rate")).isBetween(25.0, 50.0);
    assertSeen(32, 'a', "query.at.once", "1", "cookies.at.once", "20");
  }

  @Test
  void lesson33_notFoundIsKeptForTenSeconds() {
    assertSeen(33, 'c', "list.0", "404", "list.3", "404", "list.11", "200");
    assertSeen(33, 'c', "nolist.0", "403", "nolist.3", "200", "nolist.11", "200");
  }

  @Test
  void lesson34_shieldMakesTheFirstRequestsOne() {
    assertSeen(34, 'b', "plain.served", "1,000", "shield.served", "1,000", "shield.origin", "1");
    assertThat(number(34, "plain.origin")).isBetween(2.0, 10.0);
  }

  @Test
  void lesson35_partsAndAccelerationAreFastestTogether() {
    assertThat(number(35, "fast.parts")).isLessThan(number(35, "fast"));
    assertThat(number(35, "fast")).isLessThan(number(35, "parts"));
    assertThat(number(35, "parts")).isLessThan(number(35, "plain"));
    assertSeen(35, 'b', "dots", "400 InvalidRequest", "site.status", "200", "site.again", "1");
    assertThat(number(35, "plain.usd")).isLessThan(number(35, "parts.usd"));
    assertThat(number(35, "parts.usd")).isLessThan(number(35, "site.usd"));
    assertThat(number(35, "site.usd")).isLessThan(number(35, "fast.parts.usd"));
  }

  @Test
  void lesson36_accelerationGainsNothingNextToTheBucket() {
    assertSeen(36, 'c');
    assertThat(number(36, "near.plain")).isBetween(0.2, 0.8);
    assertThat(number(36, "near.plain") - number(36, "near.fast")).isLessThan(0.2);
    assertThat(number(36, "far.plain")).isGreaterThan(2 * number(36, "far.fast"));
  }

  @Test
  void lesson37_loopIsStoppedAndAnotherPrefixHasNone() {
    assertSeen(37, 'b', "same.runs", "16", "same.dropped", "1", "same.objects", "17");
    assertSeen(37, 'b', "same.letters", "1", "other.letters", "0");
    assertSeen(37, 'b', "other.runs", "1", "other.dropped", "0", "other.objects", "2");
  }

  @Test
  void lesson38_sequencersPutDoublesAndOldEventsRight() {
    assertSeen(38, 'c', "uploads", "80", "careful.old", "0");
    assertThat(number(38, "messages") - number(38, "twice")).isEqualTo(80);
    assertThat(number(38, "twice")).isBetween(5.0, 30.0);
    assertThat(number(38, "naive.old")).isBetween(1.0, 20.0);
    assertThat(number(38, "careful.done")).isLessThanOrEqualTo(80);
  }

  @Test
  void lesson39_oneTargetForAnEventAndNoFifoQueue() {
    assertSeen(39, 'c', "two", "400 InvalidArgument", "fifo", "400 InvalidArgument");
    assertSeen(39, 'c', "one", "200", "one.thumbnails", "1", "one.audit", "0");
    assertSeen(39, 'c', "topic", "200", "topic.thumbnails", "1", "topic.audit", "1");
  }

  @Test
  void lesson40_poisonBlocksForADayUnlessLimited() {
    assertSeen(40, 'b', "plain.handled", "4", "plain.letters", "1");
    assertThat(number(40, "plain.hours")).isBetween(23.5, 24.5);
    assertThat(number(40, "plain.runs")).isGreaterThan(1_000);
    assertSeen(40, 'b', "careful.hours", "0", "careful.handled", "9", "careful.letters", "1");
    assertThat(number(40, "careful.runs")).isLessThan(20);
  }

  @Test
  void lesson41_sandboxAsksWhoReceives() {
    assertSeen(41, 'b', "unverified", "400 MessageRejected", "sandbox", "400 MessageRejected");
    assertSeen(41, 'b', "verified", "200", "second", "429 TooManyRequestsException");
    assertSeen(41, 'b', "production", "200", "role", "403 AccessDeniedException");
    assertSeen(41, 'b', "arrived", "2", "rate", "14");
  }

  @Test
  void lesson47_cheaperEdgesAreFartherAway() {
    assertSeen(47, 'a', "all.seoul.edge", "ICN", "all.london.edge", "LHR");
    assertSeen(47, 'a', "cheap.london.edge", "LHR");
    assertThat(Seen.values(47).get("cheap.seoul.edge")).isNotEqualTo("ICN");
    assertThat(number(47, "cheap.seoul.ms")).isGreaterThan(20 * number(47, "all.seoul.ms"));
    assertThat(number(47, "cheap.london.ms")).isEqualTo(number(47, "all.london.ms"));
  }
}
