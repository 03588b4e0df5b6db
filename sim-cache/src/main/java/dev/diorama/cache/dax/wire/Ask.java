package dev.diorama.cache.dax.wire;

import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * A request as it is put to the cluster, and how its answer is written.
 *
 * @param answer writes the body of the reply
 * @param schemas of the tables of a transaction's actions, in turn; otherwise empty
 */
record Ask(AwsRequest request, Function<SdkResponse, CborWriter> answer, List<KeySchema> schemas) {
  Ask {
    schemas = List.copyOf(schemas);
  }

  Ask(AwsRequest request, Function<SdkResponse, CborWriter> answer) {
    this(request, answer, List.of());
  }
}
