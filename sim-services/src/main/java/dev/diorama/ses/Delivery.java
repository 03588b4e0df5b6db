package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SendStatistics.Counts;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.EventType;
import dev.diorama.ses.SesModel.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What becomes of a mail once it is accepted: it arrives, bounces, or is complained about. */
final class Delivery {
  /** How long somebody takes to complain in the mailbox simulator; assumed: AWS says no figure. */
  private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final String NAMESPACE = "AWS/SES";

  private final Cloud cloud;
  private final SesConfig config;
  private final SesEvents events;
  private final SimRandom chance;

  Delivery(Cloud cloud, SesConfig config, SesEvents events) {
    this.cloud = cloud;
    this.config = config;
    this.events = events;
    this.chance = cloud.seeds().stream("ses/delivery");
  }

  /** Why a mail comes back. */
  private enum Bounce {
    UNKNOWN_USER("General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
    SUPPRESSED(
        "OnAccountSuppressionList",
        "5.1.1",
        "Amazon SES did not send the message to this address because it is on the suppression list"
            + " for your account.");

    private final String subType;
    private final String status;
    private final String diagnostic;

    Bounce(String subType, String status, String diagnostic) {
      this.subType = subType;
      this.status = status;
      this.diagnostic = diagnostic;
    }
  }

  /** Sends an accepted mail on its way. */
  void accept(
      Call call,
      SesStore.Region region,
      Mail mail,
      Optional<ConfigurationSet> set,
      Optional<Identity> identity,
      String id) {
    SesEvents.Trail trail = events.trail(call, region, mail, set, identity, id);
    List<Mailbox> recipients = mail.recipients();
    count(trail, "Send", recipients.size());
    region.statistics.add(trail.sentAt(), Counts.attempts(recipients.size()));
    long lagNanos = call.nowNanos() - cloud.clock().nanos();
    if (mail.failure().isPresent()) {
      Mail.Failure failure = mail.failure().get();
      events.publish(
          trail,
          EventType.RENDERING_FAILURE,
          lagNanos,
          Json.object()
              .put("errorMessage", failure.message())
              .put("templateName", failure.template())
              .build());
      count(trail, "RenderingFailure", 1);
      return;
    }
    events.publish(trail, EventType.SEND, lagNanos, Json.empty());
    if (mail.infected()) {
      events.publish(
          trail, EventType.REJECT, lagNanos, Json.object().put("reason", "Bad content").build());
      count(trail, "Reject", recipients.size());
      region.statistics.add(trail.sentAt(), Counts.rejects(recipients.size()));
      return;
    }
    route(region, set, trail, recipients, lagNanos);
  }

  private void route(
      SesStore.Region region,
      Optional<ConfigurationSet> set,
      SesEvents.Trail trail,
      List<Mailbox> recipients,
      long lagNanos) {
    List<String> reasons = set.flatMap(s -> s.suppressedReasons).orElse(region.suppressedReasons);
    Map<Bounce, List<String>> bounced = new LinkedHashMap<>();
    List<String> delivered = new ArrayList<>();
    List<String> complained = new ArrayList<>();
    for (Mailbox recipient : recipients) {
      String address = recipient.address();
      SesModel.Suppressed suppressed = region.suppressed.get(address);
      String mailbox = recipient.isSimulator() ? recipient.simulated() : "";
      String outcome = "delivered";
      if (suppressed != null && reasons.contains(suppressed.reason())) {
        bounced.computeIfAbsent(Bounce.SUPPRESSED, why -> new ArrayList<>()).add(address);
        outcome = "suppressed";
      } else if (mailbox.equals("bounce") || mailbox.equals("suppressionlist")) {
        bounced.computeIfAbsent(Bounce.UNKNOWN_USER, why -> new ArrayList<>()).add(address);
        outcome = "bounced";
      } else {
        delivered.add(address);
        if (mailbox.equals("complaint")) {
          complained.add(address);
          outcome = "complained";
        }
      }
      post(trail, address, outcome);
    }
    long takes = config.delivery().sample(chance);
    if (!delivered.isEmpty()) {
      later(lagNanos + takes, trail, () -> deliver(trail, delivered, takes));
    }
    bounced.forEach(
        (why, who) -> later(lagNanos + takes, trail, () -> bounce(region, trail, why, who)));
    if (!complained.isEmpty()) {
      later(lagNanos + takes + COMPLAINT_NANOS, trail, () -> complain(region, trail, complained));
    }
  }

