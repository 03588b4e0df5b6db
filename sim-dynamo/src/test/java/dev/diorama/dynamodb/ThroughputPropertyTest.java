package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.dynamodb.engine.EnginePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/**
 * UpdateTable at any time in any order, and writes between: against a model of a few lines. The
 * model knows AWS's rules in minutes; no step falls between two of them.
 */
class ThroughputPropertyTest {
  private static final Principal MINA =
      new Principal(
          Principal.Kind.USER,
          DynamoFixture.ACCOUNT,
          "arn:aws:iam::" + DynamoFixture.ACCOUNT + ":user/mina",
          "u",
          "k",
          Map.of());

  private static final int UPDATE_MINUTES = 2;
  private static final int DAY = 24 * 60;

  /** What is done next, some minutes after what was done before. */
  record Step(int minutes, boolean onDemand, int units, int writes) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 5)),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(20, 90)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(300, 1_500))),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(1, true), net.jqwik.api.Tuple.of(4, false)),
            Arbitraries.integers().between(1, 6),
            Arbitraries.of(0, 3, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 200)
  void updateTable_inAnyOrder_keepsToTheRules(@ForAll("steps") List<Step> steps) {
    try (Cloud cloud = Cloud.virtual(CloudConfig.defaults())) {
      World world = new World(cloud);
      steps.forEach(world::step);
    }
  }

  private static final class World {
    private final Cloud cloud;
    private final VirtualClock clock;
    private final List<Integer> switches = new ArrayList<>();
    private final List<Integer> decreases = new ArrayList<>();
    private int minute;
    private int now = 5; // Units; 0 on demand.
    private int coming = -1;
    private int landsAt;

    /** Write units that may have been admitted while the table was provisioned. */
    private double allowance = 5 * 300;

    World(Cloud cloud) {
      this.cloud = cloud;
      this.clock = (VirtualClock) cloud.clock();
      cloud
          .router()
          .guard(
              new Authenticator() {
                @Override
                public Principal authenticate(HttpRequest request, String service, long skew) {
                  return MINA;
                }

                @Override
                public Principal resolve(String accessKeyId, String sessionToken) {
                  throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
                }
              },
              (principal, access, facts) -> Decision.allow("allowed by the test"));
      DynamoDb.install(
          cloud,
          DynamoDbConfig.defaults().withLatency(dev.diorama.core.random.Latency.NONE),
          new EnginePool(MemoryEngine::new));
      send(
          CreateTableRequest.builder()
              .tableName("Todos")
              .attributeDefinitions(DynamoFixture.attribute("pk", "S"))
              .keySchema(DynamoFixture.key("pk", "HASH"))
              .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))
              .build(),
          CreateTableResponse.class);
    }

    private <R extends AwsResponse> R send(AwsRequest request, Class<R> response) {
      return cloud
          .router()
          .internal("test", "test", MINA, "us-east-1", call -> call.send(MINA, request, response));
    }

    void step(Step step) {
      pass(step.minutes());
      write(step.writes());
      update(step);
      TableDescription table =
          send(
                  DescribeTableRequest.builder().tableName("Todos").build(),
                  DescribeTableResponse.class)
              .table();
      assertThat(table.tableStatusAsString()).isEqualTo(coming >= 0 ? "UPDATING" : "ACTIVE");
      assertThat(table.provisionedThroughput().writeCapacityUnits()).isEqualTo(now);
      int today = (int) decreases.stream().filter(each -> each / DAY == minute / DAY).count();
      assertThat(table.provisionedThroughput().numberOfDecreasesToday()).isEqualTo(today);
    }

    private void pass(int minutes) {
      for (int i = 0; i < minutes; i++) {
        clock.advance(Duration.ofMinutes(1));
        minute++;
        allowance += 60.0 * now;
        if (now > 0) {
          allowance = Math.min(allowance, 300.0 * now);
        }
        if (coming >= 0 && minute == landsAt) {
          boolean first = now == 0;
          now = coming;
          coming = -1;
          allowance = now == 0 ? 0 : first ? 300.0 * now : Math.min(allowance, 300.0 * now);
        }
      }
    }

    /** MemoryEngine counts one unit for each. */
    private void write(int count) {
      int admitted = 0;
      for (int i = 0; i < count; i++) {
        try {
          send(
              PutItemRequest.builder()
                  .tableName("Todos")
                  .item(DynamoFixture.item("pk", "k" + i))
                  .build(),
              PutItemResponse.class);
          admitted++;
        } catch (AwsException throttled) {
          assertThat(throttled.code()).isEqualTo("ProvisionedThroughputExceededException");
        }
      }
      if (now > 0) {
        assertThat(admitted).isEqualTo((int) Math.min(count, allowance));
        allowance -= admitted;
      } else {
        assertThat(admitted).isEqualTo(count);
      }
    }

    private void update(Step step) {
      UpdateTableRequest.Builder request = UpdateTableRequest.builder().tableName("Todos");
      int wanted = step.onDemand() ? 0 : step.units();
      if (step.onDemand()) {
        request.billingMode("PAY_PER_REQUEST");
      } else {
        long units = step.units();
        request
            .billingMode("PROVISIONED")
            .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(units));
      }
      String refusal = refusal(wanted);
      if (!refusal.isEmpty()) {
        AwsException e =
            catchThrowableOfType(
                AwsException.class, () -> send(request.build(), UpdateTableResponse.class));
        assertThat(e.code()).isEqualTo(refusal);
        assertThat(e.status()).isEqualTo(400);
        return;
      }
      send(request.build(), UpdateTableResponse.class);
      if (wanted == now) {
        return; // On demand it is already.
      }
      if (wanted == 0) {
        switches.add(minute);
      } else if (wanted < now) {
        decreases.add(minute);
      }
      coming = wanted;
      landsAt = minute + UPDATE_MINUTES;
    }

    private String refusal(int wanted) {
      if (coming >= 0) {
        return "ResourceInUseException";
      }
      if (wanted == now && now > 0) {
        return "ValidationException";
      }
      if (wanted == 0 && now > 0) {
        long recent = switches.stream().filter(each -> each > minute - DAY).count();
        return recent < 4 ? "" : "LimitExceededException";
      }
      if (wanted < now) {
        long today = decreases.stream().filter(each -> each / DAY == minute / DAY).count();
        boolean hourly = decreases.isEmpty() || minute - decreases.get(decreases.size() - 1) >= 60;
        return today < 4 || (hourly && today < 27) ? "" : "LimitExceededException";
      }
      return "";
    }
  }
}
