package dev.diorama.junit.assertj;

import static dev.diorama.junit.assertj.DioramaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.Diorama;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.junit.Dax;
import dev.diorama.junit.DioramaTest;
import dev.diorama.junit.Isolation;
import dev.diorama.junit.Simulated;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/** What is asserted, and what a failure teaches. */
@DioramaTest(template = "/dev/diorama/junit/work.yaml", isolation = Isolation.CLASS)
class DioramaAssertionsTest {
  @Simulated private Diorama diorama;
  @Simulated private VirtualClock time;

  private static void fails(ThrowingCallable assertion, String... words) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .withMessageContainingAll(words);
  }

  @Test
  void cache_hitRate(@Dax("fast") DynamoDbClient cache, DynamoDbClient tables) {
    Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("cached"));
    tables.putItem(p -> p.tableName("work").item(key));
    fails(
        () -> assertThat(diorama).cache("dax.query").hasHitRateAbove(0.5),
        "it was never asked",
        "go through it?");
    for (int i = 0; i < 10; i++) {
      cache.getItem(g -> g.tableName("work").key(key));
    }
    assertThat(diorama).cache("dax.item").hasHitRateAbove(0.85).hasHitRateBelow(0.95);
    assertThat(diorama).cache("dax.item").hasHits(9).hasMisses(1);
    fails(
        () -> assertThat(diorama).cache("dax.item").hasHitRateAbove(0.95),
        "Expected a hit rate above 0.95",
        "9 hits, 1 misses, hit rate 0.900",
        "GetItem and BatchGetItem only");
    assertThat(diorama).calls("dax-data", "GetItem").areExactly(10);
    fails(
        () -> assertThat(diorama).calls("dax-data", "GetItem").wereAnswered("hit"),
        "to be a cache hit, but 1 of 10 were not");
    assertThat(diorama).calls("dynamodb", "GetItem").by("*CacheRole*").areExactly(1);
    assertThat(diorama).calls("dax-data").ledTo("dynamodb", "GetItem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assertThat(diorama).cache("dax"))
        .withMessageContaining("there is dax.item, dax.query, apigateway, cloudfront");
  }

  @Test
  void calls_refusedAndDenied() {
    try (DynamoDbClient nobody =
        diorama.client(DynamoDbClient.builder(), AnonymousCredentialsProvider.create())) {
      assertThatThrownBy(nobody::listTables).isInstanceOf(DynamoDbException.class);
    }
    fails(
        () -> assertThat(diorama).hasDeniedNothing(),
        "Expected 0 calls of any service refused for want of rights, but there were",
        "dynamodb ListTables");
    fails(
        () -> assertThat(diorama).calls("dynamodbb").areExactly(1),
        "did you mean 'dynamodb'?",
        "Calls were made of");
    fails(
        () -> assertThat(diorama.trace()).ofOperation("ListTables").allSucceeded(),
        "Expected all calls of any service:ListTables to succeed, but 1 of 1 did not");
  }

  @Test
  void calls_latency_andServerErrors(S3Client s3) {
    diorama.suffer(
        Fault.latency(Duration.ofSeconds(2)).service("s3").times(1),
        Fault.error("InternalError", 500, "down").service("s3").named("down").times(1));
    s3.listBuckets();
    diorama.recover();
    assertThat(diorama).hasSuffered("down").calls("s3").tookLessThan(Duration.ofSeconds(3));
    fails(
        () -> assertThat(diorama).calls("s3").tookLessThan(Duration.ofSeconds(1)),
        "to take less than 1000.000 ms, but one took",
        "Its hops, where the time went",
        "fault=latency");
    fails(() -> assertThat(diorama).hasNoServerErrors(), "s3 ListBuckets", "500 InternalError");
    fails(() -> assertThat(diorama).hasSuffered("up"), "but it never did", "down=1");
  }

  @Test
  void mails(SesV2Client ses) {
    ses.createEmailIdentity(c -> c.emailIdentity("me@example.com"));
    assertThat(diorama).mailsTo("me@example.com").areExactly(1).contain("https://");
    fails(
        () -> assertThat(diorama).mailsTo("you@example.com").areExactly(1),
        "Expected 1 mails to you@example.com, but there was none",
        "me@example.com=1",
        "settle()");
    fails(
        () -> assertThat(diorama).mails().to("me@example.com").areNone(),
        "there were 1:",
        "to me@example.com:");
  }

  @Test
  void capacity_andCost(DynamoDbClient tables) {
    tables.putItem(
        p ->
            p.tableName("work")
                .item(
                    Map.of(
                        "id", AttributeValue.fromS("long"),
                        "text", AttributeValue.fromS("x".repeat(10_000)))));
    assertThat(diorama).capacityOf("work").wroteAtMost(30).wasNeverThrottled();
    fails(
        () -> assertThat(diorama).capacityOf("work").wroteAtMost(5),
        "to consume at most 5.0 write capacity units, but it consumed",
        "each 1 KB of the whole item");
    fails(() -> assertThat(diorama).capacityOf("works").wroteAtMost(5), "did you mean 'work'?");
    assertThat(diorama).cost().isBelow(1);
    fails(
        () -> assertThat(diorama).cost().isBelow(0.000000001),
        "to cost less than 0.000000001 USD",
        "DynamoDB",
        "write units");
    fails(
        () -> assertThat(diorama).cost().isBelowPerMillionRequests(0.000000001),
        "Expected a million requests like these");
  }

  @Test
  void rest(SesV2Client ses) {
    time.settle();
    assertThat(diorama).isAtRest();
    time.schedule(1_000, "something", () -> {});
    fails(() -> assertThat(diorama).isAtRest(), "1 events are still to come", "time().settle()");
    time.settle();
  }
}
