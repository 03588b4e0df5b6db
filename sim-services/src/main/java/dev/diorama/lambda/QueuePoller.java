package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.lambda.FunctionRunner.Ran;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.SourceModel.Kind;
import dev.diorama.lambda.SourceModel.Mapping;
import dev.diorama.lambda.SourceModel.SourceSettings;
import dev.diorama.lambda.source.BatchReport;
import dev.diorama.lambda.source.QueueEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * Takes messages from an SQS queue to a function, several batches at a time, and deletes those that
 * were handled. The others come back by themselves when their visibility timeout ends.
 */
final class QueuePoller extends SourcePoller {
  /** Most messages of one ReceiveMessage, and of one DeleteMessageBatch, documented. */
  private static final int PAGE = 10;

  private static final int PAYLOAD_LIMIT = 6_291_456;

  /**
   * Five batches at first, 300 more each minute, 1,250 at most (1,000 until 2024), documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  private static final int FIRST_CONCURRENCY = 5;

  private static final int STEP = 300;
  private static final int MOST_CONCURRENCY = 1_250;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final EventSourceConfig config;
  private final SimRandom latencies;
  private final String url;
  private final List<Taken> gathered = new ArrayList<>();
  private SimClock.@Nullable Scheduled window;
  private OptionalLong visibilityNanos = OptionalLong.empty();
  private int busy;
  private boolean wanted;
  private long activeSinceNanos;
  private boolean active;
  private boolean foundSome;

  /** A message that was received and is invisible to others until {@code untilNanos}. */
  private record Taken(Message message, Json.Obj event, int bytes, long untilNanos) {}

  QueuePoller(
      Cloud cloud, LambdaConfig config, LambdaStore store, FunctionRunner runner, Mapping mapping) {
    super(cloud, store, runner, mapping);
    this.config = config.sources();
    this.latencies = cloud.seeds().stream("lambda/poll/" + mapping.sourceArn);
    this.url = Destinations.queueUrl(mapping.sourceArn);
  }

  @Override
  long wakeNanos() {
    return (mapping.kind == Kind.FIFO_QUEUE ? config.fifo() : config.queue()).sample(latencies);
  }

  @Override
  void resumed() {
    visibilityNanos = OptionalLong.empty();
    gathered.clear(); // What was gathered when reading stopped has gone back to the queue.
  }

  private int limit() {
    int most = mapping.settings.concurrency().orElse(MOST_CONCURRENCY);
    if (mapping.kind == Kind.FIFO_QUEUE) {
      return most; // The queue itself gives out one batch per message group.
    }
    long minutes = active ? (cloud.clock().nanos() - activeSinceNanos) / MINUTE : 0;
    return (int) Math.min(most, FIRST_CONCURRENCY + STEP * minutes);
  }

  @Override
  void poll(Call call, Principal role) {
    foundSome = false;
    wanted = busy >= limit();
    if (wanted) {
      return;
    }
    if (visibilityNanos.isEmpty()) {
      visibilityNanos = OptionalLong.of(visibility(call, role));
    }
    List<Message> unwanted = new ArrayList<>();
    int most = mapping.settings.batchSize();
    boolean more = true;
    while (more && gathered.size() < most) {
      int asked = Math.min(PAGE, most - gathered.size());
      List<Message> page = receive(call, role, asked);
      long until = call.nowNanos() + visibilityNanos.getAsLong();
      for (Message message : page) {
        foundSome = true;
        Json.Obj event = QueueEvents.record(message, mapping.sourceArn, mapping.region);
        if (wanted(QueueEvents.filtered(event))) {
          int bytes = event.write().getBytes(StandardCharsets.UTF_8).length;
          gathered.add(new Taken(message, event, bytes, until));
        } else {
          unwanted.add(message);
        }
      }
      more = page.size() == asked && !heavy();
    }
    if (foundSome && !active) {
      active = true;
      activeSinceNanos = cloud.clock().nanos();
    }
    active &= foundSome;
    if (!foundSome && gathered.isEmpty()) {
      foundEmpty();
    }
    delete(call, role, unwanted); // Documented: what no filter lets through is deleted.
  }

  private boolean heavy() {
    return gathered.stream().mapToInt(Taken::bytes).sum() >= PAYLOAD_LIMIT / 2;
  }

