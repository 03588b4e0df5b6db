package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/**
 * Subscriptions: asked for, confirmed, set, listed and ended.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html and
 * API_SetSubscriptionAttributes.html; sentences: see {@link SnsError}.
 */
final class SnsSubscriptionService {
  /** Documented: an unconfirmed subscription is deleted after 48 hours. */
  static final Duration PENDING = Duration.ofDays(2);

  private static final String PENDING_ARN = "pending confirmation";
  private static final Pattern QUEUE =
      Pattern.compile("arn:aws:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]{1,80}");
  private static final Pattern FUNCTION =
      Pattern.compile("arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[^:]+)?");
  private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 ().-]{3,25}");
  private static final Pattern HTTP = Pattern.compile("https?://[^/?#\\s]+([/?#]\\S*)?");
  private static final List<String> SETTABLE =
      List.of(
          "RawMessageDelivery",
          "FilterPolicy",
          "FilterPolicyScope",
          "RedrivePolicy",
          "DeliveryPolicy");

  private final Cloud cloud;
  private final SnsStore store;
  private final SnsDelivery delivery;
  private final SimRandom ids;

  SnsSubscriptionService(Cloud cloud, SnsStore store, SnsDelivery delivery) {
    this.cloud = cloud;
    this.store = store;
    this.delivery = delivery;
    this.ids = cloud.seeds().stream("sns/subscriptions");
  }

  SubscribeResponse subscribe(Call call, SubscribeRequest request) {
    SnsTopic topic = store.get(SnsArn.of(call, request.topicArn()));
    String protocol = request.protocol() == null ? "" : request.protocol();
    String endpoint = request.endpoint() == null ? "" : request.endpoint();
    checkEndpoint(topic, protocol, endpoint);
    Map<String, String> wanted = new LinkedHashMap<>(request.attributes());
    checkAll(protocol, wanted);
    Optional<SnsSubscription> known =
        topic.subscriptions.values().stream()
            .filter(each -> each.protocol.equals(protocol) && each.endpoint.equals(endpoint))
            .findFirst();
    SnsSubscription subscription;
    if (known.isPresent()) {
      subscription = known.get();
      if (!wanted.isEmpty() && !wanted.equals(subscription.attributes)) {
        throw SnsError.invalid(
            "Attributes Reason: Subscription already exists with different attributes");
      }
    } else {
      subscription = add(call, topic, protocol, endpoint, wanted);
    }
    if (!subscription.confirmed) {
      delivery.askToConfirm(call, subscription);
    }
    boolean show = subscription.confirmed || Boolean.TRUE.equals(request.returnSubscriptionArn());
    return SubscribeResponse.builder()
        .subscriptionArn(show ? subscription.arn : PENDING_ARN)
        .build();
  }

  private SnsSubscription add(
      Call call, SnsTopic topic, String protocol, String endpoint, Map<String, String> attributes) {
    SnsSubscription subscription =
        new SnsSubscription(
            topic.arn.text() + ":" + ids.uuid(),
            topic,
            protocol,
            endpoint,
            call.account(),
            call.principal().arn(),
            ids.hex(160));
    subscription.attributes.putAll(attributes);
    subscription.confirmed = confirmedAtOnce(call, protocol, endpoint);
    subscription.confirmedBySignature = subscription.confirmed;
    topic.subscriptions.put(subscription.arn, subscription);
    if (!subscription.confirmed) {
      cloud
          .clock()
          .scheduleBackground(
              PENDING.toNanos(),
              "sns: " + subscription.arn + " was not confirmed",
              () -> {
                if (!subscription.confirmed) {
                  remove(subscription);
                }
              });
    }
    return subscription;
  }

  /** Documented: who owns the endpoint need not be asked whether they want it. */
  private static boolean confirmedAtOnce(Call call, String protocol, String endpoint) {
    return switch (protocol) {
      case "sqs", "lambda" -> endpoint.split(":", -1)[4].equals(call.account());
      case "sms" -> true;
      default -> false;
    };
  }

  private static void checkEndpoint(SnsTopic topic, String protocol, String endpoint) {
    switch (protocol) {
      case "sqs" -> check(QUEUE, endpoint, "SQS endpoint ARN");
      case "lambda" -> check(FUNCTION, endpoint, "Lambda endpoint ARN");
      case "email", "email-json" -> check(MAIL, endpoint, "Email address");
      case "sms" -> check(NUMBER, endpoint, "Invalid SMS endpoint: " + endpoint);
      case "http", "https" -> {
        check(HTTP, endpoint, "Endpoint must match the specified protocol");
        if (!endpoint.startsWith(protocol + ":")) {
          throw SnsError.invalid("Endpoint must match the specified protocol");
        }
      }
      case "application", "firehose" ->
          throw SnsError.notBuilt("subscriptions by the protocol " + protocol);
      default ->
          throw SnsError.invalid("Amazon SNS does not support this protocol string: " + protocol);
    }
    if (topic.fifo && !protocol.equals("sqs")) {
      throw SnsError.invalid("Invalid protocol type: " + protocol);
    }
    if (!topic.fifo && protocol.equals("sqs") && endpoint.endsWith(".fifo")) {
      throw SnsError.invalid(
          "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard"
              + " SNS topics");
    }
  }

  private static void check(Pattern pattern, String endpoint, String what) {
    if (!pattern.matcher(endpoint).matches()) {
      throw SnsError.invalid(what);
    }
  }

  private static void checkAll(String protocol, Map<String, String> wanted) {
    boolean body = "MessageBody".equals(wanted.get("FilterPolicyScope"));
    wanted.forEach((name, value) -> checkAttribute(protocol, name, value, body));
  }

  private static void checkAttribute(String protocol, String name, String value, boolean body) {
    if (name.equals("SubscriptionRoleArn") || name.equals("ReplayPolicy")) {
      throw SnsError.notBuilt("the attribute " + name + " of subscriptions");
    }
    if (!SETTABLE.contains(name)) {
      throw SnsError.invalid("AttributeName");
    }
    switch (name) {
      case "RawMessageDelivery" -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw SnsError.invalid("RawMessageDelivery");
        }
        if (value.equals("true") && !List.of("sqs", "http", "https").contains(protocol)) {
          throw SnsError.invalid(
              "Delivery protocol [" + protocol + "] does not support raw message delivery.");
        }
      }
      case "FilterPolicy" -> {
        if (!value.isEmpty()) {
          SnsFilter.check(value, body);
        }
      }
      case "FilterPolicyScope" -> {
        if (!value.equals("MessageAttributes") && !value.equals("MessageBody")) {
          throw SnsError.invalid(
              "FilterPolicyScope: Invalid value ["
                  + value
                  + "]. Please use either"
                  + " MessageBody or MessageAttributes");
        }
      }
      case "RedrivePolicy" -> {
        if (!value.isEmpty() && !isRedrive(value)) {
          throw SnsError.invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn");
        }
      }
      default -> {
        if (!value.isEmpty() && !SnsTopicService.isObject(value)) {
          throw SnsError.invalid(name);
        }
      }
    }
  }

  private static boolean isRedrive(String text) {
    try {
      return QUEUE.matcher(Json.parse(text).text("deadLetterTargetArn").orElse("")).matches();
    } catch (JsonException e) {
      return false;
    }
  }

  ConfirmSubscriptionResponse confirm(Call call, ConfirmSubscriptionRequest request) {
    SnsTopic topic = store.get(SnsArn.of(call, request.topicArn()));
    SnsSubscription subscription =
        topic.subscriptions.values().stream()
            .filter(each -> each.token.equals(request.token()))
            .findFirst()
            .orElseThrow(() -> SnsError.invalid("Token"));
    boolean signed = call.principal().kind() != Principal.Kind.ANONYMOUS;
    subscription.confirmed = true;
    subscription.confirmedBySignature = signed;
    subscription.signedUnsubscribe = signed && "true".equals(request.authenticateOnUnsubscribe());
    return ConfirmSubscriptionResponse.builder().subscriptionArn(subscription.arn).build();
  }

  UnsubscribeResponse unsubscribe(Call call, UnsubscribeRequest request) {
    SnsSubscription subscription = store.subscription(request.subscriptionArn());
    if (subscription.signedUnsubscribe && call.principal().kind() == Principal.Kind.ANONYMOUS) {
      throw SnsError.AUTHORIZATION.with("Only the owner of the subscription may end it.");
    }
    remove(subscription);
    return UnsubscribeResponse.builder().build();
  }

  private static void remove(SnsSubscription subscription) {
    subscription.removed = true;
    if (subscription.topic.subscriptions.remove(subscription.arn) != null) {
      subscription.topic.deletedSubscriptions++;
    }
  }

  ListSubscriptionsResponse list(Call call, ListSubscriptionsRequest request) {
    SnsPage<SnsSubscription> page =
        SnsPage.of(store.subscriptions(call.account(), call.region()), request.nextToken());
    ListSubscriptionsResponse.Builder response =
        ListSubscriptionsResponse.builder()
            .subscriptions(page.items().stream().map(SnsSubscriptionService::shown).toList());
    page.next().ifPresent(response::nextToken);
    return response.build();
  }

  ListSubscriptionsByTopicResponse list(Call call, ListSubscriptionsByTopicRequest request) {
    SnsTopic topic = store.get(SnsArn.of(call, request.topicArn()));
    SnsPage<SnsSubscription> page =
        SnsPage.of(List.copyOf(topic.subscriptions.values()), request.nextToken());
    ListSubscriptionsByTopicResponse.Builder response =
        ListSubscriptionsByTopicResponse.builder()
            .subscriptions(page.items().stream().map(SnsSubscriptionService::shown).toList());
    page.next().ifPresent(response::nextToken);
    return response.build();
  }

  private static Subscription shown(SnsSubscription subscription) {
    return Subscription.builder()
        .subscriptionArn(subscription.confirmed ? subscription.arn : "PendingConfirmation")
        .owner(subscription.owner)
        .protocol(subscription.protocol)
        .endpoint(subscription.endpoint)
        .topicArn(subscription.topic.arn.text())
        .build();
  }

  GetSubscriptionAttributesResponse attributes(
      Call call, GetSubscriptionAttributesRequest request) {
    SnsSubscription subscription = store.subscription(request.subscriptionArn());
    Map<String, String> all = new LinkedHashMap<>();
    all.put("SubscriptionArn", subscription.arn);
    all.put("TopicArn", subscription.topic.arn.text());
    all.put("Owner", subscription.owner);
    all.put("Protocol", subscription.protocol);
    all.put("Endpoint", subscription.endpoint);
    all.put("RawMessageDelivery", "false");
    all.put("PendingConfirmation", Boolean.toString(!subscription.confirmed));
    all.put("ConfirmationWasAuthenticated", Boolean.toString(subscription.confirmedBySignature));
    all.put("SubscriptionPrincipal", subscription.principal);
    if (subscription.filter().isPresent()) {
      all.put("FilterPolicyScope", "MessageAttributes");
    }
    all.putAll(subscription.attributes);
    return GetSubscriptionAttributesResponse.builder().attributes(all).build();
  }

  SetSubscriptionAttributesResponse set(Call call, SetSubscriptionAttributesRequest request) {
    SnsSubscription subscription = store.subscription(request.subscriptionArn());
    String name = request.attributeName() == null ? "" : request.attributeName();
    String value = valueOf(request.attributeValue());
    boolean body = subscription.filtersBody();
    checkAttribute(subscription.protocol, name, value, body);
    if (value.isEmpty() || (name.equals("FilterPolicy") && value.equals("{}"))) {
      subscription.attributes.remove(name);
    } else {
      subscription.attributes.put(name, value);
    }
    return SetSubscriptionAttributesResponse.builder().build();
  }

  private static String valueOf(@Nullable String value) {
    return value == null ? "" : value;
  }
}
