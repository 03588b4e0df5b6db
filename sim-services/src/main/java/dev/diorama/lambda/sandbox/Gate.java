package dev.diorama.lambda.sandbox;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * Where rewritten function code goes instead of to the machine.
 *
 * <p>Each execution environment's loader defines this class anew, so {@code HOST} is the
 * environment's own: no thread-local and no look at the stack is needed, and threads that the
 * function starts find the same environment. The copy that the application's loader would define is
 * never initialised.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
// Called by rewritten code only, see Redirects: what always throws is what was asked for there.
@SuppressWarnings({"unused", "DoNotCallSuggester"})
public final class Gate {
  private static final Host HOST =
      ((FunctionLoader) Objects.requireNonNull(Gate.class.getClassLoader())).host();

  private Gate() {}

  // Files.

  /** Comes before each call that takes space on the disk. */
  public static void space() throws IOException {
    if (HOST.diskFull()) {
      throw new IOException("No space left on device");
    }
  }

  // Environment variables.

  /** {@link System#getenv(String)}. */
  public static @Nullable String getenv(String name) {
    return HOST.variables().get(name);
  }

  /** {@link System#getenv()}. */
  public static Map<String, String> getenv() {
    return HOST.variables();
  }

  // Time.

  /** {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    return HOST.now().toEpochMilli();
  }

  /** {@link System#nanoTime()}. */
  public static long nanoTime() {
    return HOST.nanoTime();
  }

  /** A clock of this environment in its own zone. */
  public static Clock clock() {
    return clock(HOST.zone());
  }

  /** {@link Clock#system(ZoneId)}. */
  public static Clock clock(ZoneId zone) {
    return new HostClock(zone);
  }

  /** {@link Clock#systemUTC()}. */
  public static Clock systemUTC() {
    return clock(ZoneOffset.UTC);
  }

  /** {@link InstantSource#system()}. */
  public static InstantSource instantSource() {
    return systemUTC();
  }

  /** {@link Clock#tickMillis(ZoneId)}. */
  public static Clock tickMillis(ZoneId zone) {
    return Clock.tick(clock(zone), Duration.ofMillis(1));
  }

  /** {@link Clock#tickSeconds(ZoneId)}. */
  public static Clock tickSeconds(ZoneId zone) {
    return Clock.tick(clock(zone), Duration.ofSeconds(1));
  }

  /** {@link Clock#tickMinutes(ZoneId)}. */
  public static Clock tickMinutes(ZoneId zone) {
    return Clock.tick(clock(zone), Duration.ofMinutes(1));
  }

  /** {@link ZoneId#systemDefault()}. */
  public static ZoneId zone() {
    return HOST.zone();
  }

  /** {@link TimeZone#getDefault()}. */
  public static TimeZone timeZone() {
    return TimeZone.getTimeZone(HOST.zone());
  }

  /** {@link Calendar#getInstance()}. */
  public static Calendar calendar() {
    return calendar(timeZone(), Locale.getDefault(Locale.Category.FORMAT));
  }

  /** {@link Calendar#getInstance(TimeZone)}. */
  public static Calendar calendar(TimeZone zone) {
    return calendar(zone, Locale.getDefault(Locale.Category.FORMAT));
  }

  /** {@link Calendar#getInstance(Locale)}. */
  public static Calendar calendar(Locale locale) {
    return calendar(timeZone(), locale);
  }

  /** {@link Calendar#getInstance(TimeZone, Locale)}. */
  public static Calendar calendar(TimeZone zone, Locale locale) {
    Calendar calendar = new GregorianCalendar(zone, locale);
    calendar.setTime(Date.from(HOST.now()));
    return calendar;
  }

  /** {@link Thread#sleep(long)}. */
  public static void sleep(long millis) throws InterruptedException {
    sleep(millis, 0);
  }

