package dev.diorama.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.Latency;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.WallClock;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.LambdaModel.Settings;
import dev.diorama.lambda.sandbox.Failures;
import dev.diorama.lambda.sandbox.Host;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.model.Credentials;

/** What one execution environment gives to the function's code in the place of the machine. */
final class EnvironmentHost implements Host {
  /**
   * The invocation or initialisation that is running.
   *
   * @param call whose time it takes
   * @param thread on which the function's code runs
   * @param deadlineNanos when its time is up, as {@link Call#nowNanos()} counts
   * @param cpu how much longer than at 1,024 MB computing takes
   * @param clock the instance's clock
   * @param aheadNanos how far the call's time was ahead of the clock's when it began
   * @param diskFull whether files find no space
   */
  record Running(
      Call call,
      Thread thread,
      long deadlineNanos,
      double cpu,
      SimClock clock,
      long aheadNanos,
      boolean diskFull) {
    /** What runs on this thread from now on. */
    Running(Call call, long deadlineNanos, double cpu, SimClock clock, boolean diskFull) {
      this(
          call,
          Thread.currentThread(),
          deadlineNanos,
          cpu,
          clock,
          call.nowNanos() - clock.nanos(),
          diskFull);
    }

    /** Whether it waits for another thread, or for an answer from outside. */
    boolean isWaiting() {
      Thread.State state = thread.getState();
      return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /**
     * The time as the function's code sees it. Where the clock is the machine's, what the code
     * really waited for, such as the answer to a socket of its own, has taken its time too.
     */
    long nowNanos() {
      return Math.max(call.nowNanos(), clock.nanos() + aheadNanos);
    }

    /** Accounts for what the code really waited for. */
    void settle() {
      call.charge(Math.max(0, nowNanos() - call.nowNanos()));
    }
  }

  /** How often, by the machine's clock, a sleeping thread looks what the others do. */
  private static final long LOOK_AGAIN_NANOS = 200_000;

  private final Cloud cloud;
  private final Function function;
  private final RoleSession session;
  private final HandlerClients clients;
  private final SimRandom chance;
  private final Latency firstClient;
  private final SimRandom latencies;
  private final EnvironmentLog log;
  private final Map<String, String> fixed;
  private volatile OwnThreads threads = new OwnThreads();
  private volatile @Nullable Running running;
  private volatile @Nullable EnvironmentStop stopped;
  private volatile PrintStream out;
  private volatile PrintStream err;
  private boolean madeClient;

  EnvironmentHost(
      Cloud cloud,
      LambdaConfig config,
      Function function,
      int number,
      RoleSession session,
      EnvironmentLog log) {
    this.cloud = cloud;
    this.function = function;
    this.session = session;
    this.log = log;
    this.firstClient = config.firstClient();
    String name = function.arn() + "/" + number;
    this.chance = cloud.seeds().stream("lambda/chance/" + name);
    this.latencies = cloud.seeds().stream("lambda/latency/" + function.arn());
    this.clients =
        new HandlerClients(
            cloud,
            this::request,
            session,
            region(),
            cloud.seeds().stream("lambda/jitter/" + name),
            this::spend);
    this.fixed = variables(function, log.stream());
    this.out = stream();
    this.err = out;
    log.clock(this::now);
  }

  private PrintStream stream() {
    return new PrintStream(log.lines(), true, StandardCharsets.UTF_8);
  }

  /** Documented: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
  private static Map<String, String> variables(Function function, String logStream) {
    Settings settings = function.settings;
    Map<String, String> all = new TreeMap<>();
    all.put("LANG", "en_US.UTF-8");
    all.put("TZ", ":UTC");
    all.put("LAMBDA_TASK_ROOT", "/var/task");
    all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    all.putAll(settings.variables());
    all.put("_HANDLER", settings.handler());
    all.put("AWS_REGION", function.ref.region());
    all.put("AWS_DEFAULT_REGION", function.ref.region());
    all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + settings.runtime());
    all.put("AWS_LAMBDA_FUNCTION_NAME", function.ref.name());
    all.put("AWS_LAMBDA_FUNCTION_VERSION", FunctionRef.LATEST);
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(settings.memoryMb()));
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", settings.logGroup());
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
    return all;
  }

  /** Lets {@code next} be what runs; null between invocations. */
  void run(@Nullable Running next) {
    running = next;
    threads.thaw(next != null);
  }

  /** What the function's code has started. */
  OwnThreads threads() {
    return threads;
  }

  /** Why the function's code was told to stop; null when it was not. */
  @Nullable EnvironmentStop stopped() {
    return stopped;
  }

  /** Forgets that a first attempt at initialising was stopped; a new attempt starts over. */
  void restart() {
    stopped = null;
    threads.end();
    threads = new OwnThreads();
    threads.thaw(running != null);
    out = stream();
    err = out;
    synchronized (this) {
      madeClient = false;
    }
  }

  /** The call that an SDK client's request is part of; null on a thread left over from before. */
  private @Nullable Call request() {
    Running now = running;
    if (now == null) {
      return null;
    }
    stopWhenLate(now);
    return now.call();
  }

  private void stopWhenLate(Running now) {
    if (now.nowNanos() > now.deadlineNanos()) {
      EnvironmentStop stop = new EnvironmentStop(EnvironmentStop.Kind.TIMEOUT, "time is up");
      stopped = stop;
      throw stop;
    }
  }

  @Override
  public Map<String, String> variables() {
    Map<String, String> all = new TreeMap<>(fixed);
    Credentials current = session.current();
    all.put("AWS_ACCESS_KEY_ID", current.accessKeyId());
    all.put("AWS_SECRET_ACCESS_KEY", current.secretAccessKey());
    all.put("AWS_SESSION_TOKEN", current.sessionToken());
    return Collections.unmodifiableMap(all);
  }

  @Override
  public Instant now() {
    return cloud.clock().start().plusNanos(nanoTime());
  }

  @Override
  public long nanoTime() {
    Running now = running;
    return now == null ? cloud.clock().nanos() : now.nowNanos();
  }

  @Override
  public ZoneId zone() {
    String zone = fixed.getOrDefault("TZ", ":UTC");
    String plain = zone.startsWith(":") ? zone.substring(1) : zone;
    return ZoneId.getAvailableZoneIds().contains(plain) ? ZoneId.of(plain) : ZoneOffset.UTC;
  }

  @Override
  public long nextRandom() {
    return chance.nextLong();
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    threads.stopIfEnded(); // Before it can be interrupted: there is code that sleeps on after that.
    if (Thread.interrupted()) {
      throw new InterruptedException("sleep interrupted");
    }
    Running now = running;
    if (now != null && now.thread() == Thread.currentThread()) {
      spend(nanos);
    } else if (cloud.clock() instanceof WallClock) {
      threads.awaitThaw();
      threads.pause(nanos);
    } else {
      sleepBeside(nanos);
    }
  }

  /**
   * The sleep of a thread beside the one that runs the function's code, on virtual time. It is over
   * when that one's time has come so far; but if that one waits, it may well wait for this one, and
   * then this one's sleep is what takes time. Between invocations no time passes in here.
   */
  private void sleepBeside(long nanos) throws InterruptedException {
    long until = nanoTime() + nanos;
    while (nanoTime() < until) {
      Running now = running;
      if (now == null) {
        threads.awaitThaw();
      } else if (now.isWaiting()) {
        spend(Math.max(0, until - nanoTime()));
      } else {
        threads.pause(LOOK_AGAIN_NANOS);
      }
    }
  }

  @Override
  public void pause(long nanos) throws InterruptedException {
    threads.pause(nanos);
  }

  @Override
  public void started(Thread thread) {
    threads.add(thread);
    if (thread.getUncaughtExceptionHandler() instanceof ThreadGroup) {
      thread.setUncaughtExceptionHandler(this::died);
    }
  }

  /** As the JVM says it, to the function's own standard error. */
  private void died(Thread thread, Throwable thrown) {
    if (!(thrown instanceof EnvironmentStop)) {
      err.print("Exception in thread \"" + thread.getName() + "\" ");
      Failures.trim(thrown);
      thrown.printStackTrace(err);
    }
  }

  @Override
  public void made(Object pool) {
    threads.add(pool);
  }

  private void spend(long nanos) {
    Running now = running;
    if (now != null) {
      synchronized (this) {
        now.call().charge(nanos);
      }
      stopWhenLate(now);
    }
  }

  @Override
  public Error exit(int status) {
    // Observed: status 0 and others are told apart in the words only.
    EnvironmentStop stop =
        new EnvironmentStop(
            EnvironmentStop.Kind.EXIT,
            status == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: exit status " + (status & 0xff));
    stopped = stop;
    return stop;
  }

  @Override
  public boolean diskFull() {
    Running now = running;
    return now != null && now.diskFull();
  }

  @Override
  public PrintStream out() {
    return out;
  }

  @Override
  public PrintStream err() {
    return err;
  }

  @Override
  public void out(PrintStream other) {
    out = other;
  }

  @Override
  public void err(PrintStream other) {
    err = other;
  }

  @Override
  public LambdaLogger logger() {
    return log;
  }

  @Override
  public Region region() {
    return Region.of(function.ref.region());
  }

  @Override
  public void begin(Object builder) {
    clients.begin(builder);
  }

  @Override
  public void complete(Object builder) {
    clients.complete(builder);
    if (HandlerClients.makesClient(builder)) {
      chargeFirstClient();
    }
  }

  @Override
  public Object built(Object made) {
    return clients.built(made);
  }

  private void chargeFirstClient() {
    Running now = running;
    boolean first;
    synchronized (this) {
      first = !madeClient;
      madeClient = true;
    }
    if (first && now != null) {
      spend(StrictMath.round(firstClient.sample(latencies) * now.cpu()));
    }
  }

  @Override
  public Object credentials(Object provider) {
    return clients.credentials(provider);
  }
}
