package dev.diorama.dynamodb.engine;

import dev.diorama.core.time.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Engines that are stopped with their cloud. */
  private record Own(Supplier<DynamoEngine> starter) implements EngineSource {
    @Override
    public CompletableFuture<DynamoEngine> take(String name) {
      return EngineStart.begin(starter, name);
    }

    @Override
    public void giveBack(CompletableFuture<DynamoEngine> taken) {
      EngineStart.stop(taken);
    }
  }

  private final EngineSource source;
  private final Map<Place, CompletableFuture<DynamoEngine>> engines = new LinkedHashMap<>();
  private boolean closed;

  /** A pool of DynamoDB Local engines. */
  public static EnginePool local() {
    // A lambda, so that a missing DynamoDB Local fails where a start is tried, not here.
    return new EnginePool(() -> LocalEngine.start());
  }

  /** A pool of whatever {@code starter} starts. */
  public EnginePool(Supplier<DynamoEngine> starter) {
    this(new Own(starter));
  }

  EnginePool(EngineSource source) {
    this.source = source;
  }

  /** Starts an engine in the background unless it runs or starts already. */
  public void warmUp(String account, String region) {
    CompletableFuture<DynamoEngine> unused = wanted(new Place(account, region));
  }

  /**
   * The engine of an account and Region; waits for its start with the turn released.
   *
   * @throws dev.diorama.core.wire.AwsException if it cannot be started; a later call tries again
   * @throws IllegalStateException if the cloud is closed, be it meanwhile
   */
  public DynamoEngine get(Turn turn, String account, String region) {
    Place place = new Place(account, region);
    CompletableFuture<DynamoEngine> engine = wanted(place);
    try {
      DynamoEngine started = engine.isDone() ? engine.join() : turn.release(engine::join);
      synchronized (this) {
        checkOpen(); // What was given back meanwhile may serve another cloud by now.
      }
      return started;
    } catch (CompletionException e) {
      forget(place, engine);
      throw EngineFailures.notStarted(e.getCause() == null ? e : e.getCause());
    }
  }

  private synchronized void forget(Place place, CompletableFuture<DynamoEngine> failed) {
    engines.remove(place, failed);
  }

  private synchronized CompletableFuture<DynamoEngine> wanted(Place place) {
    checkOpen();
    return engines.computeIfAbsent(
        place, p -> source.take("diorama-dynamodb-" + p.account + "-" + p.region));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the cloud is closed");
    }
  }

  /** Stops every engine, or gives it back to where it came from. */
  @Override
  public void close() {
    List<CompletableFuture<DynamoEngine>> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(engines.values());
      engines.clear();
    }
    all.forEach(source::giveBack);
  }
}
