package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.sandbox.FunctionCode;
import dev.diorama.lambda.sandbox.HandlerBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The execution environments of every function, by the rules of {@link FunctionEnvironments}: an
 * environment for each invocation, unless a limit says no.
 */
final class EnvironmentPool {
  /**
   * What must be left to functions without reserved concurrency, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  static final int LEAST_UNRESERVED = 100;

  /** How long the end of a cloud waits for a thread of a function that was told to end. */
  private static final Duration LONGEST_END = Duration.ofSeconds(2);

  /** How soon at the earliest idle environments are looked for again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Cloud cloud;
  private final LambdaConfig config;
  private final LambdaStore store;
  private final Map<String, Pool> pools = new LinkedHashMap<>();

  /** The environments of one function. */
  private static final class Pool {
    final FunctionEnvironments<Environment> environments;
    int numbers;
    boolean watched;

    Pool(LambdaConfig config) {
      this.environments = new FunctionEnvironments<>(config);
    }
  }

  EnvironmentPool(Cloud cloud, LambdaConfig config, LambdaStore store) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
  }

  /**
   * An environment for an invocation that arrives now, as the call sees it; marked as running.
   *
   * @throws AwsException TooManyRequestsException, or AccessDeniedException when the function's
   *     role cannot be assumed
   */
  Environment acquire(Call call, Function function) {
    long at = call.nowNanos();
    Pool pool = pools.computeIfAbsent(function.arn(), arn -> new Pool(config));
    recycle(pool, at);
    checkConcurrency(function, pool, at);
    Environment found = pool.environments.idle(at);
    if (found == null) {
      found = start(call, function, pool, at);
    }
    pool.environments.begin(found, at);
    return found;
  }

  /** Takes an environment back whose invocation has ended now, as the call sees it. */
  void release(Call call, Environment environment, boolean reusable) {
    Pool pool = pools.computeIfAbsent(environment.function.arn(), arn -> new Pool(config));
    pool.environments.end(environment, call.nowNanos(), reusable);
    if (environment.gone) {
      environment.threads().end();
    }
    watch(environment.function, pool);
  }

  /** Lets no environment of the function serve again: it has changed, or is no more. */
  void retire(Function function) {
    Pool pool = pools.get(function.arn());
    if (pool != null) {
      pool.environments.retire();
      for (Environment environment : pool.environments.all()) {
        if (!environment.running) {
          environment.threads().end();
        }
      }
    }
  }

  /**
   * Looks for idle environments from time to time while one of them has threads of its own. One
   * that has none costs nothing, and it is enough to look when the function is next invoked.
   */
  private void watch(Function function, Pool pool) {
    long now = cloud.clock().nanos();
    OptionalLong next =
        pool.environments.all().stream()
            .filter(environment -> environment.threads().anyLive())
            .mapToLong(environment -> environment.busyUntilNanos + config.idle().toNanos() - now)
            .min();
    if (!pool.watched && next.isPresent()) {
      pool.watched = true;
      cloud
          .clock()
          .scheduleBackground(
              Math.max(LOOK_AGAIN.toNanos(), next.getAsLong()),
              "idle environments of " + function.ref.name(),
              () -> {
                pool.watched = false;
                recycle(pool, cloud.clock().nanos());
                watch(function, pool);
              });
    }
  }

  /** Ends every environment, and waits a little for the threads of their own. */
  void close() {
    List<Environment> all =
        cloud
            .turn()
            .hold(
                () -> {
                  List<Environment> every = new ArrayList<>();
                  pools.values().forEach(pool -> every.addAll(pool.environments.all()));
                  every.forEach(environment -> environment.gone = true);
                  return every;
                });
    all.forEach(environment -> environment.threads().end());
    try {
      for (Environment environment : all) {
        environment.threads().awaitEnd(LONGEST_END.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many environments of the account and Region are busy at that time. */
  int busy(String account, String region, long at) {
    int busy = 0;
    for (Function function : store.list(account, region)) {
      busy += busy(pools.get(function.arn()), at);
    }
    return busy;
  }

  /** How many environments of the function are busy at that time. */
  int busy(Function function, long at) {
    return busy(pools.get(function.arn()), at);
  }

  private static int busy(@Nullable Pool pool, long at) {
    return pool == null ? 0 : pool.environments.busy(at);
  }

  private static void recycle(Pool pool, long at) {
    pool.environments.recycle(at, environment -> environment.threads().end());
  }

  private void checkConcurrency(Function function, Pool pool, long at) {
    OptionalInt reserved = function.reserved;
    if (reserved.isPresent()) {
      if (busy(pool, at) >= reserved.getAsInt()) {
        throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
      }
      return;
    }
    int unreservedLimit = config.accountConcurrency();
    int busyUnreserved = 0;
    for (Function other : store.list(function.ref.account(), function.ref.region())) {
      unreservedLimit -= other.reserved.orElse(0);
      busyUnreserved += other.reserved.isPresent() ? 0 : busy(other, at);
    }
    if (busyUnreserved >= unreservedLimit) {
      throw throttled("ConcurrentInvocationLimitExceeded");
    }
  }

  private Environment start(Call call, Function function, Pool pool, long at) {
    if (!pool.environments.mayStart(at)) {
      throw throttled("ConcurrentInvocationLimitExceeded");
    }
    FunctionLog log =
        store.log(function.ref.account(), function.ref.region(), function.settings.logGroup());
    Environment started;
    try {
      started = new Environment(cloud, config, function, code(function), log, ++pool.numbers, call);
    } catch (AwsException e) {
      throw LambdaError.ACCESS_DENIED.with(
          "The role defined for the function cannot be assumed by Lambda.");
    }
    pool.environments.started(started, at);
    return started;
  }

  /** The package when it holds the handler's class, else the part of the class path that does. */
  private FunctionCode code(Function function) {
    FunctionCode loaded = function.loaded;
    if (loaded == null) {
      String handlerClass = HandlerBinder.className(function.settings.handler());
      int newest = JavaRuntime.of(function.settings.runtime()).classFileVersion();
      loaded =
          function
              .code
              .uploaded()
              .filter(uploaded -> uploaded.holds(handlerClass))
              .or(() -> FunctionCode.ofClassPath(config.classPath(), handlerClass, newest))
              .or(() -> function.code.uploaded())
              .orElseGet(() -> FunctionCode.none(config.classPath()));
      function.loaded = loaded;
    }
    return loaded;
  }

  /** Words and reasons documented: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  private static AwsException throttled(String reason) {
    return LambdaError.TOO_MANY_REQUESTS
        .with("Rate Exceeded.")
        .withField("Reason", Json.of(reason));
  }
}
