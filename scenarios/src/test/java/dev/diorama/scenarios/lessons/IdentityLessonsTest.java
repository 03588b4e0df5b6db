package dev.diorama.scenarios.lessons;

import static dev.diorama.scenarios.lessons.Seen.assertSeen;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the lessons about tokens, roles and policies observe. */
class IdentityLessonsTest {
  private static final String DENIED = "403 AccessDenied";

  @Test
  void lesson11_methodWithoutScopesWantsTheIdToken() {
    assertSeen(11, 'b', "plain.id", "200", "plain.access", "401");
    assertSeen(11, 'b', "scoped.id", "401", "scoped.access", "200");
  }

  @Test
  void lesson12_tokensAreGoodUntilTheyExpire() {
    assertSeen(12, 'c', "mina.59", "200", "jun.59", "200", "mina.61", "401", "jun.61", "401");
    assertSeen(12, 'c', "mina.refresh", "200", "jun.refresh", "400 NotAuthorizedException");
    assertSeen(12, 'c', "mina.new", "200", "day29", "200", "day31", "400 NotAuthorizedException");
  }

  @Test
  void lesson13_roleWithoutVariableOpensEveryFolder() {
    assertSeen(13, 'a', "without.own", "200", "without.other", "200", "without.overwrite", "200");
    assertSeen(13, 'a', "with.own", "200", "with.other", DENIED, "with.overwrite", DENIED);
  }

  @Test
  void lesson14_poolsSubIsNotTheIdentitysId() {
    assertSeen(14, 'b', "by.pool", DENIED, "by.identity", "200");
    assertThat(Seen.values(14).get("identity.id")).startsWith("us-east-1:");
    assertThat(Seen.values(14).get("pool.sub")).doesNotContain(":");
  }

  @Test
  void lesson15_missingKeyIs403WithoutListBucket() {
    assertSeen(15, 'c', "get.there", "200", "get.missing", DENIED, "get.listing", DENIED);
    assertSeen(15, 'c', "list.there", "200", "list.missing", "404 NoSuchKey");
    assertSeen(15, 'c', "list.listing", "200");
  }

  @Test
  void lesson16_basicFlowLastsLongerAndSessionPoliciesNarrow() {
    assertSeen(16, 'b', "enhanced", "60", "basic", "120", "too.long", "400 ValidationError");
    assertSeen(16, 'b', "role.put", "200", "role.get", "200", "role.buckets", DENIED);
    assertSeen(16, 'b', "session.put", DENIED, "session.get", "200", "session.buckets", DENIED);
  }

  @Test
  void lesson17_keysNeverExpireAndAreEverybodys() {
    assertSeen(17, 'c', "key.own", "200", "key.other", "200", "key.hour", "200", "key.year", "200");
    assertSeen(17, 'c', "cognito.own", "200", "cognito.other", DENIED);
    assertSeen(17, 'c', "cognito.hour", "400 ExpiredToken", "cognito.year", "400 ExpiredToken");
  }

  @Test
  void lesson18_denyWinsAndOneAllowIsEnough() {
    assertSeen(18, 'b', "allowed.none", "200", "allowed.Allow", "200", "allowed.Deny", DENIED);
    assertSeen(18, 'b', "silent.none", DENIED, "silent.Allow", "200", "silent.Deny", DENIED);
    assertSeen(18, 'b', "partner.none", DENIED, "partner.Allow", "200", "partner.Deny", DENIED);
    assertSeen(18, 'b', "stranger.none", DENIED, "stranger.Allow", DENIED);
  }

  @Test
  void lesson19_s3BearsFifteenMinutesOthersFive() {
    assertSeen(19, 'c', "s3.0", "200", "s3.4", "200", "s3.6", "200");
    assertSeen(19, 'c', "s3.16", "403 RequestTimeTooSkewed");
    assertSeen(19, 'c', "dynamo.0", "200", "dynamo.4", "200");
    assertSeen(19, 'c', "dynamo.6", "400 InvalidSignatureException");
    assertSeen(19, 'c', "dynamo.16", "400 InvalidSignatureException");
  }
}
