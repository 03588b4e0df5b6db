package dev.diorama.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.Environment.Outcome;
import dev.diorama.lambda.LambdaModel.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Invocations: synchronous, asynchronous and dry runs. */
final class LambdaInvokeService {
  /**
   * 6 MB and 1 MB, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  private static final int SYNC_LIMIT = 6_291_456;

  private static final int ASYNC_LIMIT = 1_048_576;

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EMPTY_EVENT = {'{', '}'};

  private final LambdaStore store;
  private final FunctionRunner runner;
  private final AsyncQueue queue;

  LambdaInvokeService(LambdaStore store, FunctionRunner runner, AsyncQueue queue) {
    this.store = store;
    this.runner = runner;
    this.queue = queue;
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
      case "Event" -> {
        queue.accept(call, function, invocation);
        yield InvokeResponse.builder().statusCode(202).build();
      }
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
}
