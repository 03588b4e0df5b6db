package dev.diorama.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.Environment.Outcome;
import dev.diorama.lambda.LambdaModel.AsyncSettings;
import dev.diorama.lambda.LambdaModel.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Invocations: synchronous, asynchronous with its queue and retries, and dry runs. */
final class LambdaInvokeService {
  /**
   * 6 MB and 1 MB, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  private static final int SYNC_LIMIT = 6_291_456;

  private static final int ASYNC_LIMIT = 1_048_576;

  /**
   * Waits before a failed event is tried again, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  private static final Duration LATER_RETRY = Duration.ofMinutes(2);

  /** Back-off after throttles, "from 1 second to 5 minutes", exponential: same page. */
  private static final Duration LEAST_BACKOFF = Duration.ofSeconds(1);

  private static final Duration MOST_BACKOFF = Duration.ofMinutes(5);
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EMPTY_EVENT = {'{', '}'};

  private final Cloud cloud;
  private final LambdaConfig config;
  private final LambdaStore store;
  private final FunctionRunner runner;

  LambdaInvokeService(
      Cloud cloud, LambdaConfig config, LambdaStore store, FunctionRunner runner) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.runner = runner;
  }

  InvokeResponse invoke(Call call, InvokeRequest request) {
    FunctionRef ref = FunctionRef.of(call, request.functionName(), request.qualifier());
    SettingsRules.refuseIf(request.durableExecutionName() != null, "DurableExecutionName");
    SettingsRules.refuseIf(request.tenantId() != null, "TenantId");
    String type =
        request.invocationTypeAsString() == null
            ? "RequestResponse"
            : request.invocationTypeAsString();
    Function function = store.get(ref);
    byte[] sent = request.payload() == null ? new byte[0] : request.payload().asByteArray();
    checkPayload(sent, type.equals("Event") ? ASYNC_LIMIT : SYNC_LIMIT);
    Invocation invocation =
        new Invocation(
            call.requestId(),
            ref.qualifiedArn(),
            call.principal(),
            sent.length == 0 ? EMPTY_EVENT : sent,
            clientContext(request.clientContext()));
    return switch (type) {
      case "RequestResponse" -> answer(runner.run(call, function, invocation), request.logType());
      case "Event" -> accept(call, function, invocation);
      case "DryRun" -> InvokeResponse.builder().statusCode(204).build();
      default ->
          throw LambdaError.constraint(
              type,
              "invocationType",
              "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
    };
  }

  private static InvokeResponse answer(Outcome outcome, @Nullable LogType logType) {
    InvokeResponse.Builder response =
        InvokeResponse.builder()
            .statusCode(200)
            .executedVersion(FunctionRef.LATEST)
            .payload(SdkBytes.fromByteArray(outcome.payload()));
    if (!outcome.error().isEmpty()) {
      response.functionError(outcome.error());
    }
    if (logType == LogType.TAIL) {
      response.logResult(Base64.getEncoder().encodeToString(outcome.tail()));
    }
    return response.build();
  }

  private static void checkPayload(byte[] payload, int limit) {
    if (payload.length > limit) {
      throw LambdaError.REQUEST_TOO_LARGE.with(
          "Request must be smaller than " + limit + " bytes for the InvokeFunction operation");
    }
    if (payload.length == 0) {
      return; // Observed: no payload is an empty event.
    }
    try (JsonParser parser = JSON.createParser(payload)) {
      int depth = 0;
      int values = 0;
      while (parser.nextToken() != null) {
        values += depth == 0 ? 1 : 0;
        depth += parser.currentToken().isStructStart() ? 1 : 0;
        depth -= parser.currentToken().isStructEnd() ? 1 : 0;
      }
      if (values != 1) {
        throw notJson("expected one JSON value, found " + values);
      }
    } catch (JsonProcessingException e) {
      throw notJson(e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AwsException notJson(String why) {
    return LambdaError.INVALID_REQUEST_CONTENT.with(
        "Could not parse request body into json: Could not parse payload into json: " + why);
  }

  private static @Nullable Json clientContext(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return Json.parse(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | JsonException e) {
      throw LambdaError.INVALID_REQUEST_CONTENT.with(
          "Client context must be a valid Base64-encoded JSON object.");
    }
  }

  // Asynchronous events.

  /**
   * An event in Lambda's queue.
   *
   * @param acceptedNanos when it was accepted
   */
  private record Queued(
      FunctionRef function, Invocation invocation, String region, long acceptedNanos) {}

  private InvokeResponse accept(Call call, Function function, Invocation invocation) {
    Queued event = new Queued(function.ref, invocation, call.region(), call.nowNanos());
    runner.count("AsyncEventsReceived", 1, function.ref.name());
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
                failed -> {}));
    return InvokeResponse.builder().statusCode(202).build();
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
        function.async.orElseGet(
            () ->
                new AsyncSettings(
                    AsyncSettings.RETRIES, AsyncSettings.MAX_AGE, cloud.clock().instant()));
    String name = function.ref.name();
    runner.count("AsyncEventAge", (cloud.clock().nanos() - event.acceptedNanos()) / 1e6, name);
    Optional<Outcome> outcome = attempted(event, function, number);
    if (outcome.isEmpty()) {
      Duration wait = LEAST_BACKOFF.multipliedBy(1L << Math.min(throttles, 20));
      again(
          event,
          wait.compareTo(MOST_BACKOFF) > 0 ? MOST_BACKOFF : wait,
          settings,
          number,
          throttles + 1);
    } else if (!outcome.get().error().isEmpty()) {
      if (number > settings.retries()) {
        runner.count("AsyncEventsDropped", 1, name);
      } else {
        // The waits begin when the attempt has ended, and it may have taken minutes.
        Duration took = Duration.ofNanos(outcome.get().durationNanos());
        again(event, took.plus(number == 1 ? FIRST_RETRY : LATER_RETRY), settings, number + 1, 0);
      }
    }
  }

  /** What came of an attempt; empty when it was throttled or the role could not be assumed. */
  private Optional<Outcome> attempted(Queued event, Function function, int number) {
    try {
      return Optional.of(
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
                    return runner.run(call, function, event.invocation());
                  }));
    } catch (AwsException e) {
      return Optional.empty();
    }
  }

  private void again(
      Queued event, Duration wait, AsyncSettings settings, int number, int throttles) {
    long due = cloud.clock().nanos() + wait.toNanos();
    if (due - event.acceptedNanos() > settings.maxAge().toNanos()) {
      runner.count("AsyncEventsDropped", 1, event.function().name());
      return;
    }
    cloud.clock().schedule(wait.toNanos(), label(event), () -> attempt(event, number, throttles));
  }
}
