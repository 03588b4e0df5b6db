package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.lang.reflect.Method;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks the machine everything that a handler may ask it, one thing a call. */
public class Probe implements RequestHandler<String, Map<String, Object>> {
  private static int calls;

  @Override
  public Map<String, Object> handleRequest(String what, Context context) {
    calls++;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("calls", calls);
    try {
      Method method = Probe.class.getDeclaredMethod(what, Map.class);
      method.invoke(this, answer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return answer;
  }

  void variables(Map<String, Object> answer) {
    for (String name :
        List.of(
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_EXECUTION_ENV",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "_HANDLER",
            "TZ",
            "TABLE")) {
      answer.put(name, System.getenv(name));
    }
    answer.put("PATH", System.getenv("PATH"));
    answer.put("all", System.getenv().get("TABLE"));
    Function<String, String> reference = System::getenv;
    answer.put("reference", reference.apply("TABLE"));
  }

  @SuppressWarnings({"JavaUtilDate", "JavaTimeDefaultTimeZone", "TimeZoneUsage"})
  void time(Map<String, Object> answer) {
    ZoneId seoul = ZoneId.of("Asia/Seoul");
    answer.put("millis", System.currentTimeMillis());
    answer.put("nanos", System.nanoTime());
    answer.put("instant", Instant.now().toString());
    answer.put("date", new Date().getTime());
    answer.put("localDate", LocalDate.now().toString());
    answer.put("localTime", LocalTime.now().toString());
    answer.put("localDateTime", LocalDateTime.now().toString());
    answer.put("seoul", LocalDateTime.now(seoul).toString());
    answer.put("zoned", ZonedDateTime.now(seoul).toString());
    answer.put("offset", OffsetDateTime.now().toString());
    answer.put("year", Year.now().toString());
    answer.put("yearMonth", YearMonth.now(seoul).toString());
    answer.put("clock", Clock.systemUTC().instant().toString());
    answer.put("clockDefault", Clock.systemDefaultZone().toString().isEmpty());
    answer.put("clockSeoul", Clock.system(seoul).instant().toString());
    answer.put("tick", Clock.tickSeconds(seoul).instant().toString());
    answer.put("source", InstantSource.system().instant().toString());
    answer.put("calendar", Calendar.getInstance().getTimeInMillis());
    answer.put("zone", ZoneId.systemDefault().toString());
    answer.put("timeZone", TimeZone.getDefault().getID());
    Supplier<Instant> now = Instant::now;
    Supplier<Date> date = Date::new;
    Supplier<Long> millis = System::currentTimeMillis;
    answer.put("nowReference", now.get().toString());
    answer.put("dateReference", date.get().getTime());
    answer.put("millisReference", millis.get());
    answer.put("inLambda", supplied(() -> Instant.now().toString()));
  }

  private static String supplied(Supplier<String> supplier) {
    return supplier.get();
  }

  @SuppressWarnings("ThreadLocalUsage")
  void chance(Map<String, Object> answer) {
    answer.put("uuid", UUID.randomUUID().toString());
    answer.put("math", Math.random());
    answer.put("random", new Random().nextLong());
    answer.put("splittable", new SplittableRandom().nextLong());
    answer.put("local", ThreadLocalRandom.current().nextInt(1000));
    ThreadLocalRandom kept = ThreadLocalRandom.current();
    answer.put("localRange", kept.nextInt(5, 10));
    SecureRandom secure = new SecureRandom();
    byte[] bytes = new byte[16];
    secure.nextBytes(bytes);
    answer.put("secure", HexFormat.of().formatHex(bytes));
    answer.put("secureInt", secure.nextInt());
    answer.put("secureAlgorithm", secure.getAlgorithm());
    try {
      answer.put("strong", SecureRandom.getInstanceStrong().nextLong());
      answer.put("named", SecureRandom.getInstance("SHA1PRNG").nextLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    answer.put("generator", RandomGenerator.getDefault().nextLong());
    List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    Collections.shuffle(list);
    answer.put("shuffled", list.toString());
    Supplier<UUID> uuids = UUID::randomUUID;
    Supplier<Random> randoms = Random::new;
    Supplier<SecureRandom> secures = SecureRandom::new;
    Supplier<ThreadLocalRandom> locals = ThreadLocalRandom::current;
    answer.put("uuidReference", uuids.get().toString());
    answer.put("randomReference", randoms.get().nextLong());
    answer.put("secureReference", secures.get().nextLong());
    answer.put("localReference", locals.get().nextLong());
    answer.put("subclass", new Loaded().nextLong());
    answer.put("secureSubclass", new Fixed().nextInt());
  }

  /** A subclass whose super constructor is the redirected one. */
  static final class Loaded extends Random {
    private static final long serialVersionUID = 1L;

    Loaded() {
      super();
    }
  }

  /** A subclass that stays what it is. */
  static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      bytes[0] = 7;
    }
  }

  void sleep(Map<String, Object> answer) throws InterruptedException {
    long before = System.nanoTime();
    Thread.sleep(250);
    Thread.sleep(0, 500_000);
    TimeUnit.MILLISECONDS.sleep(100);
    answer.put("slept", System.nanoTime() - before);
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  void print(Map<String, Object> answer) {
    System.out.println("to out");
    System.err.printf("to %s%n", "err");
    System.out.print("half ");
    System.out.println("and half");
    List.of("by reference").forEach(System.out::println);
    LambdaRuntime.getLogger().log("by the static logger");
    new IllegalStateException("printed").printStackTrace();
    new Own().printStackTrace();
  }

  /** An exception of the function's own. */
  static final class Own extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void loader(Map<String, Object> answer) {
    answer.put("context", Thread.currentThread().getContextClassLoader() == loader());
    answer.put("own", getClass().getClassLoader() == Nested.class.getClassLoader());
    answer.put("source", Probe.class.getProtectionDomain().getCodeSource().getLocation() != null);
    answer.put("resource", Probe.class.getResource("Probe.class") != null);
  }

  private ClassLoader loader() {
    return getClass().getClassLoader();
  }

  /** A class beside. */
  public static final class Nested {}
}
