package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.stream.StreamsConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;

/** Streams whose shards are several, and give way to others after four hours. */
class StreamShardsTest extends StreamFixture {
  StreamShardsTest() {
    super(
        DynamoDbConfig.defaults()
            .withStreams(
                StreamsConfig.defaults().withShards(4).withShardLife(Duration.ofHours(4))));
  }

  @Test
  void itemsKeepToTheirShard_andShardsArePaged() {
    String arn = streamed("Todos", true, "NEW_AND_OLD_IMAGES");
    for (int i = 0; i < 40; i++) {
      String key = "k" + i % 8;
      String range = "r" + i;
      client.putItem(r -> r.tableName("Todos").item(item("pk", key, "sk", range)));
    }
    List<Shard> shards = shards(streams, arn);
    assertThat(shards).hasSize(4);
    assertThat(shards).extracting(Shard::shardId).isSorted().allMatch(id -> id.length() == 37);
    assertThat(replayed(records(arn))).isEqualTo(contents(client, "Todos")).hasSize(40);

    DescribeStreamResponse page = streams.describeStream(r -> r.streamArn(arn).limit(3));
    String last = page.streamDescription().lastEvaluatedShardId();
    assertThat(last).isEqualTo(shards.get(2).shardId());
    assertThat(
            streams
                .describeStream(r -> r.streamArn(arn).exclusiveStartShardId(last))
                .streamDescription()
                .shards())
        .containsExactly(shards.get(3));
  }

  @Test
  void oldShard_givesWayToAChild() {
    String arn = streamed("Todos", false, "NEW_AND_OLD_IMAGES");
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a", "n", n(1))));
    clock.advance(Duration.ofHours(5));
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a", "n", n(2))));
    List<Shard> shards = shards(streams, arn);
    assertThat(shards).hasSize(5);
    Shard child = shards.get(4);
    Shard parent =
        shards.stream()
            .filter(each -> each.shardId().equals(child.parentShardId()))
            .findFirst()
            .orElseThrow();
    assertThat(parent.sequenceNumberRange().endingSequenceNumber()).isNotNull();
    assertThat(child.sequenceNumberRange().endingSequenceNumber()).isNull();
    assertThat(
            streams
                .describeStream(
                    r ->
                        r.streamArn(arn)
                            .shardFilter(f -> f.type("CHILD_SHARDS").shardId(parent.shardId())))
                .streamDescription()
                .shards())
        .containsExactly(child);
    assertThat(replayed(records(arn))).isEqualTo(contents(client, "Todos"));

    clock.advance(Duration.ofHours(25));
    assertThat(shards(streams, arn)).doesNotContain(parent).hasSize(4);
  }
}
