package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.RequestIds;
import dev.diorama.core.wire.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * The queues, topics and functions that are told of events; each call is made as S3 itself on
 * behalf of the bucket, so that the policy of the queue, topic or function decides.
 */
final class S3Destinations {
  /** Observed in mails that topics send on. */
  static final String SUBJECT = "Amazon S3 Notification";

  private static final String SERVICE = "s3.amazonaws.com";
  private static final List<String> DENIALS =
      List.of("AccessDenied", "AccessDeniedException", "AuthorizationError", "KMS.AccessDenied");
  private static final List<String> ABSENCES =
      List.of("NonExistentQueue", "QueueDoesNotExist", "NotFound", "ResourceNotFound");

  private S3Destinations() {}

  /** S3, on behalf of a bucket. */
  static Principal onBehalfOf(S3Bucket bucket) {
    return Principal.service(SERVICE, bucket.account(), bucket.arn());
  }

  /** Sends a message. */
  static void send(Call call, Principal as, NotificationRule rule, String message) {
    switch (rule.kind()) {
      case TOPIC ->
          call.send(
              as,
              rule.region(),
              PublishRequest.builder()
                  .topicArn(rule.arn())
                  .subject(SUBJECT)
                  .message(message)
                  .build(),
              PublishResponse.class);
      case QUEUE ->
          call.send(
              as,
              rule.region(),
              SendMessageRequest.builder().queueUrl(queueUrl(rule)).messageBody(message).build(),
              SendMessageResponse.class);
      case FUNCTION -> invoke(call, as, rule, InvocationType.EVENT, message);
    }
  }

  private static String queueUrl(NotificationRule rule) {
    return "https://sqs." + rule.region() + ".amazonaws.com/" + rule.part(4) + "/" + rule.part(5);
  }

  private static void invoke(
      Call call, Principal as, NotificationRule rule, InvocationType type, String payload) {
    call.send(
        as,
        rule.region(),
        InvokeRequest.builder()
            .functionName(rule.arn())
            .invocationType(type)
            .payload(SdkBytes.fromUtf8String(payload))
            .build(),
        InvokeResponse.class);
  }

  /**
   * Tries whether a destination lets S3 in: queues and topics get a test message, a function is
   * asked without being run. Documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-enable-disable-notification-intro.html.
   *
   * @return what is wrong, in AWS's words; empty when nothing is
   */
  static Optional<String> probe(Call call, S3Bucket bucket, NotificationRule rule, Instant now) {
    if (rule.isFifo()) {
      // That they are refused is documented, these words are assumed.
      return Optional.of(
          "The destination "
              + rule.kind().title()
              + " is a FIFO "
              + rule.kind().title()
              + ", which S3 event notifications do not support");
    }
    Principal s3 = onBehalfOf(bucket);
    try {
      if (rule.kind() == NotificationRule.Kind.FUNCTION) {
        invoke(call, s3, rule, InvocationType.DRY_RUN, "{}");
      } else {
        send(call, s3, rule, testMessage(call, bucket, now));
      }
      return Optional.empty();
    } catch (AwsException e) {
      return Optional.of(reason(rule, e));
    }
  }

  private static String testMessage(Call call, S3Bucket bucket, Instant now) {
    return Json.object()
        .put("Service", "Amazon S3")
        .put("Event", "s3:TestEvent")
        .put("Time", Timestamps.writeMillis(now))
        .put("Bucket", bucket.name())
        .put("RequestId", call.requestId())
        .put("HostId", RequestIds.hostId(call.requestId()))
        .build()
        .write();
  }

  /** The words for queues, topics and permissions are observed, the others assumed. */
  private static String reason(NotificationRule rule, AwsException e) {
    if (ABSENCES.stream().anyMatch(e.code()::contains)) {
      return "The destination " + rule.kind().title() + " does not exist";
    }
    if (!DENIALS.contains(e.code())) {
      return "The destination "
          + rule.kind().title()
          + " could not be reached: "
          + e.code().toLowerCase(Locale.ROOT);
    }
    return rule.kind() == NotificationRule.Kind.FUNCTION
        ? "Not authorized to invoke function [" + rule.arn() + "]"
        : "Permissions on the destination "
            + rule.kind().title()
            + " do not allow S3 to publish notifications from this bucket";
  }
}
