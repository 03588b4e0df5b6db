package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;

/**
 * AWS Query: the operation and its members as a form or a query string, the answer as XML.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query</a>
 */
final class QueryCodec implements Codec {
  /** Stands in for the version that a request does not name; observed in STS and IAM. */
  private static final String NO_VERSION = "NO_VERSION_SPECIFIED";

  /** Namespace of errors that precede the service; observed in STS. */
  private static final String FAULT_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

  private final Catalogue catalogue;
  private final ServiceFacts facts;
  private final Shapes shapes;
  private final XmlBody xml = new XmlBody(false);

  QueryCodec(Catalogue catalogue, ServiceFacts facts, Shapes shapes) {
    this.catalogue = catalogue;
    this.facts = facts;
    this.shapes = shapes;
  }

  @Override
  public Optional<OperationModel> resolve(Addressed addressed) {
    QueryParams params = params(addressed.request());
    Optional<String> action = params.first("Action");
    if (action.isEmpty()) {
      // AWS redirects a browser that comes without an action to a page about the service; the
      // documented error for it is this one.
      throw Refusal.of(
          "MissingAction", 400, "The request is missing an action or a required parameter.");
    }
    String version = params.first("Version").orElse(NO_VERSION);
    return catalogue
        .byWireName(action.get())
        .filter(operation -> version.equals(operation.info().apiVersion()));
  }

  @Override
  public String askedFor(Addressed addressed) {
    QueryParams params = params(addressed.request());
    return params.first("Action").orElse("")
        + " for version "
        + params.first("Version").orElse(NO_VERSION);
  }

  @Override
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    SdkPojo builder = operation.newRequest();
    Shape shape = shapes.of(builder);
    FormBody.read(params(addressed.request()), shape, builder);
    AwsRequest request = (AwsRequest) Member.build(builder);
    List<String> missing = Constraints.missing(request, shape);
    if (!missing.isEmpty()) {
      throw facts.missing(Protocol.QUERY, missing);
    }
    return request;
  }

  private static QueryParams params(HttpRequest request) {
    boolean form =
        request
            .header("Content-Type")
            .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .filter("application/x-www-form-urlencoded"::equals)
            .isPresent();
    return form && request.body().length > 0
        ? QueryParams.parse(new String(request.body(), StandardCharsets.UTF_8))
        : request.query();
  }

  @Override
  public HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    String name = operation.wireName();
    Shape shape = shapes.of(response);
    XmlText out = new XmlText();
    out.start(name + "Response").attribute("xmlns", namespace(operation));
    if (!shape.body.isEmpty()) {
      out.start(rootElement.isEmpty() ? name + "Result" : rootElement);
      xml.writeMembers(out, response, shape);
      out.end();
    }
    out.start("ResponseMetadata").element("RequestId", requestId).end().end();
    return answer(200, out, requestId);
  }

  @Override
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    XmlText out = new XmlText();
    out.start("ErrorResponse")
        .attribute("xmlns", operation == null ? FAULT_NAMESPACE : namespace(operation));
    out.start("Error");
    out.element("Type", error.side() == ErrorCode.Side.CLIENT ? "Sender" : "Receiver");
    out.element("Code", error.code()).element("Message", error.message());
    error.fields().forEach((name, value) -> XmlBody.writeJson(out, name, value));
    out.end().element("RequestId", requestId).end();
    return answer(error.status(), out, requestId);
  }

  private String namespace(OperationModel operation) {
    return facts.xmlNamespace(Optional.ofNullable(operation.info().apiVersion()));
  }

  private static HttpResponse answer(int status, XmlText out, String requestId) {
    return new HttpResponse(
        status,
        Headers.builder()
            .set("Content-Type", "text/xml")
            .set("x-amzn-RequestId", requestId)
            .build(),
        out.bytes());
  }
}
