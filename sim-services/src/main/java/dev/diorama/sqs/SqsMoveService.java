package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/**
 * Moving messages out of a dead-letter queue, back to where they came from or elsewhere, second by
 * second.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html.
 * AWS chooses the pace where none is given; 500 a second, the most that may be asked for, is
 * assumed.
 */
final class SqsMoveService {
  private static final int FASTEST = 500;
  private static final int MOST_LISTED = 10;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static final class Task {
    final String handle;
    final SqsAddress source;
    final Optional<SqsAddress> destination;
    final int perSecond;
    final boolean paced;
    final long toMove;
    final long startedMillis;
    long moved;
    String status = "RUNNING";
    String failure = "";
    Optional<SimClock.Scheduled> next = Optional.empty();

    Task(
        String handle,
        SqsAddress source,
        Optional<SqsAddress> destination,
        @Nullable Integer perSecond,
        long toMove,
        long startedMillis) {
      this.handle = handle;
      this.source = source;
      this.destination = destination;
      this.paced = perSecond != null;
      this.perSecond = perSecond == null ? FASTEST : perSecond;
      this.toMove = toMove;
      this.startedMillis = startedMillis;
    }
  }

  private final Cloud cloud;
  private final SqsStore store;
  private final SqsBell bell;
  private final SimRandom handles;
  private final Map<String, Task> tasks = new LinkedHashMap<>();

  SqsMoveService(Cloud cloud, SqsStore store, SqsBell bell) {
    this.cloud = cloud;
    this.store = store;
    this.bell = bell;
    this.handles = cloud.seeds().stream("sqs/move-tasks");
  }

  static SqsAddress source(@Nullable String arn) {
    if (arn == null) {
      throw SqsError.missing("SourceArn");
    }
    return SqsAddress.ofArn(arn)
        .orElseThrow(
            () ->
                SqsError.INVALID_PARAMETER.with(
                    "You must use this format to specify the"
                        + " SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"));
  }

  SqsAddress sourceOf(@Nullable String handle) {
    return task(handle).source;
  }

  private Task task(@Nullable String handle) {
    if (handle == null) {
      throw SqsError.missing("TaskHandle");
    }
    return Optional.ofNullable(tasks.get(handle))
        .orElseThrow(() -> SqsError.RESOURCE_NOT_FOUND.with("Task does not exist."));
  }

  StartMessageMoveTaskResponse start(Call call, StartMessageMoveTaskRequest request) {
    SqsQueue queue = dead(source(request.sourceArn()));
    Optional<SqsAddress> destination =
        Optional.ofNullable(request.destinationArn()).map(SqsMoveService::source);
    destination.ifPresent(
        to -> {
          if (store.find(to).isEmpty()) {
            throw noResource();
          }
        });
    Integer pace = request.maxNumberOfMessagesPerSecond();
    if (pace != null && (pace < 1 || pace > FASTEST)) {
      throw SqsError.INVALID_PARAMETER.with(
          "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must specify"
              + " a value between 1 and 500.");
    }
    if (tasks.values().stream()
        .anyMatch(task -> task.source.equals(queue.address) && task.status.equals("RUNNING"))) {
      throw SqsError.UNSUPPORTED.with(
          "There is already a task running. Only one active task is allowed for a source queue arn"
              + " at a given time.");
    }
    Task task =
        new Task(
            handles.hex(40),
            queue.address,
            destination,
            pace,
            queue.visible(call.nowNanos()),
            cloud.clock().start().plusNanos(call.nowNanos()).toEpochMilli());
    tasks.put(task.handle, task);
    next(task, Math.max(0, call.nowNanos() - cloud.clock().nanos()));
    return StartMessageMoveTaskResponse.builder().taskHandle(task.handle).build();
  }

  private static dev.diorama.core.wire.AwsException noResource() {
    return SqsError.RESOURCE_NOT_FOUND.with(
        "The resource that you specified for the SourceArn or DestinationArn parameter doesn't"
            + " exist.");
  }

  /** The source must be the dead-letter queue of some queue. */
  private SqsQueue dead(SqsAddress source) {
    SqsQueue queue = store.find(source).orElseThrow(SqsMoveService::noResource);
    boolean isTarget =
        store.all().stream()
            .anyMatch(other -> other.redrive().filter(r -> r.target().equals(source)).isPresent());
    if (!isTarget) {
      throw SqsError.INVALID_PARAMETER.with(
          "Source queue must be configured as a Dead Letter Queue.");
    }
    return queue;
  }

