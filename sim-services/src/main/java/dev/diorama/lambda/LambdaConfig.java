package dev.diorama.lambda;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Limits and latencies of Lambda.
 *
 * @param classPath where handlers that no uploaded package holds are found
 * @param accountConcurrency environments that may be busy at once per account and Region
 * @param scalingStep environments that one function may add within {@link #SCALING_WINDOW}
 * @param control how long operations other than Invoke take
 * @param init how long the runtime takes to start before the function's own code is loaded
 * @param firstClient how much longer the first AWS SDK client of an environment makes things
 * @param handler what a warm invocation takes besides the calls its handler makes, at 1,024 MB
 * @param asyncDelay how long an asynchronous event waits in Lambda's queue
 * @param idle how long an environment is kept without work
 * @param lifetime how long an environment is kept in all
 * @param logLines how many log lines are kept per log group
 * @param sources how event sources are polled
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LambdaConfig(
    ClassLoader classPath,
    int accountConcurrency,
    int scalingStep,
    Latency control,
    Latency init,
    Latency firstClient,
    Latency handler,
    Latency asyncDelay,
    Duration idle,
    Duration lifetime,
    int logLines,
    EventSourceConfig sources) {
  /**
   * The window of the scaling rate, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  public static final Duration SCALING_WINDOW = Duration.ofSeconds(10);

  /**
   * Account concurrency per Region, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  private static final int ACCOUNT_CONCURRENCY = 1_000;

  /** Environments that a function may add per ten seconds, documented on the same page. */
  private static final int SCALING_STEP = 1_000;

  /** Assumed, for want of a published figure: what other control planes take. */
  private static final Latency CONTROL = Latency.ofMillis(50, 100, 300);

  /**
   * Start of an empty java17 function. The mean of 202 ms is observed
   * (github.com/maxday/lambda-perf, run of 2026-08-22, zip, x86_64, 10 starts; memory hardly
   * matters); the spread is assumed.
   */
  private static final Latency INIT = Latency.ofMillis(200, 240, 330);

  /**
   * What a plain Java application with one DynamoDB client takes to start, less {@link #INIT}. The
   * whole, 3,213/3,630/4,850 ms, is observed
   * (github.com/aws-samples/serverless-java-frameworks-samples, 2024-01-10, Java 11 with Dagger, 1
   * GB); that the difference is due to the first client, whose classes are loaded then, is assumed.
   * A handler without a client does not pay it.
   */
  private static final Latency FIRST_CLIENT = Latency.ofMillis(3_000, 3_380, 4_500);

  /**
   * Warm Java 17 at 1 GB with one DynamoDB call takes 7.5-8.9/12-16/30-40 ms (same source); less
   * the model's DynamoDB latency of 4/7/15 ms, this is left for the handler.
   */
  private static final Latency HANDLER = Latency.ofMillis(4, 7, 20);

  /**
   * Lambda's queue is an SQS queue; the added latency of SQS, 16/34/105 ms, is observed
   * (bitesizedserverless.com, 2022-09, eu-west-1), that Lambda's own is the same is assumed.
   */
  private static final Latency ASYNC_DELAY = Latency.ofMillis(16, 34, 105);

  /** Assumed: AWS publishes none; measurements of third parties lie between 5 and 15 minutes. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  /**
   * "Every few hours", documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html. Four is assumed.
   */
  private static final Duration LIFETIME = Duration.ofHours(4);

  public LambdaConfig {
    if (accountConcurrency < 1 || scalingStep < 1 || logLines < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1: accountConcurrency "
              + accountConcurrency
              + ", scalingStep "
              + scalingStep
              + ", logLines "
              + logLines);
    }
    if (idle.isNegative() || lifetime.isNegative()) {
      throw new IllegalArgumentException("not a duration: " + idle + ", " + lifetime);
    }
  }

  /** AWS's own limits, published latencies, and handlers from the application's class path. */
  public static LambdaConfig defaults() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new LambdaConfig(
        context == null ? ClassLoader.getSystemClassLoader() : context,
        ACCOUNT_CONCURRENCY,
        SCALING_STEP,
        CONTROL,
        INIT,
        FIRST_CLIENT,
        HANDLER,
        ASYNC_DELAY,
        IDLE,
        LIFETIME,
        10_000,
        EventSourceConfig.defaults());
  }

  /** The same with handlers from another class path. */
  public LambdaConfig withClassPath(ClassLoader other) {
    return new LambdaConfig(
        other,
        accountConcurrency,
        scalingStep,
        control,
        init,
        firstClient,
        handler,
        asyncDelay,
        idle,
        lifetime,
        logLines,
        sources);
  }

  /** The same with other limits on concurrency and its growth. */
  public LambdaConfig withConcurrency(int account, int step) {
    return new LambdaConfig(
        classPath,
        account,
        step,
        control,
        init,
        firstClient,
        handler,
        asyncDelay,
        idle,
        lifetime,
        logLines,
        sources);
  }

  /** The same with other latencies of starts and warm invocations. */
  public LambdaConfig withLatencies(Latency otherInit, Latency otherClient, Latency otherHandler) {
    return new LambdaConfig(
        classPath,
        accountConcurrency,
        scalingStep,
        control,
        otherInit,
        otherClient,
        otherHandler,
        asyncDelay,
        idle,
        lifetime,
        logLines,
        sources);
  }

  /** The same without any latency: for tests that count time themselves. */
  public LambdaConfig withoutLatency() {
    return new LambdaConfig(
        classPath,
        accountConcurrency,
        scalingStep,
        Latency.NONE,
        Latency.NONE,
        Latency.NONE,
        Latency.NONE,
        Latency.NONE,
        idle,
        lifetime,
        logLines,
        EventSourceConfig.withoutLatency());
  }

  /** The same with environments that are kept for other times. */
  public LambdaConfig withRecycling(Duration otherIdle, Duration otherLifetime) {
    return new LambdaConfig(
        classPath,
        accountConcurrency,
        scalingStep,
        control,
        init,
        firstClient,
        handler,
        asyncDelay,
        otherIdle,
        otherLifetime,
        logLines,
        sources);
  }

  /** The same with that many log lines kept per log group. */
  public LambdaConfig withLogLines(int lines) {
    return new LambdaConfig(
        classPath,
        accountConcurrency,
        scalingStep,
        control,
        init,
        firstClient,
        handler,
        asyncDelay,
        idle,
        lifetime,
        lines,
        sources);
  }

  /** The same with event sources that are polled otherwise. */
  public LambdaConfig withSources(EventSourceConfig other) {
    return new LambdaConfig(
        classPath,
        accountConcurrency,
        scalingStep,
        control,
        init,
        firstClient,
        handler,
        asyncDelay,
        idle,
        lifetime,
        logLines,
        other);
  }
}
