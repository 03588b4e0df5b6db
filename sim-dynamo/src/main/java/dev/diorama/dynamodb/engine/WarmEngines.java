package dev.diorama.dynamodb.engine;

import dev.diorama.core.time.Turn;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Engines that outlive the clouds they serve: when a cloud is closed its engines are emptied and
 * kept for the next one, since a start costs seconds and emptying milliseconds.
 *
 * <p>Nothing of an engine but its tables is ever seen (tokens, streams, times and figures are
 * DynamoDB's own in each cloud), so that an empty one is as good as new. One that cannot be emptied
 * is closed. May be used by several threads.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WarmEngines implements AutoCloseable {
  /** So many are kept; those of more Regions or more clouds at once are closed with their cloud. */
  private static final int KEPT = 16;

  private final Supplier<DynamoEngine> starter;
  private final Deque<DynamoEngine> idle = new ArrayDeque<>();
  private boolean closed;

  /** None yet: engines of DynamoDB Local are started as they are wanted. */
  public WarmEngines() {
    // A lambda, so that a missing DynamoDB Local fails where a start is tried, not here.
    this(() -> LocalEngine.start());
  }

  WarmEngines(Supplier<DynamoEngine> starter) {
    this.starter = starter;
  }

  /** Starts one engine and waits for it, so that the first cloud need not. */
  public void startOne() {
    try (EnginePool first = pool()) {
      DynamoEngine unused = first.get(new Turn(), "", "");
    }
  }

  /** The engines of one cloud, taken from here and brought back when it is closed. */
  public EnginePool pool() {
    return new EnginePool(() -> new Lent(starter.get()), this::take);
  }

  private synchronized Optional<DynamoEngine> take() {
    return Optional.ofNullable(idle.pollFirst()).map(Lent::new);
  }

  /** True if it is kept. */
  private synchronized boolean keep(DynamoEngine engine) {
    if (closed || idle.size() >= KEPT) {
      return false;
    }
    idle.addFirst(engine);
    return true;
  }

  /** How many wait to be used. */
  synchronized int idle() {
    return idle.size();
  }

  /** Stops all that wait; those still lent are stopped with their clouds. */
  @Override
  public void close() {
    List<DynamoEngine> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(DynamoEngine::close);
  }

  /** An engine in a cloud's hands. */
  private final class Lent implements DynamoEngine {
    private final DynamoEngine engine;

    Lent(DynamoEngine engine) {
      this.engine = engine;
    }

    @Override
    public <R> R ask(Function<DynamoDbClient, R> question) {
      return engine.ask(question);
    }

    @Override
    public void awaitIndexes(String table) {
      engine.awaitIndexes(table);
    }

    @Override
    public void close() {
      if (!empty() || !keep(engine)) {
        engine.close();
      }
    }

    private void delete(String table) {
      boolean kept =
          Boolean.TRUE.equals(
              engine.ask(
                  client ->
                      client
                          .describeTable(describe -> describe.tableName(table))
                          .table()
                          .deletionProtectionEnabled()));
      if (kept) {
        engine.ask(
            client ->
                client.updateTable(
                    update -> update.tableName(table).deletionProtectionEnabled(false)));
      }
      engine.ask(client -> client.deleteTable(delete -> delete.tableName(table)));
    }

    private boolean empty() {
      try {
        List<String> tables = engine.ask(client -> client.listTables().tableNames());
        while (!tables.isEmpty()) {
          tables.forEach(this::delete);
          tables = engine.ask(client -> client.listTables().tableNames());
        }
        return true;
      } catch (AwsException | IllegalStateException e) {
        return false; // It is closed instead, and the next cloud starts another.
      }
    }
  }
}
