package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.FunctionRunner.Ran;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.ShardReader.Item;
import dev.diorama.lambda.SourceModel.Mapping;
import dev.diorama.lambda.SourceModel.SourceSettings;
import dev.diorama.lambda.source.BatchReport;
import dev.diorama.lambda.source.StreamEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands a shard's records to the function, batch after batch and never two at a time; a batch that
 * fails holds up those behind it.
 *
 * <p>What becomes of it is documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html. Tried again, with
 * back-off, as often as the mapping says, in halves if it says so; throttles and errors of Lambda
 * itself are not counted. What is too old or was tried often enough is given up, and the on-failure
 * destination told.
 */
final class Lane {
  /** What a synchronous invocation may carry, documented. */
  private static final int PAYLOAD_LIMIT = 6_291_456;

  /** A stream keeps its records for a day, documented. */
  private static final Duration RECORD_LIFE = Duration.ofDays(1);

  private final ShardReader shard;
  private final StreamPoller poller;
  private final Mapping mapping;
  private final ArrayDeque<Item> read = new ArrayDeque<>();
  private final ArrayDeque<Batch> failed = new ArrayDeque<>();
  private boolean busy;
  private long windowEndsNanos;
  private SimClock.@Nullable Scheduled waiting;

  /**
   * Records that have been handed to the function before.
   *
   * @param retries how often they were tried again
   * @param throttles how often in a row the function was not reached
   * @param invocations how often the function was invoked for them
   */
  private record Batch(
      List<Item> items, int retries, int throttles, int invocations, String requestId) {
    Batch {
      items = List.copyOf(items);
    }

    Batch of(List<Item> others) {
      return new Batch(others, retries, throttles, invocations, requestId);
    }
  }

  Lane(ShardReader shard) {
    this.shard = shard;
    this.poller = shard.poller;
    this.mapping = shard.poller.mapping;
  }

  void add(Item item) {
    if (read.isEmpty()) {
      windowEndsNanos = poller.cloud.clock().nanos() + mapping.settings.windowNanos();
    }
    read.add(item);
  }

  int size() {
    return read.size() + failed.stream().mapToInt(batch -> batch.items().size()).sum();
  }

  boolean empty() {
    return !busy && read.isEmpty() && failed.isEmpty();
  }

  void resumed() {
    if (!busy) {
      work(0);
    }
  }

  /** Sees to the next batch, {@code delayNanos} from now or when its window ends. */
  void work(long delayNanos) {
    if (busy || (read.isEmpty() && failed.isEmpty())) {
      return;
    }
    SimClock.Scheduled before = waiting;
    if (before != null) {
      before.cancel();
    }
    long wait = delayNanos;
    if (failed.isEmpty() && !complete()) {
      wait = Math.max(wait, windowEndsNanos - poller.cloud.clock().nanos());
    }
    waiting = poller.cloud.clock().schedule(wait, poller.label("batch"), this::next);
  }

  private boolean complete() {
    return read.size() >= mapping.settings.batchSize()
        || read.stream().mapToInt(Item::bytes).sum() >= PAYLOAD_LIMIT;
  }

  private void next() {
    waiting = null;
    if (!poller.running()) {
      return; // Goes on from here when the mapping is enabled again.
    }
    Function function = poller.function().orElse(null);
    if (function == null) {
      mapping.lastResult = "PROBLEM: Function not found";
      return;
    }
    Batch fresh = failed.isEmpty() ? new Batch(fresh(), 0, 0, 0, "") : failed.remove();
    Batch batch = withoutExpired(fresh);
    if (batch.items().isEmpty()) {
      again(0);
      return;
    }
    busy = true;
    long took = handle(function, batch);
    poller
        .cloud
        .clock()
        .schedule(
            took,
            poller.label("batch done"),
            () -> {
              busy = false;
              again(0);
            });
  }

  private void again(long delayNanos) {
    if (read.isEmpty() && failed.isEmpty()) {
      shard.drained();
    } else {
      work(delayNanos);
    }
  }

  private List<Item> fresh() {
    List<Item> items = new ArrayList<>();
    int bytes = 0;
    while (!read.isEmpty() && items.size() < mapping.settings.batchSize()) {
      bytes += read.element().bytes() + 1;
      if (bytes > PAYLOAD_LIMIT - 16 && !items.isEmpty()) {
        break;
      }
      items.add(read.remove());
    }
    // What is left begins to wait for company now.
    windowEndsNanos = poller.cloud.clock().nanos() + mapping.settings.windowNanos();
    return items;
  }

  private Batch withoutExpired(Batch batch) {
    int age = mapping.settings.maxAgeSeconds();
    Duration life = age < 0 ? RECORD_LIFE : Duration.ofSeconds(age);
    Instant oldest = poller.cloud.clock().instant().minus(life);
    List<Item> expired = new ArrayList<>();
    List<Item> left = new ArrayList<>();
    batch.items().forEach(item -> (item.created().isBefore(oldest) ? expired : left).add(item));
    if (!expired.isEmpty()) {
      giveUp(batch.of(expired), "RecordAgeExceeded");
    }
    return batch.of(left);
  }

