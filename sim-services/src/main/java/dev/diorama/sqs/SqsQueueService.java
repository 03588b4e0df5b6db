package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/**
 * Queues themselves: made, found, set, opened to others, tagged, emptied and deleted.
 *
 * <p>Documented: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/; sentences
 * of refusals observed.
 */
final class SqsQueueService {
  /** Documented under DeleteQueue and PurgeQueue. */
  static final Duration PAUSE = Duration.ofSeconds(60);

  private static final int MOST_RESULTS = 1_000;

  private final Cloud cloud;
  private final SqsStore store;
  private final SqsBell bell;
  private final SqsMetrics metrics;

  SqsQueueService(Cloud cloud, SqsStore store, SqsBell bell, SqsMetrics metrics) {
    this.cloud = cloud;
    this.store = store;
    this.bell = bell;
    this.metrics = metrics;
  }

  private SqsQueue queue(Call call, @Nullable String url) {
    return store.get(SqsAddress.ofUrl(call, url));
  }

  CreateQueueResponse create(Call call, CreateQueueRequest request) {
    String name = request.queueName() == null ? "" : request.queueName();
    if (name.isEmpty()) {
      throw SqsError.missing("QueueName");
    }
    Map<String, String> wanted = request.attributesAsStrings();
    boolean fifo = "true".equals(wanted.get("FifoQueue"));
    checkName(name, fifo);
    SqsAddress address = new SqsAddress(call.account(), call.region(), name);
    SqsSettings.check(store, address, wanted, true);
    Optional<SqsQueue> known = store.find(address);
    if (known.isPresent()) {
      checkSame(known.get(), wanted);
    } else {
      checkPause(call, address);
      SqsQueue queue = new SqsQueue(address, cloud.clock().start().plusNanos(call.nowNanos()));
      SqsSettings.set(queue, wanted);
      queue.tags.putAll(request.tags());
      store.add(queue);
    }
    return CreateQueueResponse.builder().queueUrl(address.url()).build();
  }

