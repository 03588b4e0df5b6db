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
@SuppressWarnings("DoNotCallSuggester")
public final class ServiceModel {
  private final Protocol protocol;

  private ServiceModel(Protocol protocol) {
    this.protocol = protocol;
  }

  /** The model behind an SDK client interface such as {@code SqsClient}. */
  public static ServiceModel of(Class<?> client, Protocol protocol) {
    return new ServiceModel(protocol);
  }

  /** The protocol it is spoken in. */
  public Protocol protocol() {
    return protocol;
  }

  /** True when {@code prefix} is what stands before the dot in this service's X-Amz-Target. */
  public boolean hasTarget(String prefix) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** True when this is a Query service that has an action of that name. */
  public boolean hasAction(String action) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** The operation asked for, among all that AWS has; empty when there is none. */
  public Optional<OperationModel> resolve(Addressed addressed) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** The name of what was asked for, for a refusal. */
  public String askedFor(Addressed addressed) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** The typed request. */
  public AwsRequest decode(OperationModel operation, Addressed addressed) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** The body of an operation that streams its input; empty for every other. */
  public byte[] streamedBody(OperationModel operation, Addressed addressed) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** The response on the wire. */
  public HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId) {
    throw new IllegalStateException("written by the codec's author");
  }

  /** An error on the wire; the operation is null when it was not found out. */
  public HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId) {
    throw new IllegalStateException("written by the codec's author");
  }
}
