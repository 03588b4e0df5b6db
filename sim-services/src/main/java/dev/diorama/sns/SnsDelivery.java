package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Timestamps;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * The way of messages to subscribers: attempts as events on the clock, and what becomes of messages
 * that cannot be delivered.
 *
 * <p>A refusal that is the client's fault (the queue is gone, its policy does not allow) is not
 * tried again; a failure of the server is. Documented:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html.
 */
final class SnsDelivery {
  private static final String SERVICE = "sns.amazonaws.com";
  private static final int THROTTLED = 429;
  private static final int MOST_RAW_ATTRIBUTES = 10;

  private final Cloud cloud;
  private final SnsConfig config;
  private final SnsEnvelope envelope;
  private final SimRandom ids;

  SnsDelivery(Cloud cloud, SnsConfig config, SnsEnvelope envelope) {
    this.cloud = cloud;
    this.config = config;
    this.envelope = envelope;
    this.ids = cloud.seeds().stream("sns/confirmation-ids");
  }

  /** Sends a message on its way to one subscriber. */
  void deliver(Call call, SnsSubscription to, SnsMessage message) {
    send(
        call,
        to,
        "Deliver",
        message.id(),
        work -> hand(work, to, message),
        failed -> bury(to, message, failed.why()));
  }

  /** Asks an endpoint whether it wants to be told; it has to fetch the URL that it is sent. */
  void askToConfirm(Call call, SnsSubscription to) {
    String id = ids.uuid().toString();
    String text =
        envelope.confirmation(
            to, id, Timestamps.writeMillis(cloud.clock().start().plusNanos(call.nowNanos())));
    send(
        call,
        to,
        "Confirm",
        id,
        work -> {
          switch (to.protocol) {
            case "http", "https" -> post(work, to, "SubscriptionConfirmation", id, text);
            case "email" ->
                mail(
                    to,
                    "AWS Notification - Subscription Confirmation",
                    "Confirm the subscription to "
                        + to.topic.arn.text()
                        + " by visiting\n"
                        + SnsEnvelope.subscribeUrl(to));
            case "email-json" -> mail(to, "AWS Notification - Subscription Confirmation", text);
            case "sqs" -> queue(work, to, to.endpoint, text, Map.of(), Optional.empty());
            default -> throw new IllegalStateException(to.protocol + " needs no confirmation");
          }
        },
        failed -> {});
  }

  private void send(
      Call call,
      SnsSubscription to,
      String what,
      String id,
      Consumer<Call> work,
      Consumer<EventBus.Outcome.Failed> lost) {
    cloud
        .events()
        .deliver(
            new EventBus.Delivery(
                    "sns: " + what + " " + id + " to " + to.arn,
                    delay(call, to),
                    attempt -> attempt(to, what, id, attempt, work, lost),
                    policy(to),
                    failed -> {
                      count(to, "NumberOfNotificationsFailed");
                      lost.accept(failed);
                    })
                .from("sns", to.topic.arn.region(), to.endpoint));
  }

  /** Messages of a FIFO topic do not overtake each other on their way to one subscriber. */
  private long delay(Call call, SnsSubscription to) {
    SimRandom chance = cloud.seeds().stream("sns/delivery/" + to.topic.arn.text());
    long sampled = (to.topic.fifo ? config.fifoDelivery() : config.delivery()).sample(chance);
    long arrival = Math.max(call.nowNanos(), cloud.clock().nanos()) + sampled;
    if (to.topic.fifo) {
      arrival = Math.max(arrival, to.lastArrivalNanos);
      to.lastArrivalNanos = arrival;
    }
    return arrival - cloud.clock().nanos();
  }

  private static RetryPolicy policy(SnsSubscription to) {
    return switch (to.protocol) {
      case "sqs", "lambda" -> SnsRetries.MANAGED;
      case "http", "https" -> SnsRetries.http(to);
      default -> SnsRetries.PEOPLE;
    };
  }

