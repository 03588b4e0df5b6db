package dev.diorama.core.cloud;

import dev.diorama.core.event.Doorbells;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.fault.Faults;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.router.Router;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.time.WallClock;
import dev.diorama.core.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * What the services of one isolated cloud share.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Cloud implements AutoCloseable {
  private final CloudConfig config;
  private final Turn turn = new Turn();
  private final SimClock clock;
  private final Seeds seeds;
  private final Trace trace;
  private final Metrics metrics;
  private final EventBus events;
  private final Doorbells doorbells = new Doorbells();
  private final Outbox outbox = new Outbox();
  private final PublicUrls urls = new PublicUrls();
  private final Router router;
  private final List<Runnable> closers = new ArrayList<>();

  private Cloud(CloudConfig config, Function<Turn, SimClock> clock) {
    this.config = config;
    this.clock = clock.apply(turn);
    this.seeds = new Seeds(config.seed());
    this.trace = new Trace(config.traceLimit());
    this.metrics = new Metrics(this.clock);
    this.router =
        new Router(this.clock, turn, seeds, trace, metrics, config.account(), config.region());
    this.events = new EventBus(this.clock, seeds, router.faults());
  }

  /** A cloud whose time moves only when told. */
  public static Cloud virtual(CloudConfig config) {
    return new Cloud(config, turn -> new VirtualClock(config.start(), turn));
  }

  /** A cloud that follows the machine's clock, for serving. */
  public static Cloud wall(CloudConfig config) {
    return new Cloud(config, WallClock::system);
  }

  /** What it was made with. */
  public CloudConfig config() {
    return config;
  }

  /** The clock. */
  public SimClock clock() {
    return clock;
  }

  /** The lock on all simulated state. */
  public Turn turn() {
    return turn;
  }

  /** The seed's streams. */
  public Seeds seeds() {
    return seeds;
  }

  /** What happened. */
  public Trace trace() {
    return trace;
  }

  /** What was counted. */
  public Metrics metrics() {
    return metrics;
  }

  /** Asynchronous delivery. */
  public EventBus events() {
    return events;
  }

  /** Who is told that a queue or a stream has something new. */
  public Doorbells doorbells() {
    return doorbells;
  }

  /** What goes wrong on purpose. */
  public Faults faults() {
    return router.faults();
  }

  /** Mails and codes. */
  public Outbox outbox() {
    return outbox;
  }

  /** How AWS addresses are reached from outside. */
  public PublicUrls urls() {
    return urls;
  }

  /** The way in. */
  public Router router() {
    return router;
  }

  /** Lets {@code closer} run when the cloud is closed; the last added runs first. */
  public void onClose(Runnable closer) {
    closers.add(closer);
  }

  @Override
  public void close() {
    clock.close();
    for (int i = closers.size() - 1; i >= 0; i--) {
      closers.get(i).run();
    }
    closers.clear();
  }
}
