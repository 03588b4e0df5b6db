package dev.diorama.sqs;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SqsRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/**
 * The table of SQS's operations. Actions and resources documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html; that
 * batches need the action of their single operation, and which operations cannot be opened to other
 * accounts: .../SQSDeveloperGuide/sqs-api-permissions-reference.html.
 */
final class SqsApi {
  private final SqsConfig config;
  private final SqsStore store;
  private final ServiceApi api;

  SqsApi(SqsConfig config, SqsStore store) {
    this.config = config;
    this.store = store;
    this.api =
        ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0)
            .latency(config.control())
            .hosts(host -> host.endsWith(".queue.amazonaws.com"))
            .throttledWith("RequestThrottled", 400, "Request is throttled.")
            .addressing(SqsQueryForm::asJson)
            .finish(SqsQueryForm::finish);
  }

  ServiceApi table() {
    return api;
  }

  SqsApi queues(SqsQueueService queues) {
    api.on(CreateQueueRequest.class, queues::create)
        .access(
            (call, request) -> {
              String arn = SqsQueueService.named(call, request.queueName(), null).arn();
              List<Access> needed = new ArrayList<>();
              needed.add(Access.of("sqs:CreateQueue", arn));
              if (!request.tags().isEmpty()) {
                needed.add(Access.of("sqs:TagQueue", arn));
              }
              return needed;
            });
    api.on(GetQueueUrlRequest.class, queues::url)
        .access(
            (call, request) ->
                List.of(
                    access(
                        "sqs:GetQueueUrl",
                        SqsQueueService.named(
                            call, request.queueName(), request.queueOwnerAWSAccountId()))));
    api.on(ListQueuesRequest.class, queues::list)
        .action(
            "sqs:ListQueues",
            (call, request) -> "arn:aws:sqs:" + call.region() + ":" + call.account() + ":*");
    owners(DeleteQueueRequest.class, queues::delete, DeleteQueueRequest::queueUrl);
    anyones(PurgeQueueRequest.class, queues::purge, PurgeQueueRequest::queueUrl);
    anyones(
        GetQueueAttributesRequest.class, queues::attributes, GetQueueAttributesRequest::queueUrl);
    owners(SetQueueAttributesRequest.class, queues::set, SetQueueAttributesRequest::queueUrl);
    owners(AddPermissionRequest.class, queues::permit, AddPermissionRequest::queueUrl);
    owners(RemovePermissionRequest.class, queues::forbid, RemovePermissionRequest::queueUrl);
    owners(TagQueueRequest.class, queues::tag, TagQueueRequest::queueUrl);
    owners(UntagQueueRequest.class, queues::untag, UntagQueueRequest::queueUrl);
    owners(ListQueueTagsRequest.class, queues::tags, ListQueueTagsRequest::queueUrl);
    anyones(
        ListDeadLetterSourceQueuesRequest.class,
        queues::sources,
        ListDeadLetterSourceQueuesRequest::queueUrl);
    return this;
  }

  SqsApi messages(SqsSendService send, SqsReceiveService receive, SqsReceiptService receipts) {
    message("SendMessage", SendMessageRequest.class, send::send, SendMessageRequest::queueUrl);
    message(
        "SendMessage",
        SendMessageBatchRequest.class,
        send::send,
        SendMessageBatchRequest::queueUrl);
    message(
        "ReceiveMessage",
        ReceiveMessageRequest.class,
        receive::receive,
        ReceiveMessageRequest::queueUrl);
    message(
        "DeleteMessage",
        DeleteMessageRequest.class,
        receipts::delete,
        DeleteMessageRequest::queueUrl);
    message(
        "DeleteMessage",
        DeleteMessageBatchRequest.class,
        receipts::delete,
        DeleteMessageBatchRequest::queueUrl);
    message(
        "ChangeMessageVisibility",
        ChangeMessageVisibilityRequest.class,
        receipts::change,
        ChangeMessageVisibilityRequest::queueUrl);
    message(
        "ChangeMessageVisibility",
        ChangeMessageVisibilityBatchRequest.class,
        receipts::change,
        ChangeMessageVisibilityBatchRequest::queueUrl);
    return this;
  }

  SqsApi moves(SqsMoveService moves) {
    api.on(StartMessageMoveTaskRequest.class, moves::start)
        .access(
            (call, request) -> {
              List<Access> needed = new ArrayList<>();
              SqsMoveService.source(request.sourceArn());
              for (String action :
                  List.of("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage")) {
                needed.add(Access.of("sqs:" + action, request.sourceArn()));
              }
              if (request.destinationArn() != null) {
                needed.add(Access.of("sqs:SendMessage", request.destinationArn()));
              }
              return needed;
            });
    api.on(ListMessageMoveTasksRequest.class, moves::list)
        .action(
            "sqs:ListMessageMoveTasks",
            (call, request) -> SqsMoveService.source(request.sourceArn()).arn());
    api.on(CancelMessageMoveTaskRequest.class, moves::cancel)
        .action(
            "sqs:CancelMessageMoveTask",
            (call, request) -> moves.sourceOf(request.taskHandle()).arn());
    return this;
  }

  private <Q extends SqsRequest> void message(
      String action, Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> url) {
    api.on(type, rule)
        .access(
            (call, request) ->
                List.of(access("sqs:" + action, SqsAddress.ofUrl(call, url.apply(request)))))
        .anonymous()
        .latency(config.message());
  }

  /** What the queue's policy may open to other accounts and to services. */
  private <Q extends SqsRequest> void anyones(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> url) {
    Operation<Q> operation = api.on(type, rule);
    operation.access(
        (call, request) ->
            List.of(access("sqs:" + operation.name(), SqsAddress.ofUrl(call, url.apply(request)))));
  }

  /** What stays with the account that owns the queue, whatever its policy says. */
  private <Q extends SqsRequest> void owners(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> url) {
    Operation<Q> operation = api.on(type, rule);
    operation.access(
        (call, request) -> {
          SqsAddress queue = SqsAddress.ofUrl(call, url.apply(request));
          Access access = access("sqs:" + operation.name(), queue);
          return List.of(
              isOwn(call, queue) ? access : access.ownedBy(queue.account(), Optional.empty()));
        });
  }

  private static boolean isOwn(Call call, SqsAddress queue) {
    return call.principal().account().equals(queue.account());
  }

  private Access access(String action, SqsAddress queue) {
    Optional<Json> policy = store.find(queue).flatMap(SqsQueue::policy);
    return Access.of(action, queue.arn()).ownedBy(queue.account(), policy);
  }
}
