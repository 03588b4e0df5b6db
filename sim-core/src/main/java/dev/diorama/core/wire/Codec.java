package dev.diorama.core.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * One wire protocol, for one service; see the methods of the same names in {@link ServiceModel}.
 */
interface Codec {
  Optional<OperationModel> resolve(Addressed addressed);

  String askedFor(Addressed addressed);

  AwsRequest decode(OperationModel operation, Addressed addressed);

  HttpResponse encode(
      OperationModel operation,
      SdkResponse response,
      byte[] streamed,
      String rootElement,
      String requestId);

  HttpResponse encodeError(
      @Nullable OperationModel operation,
      AwsException error,
      HttpRequest request,
      String requestId);
}
