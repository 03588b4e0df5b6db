package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Items that go when their time has come, and not before. */
class ExpiryTest extends StreamFixture {
  private static final Duration LAG = Duration.ofMinutes(30);

  ExpiryTest() {
    super(DynamoDbConfig.defaults().withMaxExpiryLag(LAG));
  }

  private void ttl(boolean on) {
    client.updateTimeToLive(
        r ->
            r.tableName("Todos")
                .timeToLiveSpecification(t -> t.enabled(on).attributeName("expires")));
  }

  private AttributeValue in(Duration time) {
    return n(clock.instant().plus(time).getEpochSecond());
  }

  private void put(String key, AttributeValue expires) {
    client.putItem(r -> r.tableName("Todos").item(item("pk", key, "expires", expires)));
  }

  private List<String> keys() {
    return List.copyOf(contents(client, "Todos").keySet());
  }

  @Test
  void item_goesWithinTheLagAfterItsTime_andTheServiceDidIt() {
    String arn = streamed("Todos", false, "NEW_AND_OLD_IMAGES");
    ttl(true);
    put("a", in(Duration.ofHours(1)));
    put("b", in(Duration.ofHours(9)));
    double written = counted("ConsumedWriteCapacityUnits");
    clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(keys()).containsExactly("a/", "b/");
    clock.advance(LAG.plusSeconds(1));
    assertThat(keys()).containsExactly("b/");

    Record removed = records(arn).get(2);
    assertThat(removed.eventNameAsString()).isEqualTo("REMOVE");
    assertThat(removed.userIdentity().type()).isEqualTo("Service");
    assertThat(removed.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(written);
    assertThat(counted("TimeToLiveDeletedItemCount", "TableName", "Todos")).isEqualTo(1);
    assertThat(cloud.trace().spans(span -> span.operation().equals("TimeToLive")))
        .hasSize(1)
        .allMatch(span -> span.principal().equals("dynamodb.amazonaws.com"));
  }

  @Test
  void expiry_isNothingThatAnybodyWaitsFor() {
    streamed("Todos", false, "KEYS_ONLY");
    ttl(true);
    put("a", in(Duration.ofDays(2)));
    clock.settle();
    assertThat(clock.instant()).isBefore(clock.start().plusSeconds(1));
  }

  @Test
  void item_whoseTimeIsChanged_goesAtTheNewOne() {
    table("Todos", false, r -> {});
    ttl(true);
    put("a", in(Duration.ofHours(1)));
    put("a", in(Duration.ofHours(5)));
    put("b", in(Duration.ofHours(5)));
    put("b", in(Duration.ofHours(1)));
    put("c", in(Duration.ofHours(1)));
    client.updateItem(
        r -> r.tableName("Todos").key(item("pk", "c")).updateExpression("REMOVE expires"));
    clock.advance(Duration.ofHours(2));
    assertThat(keys()).containsExactly("a/", "c/");
    clock.advance(Duration.ofHours(4));
    assertThat(keys()).containsExactly("c/");
  }

  @Test
  void itemsThatWereThereBefore_goToo_andOthersStay() {
    table("Todos", false, r -> {});
    clock.advance(Duration.ofDays(1));
    put("past", in(Duration.ofHours(-1)));
    put("old", in(Duration.ofDays(-6 * 365)));
    put("text", s("1767225600"));
    put("never", n(Long.MAX_VALUE));
    client.putItem(r -> r.tableName("Todos").item(item("pk", "none")));
    ttl(true);
    clock.advance(LAG);
    assertThat(keys()).containsExactly("never/", "none/", "old/", "text/");
  }

  @Test
  void turnedOff_nothingGoes() {
    table("Todos", false, r -> {});
    ttl(true);
    clock.advance(Duration.ofHours(1));
    put("a", in(Duration.ofHours(1)));
    ttl(false);
    clock.advance(Duration.ofHours(3));
    assertThat(keys()).containsExactly("a/");
    ttl(true);
    clock.advance(LAG);
    assertThat(keys()).isEmpty();
  }

  @Test
  void lag_isSeededAndBounded() {
    table("Todos", false, r -> {});
    ttl(true);
    for (int i = 0; i < 20; i++) {
      put("k" + i, in(Duration.ofHours(1)));
    }
    clock.advance(Duration.ofHours(1).plus(LAG.dividedBy(2)));
    assertThat(keys().size()).isBetween(3, 17);
    clock.advance(LAG.dividedBy(2).plusSeconds(1));
    assertThat(keys()).isEmpty();
    Map<String, AttributeValue> none = Map.of();
    assertThat(client.getItem(r -> r.tableName("Todos").key(item("pk", "k1"))).item())
        .isEqualTo(none);
  }
}
