package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;

/** Each replica has capacity of its own, and what is replicated into it draws on that. */
class ReplicaCapacityTest extends GlobalTableFixture {
  private void put(String region, String pk, int kilobytes) {
    Map<String, AttributeValue> item =
        item("pk", pk, "d", "x".repeat(kilobytes * 1_024 - "pkd".length() - pk.length()));
    at(region).putItem(r -> r.tableName("Blog").item(item));
  }

  private int itemsIn(String region) {
    return at(region).scan(r -> r.tableName("Blog")).count();
  }

  @Test
  void replicatedWrites_beyondTheMaximum_waitAndArrive() {
    everywhere("Blog");
    client.updateTable(
        r -> r.tableName("Blog").onDemandThroughput(t -> t.maxWriteRequestUnits(10L)));
    put(VIRGINIA, "a", 8);
    put(IRELAND, "b", 8);
    put(SEOUL, "c", 8);
    clock.settle();
    for (String region : List.of(VIRGINIA, IRELAND, SEOUL)) {
      assertThat(itemsIn(region)).isEqualTo(3);
    }
    List<Span> throttled =
        cloud
            .trace()
            .spans(
                span ->
                    span.operation().equals("Replicate")
                        && span.attributes().containsKey("throttled"));
    assertThat(throttled).isNotEmpty();
    assertThat(throttled.get(0).attributes())
        .containsEntry("throttled", "TableWriteMaxOnDemandThroughputExceeded")
        .doesNotContainKey("wcu");
    // Nine replicated writes of 8 units each, however often they had to be sent.
    assertThat(cloud.metrics().total("Diorama/DynamoDB", "ReplicatedWriteUnits").sum())
        .isEqualTo(3 * 3 * 8);
  }

  @Test
  void override_ofAReplica_isItsOwn() {
    streamed("Blog", false, "NEW_AND_OLD_IMAGES");
    client.updateTable(
        r ->
            r.tableName("Blog")
                .onDemandThroughput(t -> t.maxReadRequestUnits(1L).maxWriteRequestUnits(50L)));
    client.updateTable(
        r ->
            r.tableName("Blog")
                .replicaUpdates(
                    u ->
                        u.create(
                            c ->
                                c.regionName(IRELAND)
                                    .onDemandThroughputOverride(
                                        t -> t.maxReadRequestUnits(100L)))));
    assertThat(
            ireland
                .describeTable(r -> r.tableName("Blog"))
                .table()
                .onDemandThroughput()
                .maxReadRequestUnits())
        .isEqualTo(100);
    clock.advance(Duration.ofSeconds(5));
    for (int i = 0; i < 20; i++) {
      ireland.getItem(r -> r.tableName("Blog").key(item("pk", "a")).consistentRead(true));
    }
    client.getItem(r -> r.tableName("Blog").key(item("pk", "a")).consistentRead(true));
    assertThat(
            catchThrowableOfType(
                ThrottlingException.class,
                () ->
                    client.getItem(
                        r -> r.tableName("Blog").key(item("pk", "a")).consistentRead(true))))
        .isNotNull();
    // The write maximum is that of the source.
    put(IRELAND, "b", 40);
    assertThat(catchThrowableOfType(ThrottlingException.class, () -> put(IRELAND, "c", 40)))
        .isNotNull();
  }
}