  private static void checkName(String name, boolean fifo) {
    if (fifo && !SqsAddress.isFifoName(name)) {
      throw SqsError.INVALID_PARAMETER.with(
          "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
              + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
    }
    if (!fifo && !SqsAddress.isName(name)) {
      throw SqsError.INVALID_PARAMETER.with(
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
  }

  private static void checkSame(SqsQueue queue, Map<String, String> wanted) {
    wanted.forEach(
        (name, value) -> {
          if (!queue.setting(name).equals(value)) {
            throw SqsError.QUEUE_NAME_EXISTS.with(
                "A queue already exists with the same name and a different value for attribute "
                    + name);
          }
        });
  }

  private void checkPause(Call call, SqsAddress address) {
    Optional<Long> deleted = store.deletedAt(address);
    if (deleted.isPresent() && call.nowNanos() - deleted.get() < PAUSE.toNanos()) {
      throw SqsError.QUEUE_DELETED_RECENTLY.with(
          "You must wait 60 seconds after deleting a queue before you can create another with the"
              + " same name.");
    }
  }

  GetQueueUrlResponse url(Call call, GetQueueUrlRequest request) {
    return GetQueueUrlResponse.builder()
        .queueUrl(
            store
                .get(named(call, request.queueName(), request.queueOwnerAWSAccountId()))
                .address
                .url())
        .build();
  }

  static SqsAddress named(Call call, @Nullable String name, @Nullable String owner) {
    if (name == null || name.isEmpty()) {
      throw SqsError.missing("QueueName");
    }
    return new SqsAddress(owner == null ? call.account() : owner, call.region(), name);
  }

  ListQueuesResponse list(Call call, ListQueuesRequest request) {
    String prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
    List<String> names =
        store.list(call.account(), call.region()).stream()
            .map(queue -> queue.address.name())
            .filter(name -> name.startsWith(prefix))
            .toList();
    Page page = Page.of(names, request.maxResults(), request.nextToken());
    ListQueuesResponse.Builder response =
        ListQueuesResponse.builder()
            .queueUrls(page.names().stream().map(name -> named(call, name, null).url()).toList());
    page.next().ifPresent(response::nextToken);
    return response.build();
  }

  ListDeadLetterSourceQueuesResponse sources(Call call, ListDeadLetterSourceQueuesRequest request) {
    SqsQueue target = queue(call, request.queueUrl());
    List<String> names =
        store.list(target.address.account(), target.address.region()).stream()
            .filter(
                queue ->
                    queue
                        .redrive()
                        .filter(redrive -> redrive.target().equals(target.address))
                        .isPresent())
            .map(queue -> queue.address.name())
            .toList();
    Page page = Page.of(names, request.maxResults(), request.nextToken());
    ListDeadLetterSourceQueuesResponse.Builder response =
        ListDeadLetterSourceQueuesResponse.builder()
            .queueUrls(
                page.names().stream()
                    .map(name -> named(call, name, target.address.account()).url())
                    .toList());
    page.next().ifPresent(response::nextToken);
    return response.build();
  }

  /** One page of names. A token is only given to those who said how many they want: documented. */
  private record Page(List<String> names, Optional<String> next) {
    static Page of(List<String> all, @Nullable Integer most, @Nullable String token) {
      if (most != null && (most < 1 || most > MOST_RESULTS)) {
        throw SqsError.invalid(
            most, "MaxResults", "MaxResults must be an integer between 1 and " + MOST_RESULTS);
      }
      String after = token == null ? "" : read(token);
      List<String> left = all.stream().filter(name -> name.compareTo(after) > 0).toList();
      int size = most == null ? MOST_RESULTS : most;
      if (left.size() <= size) {
        return new Page(left, Optional.empty());
      }
      List<String> names = left.subList(0, size);
      return new Page(
          names,
          most == null
              ? Optional.empty()
              : Optional.of(
                  Base64.getEncoder()
                      .encodeToString(names.get(size - 1).getBytes(StandardCharsets.UTF_8))));
    }

    private static String read(String token) {
      try {
        return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw SqsError.INVALID_PARAMETER.with("Invalid or expired next token.");
      }
    }
  }

  DeleteQueueResponse delete(Call call, DeleteQueueRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    queue.deleted = true;
    bell.clear(queue);
    store.remove(queue, call.nowNanos());
    return DeleteQueueResponse.builder().build();
  }

  PurgeQueueResponse purge(Call call, PurgeQueueRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    long now = call.nowNanos();
    if (queue.purgedNanos.isPresent() && now - queue.purgedNanos.getAsLong() < PAUSE.toNanos()) {
      throw SqsError.PURGE_IN_PROGRESS.with(
          "Only one PurgeQueue operation on "
              + queue.address.name()
              + " is allowed every 60 seconds.");
    }
    queue.purgedNanos = OptionalLong.of(now);
    bell.clear(queue);
    return PurgeQueueResponse.builder().build();
  }

  GetQueueAttributesResponse attributes(Call call, GetQueueAttributesRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    List<String> asked = request.attributeNamesAsStrings();
    for (String name : asked) {
      if (!SqsSettings.known(name)) {
        throw SqsError.INVALID_ATTRIBUTE_NAME.with("Unknown Attribute " + name + ".");
      }
    }
    metrics.depth(queue, call.nowNanos());
    Map<String, String> shown = new LinkedHashMap<>();
    all(call, queue)
        .forEach(
            (name, value) -> {
              if (asked.contains(name) || asked.contains("All")) {
                shown.put(name, value);
              }
            });
    GetQueueAttributesResponse.Builder response = GetQueueAttributesResponse.builder();
    return shown.isEmpty() ? response.build() : response.attributesWithStrings(shown).build();
  }

  private static Map<String, String> all(Call call, SqsQueue queue) {
    long now = call.nowNanos();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("QueueArn", queue.arn());
    all.put("ApproximateNumberOfMessages", Long.toString(queue.visible(now)));
    all.put("ApproximateNumberOfMessagesNotVisible", Long.toString(queue.inFlight(now)));
    all.put("ApproximateNumberOfMessagesDelayed", Long.toString(queue.delayed(now)));
    all.put("CreatedTimestamp", Long.toString(queue.created.getEpochSecond()));
    all.put("LastModifiedTimestamp", Long.toString(queue.modified.getEpochSecond()));
    SqsSettings.shown(queue).forEach(name -> all.put(name, queue.setting(name)));
    all.putAll(queue.settings);
    return all;
  }

  SetQueueAttributesResponse set(Call call, SetQueueAttributesRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    Map<String, String> wanted = request.attributesAsStrings();
    if (wanted.isEmpty()) {
      throw SqsError.missing("Attribute.Name");
    }
    SqsSettings.check(store, queue.address, wanted, false);
    SqsSettings.set(queue, wanted);
    touch(call, queue);
    bell.sweep(queue);
    return SetQueueAttributesResponse.builder().build();
  }

  private void touch(Call call, SqsQueue queue) {
    queue.modified = cloud.clock().start().plusNanos(call.nowNanos());
  }

  AddPermissionResponse permit(Call call, AddPermissionRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    SqsPermissions.add(queue, request);
    touch(call, queue);
    return AddPermissionResponse.builder().build();
  }

  RemovePermissionResponse forbid(Call call, RemovePermissionRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    SqsPermissions.remove(queue, request.label());
    touch(call, queue);
    return RemovePermissionResponse.builder().build();
  }

  TagQueueResponse tag(Call call, TagQueueRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    if (request.tags().isEmpty()) {
      throw SqsError.missing("Tags");
    }
    queue.tags.putAll(request.tags());
    return TagQueueResponse.builder().build();
  }

  UntagQueueResponse untag(Call call, UntagQueueRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    if (request.tagKeys().isEmpty()) {
      throw SqsError.missing("TagKeys");
    }
    request.tagKeys().forEach(queue.tags::remove);
    return UntagQueueResponse.builder().build();
  }

  ListQueueTagsResponse tags(Call call, ListQueueTagsRequest request) {
    SqsQueue queue = queue(call, request.queueUrl());
    ListQueueTagsResponse.Builder response = ListQueueTagsResponse.builder();
    return queue.tags.isEmpty() ? response.build() : response.tags(queue.tags).build();
  }
}
