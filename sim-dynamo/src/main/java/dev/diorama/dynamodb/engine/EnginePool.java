package dev.diorama.dynamodb.engine;

import dev.diorama.core.time.Turn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * The engines of one cloud: one for each account and Region, started in the background when first
 * wanted.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class EnginePool implements AutoCloseable {
  private record Place(String account, String region) {}

  private final Supplier<DynamoEngine> starter;
  private final Supplier<Optional<DynamoEngine>> ready;
  private final Map<Place, CompletableFuture<DynamoEngine>> engines = new LinkedHashMap<>();
  private boolean closed;

  /** A pool of DynamoDB Local engines. */
  public static EnginePool local() {
    // A lambda, so that a missing DynamoDB Local fails where a start is tried, not here.
    return new EnginePool(() -> LocalEngine.start());
  }

  /** A pool of whatever {@code starter} starts. */
  public EnginePool(Supplier<DynamoEngine> starter) {
    this(starter, Optional::empty);
  }

  /** As above, but {@code ready} is asked first for one that runs already. */
  EnginePool(Supplier<DynamoEngine> starter, Supplier<Optional<DynamoEngine>> ready) {
    this.starter = starter;
    this.ready = ready;
  }

  /** Starts an engine in the background unless it runs or starts already. */
  public void warmUp(String account, String region) {
    CompletableFuture<DynamoEngine> unused = wanted(new Place(account, region));
  }

  /**
   * The engine of an account and Region; waits for its start with the turn released.
   *
   * @throws dev.diorama.core.wire.AwsException if it cannot be started; a later call tries again
   */
  public DynamoEngine get(Turn turn, String account, String region) {
    Place place = new Place(account, region);
    CompletableFuture<DynamoEngine> engine = wanted(place);
    try {
      return engine.isDone() ? engine.join() : turn.release(engine::join);
    } catch (CompletionException e) {
      forget(place, engine);
      throw EngineFailures.notStarted(e.getCause() == null ? e : e.getCause());
    }
  }

  private synchronized void forget(Place place, CompletableFuture<DynamoEngine> failed) {
    engines.remove(place, failed);
  }

  private synchronized CompletableFuture<DynamoEngine> wanted(Place place) {
    if (closed) {
      throw new IllegalStateException("the cloud is closed");
    }
    return engines.computeIfAbsent(place, this::start);
  }

  private CompletableFuture<DynamoEngine> start(Place place) {
    Optional<DynamoEngine> running = ready.get();
    if (running.isPresent()) {
      return CompletableFuture.completedFuture(running.get());
    }
    CompletableFuture<DynamoEngine> engine = new CompletableFuture<>();
    String name = "diorama-dynamodb-" + place.account + "-" + place.region;
    // The engine's own threads join the group of the thread that starts it: see LocalEngine.
    Thread thread =
        new Thread(
            new ThreadGroup(name),
            () -> {
              try {
                engine.complete(starter.get());
              } catch (RuntimeException | LinkageError e) {
                engine.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return engine;
  }

  /** Stops every engine, waiting for those that are just starting. */
  @Override
  public void close() {
    Map<Place, CompletableFuture<DynamoEngine>> all;
    synchronized (this) {
      closed = true;
      all = new LinkedHashMap<>(engines);
      engines.clear();
    }
    for (CompletableFuture<DynamoEngine> engine : all.values()) {
      // An engine that failed to start has nothing to be stopped, and its failure has been told.
      engine.handle((started, failure) -> started).thenAccept(EnginePool::stop).join();
    }
  }

  private static void stop(@org.jspecify.annotations.Nullable DynamoEngine engine) {
    if (engine != null) {
      engine.close();
    }
  }
}