  private void next(Task task, long waitNanos) {
    task.next =
        Optional.of(
            cloud
                .clock()
                .schedule(
                    waitNanos, "sqs: messages move from " + task.source.name(), () -> move(task)));
  }

  private void move(Task task) {
    Optional<SqsQueue> source = store.find(task.source);
    if (source.isEmpty()) {
      fail(task, "AWS.SimpleQueueService.NonExistentQueue");
      return;
    }
    long now = cloud.clock().nanos();
    int left = task.perSecond;
    for (SqsMessage message : new ArrayList<>(source.get().messages.values())) {
      if (left == 0 || task.moved >= task.toMove) {
        break;
      }
      if (message.visible(now) && !source.get().expired(message, now)) {
        Optional<SqsAddress> to =
            task.destination.or(
                () -> SqsAddress.ofArn(message.system.get("DeadLetterQueueSourceArn")));
        Optional<SqsQueue> target = to.flatMap(store::find);
        if (target.isEmpty()) {
          // Documented: what was not moved there by SQS cannot be sent back by itself.
          fail(task, "CouldNotDetermineMessageSource");
          return;
        }
        put(source.get(), message, target.get(), now);
        task.moved++;
        left--;
      }
    }
    if (task.moved < task.toMove && left == 0) {
      next(task, SECOND);
    } else {
      task.status = "COMPLETED";
    }
  }

  /** Documented: a message that is moved back is a new one, with another id and age. */
  private void put(SqsQueue from, SqsMessage message, SqsQueue to, long now) {
    Map<String, String> system = new LinkedHashMap<>(message.system);
    system.remove("DeadLetterQueueSourceArn");
    system.put("SentTimestamp", Long.toString(cloud.clock().instant().toEpochMilli()));
    if (to.fifo) {
      system.put("SequenceNumber", to.nextSequence());
    }
    bell.remove(from, message);
    bell.put(
        to,
        new SqsMessage(
            handles.uuid().toString(),
            message.body,
            message.attributes,
            system,
            now,
            now + to.nanos("DelaySeconds")));
  }

  private static void fail(Task task, String why) {
    task.status = "FAILED";
    task.failure = why;
  }

  ListMessageMoveTasksResponse list(Call call, ListMessageMoveTasksRequest request) {
    SqsAddress source = source(request.sourceArn());
    if (store.find(source).isEmpty()) {
      throw noResource();
    }
    int most = request.maxResults() == null ? 1 : request.maxResults();
    if (most < 1 || most > MOST_LISTED) {
      throw SqsError.invalid(most, "MaxResults", "Value must be between 1 and 10.");
    }
    List<ListMessageMoveTasksResultEntry> found = new ArrayList<>();
    for (Task task : tasks.values()) {
      if (task.source.equals(source)) {
        found.add(0, shown(task));
      }
    }
    return ListMessageMoveTasksResponse.builder()
        .results(found.subList(0, Math.min(most, found.size())))
        .build();
  }

  private static ListMessageMoveTasksResultEntry shown(Task task) {
    ListMessageMoveTasksResultEntry.Builder shown =
        ListMessageMoveTasksResultEntry.builder()
            .status(task.status)
            .sourceArn(task.source.arn())
            .approximateNumberOfMessagesMoved(task.moved)
            .approximateNumberOfMessagesToMove(task.toMove)
            .startedTimestamp(task.startedMillis);
    task.destination.ifPresent(to -> shown.destinationArn(to.arn()));
    if (task.status.equals("RUNNING")) {
      shown.taskHandle(task.handle);
    }
    if (task.paced) {
      shown.maxNumberOfMessagesPerSecond(task.perSecond);
    }
    return task.failure.isEmpty() ? shown.build() : shown.failureReason(task.failure).build();
  }

  CancelMessageMoveTaskResponse cancel(Call call, CancelMessageMoveTaskRequest request) {
    Task task = task(request.taskHandle());
    if (!task.status.equals("RUNNING")) {
      throw SqsError.UNSUPPORTED.with("Only active tasks can be cancelled.");
    }
    task.next.ifPresent(SimClock.Scheduled::cancel);
    task.status = "CANCELLED";
    return CancelMessageMoveTaskResponse.builder()
        .approximateNumberOfMessagesMoved(task.moved)
        .build();
  }
}