  /** {@link Thread#sleep(long, int)}. */
  public static void sleep(long millis, int nanos) throws InterruptedException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    HOST.sleep(TimeUnit.MILLISECONDS.toNanos(millis) + nanos);
  }

  /** {@code Thread.sleep(Duration)}, of Java 19. */
  public static void sleep(Duration duration) throws InterruptedException {
    HOST.sleep(Math.max(0, duration.toNanos()));
  }

  /** {@link TimeUnit#sleep(long)}. */
  public static void sleep(TimeUnit unit, long duration) throws InterruptedException {
    HOST.sleep(Math.max(0, unit.toNanos(duration)));
  }

  /** {@link Thread#sleep(long)} of a library that goes by the machine's clock. */
  public static void pause(long millis) throws InterruptedException {
    HOST.pause(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  // Threads.

  /** {@link Thread#start()}. */
  public static void start(Object thread) {
    HOST.started((Thread) thread);
    ((Thread) thread).start();
  }

  /** A pool of threads, an event loop or a timer that has just been made. */
  public static void made(Object pool) {
    HOST.made(pool);
  }

  /** The name by which all environments know an attribute of Netty's. */
  public static String attribute(String name) {
    return "diorama." + name;
  }

  // Chance.

  /** A further seed, for {@code new Random()} and {@code new SplittableRandom()}. */
  public static long seed() {
    return HOST.nextRandom();
  }

  /** {@link Math#random()}. */
  public static double random() {
    return (HOST.nextRandom() >>> 11) * 0x1.0p-53;
  }

  /** {@link UUID#randomUUID()}. */
  public static UUID randomUUID() {
    long high = (HOST.nextRandom() & ~0xF000L) | 0x4000L;
    long low = (HOST.nextRandom() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** {@link Collections#shuffle(List)}. */
  public static void shuffle(List<?> list) {
    Collections.shuffle(list, new Random(seed()));
  }

  /** {@link RandomGenerator#getDefault()}. */
  public static RandomGenerator randomGenerator() {
    return new Random(seed());
  }

  /** {@link RandomGenerator#of(String)}: whatever the algorithm, this environment's chance. */
  public static RandomGenerator randomGenerator(String algorithm) {
    RandomGenerator.of(algorithm); // Refuses an unknown name as the machine would.
    return randomGenerator();
  }

  /** {@link SecureRandom#getInstanceStrong()}. */
  public static SecureRandom secureRandom() {
    return new Chance();
  }

  /** {@link SecureRandom#getInstance(String)}. */
  public static SecureRandom secureRandom(String algorithm) {
    return new Chance();
  }

  /** {@link SecureRandom#getInstance(String, String)}. */
  public static SecureRandom secureRandom(String algorithm, String provider) {
    return new Chance();
  }

  // The process.

  /** {@link System#exit(int)}. */
  public static void exit(int status) {
    throw HOST.exit(status);
  }

  /** {@link Runtime#exit(int)} and {@link Runtime#halt(int)}. */
  public static void exit(Runtime runtime, int status) {
    throw HOST.exit(status);
  }

  /**
   * {@link Runtime#addShutdownHook(Thread)}. Lambda stops a function without extensions by SIGKILL,
   * which runs no hooks: documented,
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  public static void addShutdownHook(Runtime runtime, Thread hook) {
    Objects.requireNonNull(hook);
  }

  /** {@link System#out}. */
  public static PrintStream out() {
    return HOST.out();
  }

  /** {@link System#err}. */
  public static PrintStream err() {
    return HOST.err();
  }

  /** {@link System#setOut(PrintStream)}. */
  public static void setOut(PrintStream stream) {
    HOST.out(stream);
  }

  /** {@link System#setErr(PrintStream)}. */
  public static void setErr(PrintStream stream) {
    HOST.err(stream);
  }

  /** {@link Throwable#printStackTrace()}. */
  public static void printStackTrace(Object throwable) {
    Failures.trim((Throwable) throwable);
    ((Throwable) throwable).printStackTrace(HOST.err());
  }

  /** {@code LambdaRuntime.getLogger()}. */
  public static LambdaLogger logger() {
    return HOST.logger();
  }

  // The AWS SDK.

  /** {@code XyzClient.create()} of the SDK interface {@code type}. */
  public static Object create(Class<?> type) throws Throwable {
    try {
      Object builder = begin(type.getMethod("builder").invoke(null));
      complete(builder);
      return built(type.getMethod("builder").getReturnType().getMethod("build").invoke(builder));
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** What {@code XyzClient.builder()} returned, with the environment's defaults. */
  public static Object begin(Object builder) {
    HOST.begin(builder);
    return builder;
  }

  /** What {@code build()} is about to be called on. */
  public static Object complete(Object builder) {
    HOST.complete(builder);
    return builder;
  }

  /** What {@code build()} has built. */
  public static Object built(Object made) {
    return HOST.built(made);
  }

  /** What {@code credentialsProvider(..)} is about to be given. */
  public static Object credentials(Object provider) {
    return HOST.credentials(provider);
  }

  /** {@code resolveCredentials()} of one of the SDK's providers. */
  public static AwsCredentials resolve(Object provider) {
    return ((AwsCredentialsProvider) HOST.credentials(provider)).resolveCredentials();
  }

  /** A part of the SDK that would leave for the real network by a way of its own. */
  public static Object refuse(String what) {
    throw new UnsupportedOperationException(
        "Diorama does not simulate "
            + what
            + ": it brings its own native HTTP client. Use the client's builder() or create().");
  }

  /** {@code getRegion()} of one of the SDK's Region providers. */
  public static Region region(Object provider) {
    return HOST.region();
  }

  /** {@code SdkSystemSetting.getStringValue()}. */
  public static Optional<String> setting(Object setting) {
    SystemSetting asked = (SystemSetting) setting;
    String value = HOST.variables().get(asked.environmentVariable());
    return Optional.ofNullable(value == null ? asked.defaultValue() : value);
  }

  /** {@code SdkSystemSetting.getStringValueOrThrow()}. */
  public static String settingOrThrow(Object setting) {
    return setting(setting)
        .orElseThrow(
            () -> new IllegalStateException("the function's environment has no " + setting));
  }

  /** The environment's clock in some zone. */
  private static final class HostClock extends Clock {
    private final ZoneId zone;

    HostClock(ZoneId zone) {
      this.zone = Objects.requireNonNull(zone, "zone");
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new HostClock(other);
    }

    @Override
    public Instant instant() {
      return HOST.now();
    }
  }

  /** {@link SecureRandom}, from this environment's chance. */
  public static final class Chance extends SecureRandom {
    private static final long serialVersionUID = 1L;

    /** {@code new SecureRandom()}. */
    public Chance() {
      super(null, null);
    }

    /** {@code new SecureRandom(seed)}: a seed only ever adds to what is there. */
    public Chance(byte[] seed) {
      super(null, null);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; ) {
        long bits = HOST.nextRandom();
        for (int n = Math.min(8, bytes.length - i); n > 0; n--, bits >>= 8) {
          bytes[i++] = (byte) bits;
        }
      }
    }

    @Override
    public void setSeed(byte[] seed) {
      // As above.
    }

    @Override
    public void setSeed(long seed) {
      // As above; the constructor of java.util.Random calls this too.
    }

    @Override
    public byte[] generateSeed(int length) {
      byte[] seed = new byte[length];
      nextBytes(seed);
      return seed;
    }

    @Override
    public String getAlgorithm() {
      return "diorama-seeded";
    }
  }

  /** {@link java.util.concurrent.ThreadLocalRandom}, from this environment's chance. */
  public static final class ThreadRandom extends Random {
    private static final long serialVersionUID = 1L;

    private ThreadRandom() {
      super(seed());
    }

    /** {@code ThreadLocalRandom.current()}. */
    public static ThreadRandom current() {
      return new ThreadRandom();
    }
  }
}
