package dev.diorama.sns;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/**
 * Topics themselves: made, found, set, opened to others, tagged and deleted.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/api/; sentences: see {@link SnsError}.
 */
final class SnsTopicService {
  /** Documented under ListTopics. */
  static final int PAGE = 100;

  private static final List<String> SETTABLE =
      List.of(
          "Policy",
          "DisplayName",
          "DeliveryPolicy",
          "KmsMasterKeyId",
          "SignatureVersion",
          "TracingConfig",
          "ContentBasedDeduplication",
          "FifoThroughputScope");

  private static final List<String> FIFO_ONLY =
      List.of("ContentBasedDeduplication", "FifoThroughputScope");

  /** The delivery policy of a topic that has none of its own; documented. */
  static final String DELIVERY_POLICY =
      "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,"
          + "\"numRetries\":3,\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,"
          + "\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"},"
          + "\"disableSubscriptionOverrides\":false,\"defaultRequestPolicy\":"
          + "{\"headerContentType\":\"text/plain; charset=UTF-8\"}}}";

  private final SnsStore store;

  SnsTopicService(SnsStore store) {
    this.store = store;
  }

  private SnsTopic topic(Call call, @Nullable String arn) {
    return store.get(SnsArn.of(call, arn));
  }

  CreateTopicResponse create(Call call, CreateTopicRequest request) {
    String name = request.name() == null ? "" : request.name();
    Map<String, String> wanted = new LinkedHashMap<>(request.attributes());
    boolean fifo = "true".equals(wanted.remove("FifoTopic"));
    if (fifo && !SnsArn.isFifoName(name)) {
      throw SnsError.invalid(
          "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase"
              + " ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256"
              + " characters long.");
    }
    if (!fifo && !SnsArn.isName(name)) {
      throw SnsError.invalid("Topic Name");
    }
    if (request.dataProtectionPolicy() != null) {
      throw SnsError.notBuilt("data protection policies of topics");
    }
    wanted.forEach((attribute, value) -> check(fifo, attribute, value));
    SnsArn arn = new SnsArn(call.region(), call.account(), name);
    Map<String, String> tags = tags(request.tags());
    Optional<SnsTopic> known = store.find(arn);
    if (known.isPresent()) {
      checkSame(known.get(), wanted, tags);
    } else {
      SnsTopic topic = new SnsTopic(arn);
      topic.attributes.putAll(wanted);
      topic.tags.putAll(tags);
      store.add(topic);
    }
    return CreateTopicResponse.builder().topicArn(arn.text()).build();
  }

  private static void checkSame(
      SnsTopic known, Map<String, String> wanted, Map<String, String> tags) {
    boolean same =
        wanted.entrySet().stream()
            .allMatch(each -> each.getValue().equals(all(known).getOrDefault(each.getKey(), "")));
    if (!same) {
      throw SnsError.invalid("Attributes Reason: Topic already exists with different attributes");
    }
    if (!tags.isEmpty() && !tags.equals(known.tags)) {
      throw SnsError.invalid("Tags Reason: Topic already exists with different tags");
    }
  }

  private static void check(boolean fifo, String name, String value) {
    if (!SETTABLE.contains(name) || (FIFO_ONLY.contains(name) && !fifo)) {
      if (name.endsWith("FeedbackRoleArn")
          || name.endsWith("FeedbackSampleRate")
          || name.equals("ArchivePolicy")) {
        throw SnsError.notBuilt("the attribute " + name + " of topics");
      }
      throw SnsError.invalid("AttributeName");
    }
    boolean sound =
        switch (name) {
          case "SignatureVersion" -> value.equals("1") || value.equals("2");
          case "ContentBasedDeduplication" -> value.equals("true") || value.equals("false");
          case "FifoThroughputScope" -> value.equals("Topic") || value.equals("MessageGroup");
          case "DisplayName" -> value.length() <= 100;
          case "TracingConfig" -> value.equals("PassThrough") || value.equals("Active");
          case "Policy" -> value.isEmpty() || isPolicy(value);
          case "DeliveryPolicy" -> value.isEmpty() || isObject(value);
          default -> true;
        };
    if (!sound) {
      throw SnsError.invalid(name);
    }
  }

  private static boolean isPolicy(String text) {
    return isObject(text)
        && !Json.parse(text).get("Statement").map(Json::asList).orElse(List.of()).isEmpty();
  }

  static boolean isObject(String text) {
    try {
      return Json.parse(text) instanceof Json.Obj;
    } catch (JsonException e) {
      return false;
    }
  }

  private static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> all = new LinkedHashMap<>();
    tags.forEach(tag -> all.put(tag.key(), tag.value()));
    return all;
  }

  /** Deleting what is not there is no error: documented. */
  DeleteTopicResponse delete(Call call, DeleteTopicRequest request) {
    store.find(SnsArn.of(call, request.topicArn())).ifPresent(store::remove);
    return DeleteTopicResponse.builder().build();
  }

  ListTopicsResponse list(Call call, ListTopicsRequest request) {
    List<Topic> all =
        store.topics(call.account(), call.region()).stream()
            .map(topic -> Topic.builder().topicArn(topic.arn.text()).build())
            .toList();
    SnsPage<Topic> page = SnsPage.of(all, request.nextToken());
    ListTopicsResponse.Builder response = ListTopicsResponse.builder().topics(page.items());
    page.next().ifPresent(response::nextToken);
    return response.build();
  }

  GetTopicAttributesResponse attributes(Call call, GetTopicAttributesRequest request) {
    return GetTopicAttributesResponse.builder()
        .attributes(all(topic(call, request.topicArn())))
        .build();
  }

  private static Map<String, String> all(SnsTopic topic) {
    long confirmed = topic.subscriptions.values().stream().filter(each -> each.confirmed).count();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("TopicArn", topic.arn.text());
    all.put("Owner", topic.arn.account());
    all.put("DisplayName", "");
    all.put("EffectiveDeliveryPolicy", topic.attribute("DeliveryPolicy", DELIVERY_POLICY));
    all.put("SubscriptionsConfirmed", Long.toString(confirmed));
    all.put("SubscriptionsPending", Long.toString(topic.subscriptions.size() - confirmed));
    all.put("SubscriptionsDeleted", Integer.toString(topic.deletedSubscriptions));
    if (topic.fifo) {
      all.put("FifoTopic", "true");
      all.put("ContentBasedDeduplication", "false");
    }
    all.putAll(topic.attributes);
    all.put("Policy", topic.policy().write());
    return all;
  }

  SetTopicAttributesResponse set(Call call, SetTopicAttributesRequest request) {
    SnsTopic topic = topic(call, request.topicArn());
    String name = request.attributeName() == null ? "" : request.attributeName();
    String value = request.attributeValue() == null ? "" : request.attributeValue();
    check(topic.fifo, name, value);
    if (value.isEmpty()) {
      topic.attributes.remove(name);
    } else {
      topic.attributes.put(name, value);
    }
    return SetTopicAttributesResponse.builder().build();
  }

  AddPermissionResponse permit(Call call, AddPermissionRequest request) {
    SnsTopic topic = topic(call, request.topicArn());
    if (request.awsAccountIds().isEmpty() || request.actionNames().isEmpty()) {
      throw SnsError.invalid("AWSAccountId and ActionName must not be empty");
    }
    List<Json> statements = statements(topic);
    if (statements.stream().anyMatch(each -> each.text("Sid").orElse("").equals(request.label()))) {
      throw SnsError.invalid("Statement already exists");
    }
    List<String> accounts =
        request.awsAccountIds().stream().map(id -> "arn:aws:iam::" + id + ":root").toList();
    List<String> actions = request.actionNames().stream().map(action -> "SNS:" + action).toList();
    statements.add(
        Json.object()
            .put("Sid", request.label())
            .put("Effect", "Allow")
            .put("Principal", Json.object().put("AWS", Json.strings(accounts)).build())
            .put("Action", Json.strings(actions))
            .put("Resource", topic.arn.text())
            .build());
    write(topic, statements);
    return AddPermissionResponse.builder().build();
  }

  RemovePermissionResponse forbid(Call call, RemovePermissionRequest request) {
    SnsTopic topic = topic(call, request.topicArn());
    List<Json> statements = statements(topic);
    statements.removeIf(each -> each.text("Sid").orElse("").equals(request.label()));
    write(topic, statements);
    return RemovePermissionResponse.builder().build();
  }

  private static List<Json> statements(SnsTopic topic) {
    return new ArrayList<>(topic.policy().get("Statement").map(Json::asList).orElse(List.of()));
  }

  private static void write(SnsTopic topic, List<Json> statements) {
    Json.ObjectBuilder policy = Json.object();
    topic.policy().members().forEach(policy::put);
    topic.attributes.put(
        "Policy", policy.put("Statement", new Json.Arr(statements)).build().write());
  }

  private SnsTopic resource(@Nullable String arn) {
    return SnsArn.find(arn).flatMap(store::find).orElseThrow(SnsTopicService::noResource);
  }

  private static AwsException noResource() {
    return SnsError.RESOURCE_NOT_FOUND.with("Resource does not exist");
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    resource(request.resourceArn()).tags.putAll(tags(request.tags()));
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    SnsTopic topic = resource(request.resourceArn());
    request.tagKeys().forEach(topic.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
    List<Tag> tags = new ArrayList<>();
    resource(request.resourceArn())
        .tags
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return ListTagsForResourceResponse.builder().tags(tags).build();
  }
}
