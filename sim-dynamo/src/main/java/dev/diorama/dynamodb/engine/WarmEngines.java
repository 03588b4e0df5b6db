package dev.diorama.dynamodb.engine;

import dev.diorama.core.time.Turn;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * Engines that outlive the clouds they serve: when a cloud is closed its engines are emptied and
 * kept for the next one, since a start costs seconds and emptying milliseconds. One that is still
 * starting then goes on to do so, for the next.
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
  private final Deque<CompletableFuture<DynamoEngine>> idle = new ArrayDeque<>();
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
    return new EnginePool(new Lending());
  }

  /** How many wait to be used. */
  synchronized int idle() {
    return idle.size();
  }

  /** Stops all that wait; those still lent are stopped with their clouds. */
  @Override
  public void close() {
    List<CompletableFuture<DynamoEngine>> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(EngineStart::stop);
  }

  /** What clouds take their engines from. */
  private final class Lending implements EngineSource {
    @Override
    public CompletableFuture<DynamoEngine> take(String name) {
      synchronized (WarmEngines.this) {
        CompletableFuture<DynamoEngine> waiting = idle.pollFirst();
        return waiting == null ? EngineStart.begin(starter, name) : waiting;
      }
    }

    @Override
    public void giveBack(CompletableFuture<DynamoEngine> taken) {
      // One that still starts has not been used: whoever waits for it finds the cloud closed.
      boolean good = !taken.isDone() || empty(taken);
      if (!good || !keep(taken)) {
        EngineStart.stop(taken);
      }
    }
  }

  /** True if it is kept. */
  private synchronized boolean keep(CompletableFuture<DynamoEngine> engine) {
    if (closed || idle.size() >= KEPT) {
      return false;
    }
    if (engine.isDone()) {
      idle.addFirst(engine);
    } else {
      idle.addLast(engine);
    }
    return true;
  }

  /** True if it has no tables any more. */
  private static boolean empty(CompletableFuture<DynamoEngine> started) {
    try {
      DynamoEngine engine = started.join();
      List<String> tables = tables(engine);
      while (!tables.isEmpty()) {
        tables.forEach(table -> delete(engine, table));
        tables = tables(engine);
      }
      return true;
    } catch (AwsException | IllegalStateException | CompletionException e) {
      return false; // It is closed instead, and the next cloud starts another.
    }
  }

  private static List<String> tables(DynamoEngine engine) {
    return engine.ask(client -> client.listTables().tableNames());
  }

  private static void delete(DynamoEngine engine, String table) {
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
}