  /** Invokes the function; says how long it is until the next batch may be handled. */
  private long handle(Function function, Batch batch) {
    Ran ran = invoke(function, batch);
    if (poller.cloud.events().duplicates("lambda", function.ref.region(), function.arn())) {
      invoke(function, batch);
    }
    if (ran.outcome().isEmpty()) {
      mapping.lastResult = "PROBLEM: Function call failed";
      int throttles = batch.throttles() + 1;
      failed.addFirst(
          new Batch(
              batch.items(), batch.retries(), throttles, batch.invocations(), ran.requestId()));
      return ran.tookNanos() + SourcePoller.backoffNanos(throttles);
    }
    int failing = firstFailure(ran, batch);
    if (failing == batch.items().size()) {
      mapping.lastResult = "OK";
      return ran.tookNanos();
    }
    mapping.lastResult = "PROBLEM: Function call failed";
    Batch rest =
        new Batch(
            batch.items().subList(failing, batch.items().size()),
            failing > 0 ? 0 : batch.retries(),
            0,
            batch.invocations() + 1,
            ran.requestId());
    return ran.tookNanos() + tryAgain(rest, failing == 0);
  }

  /** The function failed on the batch's first record; says how long to wait. */
  private long tryAgain(Batch batch, boolean nothingDone) {
    SourceSettings settings = mapping.settings;
    if (settings.bisect() && nothingDone && batch.items().size() > 1) {
      // Documented: splitting a batch does not count as a retry.
      int half = batch.items().size() / 2;
      failed.addFirst(batch.of(batch.items().subList(half, batch.items().size())));
      failed.addFirst(batch.of(batch.items().subList(0, half)));
      return SourcePoller.backoffNanos(1);
    }
    if (settings.retries() >= 0 && batch.retries() >= settings.retries()) {
      giveUp(batch, "RetryAttemptsExhausted");
      return 0;
    }
    failed.addFirst(
        new Batch(batch.items(), batch.retries() + 1, 0, batch.invocations(), batch.requestId()));
    return SourcePoller.backoffNanos(batch.retries() + 1);
  }

  private Ran invoke(Function function, Batch batch) {
    List<Json> records = new ArrayList<>();
    batch.items().forEach(item -> records.add(item.event()));
    Json event = Json.object().put("Records", new Json.Arr(records)).build();
    Item last = batch.items().get(batch.items().size() - 1);
    poller.count(
        "IteratorAge",
        (double)
            Math.max(
                0, Duration.between(last.created(), poller.cloud.clock().instant()).toMillis()));
    return poller.runner.hand(
        function,
        Principal.service("lambda.amazonaws.com", mapping.account, mapping.arn()),
        event.write().getBytes(StandardCharsets.UTF_8),
        "eventSource",
        mapping.sourceArn,
        "shard",
        shard.id,
        "records",
        Integer.toString(batch.items().size()),
        "retries",
        Integer.toString(batch.retries()));
  }

  /** The index of the first record that failed; the number of records when none did. */
  private int firstFailure(Ran ran, Batch batch) {
    if (!ran.succeeded()) {
      return 0;
    }
    if (!mapping.settings.reports()) {
      return batch.items().size();
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < batch.items().size(); i++) {
      places.putIfAbsent(batch.items().get(i).sequence(), i);
    }
    Optional<Set<String>> failures =
        BatchReport.failures(ran.outcome().orElseThrow().payload(), places.keySet());
    // Documented: the lowest of the sequence numbers is where the function is to begin again.
    return failures
        .map(all -> all.stream().mapToInt(places::get).min().orElse(batch.items().size()))
        .orElse(0);
  }

  private void giveUp(Batch batch, String condition) {
    String destination = mapping.settings.destination();
    if (destination.isEmpty()) {
      return;
    }
    Item first = batch.items().get(0);
    Item last = batch.items().get(batch.items().size() - 1);
    StreamEvents.GivenUp told =
        new StreamEvents.GivenUp(
            batch.requestId(),
            mapping.functionArn(),
            condition,
            batch.invocations(),
            batch.invocations() > 0,
            poller.cloud.clock().instant(),
            shard.id,
            first.sequence(),
            last.sequence(),
            first.created(),
            last.created(),
            batch.items().size(),
            mapping.sourceArn);
    poller.asRole(
        "SendToDestination",
        (call, role) -> {
          try {
            Destinations.send(call, role, destination, told.message().write(), Map.of());
          } catch (AwsException e) {
            poller.count("DestinationDeliveryFailures", 1);
            throw e;
          }
        });
  }
}
