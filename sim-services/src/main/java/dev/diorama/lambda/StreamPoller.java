package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.lambda.SourceModel.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;

/**
 * Reads the shards of a DynamoDB stream: each in its order, and a shard only when its parent has
 * been worked off.
 */
final class StreamPoller extends SourcePoller {
  /** Four polls a second, documented: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final EventSourceConfig config;
  private final SimRandom latencies;
  private final Map<String, ShardReader> shards = new LinkedHashMap<>();
  private boolean described;
  private boolean foundSome;

  StreamPoller(
      Cloud cloud, LambdaConfig config, LambdaStore store, FunctionRunner runner, Mapping mapping) {
    super(cloud, store, runner, mapping);
    this.config = config.sources();
    this.latencies = cloud.seeds().stream("lambda/poll/" + mapping.sourceArn);
  }

  @Override
  long wakeNanos() {
    return config.stream().sample(latencies);
  }

  @Override
  void resumed() {
    shards.values().forEach(ShardReader::resumed);
  }

  @Override
  void poll(Call call, Principal role) {
    foundSome = false;
    if (!described) {
      describe(call, role);
    }
    read(call, role);
    if (!foundSome && mayHaveChildren()) {
      describe(call, role);
      read(call, role);
    }
  }

  private void read(Call call, Principal role) {
    for (ShardReader shard : shards.values()) {
      if (shard.open() && parentIsDone(shard)) {
        foundSome |= shard.read(call, role);
      }
    }
  }

  /** Whether a shard that is done has no known child: the next one may be there by now. */
  private boolean mayHaveChildren() {
    Set<String> parents = new HashSet<>();
    shards.values().forEach(shard -> parents.add(shard.parent()));
    return shards.isEmpty()
        || shards.entrySet().stream()
            .anyMatch(each -> each.getValue().done() && !parents.contains(each.getKey()));
  }

  private boolean parentIsDone(ShardReader shard) {
    ShardReader parent = shards.get(shard.parent());
    return parent == null || parent.done();
  }

  private void describe(Call call, Principal role) {
    String last = null;
    List<Shard> found = new ArrayList<>();
    do {
      DescribeStreamResponse response =
          call.send(
              role,
              DescribeStreamRequest.builder()
                  .streamArn(mapping.sourceArn)
                  .exclusiveStartShardId(last)
                  .build(),
              DescribeStreamResponse.class);
      found.addAll(response.streamDescription().shards());
      last = response.streamDescription().lastEvaluatedShardId();
    } while (last != null);
    boolean latest = !described && mapping.settings.startingPosition().equals("LATEST");
    for (Shard shard : found) {
      if (!shards.containsKey(shard.shardId())) {
        boolean over =
            shard.sequenceNumberRange() != null
                && shard.sequenceNumberRange().endingSequenceNumber() != null;
        shards.put(
            shard.shardId(),
            new ShardReader(
                this,
                shard.shardId(),
                shard.parentShardId() == null ? "" : shard.parentShardId(),
                latest,
                latest && over));
      }
    }
    described = true;
  }

  @Override
  void polled(long tookNanos) {
    shards.values().forEach(shard -> shard.work(tookNanos));
    if (foundSome) {
      foundSome = false;
      pollIn(Math.max(tookNanos, INTERVAL.toNanos()));
    }
  }

  /** A shard has been worked off as far as it was read: there may be more, or children to read. */
  void drained() {
    pollIn(0);
  }
}