  private void post(SesEvents.Trail trail, String address, String outcome) {
    Mail mail = trail.mail();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("messageId", trail.id());
    attributes.put("region", trail.region());
    attributes.put("outcome", outcome);
    trail.set().ifPresent(set -> attributes.put("configurationSet", set.name));
    if (!mail.html().isEmpty()) {
      attributes.put("html", mail.html());
    }
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                trail.sentAt(),
                Outbox.Channel.EMAIL,
                mail.from().written(),
                address,
                mail.subject(),
                mail.text(),
                attributes));
  }

  private void later(long delayNanos, SesEvents.Trail trail, Runnable work) {
    cloud.clock().schedule(delayNanos, "ses: mail " + trail.id(), work);
  }

  private void deliver(SesEvents.Trail trail, List<String> who, long tookNanos) {
    count(trail, "Delivery", who.size());
    events.publish(
        trail,
        EventType.DELIVERY,
        0,
        Json.object()
            .put("timestamp", SesEvents.date(cloud.clock().instant()))
            .put("processingTimeMillis", TimeUnit.NANOSECONDS.toMillis(tookNanos))
            .put("recipients", Json.strings(who))
            .put("smtpResponse", "250 2.6.0 Message received")
            .put("reportingMTA", "a8-50.smtp-out.amazonses.com")
            .build());
  }

  private void bounce(SesStore.Region region, SesEvents.Trail trail, Bounce why, List<String> who) {
    Instant now = cloud.clock().instant();
    count(trail, "Bounce", who.size());
    region.statistics.add(now, Counts.bounces(who.size()));
    List<Json> recipients = new ArrayList<>();
    for (String address : who) {
      recipients.add(
          Json.object()
              .put("emailAddress", address)
              .put("action", "failed")
              .put("status", why.status)
              .put("diagnosticCode", why.diagnostic)
              .build());
    }
    events.publish(
        trail,
        EventType.BOUNCE,
        0,
        Json.object()
            .put("bounceType", "Permanent")
            .put("bounceSubType", why.subType)
            .put("bouncedRecipients", new Json.Arr(recipients))
            .put("timestamp", SesEvents.date(now))
            .put("feedbackId", feedbackId(trail, now))
            .put("reportingMTA", "dsn; a8-50.smtp-out.amazonses.com")
            .build());
  }

  private void complain(SesStore.Region region, SesEvents.Trail trail, List<String> who) {
    Instant now = cloud.clock().instant();
    count(trail, "Complaint", who.size());
    region.statistics.add(now, Counts.complaints(who.size()));
    List<Json> recipients = new ArrayList<>();
    who.forEach(address -> recipients.add(Json.object().put("emailAddress", address).build()));
    events.publish(
        trail,
        EventType.COMPLAINT,
        0,
        Json.object()
            .put("feedbackId", feedbackId(trail, now))
            .put("complaintSubType", Json.nil())
            .put("complainedRecipients", new Json.Arr(recipients))
            .put("timestamp", SesEvents.date(now))
            .put("userAgent", "Amazon SES Mailbox Simulator")
            .put("complaintFeedbackType", "abuse")
            .put("arrivalDate", SesEvents.date(now))
            .build());
  }

  private String feedbackId(SesEvents.Trail trail, Instant now) {
    return trail.id().substring(0, 4)
        + String.format(java.util.Locale.ROOT, "%012x", now.toEpochMilli())
        + "-"
        + chance.uuid()
        + "-000000";
  }

  private void count(SesEvents.Trail trail, String metric, int recipients) {
    cloud.metrics().in(trail.account(), trail.region()).add(NAMESPACE, metric, recipients);
  }
}
