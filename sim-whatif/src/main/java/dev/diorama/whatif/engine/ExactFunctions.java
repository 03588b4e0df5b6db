package dev.diorama.whatif.engine;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.lambda.EnvironmentTimes;
import dev.diorama.lambda.FunctionEnvironments;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.RequestStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The design's functions: environments by the live rules, and the calls that handlers make. */
final class ExactFunctions {
  /** One vCPU at that many MB, documented in Lambda's limits; one thread gains nothing beyond. */
  private static final double FULL_CPU_MB = 1_769;

  /** The memory that the latencies of the configuration are given for. */
  private static final double MEASURED_MB = 1_024;

  private final Plan plan;
  private final SimClock clock;
  private final LambdaConfig config;
  private final Services.Retries retries;
  private final ExactTables tables;
  private final ExactCluster[] clusters;
  private final Freshness freshness;
  private final RequestStream stream;
  private final SimRandom jitter;
  private final SimRandom delays;
  private final One[] functions;
  private final int unreserved;

  /** One function. */
  private static final class One {
    final Function function;
    final FunctionEnvironments<EnvironmentTimes> environments;
    final FunctionTally tally;
    final SimRandom latencies;
    final double cpu;
    final boolean hasClient;

    One(Function function, Plan plan, LambdaConfig config, Seeds seeds) {
      this.function = function;
      this.environments = new FunctionEnvironments<>(config);
      this.tally = new FunctionTally(function, plan);
      this.latencies = seeds.stream("lambda/latency/" + function.id());
      this.cpu = MEASURED_MB / Math.min(function.memoryMb(), FULL_CPU_MB);
      this.hasClient = !function.uses().isEmpty();
    }

    boolean isReserved() {
      return function.reservedConcurrency() >= 0;
    }
  }

  ExactFunctions(
      Plan plan,
      SimClock clock,
      Seeds seeds,
      RequestStream stream,
      ExactTables tables,
      ExactCluster[] clusters,
      Freshness freshness) {
    this.plan = plan;
    this.clock = clock;
    this.config = plan.settings().services().lambda();
    this.retries = plan.settings().services().retries();
    this.stream = stream;
    this.tables = tables;
    this.clusters = clusters;
    this.freshness = freshness;
    this.jitter = seeds.stream("lambda/jitter");
    this.delays = seeds.stream("lambda/async");
    this.functions = new One[plan.design().functions().size()];
    int limit = config.accountConcurrency();
    for (int i = 0; i < functions.length; i++) {
      functions[i] = new One(plan.design().functions().get(i), plan, config, seeds);
      limit -= Math.max(0, functions[i].function.reservedConcurrency());
    }
    this.unreserved = limit;
  }

  FunctionTally tally(int function) {
    return functions[function].tally;
  }

  private boolean mayRun(One one, long at) {
    if (one.isReserved()) {
      return one.environments.busy(at) < one.function.reservedConcurrency();
    }
    int busy = 0;
    for (One each : functions) {
      busy += each.isReserved() ? 0 : each.environments.busy(at);
    }
    return busy < unreserved;
  }

  /** An environment that takes an invocation now; null when there can be none. */
  private @Nullable EnvironmentTimes acquire(One one, long at, Trip trip) {
    one.environments.recycle(at, ended -> {});
    EnvironmentTimes found = mayRun(one, at) ? one.environments.idle(at) : null;
    if (found == null && mayRun(one, at) && one.environments.mayStart(at)) {
      found = new EnvironmentTimes(at);
      one.environments.started(found, at);
      trip.spend(Hop.COLD_START, config.init().sample(one.latencies));
      if (one.hasClient) {
        trip.spend(Hop.COLD_START, config.firstClient().sample(one.latencies));
      }
    }
    if (found == null) {
      one.tally.throttled(1);
    } else {
      one.environments.begin(found, at);
      one.tally.busy(one.environments.busy(at), at);
    }
    return found;
  }

  /** The way's function answers the request, or turns it away. */
  void run(Way way, Trip trip) {
    One one = functions[way.function()];
    long at = trip.now;
    EnvironmentTimes environment = acquire(one, at, trip);
    if (environment == null) {
      trip.refuse(Reason.FUNCTION_CONCURRENCY, one.function.id());
      return;
    }
    long start = trip.now;
    long deadline = start + TimeUnit.SECONDS.toNanos(one.function.timeoutSeconds());
    trip.spend(
        Hop.FUNCTION,
        StrictMath.round(
            way.action().work().orElse(config.handler()).sample(one.latencies) * one.cpu));
    if (way.table() >= 0) {
      data(way, trip, deadline);
    }
    boolean timedOut = trip.now > deadline;
    if (timedOut) {
      trip.cap(deadline, Hop.FUNCTION);
      trip.refuse(Reason.FUNCTION_TIMEOUT, one.function.id());
    }
    one.environments.end(environment, trip.now, !timedOut);
    one.tally.ran(trip.now - start, start - at, timedOut, 1);
  }

  /** What the handler asks for, tried again as its client does. */
  private void data(Way way, Trip trip, long deadline) {
    for (int attempt = 1; ; attempt++) {
      DataAnswer answer = ask(way, trip);
      if (answer == DataAnswer.DONE) {
        trip.wrote = way.does().writes();
        freshness.written(way, stream, clock.nanos());
        return;
      }
      if (!retries.again(attempt, answer.source(plan, way), jitter, trip, deadline)) {
        return;
      }
    }
  }

  private DataAnswer ask(Way way, Trip trip) {
    if (way.cluster() >= 0) {
      return clusters[way.cluster()].ask(way, trip);
    }
    if (!tables.ask(way, stream.consistent(), trip)) {
      return DataAnswer.TABLE_THROTTLED;
    }
    boolean list = way.does() == Does.LIST;
    trip.bytes = list ? ExactCluster.clipped(tables.listBytes(way)) : tables.bytes(way);
    trip.asOf = clock.nanos();
    return DataAnswer.DONE;
  }

  /** Invokes a function asynchronously, as soon as Lambda's queue hands it out. */
  void invokeLater(int function, long nanos) {
    One one = functions[function];
    long at = nanos + config.asyncDelay().sample(delays);
    clock.schedule(at - clock.nanos(), "invoke " + one.function.id(), () -> invoke(one, at));
  }

  private void invoke(One one, long at) {
    Trip trip = new Trip();
    trip.begin(at);
    EnvironmentTimes environment = acquire(one, at, trip);
    if (environment == null) {
      // Tried again after a while, as Lambda does for up to six hours: from a second on,
      // documented.
      clock.schedule(
          TimeUnit.SECONDS.toNanos(1),
          "invoke again",
          () -> invoke(one, at + TimeUnit.SECONDS.toNanos(1)));
      return;
    }
    long start = trip.now;
    trip.spend(Hop.FUNCTION, StrictMath.round(config.handler().sample(one.latencies) * one.cpu));
    one.environments.end(environment, trip.now, true);
    one.tally.ran(trip.now - start, start - at, false, 1);
  }
}
