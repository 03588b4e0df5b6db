package dev.diorama.scenarios.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/**
 * The way to a table.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Database {
  private Database() {}

  /**
   * DynamoDB itself, or a DAX cluster in front of it.
   *
   * @param daxEndpoint the cluster's discovery endpoint, {@code dax://...} or {@code daxs://...};
   *     an {@code https://...} one speaks DynamoDB's API; none means DynamoDB
   */
  public static DynamoDbClient connect(@Nullable String daxEndpoint) {
    if (daxEndpoint == null || daxEndpoint.isEmpty()) {
      return DynamoDbClient.create();
    }
    if (daxEndpoint.startsWith("dax")) {
      try {
        return ClusterDaxClient.builder()
            .overrideConfiguration(Configuration.builder().url(daxEndpoint).build())
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException("the DAX cluster at " + daxEndpoint + " is not reached", e);
      }
    }
    return DynamoDbClient.builder().endpointOverride(URI.create(daxEndpoint)).build();
  }
}
