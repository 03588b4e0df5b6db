package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.LambdaModel.Settings;
import dev.diorama.lambda.sandbox.Failures;
import dev.diorama.lambda.sandbox.FunctionCode;
import dev.diorama.lambda.sandbox.FunctionLoader;
import dev.diorama.lambda.sandbox.Handler;
import dev.diorama.lambda.sandbox.HandlerBinder;
import dev.diorama.lambda.sandbox.HandlerFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One execution environment: the function's classes, its handler, and when it is busy.
 *
 * <p>{@link #serve} runs the function's code and therefore does not hold the turn; all else is
 * touched while holding it. The pool lets one invocation into an environment at a time.
 */
final class Environment extends EnvironmentTimes {
  /**
   * How long initialising may take before it is begun anew under the function's own timeout,
   * documented: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  private static final Duration INIT_LIMIT = Duration.ofSeconds(10);

  /**
   * Largest answer of a synchronous invocation; 6 MB documented, the exact figure observed in the
   * error's own words: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  static final int ANSWER_LIMIT = 6_291_556;

  /** One vCPU at that many MB, documented on the same page; one thread gains nothing beyond. */
  private static final double FULL_CPU_MB = 1_769;

  /** The memory that the latencies of the configuration are given for. */
  private static final double MEASURED_MB = 1_024;

  private static final DateTimeFormatter STREAM_DATE =
      DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * What came of an invocation.
   *
   * @param error {@code Unhandled} when the function failed; empty otherwise
   * @param durationNanos what the handler took, at most the timeout
   * @param initNanos what initialising took before; negative in a warm environment
   * @param tail the end of the log
   * @param reusable whether the environment can serve again
   */
  @SuppressWarnings("ArrayRecordComponent") // A payload is handed on, never compared.
  record Outcome(
      byte[] payload,
      String error,
      long durationNanos,
      long initNanos,
      byte[] tail,
      boolean reusable) {
    boolean cold() {
      return initNanos >= 0;
    }

    /**
     * Billed milliseconds, rounded up; initialising is billed since 2025-08, documented:
     * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
     */
    long billedMillis() {
      long nanos = durationNanos + Math.max(0, initNanos);
      return Math.max(1, (nanos + 999_999) / 1_000_000);
    }
  }

  /** An answer, or what went wrong. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  private record Result(byte[] payload, String error, String reportStatus, boolean reusable) {
    static Result answered(byte[] payload) {
      return new Result(payload, "", "", true);
    }

    static Result failed(Json report, String reportStatus, boolean reusable) {
      return new Result(
          report.write().getBytes(StandardCharsets.UTF_8), "Unhandled", reportStatus, reusable);
    }
  }

  final int number;
  final Function function;

  private final Cloud cloud;
  private final LambdaConfig config;
  private final Settings settings;
  private final FunctionCode code;
  private final EnvironmentLog log;
  private final EnvironmentHost host;
  private final SimRandom latencies;
  private final double cpu;
  private boolean begun;
  private @Nullable Handler handler;
  private @Nullable ClassLoader loader;

  /** An environment that has not been initialised yet; assumes the function's role. */
  Environment(
      Cloud cloud,
      LambdaConfig config,
      Function function,
      FunctionCode code,
      FunctionLog group,
      int number,
      Call call) {
    super(call.nowNanos());
    this.number = number;
    this.function = function;
    this.cloud = cloud;
    this.config = config;
    this.settings = function.settings;
    this.code = code;
    this.latencies = cloud.seeds().stream("lambda/latency/" + function.arn());
    this.cpu = MEASURED_MB / Math.min(settings.memoryMb(), FULL_CPU_MB);
    String stream =
        STREAM_DATE.format(cloud.clock().instant())
            + "/["
            + FunctionRef.LATEST
            + "]"
            + cloud.seeds().stream("lambda/log-streams").hex(32);
    this.log = new EnvironmentLog(group, stream, cloud.clock()::instant);
    this.host =
        new EnvironmentHost(
            cloud, config, function, number, new RoleSession(cloud, call, function), log);
  }

  /** What the function's code has started, and what ends with the environment. */
  OwnThreads threads() {
    return host.threads();
  }

  /**
   * What faults do to an invocation.
   *
   * @param delayNanos how much longer its handler takes, before its first line
   * @param diskFull whether it finds no space under {@code /tmp}
   */
  record Plight(long delayNanos, boolean diskFull) {
    /** What befalls a handler that the call runs. */
    static Plight of(Call call, Function function) {
      long delay =
          call.suffering(Fault.SlowHandler.class, function.arn()).stream()
              .mapToLong(Fault.SlowHandler::nanos)
              .sum();
      return new Plight(delay, !call.suffering(Fault.FullDisk.class, function.arn()).isEmpty());
    }
  }

  /** Runs the function once, initialising the environment first when it is new. */
  Outcome serve(Call call, Invocation invocation, Plight plight) {
    log.begin();
    long initNanos = begun ? -1 : initialise(call);
    begun = true;
    long start = call.nowNanos();
    long deadline = start + settings.timeout().toNanos();
    EnvironmentHost.Running running =
        new EnvironmentHost.Running(call, deadline, cpu, cloud.clock(), plight.diskFull());
    host.run(running);
    try {
      call.charge(plight.delayNanos());
      log.add("START RequestId: " + invocation.requestId() + " Version: " + FunctionRef.LATEST);
      Result result = handle(call, invocation, deadline);
      running.settle();
      log.flush();
      if (call.nowNanos() > deadline) {
        call.capElapsed(deadline - call.startNanos());
        result = timedOut(invocation.requestId());
      }
      long duration = call.nowNanos() - start;
      Outcome outcome =
          new Outcome(
              result.payload(),
              result.error(),
              duration,
              initNanos,
              new byte[0],
              result.reusable());
      report(invocation.requestId(), outcome, result.reportStatus());
      return new Outcome(
          result.payload(), result.error(), duration, initNanos, log.tail(), result.reusable());
    } finally {
      host.run(null);
    }
  }

  /** The init phase; what goes wrong in it is tried again, and then reported, by the invocation. */
  private long initialise(Call call) {
    long start = call.nowNanos();
    long deadline = start + INIT_LIMIT.toNanos();
    EnvironmentHost.Running running =
        new EnvironmentHost.Running(call, deadline, 1, cloud.clock(), false);
    host.run(running);
    try {
      log.add("INIT_START Runtime Version: " + settings.runtime().replace("java", "java:"));
      Throwable failure = load(call);
      running.settle();
      String status = "";
      if (call.nowNanos() > deadline) {
        call.capElapsed(deadline - call.startNanos());
        handler = null;
        status = "timeout";
      } else if (failure != null) {
        status = "error\tError Type: " + errorType(failure);
        log.flush();
        log.add(Failures.logText(failure).stripTrailing());
      }
      long nanos = call.nowNanos() - start;
      if (!status.isEmpty()) {
        log.add("INIT_REPORT Init Duration: " + ms(nanos) + " ms\tPhase: init\tStatus: " + status);
      }
      return nanos;
    } finally {
      host.run(null);
    }
  }

  /** Loads the function's classes and makes the handler; what it throws is handed back. */
  private @Nullable Throwable load(Call call) {
    call.charge(config.init().sample(latencies));
    ClassLoader fresh = new FunctionLoader(function.ref.name(), code, config.classPath(), host);
    loader = fresh;
    handler = null;
    try {
      handler =
          inContext(fresh, () -> new HandlerBinder(fresh, host.err()).bind(settings.handler()));
      EnvironmentStop stopped = host.stopped();
      if (stopped != null) {
        handler = null;
      }
      return stopped;
    } catch (Throwable thrown) {
      EnvironmentStop stopped = host.stopped();
      return stopped == null ? thrown : stopped;
    }
  }

  private Result handle(Call call, Invocation invocation, long deadline) {
    String id = invocation.requestId();
    call.charge(StrictMath.round(config.handler().sample(latencies) * cpu));
    if (handler == null) {
      host.restart();
      Throwable failure = load(call);
      if (failure != null) {
        log.flush();
        log.add(Failures.logText(failure).stripTrailing());
        return failed(id, failure, false);
      }
    }
    Handler ready = Objects.requireNonNull(handler);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    InvocationContext context =
        new InvocationContext(
            invocation,
            function.ref.name(),
            settings,
            log.stream(),
            log,
            () -> deadline - host.nanoTime());
    try {
      inContext(
          Objects.requireNonNull(loader),
          () -> {
            ready.handle(new ByteArrayInputStream(invocation.payload()), answer, context);
            return true;
          });
    } catch (Throwable thrown) {
      log.flush();
      if (host.stopped() == null) {
        log.add(Failures.logText(thrown).stripTrailing());
      }
      boolean fatal = thrown instanceof VirtualMachineError || thrown instanceof IOError;
      return failed(id, thrown, !fatal);
    } finally {
      Thread.interrupted(); // The runtime clears what the function's code may have left.
    }
    EnvironmentStop stopped = host.stopped();
    if (stopped != null) {
      return failed(
          id, stopped, false); // The code caught what was to end it; it ends all the same.
    }
    return answer.size() <= ANSWER_LIMIT
        ? Result.answered(answer.toByteArray())
        : Result.failed(
            Json.object()
                .put(
                    "errorMessage",
                    "Response payload size exceeded maximum allowed payload size ("
                        + ANSWER_LIMIT
                        + " bytes).")
                .put("errorType", "Function.ResponseSizeTooLarge")
                .build(),
            "",
            true);
  }

  private Result failed(String requestId, Throwable thrown, boolean reusable) {
    EnvironmentStop stopped = host.stopped();
    if (stopped != null && stopped.kind() == EnvironmentStop.Kind.EXIT) {
      String words = "RequestId: " + requestId + " Error: " + stopped.getMessage();
      log.add(words);
      return Result.failed(
          Json.object().put("errorType", "Runtime.ExitError").put("errorMessage", words).build(),
          "error\tError Type: Runtime.ExitError",
          false);
    }
    return Result.failed(
        Failures.report(thrown),
        reusable ? "" : "error\tError Type: " + errorType(thrown),
        reusable);
  }

  private Result timedOut(String requestId) {
    String words =
        String.format(Locale.ROOT, "Task timed out after %d.00 seconds", settings.timeoutSeconds());
    log.add(host.now() + " " + requestId + " " + words);
    return Result.failed(
        Json.object()
            .put("errorType", "Sandbox.Timedout")
            .put("errorMessage", "RequestId: " + requestId + " Error: " + words)
            .build(),
        "timeout",
        false);
  }

  private static String errorType(Throwable failure) {
    if (failure instanceof EnvironmentStop) {
      return "Runtime.ExitError";
    }
    return failure instanceof HandlerFault ? "Runtime.BadFunctionCode" : "Runtime.Unknown";
  }

  /** AWS's line without "Max Memory Used": what a handler uses of a shared JVM is not known. */
  private void report(String requestId, Outcome outcome, String status) {
    log.add("END RequestId: " + requestId);
    log.add(
        "REPORT RequestId: "
            + requestId
            + "\tDuration: "
            + ms(outcome.durationNanos())
            + " ms\tBilled Duration: "
            + outcome.billedMillis()
            + " ms\tMemory Size: "
            + settings.memoryMb()
            + " MB"
            + (outcome.cold() ? "\tInit Duration: " + ms(outcome.initNanos()) + " ms" : "")
            + (status.isEmpty() ? "" : "\tStatus: " + status));
  }

  private static String ms(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  @FunctionalInterface
  private interface FunctionWork<T> {
    T run() throws Throwable;
  }

  private static <T> T inContext(ClassLoader loader, FunctionWork<T> work) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
