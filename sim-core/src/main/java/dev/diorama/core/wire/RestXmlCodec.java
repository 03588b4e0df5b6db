package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/**
 * REST with XML bodies; S3 has its own error document and headers.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">REST-XML</a>
 */
final class RestXmlCodec implements Codec {
  private static final byte[] NOTHING = {};

  private final ServiceFacts facts;
  private final Shapes shapes;
  private final RouteTable routes;
  private final ResponseCodes codes;
  private final XmlBody xml;
  private final RestBinding binding = new RestBinding(RestXmlCodec::badValue);

  RestXmlCodec(Catalogue catalogue, ServiceFacts facts, Shapes shapes) {
    this.facts = facts;
    this.shapes = shapes;
    this.routes = new RouteTable(catalogue);
    this.codes = new ResponseCodes(catalogue.service());
    this.xml = new XmlBody(facts.isS3());
  }

  /** Observed in S3 for {@code max-keys}; assumed for the others. */
  private static AwsException badValue(Member member, String text) {
    String message =
        switch (member.kind) {
          case INTEGER, LONG, SHORT, BYTE ->
              "Provided " + member.name + " not an integer or within integer range";
          default -> "Invalid value for " + member.name + ": " + text;
        };
    return Refusal.of("InvalidArgument", 400, message);
  }

  @Override
  public Optional<OperationModel> resolve(Addressed addressed) {
    return routes.resolve(addressed, true);
  }

  @Override
  public String askedFor(Addressed addressed) {
    return addressed.request().method() + ' ' + addressed.request().rawPath();
  }

