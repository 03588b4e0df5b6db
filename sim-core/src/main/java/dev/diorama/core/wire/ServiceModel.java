package dev.diorama.core.wire;

import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Every operation of one AWS service as the SDK models it, and the codec between wire and types.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ServiceModel {
  private static final byte[] NOTHING = {};

  private final Protocol protocol;
  private final Catalogue catalogue;
  private @Nullable Codec codec;
  private @Nullable String targetPrefix;

  private ServiceModel(Class<?> client, Protocol protocol) {
    this.protocol = protocol;
    this.catalogue = new Catalogue(client);
  }

  private synchronized Codec codec() {
    Codec made = codec;
    if (made == null) {
      ServiceFacts facts = new ServiceFacts(catalogue);
      Shapes shapes = new Shapes(RequiredMembers.of(catalogue.service()));
      made =
          switch (protocol) {
            case JSON_1_0 -> new JsonRpcCodec(catalogue, facts, shapes, "1.0");
            case JSON_1_1 -> new JsonRpcCodec(catalogue, facts, shapes, "1.1");
            case QUERY -> new QueryCodec(catalogue, facts, shapes);
            case REST_JSON -> new RestJsonCodec(catalogue, facts, shapes);
            case REST_XML -> new RestXmlCodec(catalogue, facts, shapes);
          };
      codec = made;
    }
    return made;
  }

  /**
   * The model behind an SDK client interface such as {@code SqsClient}. Operations are read when
   * they are first asked for.
   */
  public static ServiceModel of(Class<?> client, Protocol protocol) {
    return new ServiceModel(client, protocol);
  }

  /** The protocol it is spoken in. */
  public Protocol protocol() {
    return protocol;
  }

  /** True when {@code prefix} is what stands before the dot in this service's X-Amz-Target. */
  public synchronized boolean hasTarget(String prefix) {
    String known = targetPrefix;
    if (known == null) {
      String target = catalogue.any().map(any -> any.info().operationIdentifier()).orElse("");
      known = target.substring(0, Math.max(0, target.lastIndexOf('.')));
      targetPrefix = known;
    }
    return !known.isEmpty() && known.equals(prefix);
  }

  /** True when this is a Query service that has an action of that name. */
  public boolean hasAction(String action) {
    return protocol == Protocol.QUERY && catalogue.byWireName(action).isPresent();
  }

  /**
   * The operation asked for, among all that AWS has; empty when there is none.
   *
   * @throws AwsException if the request is not one of this protocol at all
   */
  public Optional<OperationModel> resolve(Addressed addressed) {
    return codec().resolve(addressed);
  }

  /** The name of what was asked for, for a refusal. */
  public String askedFor(Addressed addressed) {
    return codec().askedFor(addressed);
  }

  /**
   * The typed request.
   *
   * @throws AwsException if the request does not say what the model wants, or not all of it
   */
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    return codec().decode(operation, addressed);
  }

  /**
   * The body of an operation that streams its input, without the coding it came in; empty for every
   * other operation.
   *
   * @throws AwsException if the coding is not as {@link AwsChunked} says, or a trailing checksum is
   *     not the data's
   */
  public byte[] streamedBody(OperationModel operation, Addressed addressed) {
    if (!operation.info().hasStreamingInput()) {
      return NOTHING;
    }
    HttpRequest request = addressed.request();
    return AwsChunked.isChunked(request) ? AwsChunked.of(request).checkedData() : request.body();
  }

  /**
   * The response on the wire. A status that the response carries as its {@code sdkHttpResponse}
   * wins over the operation's usual one.
   *
   * @param streamed the body of an operation that streams its output; otherwise ignored
   * @param rootElement name of the XML element around the body; empty for the usual one
   */
  public HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    return codec().encode(operation, response, streamed, rootElement, requestId);
  }

  /** An error on the wire; the operation is null when it was not found out. */
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    return codec().encodeError(operation, error, request, requestId);
  }
}
