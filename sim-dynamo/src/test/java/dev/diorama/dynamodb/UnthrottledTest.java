package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.capacity.CapacityRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** Without throttling, with quotas raised, and updates over at once. */
class UnthrottledTest extends DynamoFixture {
  UnthrottledTest() {
    super(
        DynamoDbConfig.defaults()
            .withoutThrottling()
            .withThroughputUpdate(Duration.ZERO)
            .withCapacity(CapacityRules.defaults().withQuotas(50_000, 100_000)));
  }

  @Test
  void withoutThrottling_everythingIsAdmittedAndCounted() {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(45_000L).writeCapacityUnits(1L)));
    for (int i = 0; i < 320; i++) {
      send(
          PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
          PutItemResponse.class);
    }
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(320);
    assertThat(counted("WriteThrottleEvents")).isZero();
  }
}
