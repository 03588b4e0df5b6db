package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.source.StreamEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/** One shard of a stream: how far it was read, and the lanes in which its records are handled. */
final class ShardReader {
  /** Most records of one GetRecords, documented: the API reference of GetRecords. */
  private static final int PAGE = 1_000;

  /**
   * An iterator lives for 15 minutes, documented: the API reference of GetShardIterator. A quiet
   * poller takes a new one when its own might have expired.
   */
  private static final Duration ITERATOR_LIFE = Duration.ofMinutes(14);

  final StreamPoller poller;
  final String id;
  private final String parent;
  private final boolean latest;
  private final Instant since;
  private final List<Lane> lanes = new ArrayList<>();
  private @Nullable String iterator;
  private long iteratorNanos;
  private @Nullable String lastRead;
  private boolean over;
  private boolean started;
  private boolean blocked;

  /** A record on its way to the function. */
  record Item(Json.Obj event, int bytes, String sequence, Instant created) {}

  /**
   * A shard nothing of which has been read.
   *
   * @param latest whether only what comes from now on is wanted
   * @param over whether nothing is to be read at all
   */
  ShardReader(StreamPoller poller, String id, String parent, boolean latest, boolean over) {
    this.poller = poller;
    this.id = id;
    this.parent = parent;
    this.latest = latest;
    this.over = over;
    // Streams give the date of a record in whole seconds.
    this.since = poller.cloud.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  String parent() {
    return parent;
  }

  /** Whether there may be more to read. */
  boolean open() {
    return !over;
  }

  /** Whether everything was read and handled. */
  boolean done() {
    return over && lanes.stream().allMatch(Lane::empty);
  }

  private boolean full() {
    int most = Math.max(PAGE, poller.mapping.settings.batchSize());
    return lanes.stream().mapToInt(Lane::size).sum() >= most;
  }

  /** Reads once; true when it found something, or the end of the shard. */
  boolean read(Call call, Principal role) {
    blocked = full();
    if (blocked) {
      return false; // Goes on when a lane is drained.
    }
    GetRecordsResponse page;
    try {
      page = records(call, role);
    } catch (AwsException e) {
      if (!e.code().equals("ExpiredIteratorException")
          && !e.code().equals("TrimmedDataAccessException")) {
        throw e;
      }
      if (e.code().equals("TrimmedDataAccessException")) {
        lastRead = null;
      }
      iterator = null;
      page = records(call, role);
    }
    iterator = page.nextShardIterator();
    iteratorNanos = poller.cloud.clock().nanos();
    over = iterator == null;
    for (Record record : page.records()) {
      take(record);
    }
    return over || !page.records().isEmpty();
  }

  private GetRecordsResponse records(Call call, Principal role) {
    long age = poller.cloud.clock().nanos() - iteratorNanos;
    if (iterator == null || age > ITERATOR_LIFE.toNanos()) {
      iterator = fresh(call, role);
    }
    return call.send(
        role,
        GetRecordsRequest.builder().shardIterator(iterator).limit(PAGE).build(),
        GetRecordsResponse.class);
  }

  private String fresh(Call call, Principal role) {
    boolean first = !started;
    started = true;
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamArn(poller.mapping.sourceArn).shardId(id);
    if (lastRead != null) {
      request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(lastRead);
    } else {
      request.shardIteratorType(
          latest && first ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON);
    }
    return call.send(role, request.build(), GetShardIteratorResponse.class).shardIterator();
  }

  private void take(Record record) {
    Instant created = record.dynamodb().approximateCreationDateTime();
    Instant at = created == null ? poller.cloud.clock().instant() : created;
    String sequence = record.dynamodb().sequenceNumber();
    lastRead = sequence;
    if (latest && at.isBefore(since)) {
      return; // Only when the iterator LATEST has expired unused, and the shard is read anew.
    }
    Json.Obj event = StreamEvents.record(record, poller.mapping.sourceArn);
    if (poller.wanted(event)) {
      int bytes = event.write().getBytes(StandardCharsets.UTF_8).length;
      lane(record).add(new Item(event, bytes, sequence, at));
    }
  }

  /** Records of one item go the same way, so that they stay in their order. */
  private Lane lane(Record record) {
    int wanted = poller.mapping.settings.parallelization();
    while (lanes.size() < wanted) {
      lanes.add(new Lane(this));
    }
    if (wanted == 1) {
      return lanes.get(0);
    }
    String key = StreamEvents.record(record, "").at("dynamodb", "Keys").orElse(Json.nil()).write();
    return lanes.get(Math.floorMod(key.hashCode(), wanted));
  }

  /** Lets each lane work, {@code delayNanos} from now. */
  void work(long delayNanos) {
    lanes.forEach(lane -> lane.work(delayNanos));
  }

  /** A lane has nothing left. */
  void drained() {
    if (blocked || done()) {
      poller.drained();
    }
  }

  void resumed() {
    lanes.forEach(Lane::resumed);
  }
}
