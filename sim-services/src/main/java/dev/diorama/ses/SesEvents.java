package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Timestamps;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.Destination;
import dev.diorama.ses.SesModel.EventType;
import dev.diorama.ses.SesModel.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * Tells topics what becomes of mails: those of a configuration set's event destinations, and those
 * that an identity names for its feedback.
 *
 * <p>The documents are those of
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
 */
final class SesEvents {
  private static final String SERVICE = "ses.amazonaws.com";
  private static final String SUBJECT = "Amazon SES Email Event Notification";

  /** From the event to SNS; assumed: AWS says only "near real time". */
  private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How often SES tries a topic that fails; assumed: AWS does not say. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1)),
          4,
          Duration.ofHours(1));

  private final Cloud cloud;

  SesEvents(Cloud cloud) {
    this.cloud = cloud;
  }

  /** A mail that events are about. */
  record Trail(
      Mail mail,
      String id,
      Instant sentAt,
      String account,
      String region,
      Optional<ConfigurationSet> set,
      Optional<Identity> identity,
      Json.Obj described,
      Json.Obj tags) {}

  /** What the events of a mail have in common. */
  Trail trail(
      Call call,
      SesStore.Region region,
      Mail mail,
      Optional<ConfigurationSet> set,
      Optional<Identity> identity,
      String id) {
    Instant at = cloud.clock().start().plusNanos(call.nowNanos());
    return new Trail(
        mail,
        id,
        at,
        region.account,
        region.name,
        set,
        identity,
        described(call, mail, identity, id, at),
        tags(call, mail, set));
  }

  private static Json.Obj described(
      Call call, Mail mail, Optional<Identity> identity, String id, Instant at) {
    List<String> destination = mail.recipients().stream().map(Mailbox::address).toList();
    List<Json> headers = new ArrayList<>();
    for (Mime.Header header : mail.headers()) {
      headers.add(Json.object().put("name", header.name()).put("value", header.value()).build());
    }
    Json.ObjectBuilder common = Json.object().put("from", written(List.of(mail.from())));
    if (!mail.to().isEmpty()) {
      common.put("to", written(mail.to()));
    }
    if (!mail.cc().isEmpty()) {
      common.put("cc", written(mail.cc()));
    }
    common.put("messageId", id).put("subject", mail.subject());
    Json.ObjectBuilder described =
        Json.object()
            .put("timestamp", date(at))
            .put("source", mail.returnPath().orElse(mail.from()).written());
    identity.ifPresent(i -> described.put("sourceArn", i.arn()));
    return described
        .put("sendingAccountId", call.account())
        .put("messageId", id)
        .put("destination", Json.strings(destination))
        .put("headersTruncated", false)
        .put("headers", new Json.Arr(headers))
        .put("commonHeaders", common.build())
        .build();
  }

  private static Json written(List<Mailbox> mailboxes) {
    return Json.strings(mailboxes.stream().map(Mailbox::written).toList());
  }

  private static Json.Obj tags(Call call, Mail mail, Optional<ConfigurationSet> set) {
    Json.ObjectBuilder tags = Json.object();
    set.ifPresent(s -> tags.put("ses:configuration-set", Json.strings(List.of(s.name))));
    if (!call.sourceIp().isEmpty()) {
      tags.put("ses:source-ip", Json.strings(List.of(call.sourceIp())));
    }
    tags.put("ses:from-domain", Json.strings(List.of(mail.from().domain())));
    String arn = call.principal().arn();
    tags.put(
        "ses:caller-identity",
        Json.strings(
            List.of(arn.substring(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1))));
    mail.tags().forEach((name, value) -> tags.put(name, Json.strings(List.of(value))));
    return tags.build();
  }

  /** Publishes an event to whoever has asked for its kind. */
  void publish(Trail trail, EventType type, long delayNanos, Json.Obj details) {
    trail
        .set()
        .ifPresent(
            set -> {
              for (Destination destination : set.destinations.values()) {
                if (destination.enabled() && destination.types().contains(type)) {
                  send(
                      trail,
                      set.arn,
                      destination.topicArn(),
                      delayNanos,
                      event(trail, type, details));
                }
              }
            });
    trail
        .identity()
        .ifPresent(
            identity -> {
              String topic = identity.topics.get(type.label());
              if (topic != null) {
                send(trail, identity.arn(), topic, delayNanos, notification(trail, type, details));
              }
            });
  }

  private static Json event(Trail trail, EventType type, Json.Obj details) {
    Json.ObjectBuilder mail = Json.object();
    trail.described().members().forEach(mail::put);
    return Json.object()
        .put("eventType", type.label())
        .put("mail", mail.put("tags", trail.tags()).build())
        .put(type.member(), details)
        .build();
  }

  /** Feedback on an identity has another first member, and no tags; headers only if asked for. */
  private static Json notification(Trail trail, EventType type, Json.Obj details) {
    Json.ObjectBuilder mail = Json.object();
    trail
        .described()
        .members()
        .forEach(
            (name, value) -> {
              if (!name.equals("headers")
                  && !name.equals("commonHeaders")
                  && !name.equals("headersTruncated")) {
                mail.put(name, value);
              }
            });
    return Json.object()
        .put("notificationType", type.label())
        .put("mail", mail.build())
        .put(type.member(), details)
        .build();
  }

  private void send(
      Trail trail, String sourceArn, String topicArn, long delayNanos, Json document) {
    Principal ses = Principal.service(SERVICE, trail.account(), sourceArn);
    cloud
        .events()
        .deliver(
            new EventBus.Delivery(
                    "ses: event to " + topicArn,
                    delayNanos + PUBLISH_NANOS,
                    attempt -> attempt(ses, trail.region(), topicArn, document),
                    RETRIES,
                    failed ->
                        cloud
                            .metrics()
                            .in(trail.account(), trail.region())
                            .add("Diorama/SES", "LostEvents", 1, "Topic", topicArn))
                .from("ses", trail.region(), topicArn));
  }

  private EventBus.Outcome attempt(Principal ses, String region, String topicArn, Json document) {
    try {
      cloud
          .router()
          .internal(
              "ses",
              "PublishEvent",
              ses,
              region,
              call ->
                  call.send(
                      ses,
                      regionOf(topicArn, region),
                      PublishRequest.builder()
                          .topicArn(topicArn)
                          .subject(SUBJECT)
                          .message(document.write())
                          .build(),
                      PublishResponse.class));
      return new EventBus.Outcome.Taken();
    } catch (AwsException e) {
      return new EventBus.Outcome.Failed(e.code() + ": " + e.message());
    }
  }

  /**
   * Tries a topic that events are to go to, as AWS does: by a message that says so (observed).
   *
   * @throws AwsException if SES may not publish there
   */
  void validate(Call call, String sourceArn, String topicArn) {
    try {
      call.send(
          Principal.service(SERVICE, call.account(), sourceArn),
          regionOf(topicArn, call.region()),
          PublishRequest.builder()
              .topicArn(topicArn)
              .subject(SUBJECT)
              .message("Successfully validated SNS topic for Amazon SES event publishing.")
              .build(),
          PublishResponse.class);
    } catch (AwsException e) {
      throw SesError.INVALID_SNS_DESTINATION.with(
          "Could not publish to SNS topic <" + topicArn + ">: " + e.message());
    }
  }

  private static String regionOf(String topicArn, String otherwise) {
    String[] parts = topicArn.split(":", 6);
    return parts.length == 6 && !parts[3].isEmpty() ? parts[3] : otherwise;
  }

  static String date(Instant instant) {
    return Timestamps.writeMillis(instant);
  }
}
