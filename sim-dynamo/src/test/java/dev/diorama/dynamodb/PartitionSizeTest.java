package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.capacity.CapacityRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tables that grow beyond what their partitions hold, 100 KB here. */
class PartitionSizeTest extends StreamFixture {
  PartitionSizeTest() {
    super(
        DynamoDbConfig.defaults()
            .withCapacity(CapacityRules.defaults().withPartitionBytes(100 * 1_024)));
  }

  private void put(String pk) {
    client.putItem(r -> r.tableName("Todos").item(item("pk", pk, "d", "x".repeat(20 * 1_024 - 8))));
    clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void partitions_becomeMore_onlyWhenTheTableIsLarger() {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(900L)));
    for (int i = 0; i < 20; i++) {
      put("same");
    }
    // 400 KB have been written, and 20 are there: it was measured and left as it is.
    assertThat(cloud.trace().spans(span -> span.attributes().containsKey("partitions")))
        .isNotEmpty()
        .allSatisfy(span -> assertThat(span.attributes()).containsEntry("partitions", "1"));
    for (int i = 0; i < 30; i++) {
      put("k" + i);
    }
    assertThat(cloud.trace().spans(span -> span.attributes().containsKey("partitions")))
        .anySatisfy(span -> assertThat(span.attributes()).containsEntry("partitions", "5"));
  }
}
