package dev.diorama.core.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Every operation of one AWS service as the SDK models it, and the codec between wire and types.
 * Several clouds may use it at a time.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ServiceModel {
  private static final byte[] NOTHING = {};

  /** What a compressed body may unpack to, bytes; above every service's own limit. */
  private static final int LONGEST_UNPACKED = 16 << 20;

  /**
   * What has been read of each client, for every cloud of this JVM: it says what stands in the
   * SDK's classes and nothing of a cloud, and reading it again would be most of what a further
   * cloud costs.
   */
  private static final ClassValue<Map<List<Protocol>, ServiceModel>> READ =
      new ClassValue<>() {
        @Override
        protected Map<List<Protocol>, ServiceModel> computeValue(Class<?> client) {
          return new ConcurrentHashMap<>();
        }
      };

  private final List<Protocol> protocols;
  private final Catalogue catalogue;
  private final Map<Protocol, Codec> codecs = new EnumMap<>(Protocol.class);
  private @Nullable Shapes shapes;
  private @Nullable String targetPrefix;

  private ServiceModel(Class<?> client, List<Protocol> protocols) {
    this.protocols = protocols;
    this.catalogue = new Catalogue(client);
  }

  private synchronized Codec codec(Protocol protocol) {
    Codec made = codecs.get(protocol);
    if (made == null) {
      Shapes all = shapes == null ? new Shapes(RequiredMembers.of(catalogue.service())) : shapes;
      shapes = all;
      made = codec(protocol, new ServiceFacts(catalogue), all);
      codecs.put(protocol, made);
    }
    return made;
  }

  private Codec codec(Protocol protocol, ServiceFacts facts, Shapes all) {
    return switch (protocol) {
      case JSON_1_0 -> new JsonRpcCodec(catalogue, facts, all, "1.0");
      case JSON_1_1 -> new JsonRpcCodec(catalogue, facts, all, "1.1");
      case QUERY -> new QueryCodec(catalogue, facts, all);
      case REST_JSON -> new RestJsonCodec(catalogue, facts, all);
      case REST_XML -> new RestXmlCodec(catalogue, facts, all);
      case RPC_V2_CBOR -> new CborCodec(catalogue, facts, all);
    };
  }

  private Codec codec(HttpRequest request) {
    return codec(spoken(request));
  }

  /**
   * The model behind an SDK client interface such as {@code SqsClient}. Operations are read when
   * they are first asked for.
   *
   * @param protocols what it is spoken in; the first where a request does not tell
   */
  public static ServiceModel of(Class<?> client, Protocol... protocols) {
    if (protocols.length == 0) {
      throw new IllegalArgumentException("a service speaks some protocol");
    }
    return READ.get(client)
        .computeIfAbsent(List.of(protocols), spoken -> new ServiceModel(client, spoken));
  }

  /** True for a class of this service's model, such as a request's. */
  public boolean isOf(Class<?> type) {
    return catalogue.hasModelClass(type);
  }

  /** The protocol that a request is in, of those that the service speaks. */
  public Protocol spoken(HttpRequest request) {
    if (protocols.size() == 1) {
      return protocols.get(0);
    }
    if (request.header(CborCodec.MARK).isPresent() && protocols.contains(Protocol.RPC_V2_CBOR)) {
      return Protocol.RPC_V2_CBOR;
    }
    boolean targeted = request.header("X-Amz-Target").isPresent();
    for (Protocol each : protocols) {
      if (targeted == (each == Protocol.JSON_1_0 || each == Protocol.JSON_1_1)) {
        return each;
      }
    }
    return protocols.get(0);
  }

  /** The protocol of requests that come by no wire. */
  public Protocol protocol() {
    return protocols.get(0);
  }

  /** True when {@code prefix} is what stands before the dot in this service's X-Amz-Target. */
  public synchronized boolean hasTarget(String prefix) {
    String known = targetPrefix;
    if (known == null) {
      ServiceFacts facts = new ServiceFacts(catalogue);
      String target = catalogue.any().map(facts::target).orElse("");
      known = target.substring(0, Math.max(0, target.lastIndexOf('.')));
      targetPrefix = known;
    }
    return !known.isEmpty() && known.equals(prefix);
  }

  /** True when this is a Query service that has an action of that name. */
  public boolean hasAction(String action) {
    return protocols.contains(Protocol.QUERY) && catalogue.byWireName(action).isPresent();
  }

  /**
   * The operation asked for, among all that AWS has; empty when there is none.
   *
   * @throws AwsException if the request is not one of this protocol at all
   */
  public Optional<OperationModel> resolve(Addressed addressed) {
    return codec(addressed.request()).resolve(unpacked(addressed));
  }

  /** The name of what was asked for, for a refusal. */
  public String askedFor(Addressed addressed) {
    return codec(addressed.request()).askedFor(unpacked(addressed));
  }

  /**
   * The typed request.
   *
   * @throws AwsException if the request does not say what the model wants, or not all of it
   */
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    return codec(addressed.request()).decode(operation, unpacked(addressed));
  }

  /**
   * SDKs compress what is long for some operations (CloudWatch's PutMetricData), whatever the
   * protocol, except in REST, where a coding is the object's own business.
   */
  private Addressed unpacked(Addressed addressed) {
    HttpRequest request = addressed.request();
    boolean packed =
        request.header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent();
    if (!packed || spoken(request).rest()) {
      return addressed;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
      byte[] plain = in.readNBytes(LONGEST_UNPACKED + 1);
      if (plain.length > LONGEST_UNPACKED) {
        throw Refusal.of("RequestEntityTooLargeException", 413, "Request is too large");
      }
      return new Addressed(
          request.withBody(request.headers(), plain), addressed.labels(), addressed.facts());
    } catch (IOException e) {
      throw Refusal.serialization("");
    }
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
   * @param request what it answers, whose protocol is the answer's
   * @param rootElement name of the XML element around the body; empty for the usual one
   */
  public HttpResponse encode(
      HttpRequest request,
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    return codec(request).encode(operation, response, streamed, rootElement, requestId);
  }

  /** An error on the wire; the operation is null when it was not found out. */
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    return codec(request).encodeError(operation, error, request, requestId);
  }
}
