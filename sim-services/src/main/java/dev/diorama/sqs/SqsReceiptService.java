package dev.diorama.sqs;

import dev.diorama.core.router.Call;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;

/**
 * What a consumer does with a receipt handle: delete, or ask for more time or less.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html and
 * API_ChangeMessageVisibility.html; sentences observed.
 */
final class SqsReceiptService {
  private static final int LONGEST_VISIBILITY_SECONDS = 43_200;

  private final SqsStore store;
  private final SqsBell bell;
  private final SqsMetrics metrics;

  SqsReceiptService(SqsStore store, SqsBell bell, SqsMetrics metrics) {
    this.store = store;
    this.bell = bell;
    this.metrics = metrics;
  }

  DeleteMessageResponse delete(Call call, DeleteMessageRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    delete(call, queue, request.receiptHandle());
    return DeleteMessageResponse.builder().build();
  }

  DeleteMessageBatchResponse delete(Call call, DeleteMessageBatchRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    SqsBatch<DeleteMessageBatchResultEntry> batch =
        SqsBatch.of(
            request.entries(),
            "DeleteMessageBatchRequestEntry",
            DeleteMessageBatchRequestEntry::id,
            entry -> {
              delete(call, queue, entry.receiptHandle());
              return DeleteMessageBatchResultEntry.builder().id(entry.id()).build();
            });
    return DeleteMessageBatchResponse.builder()
        .successful(batch.done())
        .failed(batch.failed())
        .build();
  }

  /**
   * A message that is gone is deleted already. In a standard queue an older handle than the last is
   * taken and does nothing; in a FIFO queue a handle whose time is over is refused.
   */
  private void delete(Call call, SqsQueue queue, @Nullable String handle) {
    SqsHandle read = SqsHandle.read(queue, handle);
    SqsMessage message = queue.messages.get(read.messageId());
    if (message == null || queue.expired(message, call.nowNanos())) {
      metrics.deleted(queue);
      return;
    }
    boolean current = message.handle.equals(read.text());
    if (queue.fifo && (!current || message.visible(call.nowNanos()))) {
      throw SqsError.invalid(read.text(), "ReceiptHandle", "The receipt handle has expired.");
    }
    metrics.deleted(queue);
    if (current) {
      bell.remove(queue, message);
    } else {
      call.note("why", "a newer receipt handle has been given out for " + message.id);
    }
  }

  ChangeMessageVisibilityResponse change(Call call, ChangeMessageVisibilityRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    change(call, queue, request.receiptHandle(), request.visibilityTimeout());
    return ChangeMessageVisibilityResponse.builder().build();
  }

  ChangeMessageVisibilityBatchResponse change(
      Call call, ChangeMessageVisibilityBatchRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    SqsBatch<ChangeMessageVisibilityBatchResultEntry> batch =
        SqsBatch.of(
            request.entries(),
            "ChangeMessageVisibilityBatchRequestEntry",
            ChangeMessageVisibilityBatchRequestEntry::id,
            entry -> {
              change(call, queue, entry.receiptHandle(), entry.visibilityTimeout());
              return ChangeMessageVisibilityBatchResultEntry.builder().id(entry.id()).build();
            });
    return ChangeMessageVisibilityBatchResponse.builder()
        .successful(batch.done())
        .failed(batch.failed())
        .build();
  }

  private void change(
      Call call, SqsQueue queue, @Nullable String handle, @Nullable Integer seconds) {
    SqsHandle read = SqsHandle.read(queue, handle);
    if (seconds == null) {
      throw SqsError.missing("VisibilityTimeout");
    }
    if (seconds < 0 || seconds > LONGEST_VISIBILITY_SECONDS) {
      throw SqsError.invalid(
          seconds,
          "VisibilityTimeout",
          "VisibilityTimeout must be an integer between 0 and " + LONGEST_VISIBILITY_SECONDS + ".");
    }
    long now = call.nowNanos();
    Optional<SqsMessage> found = Optional.ofNullable(queue.messages.get(read.messageId()));
    if (found.isEmpty() || !found.get().handle.equals(read.text())) {
      throw SqsError.invalid(
          read.text(),
          "ReceiptHandle",
          "Message does not exist or is not available for visibility timeout change.");
    }
    SqsMessage message = found.get();
    if (!message.inFlight(now)) {
      throw SqsError.NOT_IN_FLIGHT.with("The specified message isn't in flight.");
    }
    long visibleAt = now + Duration.ofSeconds(seconds).toNanos();
    if (visibleAt - message.lastReceivedNanos > SqsMessage.LONGEST_VISIBILITY_NANOS) {
      throw SqsError.invalid(
          seconds,
          "VisibilityTimeout",
          "Total VisibilityTimeout for the message is beyond the limit ["
              + LONGEST_VISIBILITY_SECONDS
              + " seconds]");
    }
    message.visibleAtNanos = visibleAt;
    bell.announce(queue, message);
  }
}
