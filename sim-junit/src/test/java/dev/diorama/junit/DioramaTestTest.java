package dev.diorama.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Trace;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The extension as a user has it. */
class DioramaTestTest {
  @Nested
  @DioramaTest(template = "template.yaml", parameters = "Name=toys", region = "eu-west-1")
  class WithATemplate {
    @Simulated private Diorama diorama;
    @Simulated private S3Client s3;

    @StackOutput("BucketName")
    private String bucket;

    private String seenBefore;

    @BeforeEach
    void take(@StackOutput("TableName") String table) {
      seenBefore = table;
    }

    @Test
    void fieldsAndParameters_areOfOneCloud(
        Diorama same,
        DynamoDbClient dynamo,
        S3Client sameS3,
        S3AsyncClient async,
        Stack stack,
        SimClock clock,
        VirtualClock time,
        Outbox outbox,
        Trace trace) {
      assertThat(same).isSameAs(diorama);
      assertThat(sameS3).isSameAs(s3);
      assertThat(outbox).isSameAs(diorama.outbox());
      assertThat(trace).isSameAs(diorama.trace());
      assertThat(clock).isSameAs(time);
      assertThat(diorama.region()).isEqualTo("eu-west-1");
      assertThat(stack.output("BucketName")).isEqualTo(bucket);
      assertThat(seenBefore).isEqualTo("toys");
      s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("v"));
      assertThat(async.headObject(head -> head.bucket(bucket).key("k")).join().contentLength())
          .isEqualTo(1);
      dynamo.putItem(put -> put.tableName("toys").item(Map.of("id", AttributeValue.fromS("ball"))));
      assertThat(dynamo.scan(scan -> scan.tableName("toys")).count()).isEqualTo(1);
    }

    @Nested
    class AndAClassInside {
      @Test
      void hasTheSameSettings_andItsOuterFields(Stack stack) {
        assertThat(stack.output("TableName")).isEqualTo("toys");
        assertThat(s3.listBuckets().buckets()).hasSize(1);
      }
    }
  }

  @Nested
  @DioramaTest
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class EachTest {
    @Test
    @Order(1)
    void leavesNothing(S3Client s3, VirtualClock time) {
      s3.createBucket(create -> create.bucket("mine"));
      time.advance(Duration.ofDays(3));
    }

    @Test
    @Order(2)
    void findsNothing(S3Client s3, SimClock clock) {
      assertThat(s3.listBuckets().buckets()).isEmpty();
      assertThat(clock.nanos()).isLessThan(Duration.ofDays(1).toNanos());
    }
  }

  @Nested
  @DioramaTest(isolation = Isolation.CLASS)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class OneCloudForAClass {
    private final S3Client ofConstructor;

    OneCloudForAClass(S3Client s3) {
      this.ofConstructor = s3;
    }

    @Test
    @Order(1)
    void leavesABucket() {
      ofConstructor.createBucket(create -> create.bucket("mine"));
    }

    @Test
    @Order(2)
    void findsIt(S3Client s3) {
      assertThat(s3).isSameAs(ofConstructor);
      assertThat(s3.listBuckets().buckets()).hasSize(1);
    }
  }

  @Nested
  @DioramaTest(seed = 3)
  @Seed(4)
  class Seeded {
    private static final Set<String> DRAWN = new LinkedHashSet<>();

    @Test
    void classSeed_goesBeforeTheAnnotations(Diorama diorama) {
      assertThat(diorama.cloud().config().seed()).isEqualTo(4);
    }

    @Test
    @Seed(9)
    void methodSeed_goesBeforeThat(Diorama diorama) {
      assertThat(diorama.cloud().config().seed()).isEqualTo(9);
    }

    @Seeds(value = 3, from = 20)
    void manySeeds_areEachRun(Diorama diorama) {
      DRAWN.add(diorama.cloud().config().seed() + diorama.cloud().seeds().stream("test").hex(8));
    }

    @AfterAll
    static void eachWasRun() {
      assertThat(DRAWN).hasSize(3).anyMatch(each -> each.startsWith("22"));
    }
  }
}
