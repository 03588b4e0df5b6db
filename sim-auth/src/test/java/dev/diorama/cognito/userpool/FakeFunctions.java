package dev.diorama.cognito.userpool;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A stand-in for Lambda: functions by name, and every event they were given. */
final class FakeFunctions {
  /** What a function does: fill in a response, throw, or answer what it likes. */
  interface Body {
    Json run(Json event);
  }

  /** A function that fails with those words. */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Thrown(String message) {
      super(message);
    }
  }

  final List<Json> events = new ArrayList<>();
  final List<String> callers = new ArrayList<>();
  long nanos;
  private final Map<String, Body> bodies = new LinkedHashMap<>();

  static FakeFunctions install(Cloud cloud) {
    FakeFunctions functions = new FakeFunctions();
    ServiceApi api = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    api.on(InvokeRequest.class, functions::invoke);
    cloud.router().install(api);
    return functions;
  }

  static String arn(String name) {
    return "arn:aws:lambda:us-east-1:123456789012:function:" + name;
  }

  /** Adds a function that answers the event with these members of its response. */
  String add(String name, Function<Json, Json.Obj> response) {
    return addRaw(
        name,
        event -> {
          Json.ObjectBuilder answer = Json.object();
          event.members().forEach(answer::put);
          return answer.put("response", response.apply(event)).build();
        });
  }

  String addRaw(String name, Body body) {
    bodies.put(arn(name), body);
    return arn(name);
  }

  private InvokeResponse invoke(Call call, InvokeRequest request) {
    callers.add(call.principal().arn() + " " + call.principal().context().get("aws:SourceArn"));
    call.charge(nanos);
    Body body = bodies.get(request.functionName());
    if (body == null) {
      throw new AwsException(
          "ResourceNotFoundException", 404, ErrorCode.Side.CLIENT, "Function not found", Map.of());
    }
    Json event = Json.parse(request.payload().asUtf8String());
    events.add(event);
    try {
      return InvokeResponse.builder()
          .statusCode(200)
          .payload(SdkBytes.fromUtf8String(body.run(event).write()))
          .build();
    } catch (Thrown thrown) {
      return InvokeResponse.builder()
          .statusCode(200)
          .functionError("Unhandled")
          .payload(
              SdkBytes.fromUtf8String(
                  Json.object().put("errorMessage", thrown.getMessage()).build().write()))
          .build();
    }
  }

  List<String> sources() {
    return events.stream().map(event -> event.text("triggerSource").orElseThrow()).toList();
  }

  Json last() {
    return events.get(events.size() - 1);
  }
}