  private long visibility(Call call, Principal role) {
    GetQueueAttributesResponse queue =
        call.send(
            role,
            GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT)
                .build(),
            GetQueueAttributesResponse.class);
    String seconds = queue.attributes().getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    return Duration.ofSeconds(Long.parseLong(seconds)).toNanos();
  }

  private List<Message> receive(Call call, Principal role, int most) {
    return call.send(
            role,
            ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(most)
                .waitTimeSeconds(0)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All")
                .build(),
            ReceiveMessageResponse.class)
        .messages();
  }

  private void delete(Call call, Principal role, List<Message> messages) {
    for (int from = 0; from < messages.size(); from += PAGE) {
      List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int i = from; i < Math.min(from + PAGE, messages.size()); i++) {
        entries.add(
            DeleteMessageBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .receiptHandle(messages.get(i).receiptHandle())
                .build());
      }
      call.send(
          role,
          DeleteMessageBatchRequest.builder().queueUrl(url).entries(entries).build(),
          DeleteMessageBatchResponse.class);
    }
  }

  @Override
  void polled(long tookNanos) {
    SourceSettings settings = mapping.settings;
    boolean full = gathered.size() >= settings.batchSize() || heavy();
    if (!gathered.isEmpty() && (full || settings.windowSeconds() == 0)) {
      launch(tookNanos);
    } else if (!gathered.isEmpty() && window == null) {
      window =
          cloud
              .clock()
              .schedule(
                  tookNanos + settings.windowNanos(),
                  label("window"),
                  () -> {
                    window = null;
                    launch(0);
                  });
    }
    if (foundSome) {
      foundSome = false;
      pollIn(tookNanos);
    }
  }

  private void launch(long delayNanos) {
    SimClock.Scheduled open = window;
    if (open != null) {
      open.cancel();
      window = null;
    }
    List<Taken> batch = List.copyOf(gathered);
    gathered.clear();
    if (batch.isEmpty()) {
      return;
    }
    busy++;
    cloud
        .turn()
        .following(
            led(), () -> cloud.clock().schedule(delayNanos, label("batch"), () -> handle(batch)));
  }

  private void handle(List<Taken> batch) {
    Function function = function().orElse(null);
    if (function == null || !running()) {
      busy--;
      return; // The messages go back to the queue.
    }
    Ran ran = invoke(function, batch);
    if (cloud.events().duplicates("lambda", function.ref.region(), function.arn())) {
      invoke(function, batch);
    }
    List<Message> handled = handled(ran, batch);
    boolean failed = handled.size() < batch.size();
    mapping.lastResult = failed ? "PROBLEM: Function call failed" : "OK";
    cloud.clock().schedule(ran.tookNanos(), label("batch done"), () -> finish(handled));
    if (failed) {
      // Whoever owns the queue may ring as well; the second poll finds nothing then.
      long until = batch.stream().mapToLong(Taken::untilNanos).max().orElse(0);
      long wait = Math.max(until - cloud.clock().nanos(), ran.tookNanos()) + 1_000_000;
      cloud.clock().schedule(wait, label("visible again"), () -> pollIn(0));
    }
  }

  private void finish(List<Message> handled) {
    busy--;
    long took = 0;
    if (!handled.isEmpty()) {
      took = asRole("DeleteHandledMessages", (call, role) -> delete(call, role, handled));
    }
    // In a FIFO queue the group's next messages can be had only now.
    if (wanted || mapping.kind == Kind.FIFO_QUEUE) {
      pollIn(took);
    }
  }

  private Ran invoke(Function function, List<Taken> batch) {
    List<Json> records = new ArrayList<>();
    batch.forEach(taken -> records.add(taken.event()));
    Json event = Json.object().put("Records", new Json.Arr(records)).build();
    return runner.hand(
        function,
        Principal.service("lambda.amazonaws.com", mapping.account, mapping.arn()),
        event.write().getBytes(StandardCharsets.UTF_8),
        "eventSource",
        mapping.sourceArn,
        "records",
        Integer.toString(batch.size()));
  }

  private List<Message> handled(Ran ran, List<Taken> batch) {
    if (!ran.succeeded()) {
      return List.of();
    }
    Map<String, Message> left = new LinkedHashMap<>();
    batch.forEach(taken -> left.put(taken.message().messageId(), taken.message()));
    if (mapping.settings.reports()) {
      Optional<Set<String>> failures =
          BatchReport.failures(ran.outcome().orElseThrow().payload(), left.keySet());
      if (failures.isEmpty()) {
        return List.of();
      }
      failures.get().forEach(left::remove);
    }
    return List.copyOf(left.values());
  }
}
