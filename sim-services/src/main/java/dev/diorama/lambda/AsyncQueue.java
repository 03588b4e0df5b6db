package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Timestamps;
import dev.diorama.lambda.Environment.Outcome;
import dev.diorama.lambda.LambdaModel.AsyncSettings;
import dev.diorama.lambda.LambdaModel.Function;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's queue of asynchronous events: attempts, and where events go in the end.
 *
 * <p>Documented: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * and https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. The
 * members of records and the attributes of dead letters, with their types, are observed of AWS as
 * well, by LocalStack's tests ({@code
 * tests/aws/services/lambda_/test_lambda_destinations.snapshot.json}, 2022 to 2024).
 */
final class AsyncQueue {
  /** Waits before a failed event is tried again, documented on the first page. */
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  private static final Duration LATER_RETRY = Duration.ofMinutes(2);

  /** Back-off after throttles, "from 1 second to 5 minutes", exponential: same page. */
  private static final Duration LEAST_BACKOFF = Duration.ofSeconds(1);

  private static final Duration MOST_BACKOFF = Duration.ofMinutes(5);

  /**
   * A destination that has an error of its own is tried again: assumed. One that refuses is not.
   */
  private static final RetryPolicy SENDING =
      new RetryPolicy(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1)),
          4,
          Duration.ofHours(6));

  /** The error message of a dead letter is cut at 1 KB, documented on the second page. */
  private static final int MESSAGE_LIMIT = 1_024;

  private final Cloud cloud;
  private final LambdaConfig config;
  private final LambdaStore store;
  private final FunctionRunner runner;

  /**
   * An event in the queue.
   *
   * @param acceptedNanos when it was accepted
   */
  private record Queued(
      FunctionRef function, Invocation invocation, String region, long acceptedNanos) {}

  /**
   * What came of an attempt.
   *
   * @param outcome null when the function was not reached
   * @param refusal why it was not reached; null when it was
   */
  private record Attempt(
      @Nullable Outcome outcome, @Nullable AwsException refusal, long tookNanos) {}

  /** How an event ends. */
  private enum End {
    SUCCESS("Success"),
    RETRIES_EXHAUSTED("RetriesExhausted"),
    AGE_EXCEEDED("EventAgeExceeded"),
    /** The name is assumed: the page on loops says only that the event is sent on. */
    LOOP("RecursiveInvocation");

    private final String condition;

    End(String condition) {
      this.condition = condition;
    }
  }

  AsyncQueue(Cloud cloud, LambdaConfig config, LambdaStore store, FunctionRunner runner) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.runner = runner;
  }

  void accept(Call call, Function function, Invocation invocation) {
    Queued event = new Queued(function.ref, invocation, call.region(), call.nowNanos());
    runner.count("AsyncEventsReceived", 1, function.ref);
    long wait =
        Math.max(0, call.nowNanos() - cloud.clock().nanos())
            + config.asyncDelay().sample(cloud.seeds().stream("lambda/queue/" + function.arn()));
    cloud
        .events()
        .deliver(
            new EventBus.Delivery(
                    label(event),
                    wait,
                    number -> {
                      attempt(event, 1, 0);
                      return new EventBus.Outcome.Taken();
                    },
                    RetryPolicy.ONCE,
                    failed -> {})
                .from("lambda", call.region(), function.arn()));
  }

  private static String label(Queued event) {
    return "lambda event for " + event.function().name();
  }

  /**
   * One attempt at an event. Failures of the handler count against its retries; throttles do not,
   * they are tried again until the event is too old.
   *
   * @param number which attempt that reaches the handler this is, from 1
   * @param throttles how many throttles in a row came before
   */
  private void attempt(Queued event, int number, int throttles) {
    Function function = store.find(event.function()).orElse(null);
    if (function == null) {
      return; // Deleted meanwhile: its queue went with it.
    }
    AsyncSettings settings =
        function.async.orElseGet(() -> AsyncSettings.usual(cloud.clock().instant()));
    runner.count(
        "AsyncEventAge", (cloud.clock().nanos() - event.acceptedNanos()) / 1e6, function.ref);
    Attempt attempt = attempted(event, function, number);
    AwsException refusal = attempt.refusal();
    Outcome outcome = attempt.outcome();
    Ending ending = new Ending(event, function, settings, attempt);
    if (refusal != null && refusal.code().equals(LambdaError.RECURSIVE_INVOCATION.code())) {
      ending.as(End.LOOP, number - 1);
    } else if (outcome == null) {
      Duration wait = LEAST_BACKOFF.multipliedBy(1L << Math.min(throttles, 20));
      Duration capped = wait.compareTo(MOST_BACKOFF) > 0 ? MOST_BACKOFF : wait;
      if (!again(event, capped, settings, number, throttles + 1)) {
        ending.as(End.AGE_EXCEEDED, number - 1);
      }
    } else if (outcome.error().isEmpty()) {
      ending.as(End.SUCCESS, number);
    } else if (number > settings.retries()) {
      ending.as(End.RETRIES_EXHAUSTED, number);
    } else {
      // The waits begin when the attempt has ended, and it may have taken minutes.
      Duration took = Duration.ofNanos(outcome.durationNanos());
      Duration wait = took.plus(number == 1 ? FIRST_RETRY : LATER_RETRY);
      if (!again(event, wait, settings, number + 1, 0)) {
        ending.as(End.AGE_EXCEEDED, number);
      }
    }
  }

  private Attempt attempted(Queued event, Function function, int number) {
    long[] took = new long[1];
    try {
      Outcome outcome =
          cloud
              .router()
              .internal(
                  "lambda",
                  "Invoke",
                  event.invocation().caller(),
                  event.region(),
                  call -> {
                    call.on(function.arn());
                    call.note("invocationType", "Event")
                        .note("attempt", Integer.toString(number))
                        .note("event", event.invocation().requestId());
                    try {
                      call.suffer();
                      return runner.run(call, function, event.invocation());
                    } finally {
                      took[0] = call.elapsedNanos();
                    }
                  });
      return new Attempt(outcome, null, took[0]);
    } catch (AwsException e) {
      return new Attempt(null, e, took[0]);
    }
  }

  /** Lets the event be tried again; false when it would be too old by then. */
  private boolean again(
      Queued event, Duration wait, AsyncSettings settings, int number, int throttles) {
    long due = cloud.clock().nanos() + wait.toNanos();
    if (due - event.acceptedNanos() > settings.maxAge().toNanos()) {
      return false;
    }
    cloud.clock().schedule(wait.toNanos(), label(event), () -> attempt(event, number, throttles));
    return true;
  }

  // Where events go in the end.

  /** An event that will not be tried again. */
  private final class Ending {
    private final Queued event;
    private final Function function;
    private final AsyncSettings settings;
    private final Attempt attempt;

    Ending(Queued event, Function function, AsyncSettings settings, Attempt attempt) {
      this.event = event;
      this.function = function;
      this.settings = settings;
      this.attempt = attempt;
    }

    void as(End end, int invocations) {
      if (end == End.SUCCESS) {
        send(settings.onSuccess(), record(end, invocations), Map.of(), false);
        return;
      }
      runner.count("AsyncEventsDropped", 1, function.ref);
      send(function.settings.deadLetters(), payload(), attributes(), true);
      send(settings.onFailure(), record(end, invocations), Map.of(), false);
    }

    private String payload() {
      return new String(event.invocation().payload(), StandardCharsets.UTF_8);
    }

    private Map<String, String> attributes() {
      AwsException refusal = attempt.refusal();
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("RequestID", event.invocation().requestId());
      attributes.put("ErrorCode", Integer.toString(refusal == null ? 200 : refusal.status()));
      String message = refusal == null ? errorMessage() : refusal.message();
      if (!message.isEmpty()) {
        attributes.put(
            "ErrorMessage", message.substring(0, Math.min(message.length(), MESSAGE_LIMIT)));
      }
      return attributes;
    }

    private String errorMessage() {
      return response().text("errorMessage").orElse("");
    }

    /** What the function said; a JSON null when it was not reached. */
    private Json response() {
      Outcome outcome = attempt.outcome();
      return outcome == null ? Json.nil() : json(outcome.payload());
    }

    private String record(End end, int invocations) {
      Json.ObjectBuilder record =
          Json.object()
              .put("version", "1.0")
              .put("timestamp", Timestamps.writeMillis(cloud.clock().instant()))
              .put(
                  "requestContext",
                  Json.object()
                      .put("requestId", event.invocation().requestId())
                      .put("functionArn", function.arn() + ":" + FunctionRef.LATEST)
                      .put("condition", end.condition)
                      .put("approximateInvokeCount", invocations)
                      .build())
              .put("requestPayload", json(event.invocation().payload()));
      Outcome outcome = attempt.outcome();
      if (outcome != null) {
        Json.ObjectBuilder context =
            Json.object().put("statusCode", 200).put("executedVersion", FunctionRef.LATEST);
        if (!outcome.error().isEmpty()) {
          context.put("functionError", outcome.error());
        }
        record.put("responseContext", context.build()).put("responsePayload", response());
      }
      return record.build().write();
    }

    private void send(
        String target, String message, Map<String, String> attributes, boolean deadLetter) {
      if (target.isEmpty()) {
        return;
      }
      String metric = deadLetter ? "DeadLetterErrors" : "DestinationDeliveryFailures";
      cloud
          .events()
          .deliver(
              new EventBus.Delivery(
                      label(event) + " to " + target,
                      attempt.tookNanos(),
                      number -> sent(target, message, attributes, metric),
                      SENDING,
                      failed -> runner.count(metric, 1, function.ref))
                  .from("lambda", event.region(), target));
    }

    private EventBus.Outcome sent(
        String target, String message, Map<String, String> attributes, String metric) {
      try {
        cloud
            .router()
            .internal(
                "lambda",
                "SendToDestination",
                Principal.service("lambda.amazonaws.com", function.ref.account(), function.arn()),
                event.region(),
                call -> {
                  call.on(target);
                  Principal role =
                      LambdaFunctionService.assumed(call, function.ref, function.settings.role());
                  Destinations.send(call, role, target, message, attributes);
                  return true;
                });
        return new EventBus.Outcome.Taken();
      } catch (AwsException e) {
        if (e.status() >= 500) {
          return new EventBus.Outcome.Failed(e.code());
        }
        runner.count(metric, 1, function.ref);
        return new EventBus.Outcome.Taken();
      }
    }
  }

  private static Json json(byte[] text) {
    try {
      return text.length == 0 ? Json.nil() : Json.parse(text);
    } catch (JsonException e) {
      return Json.of(new String(text, StandardCharsets.UTF_8));
    }
  }
}