  private EventBus.Outcome attempt(
      SnsSubscription to,
      String what,
      String id,
      int attempt,
      Consumer<Call> work,
      Consumer<EventBus.Outcome.Failed> lost) {
    if (to.removed) {
      return new EventBus.Outcome.Taken();
    }
    try {
      cloud
          .router()
          .internal(
              "sns",
              what,
              service(to),
              to.topic.arn.region(),
              call -> {
                call.on(to.arn);
                call.note("messageId", id).note("attempt", Integer.toString(attempt));
                call.note("protocol", to.protocol);
                work.accept(call);
                return true;
              });
      if (what.equals("Deliver")) {
        count(to, "NumberOfNotificationsDelivered");
      }
      return new EventBus.Outcome.Taken();
    } catch (AwsException e) {
      EventBus.Outcome.Failed failed = new EventBus.Outcome.Failed(e.code() + ": " + e.message());
      if (isWorthAnotherTry(e)) {
        return failed;
      }
      count(to, "NumberOfNotificationsFailed");
      lost.accept(failed);
      return new EventBus.Outcome.Taken();
    }
  }

  private static boolean isWorthAnotherTry(AwsException e) {
    return e.status() >= 500 || e.status() == THROTTLED || e.code().contains("Throttl");
  }

  private static Principal service(SnsSubscription to) {
    return Principal.service(SERVICE, to.topic.arn.account(), to.topic.arn.text());
  }

  private void hand(Call call, SnsSubscription to, SnsMessage message) {
    switch (to.protocol) {
      case "sqs" -> toQueue(call, to, message, to.endpoint);
      case "lambda" ->
          call.send(
              service(to),
              InvokeRequest.builder()
                  .functionName(to.endpoint)
                  .invocationType(InvocationType.EVENT)
                  .payload(SdkBytes.fromUtf8String(envelope.lambdaEvent(to, message).write()))
                  .build(),
              InvokeResponse.class);
      case "http", "https" ->
          post(
              call,
              to,
              "Notification",
              message.id(),
              to.raw() ? message.textFor(to.protocol) : envelope.notification(to, message));
      case "email" ->
          mail(
              to,
              message.subject().isEmpty() ? "AWS Notification Message" : message.subject(),
              message.textFor(to.protocol)
                  + "\n\n--\nTo end this subscription, visit\n"
                  + SnsEnvelope.unsubscribeUrl(to));
      case "email-json" ->
          mail(
              to,
              message.subject().isEmpty() ? "AWS Notification Message" : message.subject(),
              envelope.notification(to, message));
      case "sms" -> text(to.endpoint, message);
      default -> throw new IllegalStateException("no way leads to " + to.protocol);
    }
  }

  private void toQueue(Call call, SnsSubscription to, SnsMessage message, String queueArn) {
    if (!to.raw()) {
      queue(call, to, queueArn, envelope.notification(to, message), Map.of(), Optional.of(message));
      return;
    }
    if (message.attributes().size() > MOST_RAW_ATTRIBUTES) {
      // Documented: such a message is discarded as a client-side error.
      throw SnsError.invalid("raw delivery to a queue takes no more than 10 message attributes");
    }
    Map<String, software.amazon.awssdk.services.sqs.model.MessageAttributeValue> attributes =
        new LinkedHashMap<>();
    message.attributes().forEach((name, value) -> attributes.put(name, converted(value)));
    queue(call, to, queueArn, message.textFor(to.protocol), attributes, Optional.of(message));
  }

  private static software.amazon.awssdk.services.sqs.model.MessageAttributeValue converted(
      MessageAttributeValue value) {
    return software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
        .dataType(value.dataType())
        .stringValue(value.stringValue())
        .binaryValue(value.binaryValue())
        .build();
  }

