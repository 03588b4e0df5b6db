package dev.diorama.dynamodb.engine;

import java.util.function.Function;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A DynamoDB of one account in one Region, without ARNs, dates, tags, signatures or metering.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface DynamoEngine extends AutoCloseable {
  /**
   * Puts one question to the engine and waits for the answer.
   *
   * @throws dev.diorama.core.wire.AwsException for whatever the engine refuses, in AWS's words as
   *     far as the engine knows them
   */
  <R> R ask(Function<DynamoDbClient, R> question);

  /** Waits until no index of the table is being built or taken down. */
  void awaitIndexes(String table);

  /** Stops the engine and forgets its items; no thread of it is left when this returns. */
  @Override
  void close();
}
