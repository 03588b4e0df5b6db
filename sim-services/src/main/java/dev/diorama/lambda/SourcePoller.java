package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.Doorbells;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.Lineage;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.SourceModel.Mapping;
import dev.diorama.lambda.source.EventPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Reads one event source in the name of the function's role, for as long as there is something to
 * be had; then it is quiet until the source's doorbell rings.
 *
 * <p>AWS's pollers never stop asking. A poll that finds nothing shows nowhere but on the bill, so
 * it is left out, and a clock on which nothing else happens comes to rest.
 */
abstract class SourcePoller {
  /**
   * A poll that is refused is repeated, at first after a second and at last every minute: assumed.
   * Given up after a day, in which a stream's records expire; the next ring begins anew.
   */
  private static final Duration LEAST_BACKOFF = Duration.ofSeconds(1);

  private static final Duration MOST_BACKOFF = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofDays(1);

  final Cloud cloud;
  final LambdaStore store;
  final FunctionRunner runner;
  final Mapping mapping;
  private Doorbells.@Nullable Listening listening;
  private @Nullable RoleSession session;
  private String sessionRole = "";
  private boolean scheduled;
  private Lineage rung = Lineage.NONE;
  private int failures;
  private long failingSinceNanos;

  SourcePoller(Cloud cloud, LambdaStore store, FunctionRunner runner, Mapping mapping) {
    this.cloud = cloud;
    this.store = store;
    this.runner = runner;
    this.mapping = mapping;
  }

  /** Begins or goes on reading. */
  final void start() {
    if (listening == null) {
      listening = cloud.doorbells().listen(mapping.sourceArn, this::ring);
      resumed();
      pollIn(0);
    }
  }

  /** Stops reading; what was read and not yet handled is kept until reading goes on. */
  final void stop() {
    if (listening != null) {
      listening.stop();
      listening = null;
    }
  }

  final boolean running() {
    return listening != null;
  }

  /**
   * A poll follows from what rang. Documented: Lambda knows chains of invocations by way of SQS,
   * SNS and S3, and not by way of DynamoDB.
   */
  private void ring() {
    Lineage led = mapping.kind.isQueue() ? cloud.turn().lineage() : Lineage.NONE;
    rung = rung.and(led);
    long wait = wakeNanos();
    cloud
        .turn()
        .following(
            led,
            () -> {
              pollIn(wait);
              return true;
            });
  }

  /**
   * What led to whatever is found now: all rings since the source was last found empty. AWS knows
   * it of each message; here messages that are in the queue together share it.
   */
  final Lineage led() {
    return rung.and(cloud.turn().lineage());
  }

  /** The source was found empty: what rang before has nothing to do with what comes. */
  final void foundEmpty() {
    rung = Lineage.NONE;
  }

  /** From a ring to the poll. */
  abstract long wakeNanos();

  /** Work that was left lying when reading stopped may go on. */
  abstract void resumed();

  /** Asks the source once, as the function's role; what is found is worked off later. */
  abstract void poll(Call call, Principal role);

  /** Begins working off what the poll has found, after what the poll itself took. */
  abstract void polled(long tookNanos);

  final void pollIn(long delayNanos) {
    if (scheduled || !running()) {
      return; // One poll that is still to come sees whatever is there by then.
    }
    scheduled = true;
    cloud.clock().schedule(delayNanos, label("poll"), this::poll);
  }

  private void poll() {
    scheduled = false;
    if (!running()) {
      return;
    }
    long[] took = new long[1];
    try {
      cloud
          .router()
          .internal(
              "lambda",
              "PollEventSource",
              Principal.service("lambda.amazonaws.com", mapping.account, mapping.arn()),
              mapping.region,
              call -> {
                call.on(mapping.sourceArn);
                try {
                  poll(call, role(call));
                } finally {
                  took[0] = call.elapsedNanos();
                }
                return true;
              });
      failures = 0;
      polled(took[0]);
    } catch (AwsException e) {
      refused(e, took[0]);
    }
  }

  private void refused(AwsException e, long tookNanos) {
    mapping.lastResult = "PROBLEM: " + e.code() + ": " + e.message();
    if (failures == 0) {
      failingSinceNanos = cloud.clock().nanos();
    }
    boolean gone = e.status() == 404 || e.code().contains("NonExistentQueue");
    if (!gone && cloud.clock().nanos() - failingSinceNanos < PATIENCE.toNanos()) {
      failures++;
      pollIn(tookNanos + backoffNanos(failures));
    } else {
      failures = 0;
    }
    polled(tookNanos);
  }

  /** Exponential, from one second to one minute: documented as exponential, figures assumed. */
  static long backoffNanos(int failures) {
    Duration wait = LEAST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
    return (wait.compareTo(MOST_BACKOFF) > 0 ? MOST_BACKOFF : wait).toNanos();
  }

  final String label(String what) {
    return "lambda " + what + " " + mapping.sourceArn + " for " + mapping.function.name();
  }

  final Optional<Function> function() {
    return store.find(mapping.function);
  }

  /** The function's role as it is now. */
  final Principal role(Call call) {
    Function function = store.get(mapping.function);
    RoleSession current = session;
    if (current == null || !sessionRole.equals(function.settings.role())) {
      sessionRole = function.settings.role();
      current = new RoleSession(cloud, call, function);
      session = current;
    }
    Credentials credentials = current.current();
    return call.resolve(credentials.accessKeyId(), credentials.sessionToken());
  }

  /** Work in the name of the function's role, in a span of its own; says how long it took. */
  final long asRole(String operation, java.util.function.BiConsumer<Call, Principal> work) {
    long[] took = new long[1];
    Consumer<Call> timed =
        call -> {
          call.on(mapping.sourceArn);
          try {
            work.accept(call, role(call));
          } finally {
            took[0] = call.elapsedNanos();
          }
        };
    try {
      cloud
          .router()
          .internal(
              "lambda",
              operation,
              Principal.service("lambda.amazonaws.com", mapping.account, mapping.arn()),
              mapping.region,
              call -> {
                timed.accept(call);
                return true;
              });
    } catch (AwsException e) {
      mapping.lastResult = "PROBLEM: " + e.code() + ": " + e.message();
    }
    return took[0];
  }

  final boolean wanted(Json event) {
    List<EventPattern> patterns = mapping.settings.patterns();
    return patterns.isEmpty() || patterns.stream().anyMatch(each -> each.matches(event));
  }

  /** Counts for the function and, as CloudWatch shows errors of a mapping, by its name. */
  final void count(String metric, double value) {
    runner.count(metric, value, mapping.function);
  }
}
