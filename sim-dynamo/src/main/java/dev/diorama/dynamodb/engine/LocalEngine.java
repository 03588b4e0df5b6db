package dev.diorama.dynamodb.engine;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import java.util.function.Function;
import org.apiguardian.api.API;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * DynamoDB Local 2.6.1, embedded, in memory, without telemetry.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class LocalEngine implements DynamoEngine {
  /** Building an index on an idle engine takes 0.1 s and dropping one 1 s, observed. */
  private static final int INDEX_POLLS = 3_000;

  private static final int POLL_MILLIS = 10;

  /** How long a thread of the engine may take to end; observed: milliseconds. */
  private static final long THREAD_END_MILLIS = 10_000;

  private final AmazonDynamoDBLocal local;
  private final DynamoDbClient client;
  private final ThreadGroup threads;

  private LocalEngine(AmazonDynamoDBLocal local, ThreadGroup threads) {
    this.local = local;
    this.client = new EngineClient(local);
    this.threads = threads;
  }

  /**
   * Starts an engine. To be called on a thread in a group of its own: the engine's threads join
   * that group, and by it they are found again when the engine is closed.
   */
  static DynamoEngine start() {
    // True is for "no telemetry"; without it the engine reports its use to AWS.
    AmazonDynamoDBLocal local = DynamoDBEmbedded.create(true);
    return new LocalEngine(local, Thread.currentThread().getThreadGroup());
  }

  @Override
  public <R> R ask(Function<DynamoDbClient, R> question) {
    try {
      return question.apply(client);
    } catch (AwsServiceException e) {
      throw EngineFailures.of(e);
    } catch (AmazonServiceException e) {
      throw EngineFailures.of(e);
    } catch (LocalDBAccessException e) {
      throw EngineFailures.internal(String.valueOf(e.getMessage()));
    } catch (UnsupportedOperationException e) {
      throw EngineFailures.unsupported();
    } catch (SdkException e) {
      throw EngineFailures.internal(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void awaitIndexes(String table) {
    for (int i = 0; i < INDEX_POLLS; i++) {
      if (indexesSettled(table)) {
        return;
      }
      pause();
    }
    throw EngineFailures.internal("an index of " + table + " did not become active");
  }

  private boolean indexesSettled(String table) {
    TableDescription now;
    try {
      now = client.describeTable(r -> r.tableName(table)).table();
    } catch (LocalDBAccessException e) {
      // The engine counts an index's entries before it has made the index's column: look again.
      return false;
    }
    return "ACTIVE".equals(now.tableStatusAsString())
        && now.globalSecondaryIndexes().stream()
            .allMatch(index -> "ACTIVE".equals(index.indexStatusAsString()));
  }

  /** The engine builds indexes on threads and time of its own. */
  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EngineFailures.internal("interrupted while an index was being built");
    }
  }

  @Override
  public void close() {
    Thread[] running = new Thread[threads.activeCount() + 16];
    int count = threads.enumerate(running);
    // Not shutdown(), which leaves threads behind.
    local.shutdownNow();
    for (int i = 0; i < count; i++) {
      if (running[i] != Thread.currentThread()) {
        join(running[i]);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(THREAD_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
