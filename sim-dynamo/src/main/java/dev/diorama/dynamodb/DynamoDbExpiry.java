package dev.diorama.dynamodb;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock.Scheduled;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.stream.ItemChange;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Time to live: deletes items some time after the time that one of their attributes says.
 *
 * <p>Documented: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html and the
 * pages after it. The attribute is a number, seconds of the epoch; an item that is past its time by
 * more than five years is left alone; deletions cost no write units; the stream says that the
 * service did it. Each Region of a global table expires items by itself, and its deletions are
 * replicated as anybody's.
 */
final class DynamoDbExpiry {
  /** Items older than this are taken for mistakes, documented. */
  private static final Duration OLDEST = Duration.ofDays(5 * 365);

  /** Times further ahead than this are not scheduled: nobody simulates a century. */
  private static final long FARTHEST_SECONDS = Duration.ofDays(100 * 365).toSeconds();

  /** When an item is to be deleted; the number tells those of the same time apart. */
  private record Due(long nanos, long number) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return nanos != other.nanos
          ? Long.compare(nanos, other.nanos)
          : Long.compare(number, other.number);
    }
  }

  /** The items of one table that are to be deleted. */
  private static final class Queue {
    final Map<Map<String, AttributeValue>, Due> byKey = new LinkedHashMap<>();
    final SortedMap<Due, Map<String, AttributeValue>> byTime = new TreeMap<>();
    @Nullable Scheduled wake;
    long wakeNanos;
    long numbers;

    void sleep() {
      Scheduled next = wake;
      if (next != null) {
        next.cancel();
        wake = null;
      }
    }

    void drop(Map<String, AttributeValue> key) {
      Due old = byKey.remove(key);
      if (old != null) {
        byTime.remove(old);
      }
    }
  }

  private final Cloud cloud;
  private final DynamoDbStore store;
  private final DynamoDbChanges changes;
  private final Duration maxLag;
  private final Map<Table, Queue> queues = new LinkedHashMap<>();

  DynamoDbExpiry(Cloud cloud, DynamoDbStore store, DynamoDbChanges changes, Duration maxLag) {
    this.cloud = cloud;
    this.store = store;
    this.changes = changes;
    this.maxLag = maxLag;
    changes.tell((table, change, nanos, cause) -> noticed(table, change));
  }

  /** Begins to watch a table whose attribute has been set, with the items that are there. */
  void begin(Table table) {
    queues.put(table, new Queue());
    if (store.isPlanned(table.ref)) {
      return; // It has no items yet, and no engine need be started to say so.
    }
    Map<String, AttributeValue> from = Map.of();
    do {
      Map<String, AttributeValue> start = from;
      ScanResponse page =
          store
              .engine(table.ref)
              .ask(
                  client ->
                      client.scan(
                          r ->
                              r.tableName(table.ref.name())
                                  .exclusiveStartKey(start.isEmpty() ? null : start)));
      for (Map<String, AttributeValue> item : page.items()) {
        plan(table, Items.keyOf(table, item), item);
      }
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!from.isEmpty());
  }

  /** Forgets a table that has no such attribute any more, or is gone. */
  void end(Table table) {
    Queue queue = queues.remove(table);
    if (queue != null) {
      queue.sleep();
    }
  }

  private void noticed(Table table, ItemChange change) {
    Queue queue = queues.get(table);
    String attribute = table.timeToLiveAttribute;
    if (queue == null || attribute == null) {
      return;
    }
    if (change.after().isEmpty()) {
      queue.drop(change.key());
      return;
    }
    OptionalLong was =
        change.before().map(item -> seconds(item, attribute)).orElse(OptionalLong.empty());
    if (!was.equals(seconds(change.after().get(), attribute))) {
      queue.drop(change.key());
      plan(table, change.key(), change.after().get());
    }
  }

  private void plan(
      Table table, Map<String, AttributeValue> key, Map<String, AttributeValue> item) {
    Queue queue = queues.get(table);
    OptionalLong at = seconds(item, String.valueOf(table.timeToLiveAttribute));
    long now = cloud.clock().instant().getEpochSecond();
    if (queue == null || at.isEmpty() || at.getAsLong() - now > FARTHEST_SECONDS || isTooOld(at)) {
      return;
    }
    long nanos = cloud.clock().nanosAt(Instant.ofEpochSecond(at.getAsLong()));
    Due due = new Due(Math.max(nanos, cloud.clock().nanos()) + lag(table), queue.numbers++);
    queue.byKey.put(key, due);
    queue.byTime.put(due, key);
    wake(table, queue);
  }

  private long lag(Table table) {
    return maxLag.isZero()
        ? 0
        : cloud.seeds().stream("dynamodb/expiry/" + table.ref.region())
            .nextLong(maxLag.toNanos() + 1);
  }

  private boolean isTooOld(OptionalLong at) {
    Instant oldest = cloud.clock().instant().minus(OLDEST);
    return at.isPresent() && at.getAsLong() < oldest.getEpochSecond();
  }

  private static OptionalLong seconds(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null || value.n() == null) {
      return OptionalLong.empty();
    }
    BigDecimal number = new BigDecimal(value.n());
    boolean fits = number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 4)) < 0;
    return fits ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
  }

  /** Sees to it that something happens at the earliest of the times. */
  private void wake(Table table, Queue queue) {
    if (queue.byTime.isEmpty()) {
      return;
    }
    long first = queue.byTime.firstKey().nanos();
    if (queue.wake != null && queue.wakeNanos <= first) {
      return;
    }
    queue.sleep();
    queue.wakeNanos = first;
    queue.wake =
        cloud
            .clock()
            .scheduleBackground(
                Math.max(0, first - cloud.clock().nanos()),
                "dynamodb: expiry in " + table.ref.name(),
                () -> sweep(table, queue));
  }

  private void sweep(Table table, Queue queue) {
    queue.wake = null;
    Due now = new Due(cloud.clock().nanos(), Long.MAX_VALUE);
    for (Map<String, AttributeValue> key : List.copyOf(queue.byTime.headMap(now).values())) {
      queue.drop(key);
      expire(table, key);
    }
    wake(table, queue);
  }

  private void expire(Table table, Map<String, AttributeValue> key) {
    boolean unused =
        cloud
            .router()
            .internal(
                "dynamodb",
                "TimeToLive",
                Principal.service("dynamodb.amazonaws.com", table.ref.account(), table.ref.arn()),
                table.ref.region(),
                call -> delete(call, table, key));
  }

  private boolean delete(Call call, Table table, Map<String, AttributeValue> key) {
    call.on(table.ref.arn());
    boolean unused =
        changes.watched(
            call,
            List.of(new Target(table, key)),
            Cause.EXPIRY,
            () -> {
              store
                  .engine(table.ref)
                  .ask(client -> client.deleteItem(r -> r.tableName(table.ref.name()).key(key)));
              return true;
            });
    cloud
        .metrics()
        .in(table.ref.account(), table.ref.region())
        .add(
            CapacityMeter.NAMESPACE,
            "TimeToLiveDeletedItemCount",
            1,
            "TableName",
            table.ref.name());
    return true;
  }
}
