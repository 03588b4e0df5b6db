package dev.diorama.scenarios.lessons;

import java.util.List;

/** The lessons there are, in the order of their numbers. */
final class Lessons {
  private Lessons() {}

  static List<Lesson> all() {
    return List.of(
        new WriteThroughAndList(),
        new StrongReads(),
        new WriteAroundDax(),
        new QueryCacheTtl(),
        new WorthOfDax(),
        new LostNode(),
        new TwoPlacesForACache(),
        new CacheKeyWithoutCaller(),
        new OldListAfterPost(),
        new AnonymousInvalidation(),
        new AccessTokenWithoutScope(),
        new TokensOutliveSignOut(),
        new FolderWithoutVariable(),
        new TwoSubs(),
        new MissingKeyWithoutList(),
        new TwoFlows(),
        new KeyOnTheDevice(),
        new DenyWins(),
        new WrongClock(),
        new SpikeAndScaling(),
        new HotPartition(),
        new UnitSteps(),
        new BreakEvenUse(),
        new ColdStarts(),
        new LateFunction(),
        new SharedThrottle(),
        new FourWaysToABucket(),
        new NewEdition(),
        new MinimumTtl(),
        new WhatIsInTheKey(),
        new CachedNotFound(),
        new EverybodyComes(),
        new FarUpload(),
        new NearUpload(),
        new SameBucketLoop(),
        new TwiceAndLate(),
        new OneUploadTwoReaders(),
        new PoisonedStream(),
        new MailSandbox(),
        new TwoWelcomes(),
        new LastWriterWins(),
        new StrongIsLocal(),
        new ExpiredAndStillThere(),
        new ThirdReplica(),
        new CheaperEdges());
  }

  /**
   * The lesson of that number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Lesson numbered(int number) {
    return all().stream()
        .filter(lesson -> lesson.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no lesson " + number));
  }
}
