package dev.diorama.s3;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus.Delivery;
import dev.diorama.core.event.EventBus.Outcome;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.DeleteMarker;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells of what happens to objects: at least once, usually within seconds, in no order. Documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html.
 *
 * <p>Each attempt leaves a span {@code s3:DeliverEvent} that says event, bucket, key, sequencer and
 * destination; an event that nobody took in the end leaves a span {@code s3:DropEvent}. Both are
 * counted in {@code Diorama/S3}.
 */
final class S3Events {
  private static final String METRICS = "Diorama/S3";

  /** The entity tag that the record of a delete marker shows: the MD5 of nothing, observed. */
  private static final String ETAG_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

  /**
   * The address of callers within the cloud, who have none here. AWS shows the address in its own
   * network; assumed.
   */
  private static final String INSIDE = "127.0.0.1";

  private final Cloud cloud;
  private final S3Store store;
  private final S3Config.Events config;

  S3Events(Cloud cloud, S3Store store, S3Config.Events config) {
    this.cloud = cloud;
    this.store = store;
    this.config = config;
  }

  /** The time as a call sees it. */
  private Instant timeOf(Call call) {
    return cloud.clock().start().plusNanos(call.nowNanos());
  }

  /** Tells of something that a call has done to an object, where somebody wants to be told. */
  void happened(Call call, S3Bucket bucket, S3EventType type, Version version) {
    String sequencer = type.isTagging() ? null : store.nextSequencer(cloud.clock().instant());
    List<String> told = new ArrayList<>();
    for (NotificationRule rule : bucket.notifications()) {
      if (rule.wants(type, version.key())) {
        told.add(rule.arn());
        send(call, bucket, rule, event(call, bucket, type, version, sequencer));
      }
    }
    if (!told.isEmpty()) {
      call.note("event", type.title()).note("event.destinations", String.join(" ", told));
    }
  }

  private S3Event event(
      Call call, S3Bucket bucket, S3EventType type, Version version, @Nullable String sequencer) {
    // A record of a delete tells neither size nor entity tag, observed.
    boolean gone = type == S3EventType.DELETE;
    StoredObject object = !gone && version instanceof StoredObject there ? there : null;
    String eTag = object == null ? null : object.content().eTag();
    return new S3Event(
        type,
        timeOf(call),
        bucket.region(),
        principalId(call.principal()),
        call.sourceIp().isEmpty() ? INSIDE : call.sourceIp(),
        call.requestId(),
        bucket.name(),
        store.customerId(bucket.account()),
        version.key(),
        object == null || type.isTagging() ? null : object.size(),
        !gone && version instanceof DeleteMarker ? ETAG_OF_NOTHING : eTag,
        S3WriteService.shownId(bucket, version),
        sequencer);
  }

  /** {@code AWS:} and the unique id, documented; that of a caller without one is assumed. */
  private static String principalId(Principal principal) {
    return principal.kind() == Principal.Kind.ANONYMOUS ? "Anonymous" : "AWS:" + principal.userId();
  }

  private void send(Call call, S3Bucket bucket, NotificationRule rule, S3Event event) {
    long after = Math.max(0, call.nowNanos() - cloud.clock().nanos());
    long lag = config.lag().sample(cloud.seeds().stream("s3/event-lag"));
    Principal as = S3Destinations.onBehalfOf(bucket);
    cloud
        .events()
        .deliver(
            new Delivery(
                    "s3 " + event.type().title() + " of " + event.key() + " to " + rule.arn(),
                    after + lag,
                    number -> attempt(as, rule, event, number),
                    config.retry(),
                    failed -> drop(as, rule, event, failed))
                .from("s3", event.region(), rule.arn()));
  }

  private Outcome attempt(Principal as, NotificationRule rule, S3Event event, int number) {
    try {
      cloud
          .router()
          .internal(
              "s3",
              "DeliverEvent",
              as,
              event.region(),
              call -> {
                describe(call, rule, event).note("attempt", Integer.toString(number));
                S3Destinations.send(call, as, rule, event.message(rule.id()));
                return true;
              });
      count("EventsDelivered", as, rule, event);
      return new Outcome.Taken();
    } catch (AwsException e) {
      count("EventsRefused", as, rule, event);
      return new Outcome.Failed(e.code() + ": " + e.message());
    }
  }

  /** Nobody hears of an event that S3 gives up; here the trace and a metric do. */
  private void drop(Principal as, NotificationRule rule, S3Event event, Outcome.Failed last) {
    cloud
        .router()
        .internal(
            "s3",
            "DropEvent",
            as,
            event.region(),
            call -> describe(call, rule, event).note("why", last.why()));
    count("EventsDropped", as, rule, event);
  }

  private static Call describe(Call call, NotificationRule rule, S3Event event) {
    call.on(rule.arn());
    String sequencer = event.sequencer();
    return call.note("event", event.type().title())
        .note("bucket", event.bucket())
        .note("key", event.key())
        .note("destination", rule.arn())
        .note("configurationId", rule.id())
        .note("sequencer", sequencer == null ? "" : sequencer)
        .note("cause", event.requestId());
  }

  private void count(String name, Principal as, NotificationRule rule, S3Event event) {
    cloud
        .metrics()
        .in(as.account(), event.region())
        .add(METRICS, name, 1, "BucketName", event.bucket(), "Destination", rule.arn());
  }
}