  @Override
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    boolean streams = operation.info().hasStreamingInput();
    HttpRequest request =
        streams ? AwsChunked.unwrapHeaders(addressed.request()) : addressed.request();
    SdkPojo builder = operation.newRequest();
    Shape shape = shapes.of(builder);
    Map<String, String> labels = new LinkedHashMap<>(addressed.labels());
    labels.putAll(routes.labels(operation, request.rawPath()));
    binding.read(request, labels, shape, builder);
    if (!streams && request.body().length > 0) {
      readBody(request.body(), shape, builder);
    }
    AwsRequest typed = (AwsRequest) Member.build(builder);
    check(typed, shape);
    return typed;
  }

  private void readBody(byte[] bytes, Shape shape, SdkPojo builder) {
    Member whole = shape.explicitPayload;
    if (whole == null) {
      if (!shape.body.isEmpty()) {
        xml.readMembers(XmlNode.parse(bytes), shape, builder);
      }
      return;
    }
    switch (whole.kind) {
      case SDK_BYTES -> whole.set(builder, SdkBytes.fromByteArrayUnsafe(bytes));
      case STRING -> whole.set(builder, new String(bytes, StandardCharsets.UTF_8));
      case SDK_POJO -> {
        XmlNode root = XmlNode.parse(bytes);
        if (!root.name().equals(whole.name)) {
          throw Refusal.malformedXml();
        }
        SdkPojo inner = whole.newStructure();
        xml.readMembers(root, whole.shape(), inner);
        whole.set(builder, Member.build(inner));
      }
      default ->
          throw new IllegalStateException("no body is known that is a " + whole.kind + " alone");
    }
  }

  /**
   * What must be there. An empty body is MissingRequestBodyError, a body without a required element
   * MalformedXML, both documented in S3's list of errors. What S3 says of a missing header is
   * observed for one header (Content-MD5), of a missing parameter assumed. CloudFront says
   * MalformedXML of a missing body as well, and names the members; observed.
   */
  private void check(AwsRequest typed, Shape shape) {
    for (Member member : Constraints.missingOutsideBody(typed, shape)) {
      throw Refusal.of(
          "InvalidRequest",
          400,
          member.location == MarshallLocation.HEADER
              ? "Missing required header for this request: " + member.name
              : "Missing required parameter for this request: " + member.name);
    }
    Member whole = shape.explicitPayload;
    if (facts.isS3() && whole != null && whole.required && whole.get(typed) == null) {
      throw Refusal.of("MissingRequestBodyError", 400, "Request body is empty.");
    }
    List<String> missing = Constraints.missing(typed, shape);
    if (!missing.isEmpty()) {
      throw facts.isS3()
          ? Refusal.malformedXml()
          : Refusal.of("MalformedXML", 400, Constraints.message(missing));
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
    Headers.Builder headers = ids(requestId);
    int status = codes.of(operation, response, shape);
    byte[] bytes =
        status == 204 || operation.info().httpMethod().name().equals("HEAD")
            ? NOTHING
            : bodyOf(operation, response, shape, streamed, rootElement, headers);
    RestBinding.writeHeaders(response, shape, xml, headers);
    return new HttpResponse(status, headers.build(), bytes);
  }

  private byte[] bodyOf(
      OperationModel operation,
      SdkResponse response,
      Shape shape,
      byte[] streamed,
      String rootElement,
      Headers.Builder headers) {
    Member whole = shape.explicitPayload;
    if (whole == null && shape.body.isEmpty()) {
      return streamed;
    }
    if (whole == null) {
      headers.set("Content-Type", "application/xml");
      XmlText out = new XmlText().declaration();
      out.start(rootElement.isEmpty() ? operation.wireName() + "Result" : rootElement);
      out.attribute("xmlns", facts.xmlNamespace(Optional.empty()));
      xml.writeMembers(out, response, shape);
      return out.end().bytes();
    }
    Object value = whole.get(response);
    if (value instanceof SdkBytes raw) {
      return raw.asByteArrayUnsafe();
    }
    if (value instanceof SdkPojo structure) {
      headers.set("Content-Type", "application/xml");
      XmlText out = new XmlText().declaration();
      out.start(rootElement.isEmpty() ? whole.name : rootElement);
      out.attribute("xmlns", facts.xmlNamespace(Optional.empty()));
      xml.writeMembers(out, structure, whole.shape());
      return out.end().bytes();
    }
    return textBody(value, rootElement, headers);
  }

  /**
   * A body that is one text: as it is (a bucket policy), or in an element where the operation's row
   * names one (a bucket's location, which may be empty).
   */
  private byte[] textBody(@Nullable Object value, String rootElement, Headers.Builder headers) {
    String text = value == null ? "" : value.toString();
    if (rootElement.isEmpty()) {
      headers.set("Content-Type", "application/json");
      return text.getBytes(StandardCharsets.UTF_8);
    }
    headers.set("Content-Type", "application/xml");
    return new XmlText()
        .declaration()
        .start(rootElement)
        .attribute("xmlns", facts.xmlNamespace(Optional.empty()))
        .text(text)
        .end()
        .bytes();
  }

  @Override
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    Headers.Builder headers = ids(requestId);
    if (request.method().equals("HEAD") || error.status() == 304) {
      return new HttpResponse(error.status(), headers.build(), NOTHING);
    }
    XmlText out = new XmlText().declaration();
    if (facts.isS3()) {
      out.start("Error").element("Code", error.code()).element("Message", error.message());
      error.fields().forEach((name, value) -> XmlBody.writeJson(out, name, value));
      if (!error.fields().containsKey("Resource")) {
        out.element("Resource", UrlCoding.decode(request.rawPath()));
      }
      out.element("RequestId", requestId).element("HostId", RequestIds.hostId(requestId)).end();
    } else {
      out.start("ErrorResponse").attribute("xmlns", facts.xmlNamespace(Optional.empty()));
      out.start("Error");
      out.element("Type", error.side() == ErrorCode.Side.CLIENT ? "Sender" : "Receiver");
      out.element("Code", error.code()).element("Message", error.message());
      error.fields().forEach((name, value) -> XmlBody.writeJson(out, name, value));
      out.end().element("RequestId", requestId).end();
    }
    headers.set("Content-Type", facts.isS3() ? "application/xml" : "text/xml");
    return new HttpResponse(error.status(), headers.build(), out.bytes());
  }

  private Headers.Builder ids(String requestId) {
    return facts.isS3()
        ? Headers.builder()
            .set("x-amz-request-id", requestId)
            .set("x-amz-id-2", RequestIds.hostId(requestId))
        : Headers.builder().set("x-amzn-RequestId", requestId);
  }
}
