package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;

/**
 * AWS JSON 1.0 and 1.1: one POST, the operation in {@code X-Amz-Target}.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html">AWS JSON 1.0</a>
 */
final class JsonRpcCodec implements Codec {
  private static final String TARGET = "X-Amz-Target";

  private final Catalogue catalogue;
  private final ServiceFacts facts;
  private final Shapes shapes;
  private final JsonBody body;
  private final String contentType;

  JsonRpcCodec(Catalogue catalogue, ServiceFacts facts, Shapes shapes, String version) {
    this.catalogue = catalogue;
    this.facts = facts;
    this.shapes = shapes;
    this.body = new JsonBody(facts.words());
    this.contentType = "application/x-amz-json-" + version;
  }

  @Override
  public Optional<OperationModel> resolve(Addressed addressed) {
    HttpRequest request = addressed.request();
    if (!request.method().equals("POST") || !isJson(request)) {
      throw notSpokenHere();
    }
    String target = askedFor(addressed);
    return catalogue
        .byWireName(target.substring(target.lastIndexOf('.') + 1))
        .filter(operation -> target.equals(facts.target(operation)));
  }

  /**
   * A request that is not JSON by its Content-Type is no operation at all: status 404. Observed in
   * DynamoDB (recorded in dynalite, which was written against it); assumed for the others, whose
   * front is the same.
   */
  private static AwsException notSpokenHere() {
    return Refusal.of("UnknownOperationException", 404, "");
  }

  private static boolean isJson(HttpRequest request) {
    Optional<String> type = request.header("Content-Type");
    if (type.isEmpty()) {
      return request.body().length == 0;
    }
    String plain = type.get().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return plain.startsWith("application/x-amz-json-1.") || plain.equals("application/json");
  }

  @Override
  public String askedFor(Addressed addressed) {
    return addressed.request().header(TARGET).orElse("");
  }

  @Override
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    SdkPojo builder = operation.newRequest();
    Shape shape = shapes.of(builder);
    body.read(addressed.request().body(), shape, builder);
    AwsRequest request = (AwsRequest) Member.build(builder);
    List<String> missing = Constraints.missing(request, shape);
    if (!missing.isEmpty()) {
      throw facts.missing(Protocol.JSON_1_1, missing);
    }
    return request;
  }

  @Override
  public HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    return answer(200, body.write(response, shapes.of(response)), requestId);
  }

  @Override
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    if (error.status() == 404 && error.code().equals("UnknownOperationException")) {
      // The one error that is not JSON: the front does not take the client for one that reads it.
      return new HttpResponse(
          404,
          Headers.of("x-amzn-RequestId", requestId),
          "<UnknownOperationException/>\n".getBytes(StandardCharsets.UTF_8));
    }
    Json.ObjectBuilder members = Json.object().put("__type", facts.errorType(error.code()));
    if (!error.message().isEmpty()) {
      members.put(facts.messageMember(error.code()), error.message());
    }
    error.fields().forEach(members::put);
    HttpResponse answer =
        answer(error.status(), members.build().write().getBytes(StandardCharsets.UTF_8), requestId);
    if (facts.isDynamoDb()) {
      return answer;
    }
    return facts.withQueryError(
        answer.with("x-amzn-ErrorType", facts.shapeOf(error.code())), error, request);
  }

  private HttpResponse answer(int status, byte[] json, String requestId) {
    Headers.Builder headers =
        Headers.builder().set("Content-Type", contentType).set("x-amzn-RequestId", requestId);
    if (facts.isDynamoDb()) {
      // DynamoDB's own: its SDK clients check it. Observed.
      CRC32 crc = new CRC32();
      crc.update(json);
      headers.set("x-amz-crc32", Long.toString(crc.getValue()));
    }
    return new HttpResponse(status, headers.build(), json);
  }
}
