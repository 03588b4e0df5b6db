package dev.diorama.sns;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SnsRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;

/**
 * The table of SNS's operations. Actions, resources and condition keys documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
final class SnsApi {
  private static final String VERSION = "Version=2010-03-31";

  private final SnsConfig config;
  private final SnsStore store;
  private final ServiceApi api;

  SnsApi(SnsConfig config, SnsStore store) {
    this.config = config;
    this.store = store;
    this.api =
        ServiceApi.of("sns", SnsClient.class, Protocol.QUERY)
            .latency(config.control())
            .deniedCode(SnsError.AUTHORIZATION.code())
            .throttledWith("Throttled", 429, "Rate exceeded")
            .addressing(SnsApi::address);
  }

  /** The links that SNS sends to people name no version. */
  private static Addressed address(HttpRequest request) {
    boolean link = request.method().equals("GET") && !request.query().has("Version");
    HttpRequest whole =
        link
            ? new HttpRequest(
                request.method(),
                request.scheme(),
                request.host(),
                request.port(),
                request.rawPath(),
                request.rawQuery() + "&" + VERSION,
                request.headers(),
                request.body(),
                request.sourceIp())
            : request;
    return new Addressed(whole, Map.of());
  }

  ServiceApi table() {
    return api;
  }

  SnsApi topics(SnsTopicService topics) {
    api.on(CreateTopicRequest.class, topics::create)
        .access(
            (call, request) -> {
              String arn =
                  new SnsArn(call.region(), call.account(), String.valueOf(request.name())).text();
              Access create = Access.of("sns:CreateTopic", arn);
              return request.tags().isEmpty()
                  ? List.of(create)
                  : List.of(create, Access.of("sns:TagResource", arn));
            });
    on(DeleteTopicRequest.class, topics::delete, DeleteTopicRequest::topicArn);
    api.on(ListTopicsRequest.class, topics::list)
        .action("sns:ListTopics", (call, request) -> all(call));
    on(GetTopicAttributesRequest.class, topics::attributes, GetTopicAttributesRequest::topicArn);
    on(SetTopicAttributesRequest.class, topics::set, SetTopicAttributesRequest::topicArn);
    on(AddPermissionRequest.class, topics::permit, AddPermissionRequest::topicArn);
    on(RemovePermissionRequest.class, topics::forbid, RemovePermissionRequest::topicArn);
    on(TagResourceRequest.class, topics::tag, TagResourceRequest::resourceArn);
    on(UntagResourceRequest.class, topics::untag, UntagResourceRequest::resourceArn);
    on(ListTagsForResourceRequest.class, topics::tags, ListTagsForResourceRequest::resourceArn);
    return this;
  }

  SnsApi subscriptions(SnsSubscriptionService subscriptions) {
    on(SubscribeRequest.class, subscriptions::subscribe, SubscribeRequest::topicArn)
        .condition("sns:Protocol", (call, request) -> request.protocol())
        .condition("sns:Endpoint", (call, request) -> request.endpoint());
    open(
        ConfirmSubscriptionRequest.class,
        subscriptions::confirm,
        request -> SnsArn.find(request.topicArn()));
    open(
        UnsubscribeRequest.class,
        subscriptions::unsubscribe,
        request -> SnsArn.ofSubscription(request.subscriptionArn()));
    api.on(ListSubscriptionsRequest.class, subscriptions::list)
        .action("sns:ListSubscriptions", (call, request) -> all(call));
    on(
        ListSubscriptionsByTopicRequest.class,
        subscriptions::list,
        ListSubscriptionsByTopicRequest::topicArn);
    on(
        GetSubscriptionAttributesRequest.class,
        subscriptions::attributes,
        request -> topicOf(request.subscriptionArn()));
    on(
        SetSubscriptionAttributesRequest.class,
        subscriptions::set,
        request -> topicOf(request.subscriptionArn()));
    return this;
  }

  private static @Nullable String topicOf(@Nullable String subscription) {
    return SnsArn.ofSubscription(subscription).map(SnsArn::text).orElse(null);
  }

  SnsApi messages(SnsPublishService messages) {
    api.on(PublishRequest.class, messages::publish)
        .access(
            (call, request) -> {
              String target = request.topicArn() == null ? request.targetArn() : request.topicArn();
              return List.of(access("sns:Publish", target));
            })
        .latency(config.publish());
    api.on(PublishBatchRequest.class, messages::publish)
        .access((call, request) -> List.of(access("sns:Publish", request.topicArn())))
        .latency(config.publish());
    return this;
  }

  /** An operation on a topic, whose policy may open it to others. */
  private <Q extends SnsRequest> Operation<Q> on(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> topic) {
    Operation<Q> operation = api.on(type, rule);
    return operation.access(
        (call, request) -> List.of(access("sns:" + operation.name(), topic.apply(request))));
  }

  /** What the receiver of a link may do without being known. */
  private <Q extends SnsRequest> void open(
      Class<Q> type, Rule<Q> rule, Function<Q, Optional<SnsArn>> topic) {
    Operation<Q> operation = api.on(type, rule);
    operation
        .access(
            (call, request) ->
                call.principal().kind() == Principal.Kind.ANONYMOUS
                    ? List.of()
                    : List.of(
                        access(
                            "sns:" + operation.name(),
                            topic.apply(request).map(SnsArn::text).orElse(null))))
        .anonymous();
  }

  private static String all(Call call) {
    return "arn:aws:sns:" + call.region() + ":" + call.account() + ":*";
  }

  private Access access(String action, @Nullable String topicArn) {
    Optional<SnsArn> arn = SnsArn.find(topicArn);
    return arn.isEmpty()
        ? Access.of(action, topicArn == null ? "*" : topicArn)
        : Access.of(action, arn.get().text())
            .ownedBy(arn.get().account(), store.find(arn.get()).map(SnsTopic::policy));
  }
}
