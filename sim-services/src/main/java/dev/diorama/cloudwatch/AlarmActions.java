package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Carries out what alarms are to do, each in a span of its own, and remembers how it went. */
final class AlarmActions {
  /** Documented: the policy of a topic has to let this principal publish. */
  private static final String SERVICE = "cloudwatch.amazonaws.com";

  /**
   * Documented:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
   */
  private static final String FOR_LAMBDA = "lambda.alarms.cloudwatch.amazonaws.com";

  /** How often an action is tried that meets a fault or a throttle; assumed. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(20)),
          4,
          Duration.ofMinutes(5));

  private final Cloud cloud;
  private final Map<String, AlarmAction> others = new LinkedHashMap<>();

  AlarmActions(Cloud cloud) {
    this.cloud = cloud;
  }

  void add(String arnPrefix, AlarmAction action) {
    others.put(arnPrefix, action);
  }

  /** Runs what the state of an alarm calls for. */
  void run(Alarm alarm, AlarmTexts.StateShown before, double value) {
    for (String action : alarm.actions(alarm.state)) {
      run(alarm, before, action, value);
    }
  }

  /** Calls scaling policies again, as AWS does for as long as the state lasts. */
  void again(Alarm alarm, double value) {
    for (String action : alarm.actions(alarm.state)) {
      if (action.split(":", 4)[2].equals("autoscaling")) {
        run(alarm, AlarmTexts.state(alarm), action, value);
      }
    }
  }

  private void run(Alarm alarm, AlarmTexts.StateShown before, String action, double value) {
    // What is told is what is so now, however late it arrives.
    boolean function = action.split(":", 4)[2].equals("lambda");
    String message =
        (function
                ? AlarmTexts.functionEvent(alarm, before)
                : AlarmTexts.notification(alarm, before))
            .write();
    String subject = AlarmTexts.subject(alarm);
    AlarmAction.Event event =
        new AlarmAction.Event(
            action,
            alarm.arn(),
            alarm.name,
            alarm.state.toString(),
            value,
            alarm.wanted.threshold());
    Instant changed = alarm.updated;
    Principal as = Principal.service(function ? FOR_LAMBDA : SERVICE, alarm.account, alarm.arn());
    cloud
        .events()
        .deliver(
            new EventBus.Delivery(
                    "cloudwatch: " + alarm.name + " is " + alarm.state + ", " + action,
                    0,
                    number -> attempt(alarm, as, action, subject, message, event, changed),
                    RETRIES,
                    failed -> failed(alarm, action, failed.why(), changed))
                .from("cloudwatch", alarm.region, action));
  }

  private EventBus.Outcome attempt(
      Alarm alarm,
      Principal as,
      String action,
      String subject,
      String message,
      AlarmAction.Event event,
      Instant changed) {
    try {
      cloud
          .router()
          .internal(
              "cloudwatch",
              "AlarmAction",
              as,
              alarm.region,
              call -> {
                call.on(alarm.arn());
                call.note("action", action).note("state", event.state());
                call.suffer();
                send(call, as, action, subject, message, event);
                return true;
              });
      alarm.remember(
          HistoryItemType.ACTION,
          cloud.clock().instant(),
          "Successfully executed action " + action,
          details("Succeeded", action, changed).put("publishedMessage", message).build());
      return new EventBus.Outcome.Taken();
    } catch (AwsException e) {
      String why = e.code() + ": " + e.message();
      if (e.side() == ErrorCode.Side.CLIENT && !e.code().contains("Thrott") && e.status() != 429) {
        failed(alarm, action, why, changed);
        return new EventBus.Outcome.Taken();
      }
      return new EventBus.Outcome.Failed(why);
    }
  }

  private void failed(Alarm alarm, String action, String why, Instant changed) {
    alarm.remember(
        HistoryItemType.ACTION,
        cloud.clock().instant(),
        "Failed to execute action " + action + ". Received error: \"" + why + "\"",
        details("Failed", action, changed).put("error", why).build());
  }

  private static Json.ObjectBuilder details(String state, String action, Instant changed) {
    return Json.object()
        .put("actionState", state)
        .put("stateUpdateTimestamp", changed.toEpochMilli())
        .put("notificationResource", action);
  }

  private void send(
      Call call,
      Principal as,
      String action,
      String subject,
      String message,
      AlarmAction.Event event) {
    String[] parts = action.split(":", 6);
    switch (parts[2]) {
      case "sns" ->
          call.send(
              as,
              parts[3],
              PublishRequest.builder().topicArn(action).subject(subject).message(message).build(),
              PublishResponse.class);
      case "lambda" ->
          call.send(
              as,
              parts[3],
              InvokeRequest.builder()
                  .functionName(action)
                  .invocationType(InvocationType.EVENT)
                  .payload(SdkBytes.fromUtf8String(message))
                  .build(),
              InvokeResponse.class);
      default -> other(action).run(call, event);
    }
  }

  private AlarmAction other(String action) {
    for (Map.Entry<String, AlarmAction> each : others.entrySet()) {
      if (action.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    throw CloudWatchError.VALIDATION.with("Nothing here runs the action " + action);
  }
}
