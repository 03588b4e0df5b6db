package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.dynamodb.stream.StreamsConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;

/** How often a shard may be read, where a run wants that limited. */
class StreamReadersTest extends StreamFixture {
  private static final int RATE = 8;

  StreamReadersTest() {
    super(DynamoDbConfig.defaults().withStreams(StreamsConfig.defaults().withReadsPerSecond(RATE)));
  }

  private String iterator(String arn) {
    String shard = shards(streams, arn).get(0).shardId();
    return streams
        .getShardIterator(r -> r.streamArn(arn).shardId(shard).shardIteratorType("TRIM_HORIZON"))
        .shardIterator();
  }

  @Test
  void getRecords_moreOftenThanTheShardAllows_isRefusedUntilASecondHasPassed() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a")));
    String iterator = iterator(arn);
    for (int i = 0; i < RATE; i++) {
      assertThat(streams.getRecords(r -> r.shardIterator(iterator)).records()).hasSize(1);
    }
    LimitExceededException e =
        catchThrowableOfType(
            LimitExceededException.class, () -> streams.getRecords(r -> r.shardIterator(iterator)));
    assertThat(e.statusCode()).isEqualTo(400);
    clock.advance(Duration.ofSeconds(1));
    assertThat(streams.getRecords(r -> r.shardIterator(iterator)).records()).hasSize(1);
  }

  @Test
  void getShardIterator_withoutShardOrType_isInvalid() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    String shard = shards(streams, arn).get(0).shardId();
    assertThatThrownBy(
            () -> streams.getShardIterator(r -> r.streamArn(arn).shardIteratorType("LATEST")))
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(e.statusCode()).isEqualTo(400);
            });
    assertThatThrownBy(() -> streams.getShardIterator(r -> r.streamArn(arn).shardId(shard)))
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> assertThat(e.awsErrorDetails().errorMessage()).contains("'shardIteratorType'"));
  }
}
