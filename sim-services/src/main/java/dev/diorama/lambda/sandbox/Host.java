package dev.diorama.lambda.sandbox;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.regions.Region;

/**
 * What an execution environment puts in the place of the machine: its clock, variables, chance,
 * streams, and the way its SDK clients reach the cloud.
 *
 * <p>Function code never sees this type; {@link Gate} asks it in the code's name.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface Host {
  /** The environment variables, in name order. */
  Map<String, String> variables();

  /** The date as the running invocation sees it. */
  Instant now();

  /** Elapsed time as the running invocation sees it, nanoseconds. */
  long nanoTime();

  /** The zone that the {@code TZ} variable names. */
  ZoneId zone();

  /** A further number of this environment's chance. */
  long nextRandom();

  /**
   * Lets the running invocation take {@code nanos} longer, or on a thread of the function's own
   * waits until its time has come. Between invocations an environment is frozen.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  void sleep(long nanos) throws InterruptedException;

  /** Really waits for {@code nanos}, or until the environment ends. */
  void pause(long nanos) throws InterruptedException;

  /** Notes a thread that is about to be started, and that ends with the environment. */
  void started(Thread thread);

  /** Notes a pool of threads or a timer, which ends with the environment. */
  void made(Object pool);

  /** Ends the environment; the error is what the function's code is left with. */
  Error exit(int status);

  /** Whether what the function writes to files finds no space. */
  boolean diskFull();

  /** Standard output. */
  PrintStream out();

  /** Standard error. */
  PrintStream err();

  /** Redirects standard output. */
  void out(PrintStream stream);

  /** Redirects standard error. */
  void err(PrintStream stream);

  /** The logger that contexts give out. */
  LambdaLogger logger();

  /** The Region that the function runs in. */
  Region region();

  /**
   * Gives a builder of the AWS SDK what it would find in a real environment: Region and
   * credentials.
   */
  void begin(Object builder);

  /** Lets what a builder of the AWS SDK is about to build talk to this cloud and to no other. */
  void complete(Object builder);

  /** What a builder of the AWS SDK has built, or what stands in for it. */
  Object built(Object made);

  /**
   * The credentials provider to use where the function's code names {@code provider}: those that
   * look at the machine are replaced by the function's own role. Of an array or a collection of
   * providers, each is.
   */
  Object credentials(Object provider);
}
