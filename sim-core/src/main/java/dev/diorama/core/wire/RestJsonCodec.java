package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;

/**
 * REST with JSON bodies.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">REST-JSON</a>
 */
final class RestJsonCodec implements Codec {
  private static final byte[] NOTHING = {};

  private final ServiceFacts facts;
  private final Shapes shapes;
  private final RouteTable routes;
  private final ResponseCodes codes;
  private final JsonBody body;
  private final XmlBody texts = new XmlBody(false);
  private final RestBinding binding =
      new RestBinding(
          (member, text) ->
              // Assumed: the front says the same of a member wherever it stands.
              Refusal.serialization(
                  "STRING_VALUE can not be converted to " + JsonWords.article(member.kind)));

  RestJsonCodec(Catalogue catalogue, ServiceFacts facts, Shapes shapes) {
    this.facts = facts;
    this.shapes = shapes;
    this.routes = new RouteTable(catalogue);
    this.codes = new ResponseCodes(catalogue.service());
    this.body = new JsonBody(facts.words());
  }

  @Override
  public Optional<OperationModel> resolve(Addressed addressed) {
    return routes.resolve(addressed, false);
  }

  @Override
  public String askedFor(Addressed addressed) {
    return addressed.request().method() + ' ' + addressed.request().rawPath();
  }

  @Override
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    HttpRequest request = addressed.request();
    SdkPojo builder = operation.newRequest();
    Shape shape = shapes.of(builder);
    binding.read(request, routes.labels(operation, request.rawPath()), shape, builder);
    if (request.body().length > 0 && !operation.info().hasStreamingInput()) {
      readBody(request.body(), shape, builder);
    }
    AwsRequest typed = (AwsRequest) Member.build(builder);
    List<String> missing = Constraints.missing(typed, shape);
    if (!missing.isEmpty()) {
      throw facts.missing(Protocol.REST_JSON, missing);
    }
    return typed;
  }

  private void readBody(byte[] bytes, Shape shape, SdkPojo builder) {
    Member whole = shape.explicitPayload;
    if (whole == null) {
      if (!shape.body.isEmpty()) {
        readJson(bytes, shape, builder);
      }
      return;
    }
    switch (whole.kind) {
      case SDK_BYTES -> whole.set(builder, SdkBytes.fromByteArrayUnsafe(bytes));
      case STRING -> whole.set(builder, new String(bytes, StandardCharsets.UTF_8));
      case SDK_POJO -> {
        SdkPojo inner = whole.newStructure();
        readJson(bytes, whole.shape(), inner);
        whole.set(builder, Member.build(inner));
      }
      default ->
          throw new IllegalStateException("no body is known that is a " + whole.kind + " alone");
    }
  }

  private void readJson(byte[] bytes, Shape shape, SdkPojo builder) {
    try {
      body.read(bytes, shape, builder);
    } catch (AwsException e) {
      throw e.message().isEmpty() ? facts.malformedJson(e) : e;
    }
  }

  @Override
  public HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    Shape shape = shapes.of(response);
    Headers.Builder headers = Headers.builder().set("x-amzn-RequestId", requestId);
    int status = codes.of(operation, response, shape);
    byte[] bytes = status == 204 ? NOTHING : bodyOf(response, shape, streamed);
    if (bytes.length > 0) {
      headers.set("Content-Type", "application/json");
    }
    RestBinding.writeHeaders(response, shape, texts, headers);
    return new HttpResponse(status, headers.build(), bytes);
  }

  private byte[] bodyOf(SdkResponse response, Shape shape, byte[] streamed) {
    Member whole = shape.explicitPayload;
    if (whole == null) {
      return shape.body.isEmpty() ? streamed : body.write(response, shape);
    }
    Object value = whole.get(response);
    if (value == null) {
      return NOTHING;
    }
    return switch (whole.kind) {
      case SDK_BYTES -> ((SdkBytes) value).asByteArrayUnsafe();
      case STRING -> ((String) value).getBytes(StandardCharsets.UTF_8);
      case SDK_POJO -> body.write((SdkPojo) value, whole.shape());
      default ->
          throw new IllegalStateException("no body is known that is a " + whole.kind + " alone");
    };
  }

  @Override
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    Json.ObjectBuilder members = Json.object();
    facts.faultMember(error).ifPresent(type -> members.put("Type", type));
    if (!error.message().isEmpty()) {
      members.put(facts.messageMember(error.code()), error.message());
    }
    error.fields().forEach(members::put);
    return new HttpResponse(
        error.status(),
        Headers.builder()
            .set("Content-Type", "application/json")
            .set("x-amzn-RequestId", requestId)
            .set("x-amzn-ErrorType", error.code())
            .build(),
        members.build().write().getBytes(StandardCharsets.UTF_8));
  }
}