  private static void queue(
      Call call,
      SnsSubscription to,
      String queueArn,
      String body,
      Map<String, software.amazon.awssdk.services.sqs.model.MessageAttributeValue> attributes,
      Optional<SnsMessage> message) {
    String[] parts = queueArn.split(":", -1);
    SendMessageRequest.Builder request =
        SendMessageRequest.builder()
            .queueUrl("https://sqs." + parts[3] + ".amazonaws.com/" + parts[4] + "/" + parts[5])
            .messageBody(body);
    if (!attributes.isEmpty()) {
      request.messageAttributes(attributes);
    }
    message
        .filter(each -> !each.group().isEmpty())
        .ifPresent(
            each -> {
              request.messageGroupId(each.group());
              if (queueArn.endsWith(".fifo")) {
                request.messageDeduplicationId(each.deduplication());
              }
            });
    call.send(service(to), parts[3], request.build(), SendMessageResponse.class);
  }

  /**
   * Posts to an endpoint within the cloud. Statuses from 400 to 499 but 429 count as the client's
   * fault.
   */
  private void post(Call call, SnsSubscription to, String type, String id, String body) {
    URI uri = URI.create(to.endpoint);
    Headers.Builder headers =
        Headers.builder()
            .set("Host", uri.getHost())
            .set("Content-Type", "text/plain; charset=UTF-8")
            .set("User-Agent", "Amazon Simple Notification Service Agent")
            .set("x-amz-sns-message-type", type)
            .set("x-amz-sns-message-id", id)
            .set("x-amz-sns-topic-arn", to.topic.arn.text());
    if (to.confirmed) {
      headers.set("x-amz-sns-subscription-arn", to.arn);
      if (to.raw()) {
        headers.set("x-amz-sns-rawdelivery", "true");
      }
    }
    int usualPort = uri.getScheme().equals("https") ? 443 : 80;
    HttpRequest request =
        new HttpRequest(
            "POST",
            uri.getScheme(),
            uri.getHost(),
            uri.getPort() < 0 ? usualPort : uri.getPort(),
            uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(),
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            headers.build(),
            body.getBytes(StandardCharsets.UTF_8),
            "");
    if (!cloud.router().reaches(request)) {
      call.note("why", uri.getHost() + " lies outside this cloud, which nothing is sent to");
      throw unreachable(503, "nobody answers at " + uri.getHost());
    }
    HttpResponse response = call.fetch(Optional.empty(), request);
    if (response.status() < 200 || response.status() >= 300) {
      throw unreachable(response.status(), "the endpoint answered " + response.status());
    }
  }

  private static AwsException unreachable(int status, String why) {
    return new AwsException(
        "EndpointFailed",
        status,
        status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
        why,
        Map.of());
  }

  private void mail(SnsSubscription to, String subject, String body) {
    String name = to.topic.attribute("DisplayName", "AWS Notifications");
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                cloud.clock().instant(),
                Outbox.Channel.EMAIL,
                name + " <no-reply@sns.amazonaws.com>",
                to.endpoint,
                subject,
                body,
                Map.of("topic", to.topic.arn.text())));
  }

  /** Keeps a text message. */
  void text(String number, SnsMessage message) {
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                cloud.clock().instant(),
                Outbox.Channel.SMS,
                "NOTICE",
                number,
                "",
                message.textFor("sms"),
                Map.of("messageId", message.id())));
  }

  /** Sends what could not be delivered to the subscription's dead-letter queue, if it has one. */
  private void bury(SnsSubscription to, SnsMessage message, String why) {
    Optional<String> queue = to.deadLetterQueue();
    if (queue.isEmpty()) {
      return;
    }
    try {
      cloud
          .router()
          .internal(
              "sns",
              "Redrive",
              service(to),
              to.topic.arn.region(),
              call -> {
                call.on(to.arn);
                call.note("messageId", message.id()).note("failure", why);
                toQueue(call, to, message, queue.get());
                return true;
              });
      count(to, "NumberOfNotificationsRedrivenToDlq");
    } catch (AwsException e) {
      // The trace has the refusal; AWS counts it, and the message is lost.
      count(to, "NumberOfNotificationsFailedToRedriveToDlq");
    }
  }

  private void count(SnsSubscription to, String metric) {
    cloud
        .metrics()
        .in(to.topic.arn.account(), to.topic.arn.region())
        .add("AWS/SNS", metric, 1, "TopicName", to.topic.arn.name());
  }
}
