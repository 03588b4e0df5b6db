package dev.diorama.core.wire;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Smithy RPC v2 with CBOR: {@code POST /service/{service}/operation/{operation}}.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC
 *     v2</a>
 */
final class CborCodec implements Codec {
  /** The header that requests and answers of this protocol have. */
  static final String MARK = "smithy-protocol";

  private static final String PROTOCOL = "rpc-v2-cbor";
  private static final String TYPE = "application/cbor";

  private final Catalogue catalogue;
  private final ServiceFacts facts;
  private final Shapes shapes;

  CborCodec(Catalogue catalogue, ServiceFacts facts, Shapes shapes) {
    this.catalogue = catalogue;
    this.facts = facts;
    this.shapes = shapes;
  }

  @Override
  public Optional<OperationModel> resolve(Addressed addressed) {
    HttpRequest request = addressed.request();
    String asked = askedFor(addressed);
    if (!request.method().equals("POST")
        || request.header(MARK).filter(PROTOCOL::equals).isEmpty()
        || asked.isEmpty()) {
      throw Refusal.of("UnknownOperationException", 404, "");
    }
    return catalogue
        .byWireName(asked.substring(asked.indexOf('.') + 1))
        .filter(operation -> asked.equals(facts.target(operation)));
  }

  /** {@code Service.Operation}; empty where the path is no such path. */
  @Override
  public String askedFor(Addressed addressed) {
    String[] parts = addressed.request().rawPath().split("/", -1);
    int last = parts.length - 1;
    boolean right =
        last >= 4 && parts[last - 3].equals("service") && parts[last - 1].equals("operation");
    return right ? parts[last - 2] + '.' + parts[last] : "";
  }

  @Override
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    SdkPojo builder = operation.newRequest();
    Shape shape = shapes.of(builder);
    CborReader.read(addressed.request().body(), shape, builder);
    AwsRequest request = (AwsRequest) Member.build(builder);
    List<String> missing = Constraints.missing(request, shape);
    if (!missing.isEmpty()) {
      throw facts.missing(Protocol.RPC_V2_CBOR, missing);
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
    CborWriter out = new CborWriter();
    out.members(response, shapes.of(response));
    return answer(200, out, requestId);
  }

  @Override
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    CborWriter out = new CborWriter();
    out.map(2 + error.fields().size());
    out.text("__type").text(facts.errorType(error.code()));
    out.text(facts.messageMember(error.code())).text(error.message());
    error
        .fields()
        .forEach(
            (name, value) -> {
              out.text(name);
              out.json(value);
            });
    return facts.withQueryError(answer(error.status(), out, requestId), error, request);
  }

  private static HttpResponse answer(int status, CborWriter body, String requestId) {
    return new HttpResponse(
        status,
        Headers.builder()
            .set("Content-Type", TYPE)
            .set("Smithy-Protocol", PROTOCOL)
            .set("x-amzn-RequestId", requestId)
            .build(),
        body.bytes());
  }
}
