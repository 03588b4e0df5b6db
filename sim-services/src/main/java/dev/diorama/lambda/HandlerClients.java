package dev.diorama.lambda;

import dev.diorama.core.client.SimAsyncHttpClient;
import dev.diorama.core.client.SimAuthScheme;
import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.presigner.SdkPresigner;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkAsyncClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientAsyncConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Sets up the AWS SDK clients that a function makes: its role's credentials, this cloud's HTTP
 * client, the instance's clock, and waits before retries that cost virtual time.
 */
final class HandlerClients {
  /** Credentials providers of the SDK that look at the machine, by simple name. */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "ContainerCredentialsProvider",
          "DefaultCredentialsProvider",
          "EnvironmentVariableCredentialsProvider",
          "InstanceProfileCredentialsProvider",
          "ProfileCredentialsProvider",
          "SystemPropertyCredentialsProvider");

  /**
   * Attempts and waits of the SDK's default (legacy) mode, documented:
   * https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/retry-strategy.html
   */
  private static final int ATTEMPTS = 4;

  private static final int DYNAMODB_ATTEMPTS = 9;
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration DYNAMODB_WAIT = Duration.ofMillis(25);
  private static final Duration THROTTLED_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final SdkHttpClient http;
  private final SdkAsyncHttpClient asyncHttp;
  private final SimAuthScheme signing;
  private final SimClock clock;
  private final AwsCredentialsProvider credentials;
  private final Region region;
  private final SimRandom jitter;
  private final LongConsumer wait;

  /**
   * Clients of one environment.
   *
   * @param within the invocation that a request is made in
   * @param wait lets the invocation take so many nanoseconds longer
   */
  HandlerClients(
      Cloud cloud,
      Supplier<@Nullable Call> within,
      AwsCredentialsProvider credentials,
      Region region,
      SimRandom jitter,
      LongConsumer wait) {
    this.http = new SimHttpClient(cloud.router(), within);
    this.asyncHttp = new SimAsyncHttpClient(cloud.router(), within);
    this.clock = cloud.clock();
    this.signing = new SimAuthScheme(clock);
    this.credentials = credentials;
    this.region = region;
    this.jitter = jitter;
    this.wait = wait;
  }

  void begin(Object builder) {
    if (builder instanceof AwsClientBuilder<?, ?> client) {
      client.region(region);
      client.credentialsProvider(credentials);
    } else if (builder instanceof SdkPresigner.Builder presigner) {
      presigner.region(region);
      presigner.credentialsProvider(credentials);
    } else {
      giveClient(builder);
    }
  }

  /** True when {@code builder} is one of a client that {@link #complete} sets up. */
  static boolean makesClient(Object builder) {
    return builder instanceof AwsClientBuilder<?, ?>;
  }

  void complete(Object builder) {
    if (builder instanceof SdkPresigner.Builder && !(builder instanceof S3Presigner.Builder)) {
      throw new UnsupportedOperationException(
          "Diorama simulates no presigner in handlers but S3's, not "
              + builder.getClass().getName()
              + ": it would sign by the machine's clock.");
    }
    if (!(builder instanceof AwsClientBuilder<?, ?> client)) {
      return;
    }
    if (builder instanceof SdkSyncClientBuilder<?, ?> sync) {
      sync.httpClientBuilder(null);
      sync.httpClient(http);
    }
    if (builder instanceof SdkAsyncClientBuilder<?, ?> async) {
      async.httpClientBuilder(null);
      async.httpClient(asyncHttp);
      async.asyncConfiguration(
          ClientAsyncConfiguration.builder()
              .advancedOption(
                  SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run)
              .build());
    }
    client.putAuthScheme(signing);
    client.overrideConfiguration(configured(client));
  }

  /** What a builder has built, or what stands in for it. */
  Object built(Object made) {
    return made instanceof S3Presigner presigner
        ? new HandlerPresigner(presigner, clock, credentials)
        : made;
  }

  @SuppressWarnings("deprecation") // A handler may still use the older RetryPolicy.
  private ClientOverrideConfiguration configured(AwsClientBuilder<?, ?> client) {
    ClientOverrideConfiguration given = client.overrideConfiguration();
    boolean dynamo = client.getClass().getName().contains(".dynamodb.");
    RetryStrategy base =
        given.retryStrategy().orElseGet(() -> AwsRetryStrategy.legacyRetryStrategy());
    int attempts =
        given
            .retryStrategy()
            .map(RetryStrategy::maxAttempts)
            .or(() -> given.retryPolicy().map(policy -> policy.numRetries() + 1))
            .orElse(dynamo ? DYNAMODB_ATTEMPTS : ATTEMPTS);
    RetryStrategy.Builder<?, ?> retry = base.toBuilder();
    retry.maxAttempts(attempts);
    retry.backoffStrategy(waiting(dynamo ? DYNAMODB_WAIT : WAIT));
    retry.throttlingBackoffStrategy(waiting(THROTTLED_WAIT));
    ClientOverrideConfiguration.Builder configuration =
        given.toBuilder().retryPolicy((RetryPolicy) null).retryStrategy(retry.build());
    if (given.defaultProfileFile().isEmpty()) {
      // The machine's ~/.aws is none of the function's.
      configuration.defaultProfileFile(ProfileFile.aggregator().build());
    }
    return configuration.build();
  }

  /**
   * The SDK's exponential wait with full jitter, spent on the clock; attempt 2 is the first retry.
   */
  private BackoffStrategy waiting(Duration base) {
    return attempt -> {
      long ceiling =
          Math.min(
              LONGEST_WAIT.toNanos(), base.toNanos() << Math.min(20, Math.max(0, attempt - 2)));
      wait.accept(jitter.nextLong(ceiling + 1));
      return Duration.ZERO;
    };
  }

  /** See {@link dev.diorama.lambda.sandbox.Host#credentials}. */
  Object credentials(Object provider) {
    if (provider instanceof Object[] several) {
      Object[] all = several.clone();
      for (int i = 0; i < all.length; i++) {
        all[i] = credentials(all[i]);
      }
      return all;
    }
    if (provider instanceof Collection<?> several) {
      List<Object> all = new ArrayList<>();
      several.forEach(each -> all.add(credentials(each)));
      return all;
    }
    Class<?> type = provider.getClass();
    boolean sdk = type.getName().startsWith("software.amazon.awssdk.auth.credentials.");
    return sdk && OF_THE_MACHINE.contains(type.getSimpleName()) ? credentials : provider;
  }

  /**
   * Gives a library's builder that takes a DynamoDB client this cloud's, so that it does not make
   * one of its own: what {@code DynamoDbEnhancedClient} does when it is given none.
   */
  private void giveClient(Object builder) {
    for (Method method : builder.getClass().getMethods()) {
      if (method.getName().equals("dynamoDbClient")
          && method.getParameterCount() == 1
          && Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
        try {
          Object inner = method.getParameterTypes()[0].getMethod("builder").invoke(null);
          begin(inner);
          complete(inner);
          method.invoke(builder, inner.getClass().getMethod("build").invoke(inner));
          return;
        } catch (InvocationTargetException | NoSuchMethodException | IllegalAccessException e) {
          throw new IllegalStateException("a DynamoDB client for " + builder.getClass(), e);
        }
      }
    }
  }
}
