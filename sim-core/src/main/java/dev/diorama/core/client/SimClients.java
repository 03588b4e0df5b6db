package dev.diorama.core.client;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Router;
import dev.diorama.core.time.SimClock;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Makes AWS SDK clients reach a cloud in this JVM: no socket, signed on the instance's clock, and
 * retrying at once, since no time passes while a client sleeps.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimClients {
  private SimClients() {}

  /** Configures a builder of a synchronous or asynchronous client. */
  public static <B extends AwsClientBuilder<B, ?>> B configure(
      B builder, Router router, SimClock clock, AwsCredentialsProvider credentials, String region) {
    return configure(builder, router, clock, credentials, region, () -> null);
  }

  /**
   * As above, for a client whose requests are made in the course of whatever call {@code parent}
   * gives, as those of a function's handler are.
   */
  public static <B extends AwsClientBuilder<B, ?>> B configure(
      B builder,
      Router router,
      SimClock clock,
      AwsCredentialsProvider credentials,
      String region,
      Supplier<@Nullable Call> parent) {
    builder
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .putAuthScheme(new SimAuthScheme(clock));
    builder.overrideConfiguration(
        builder.overrideConfiguration().toBuilder().retryStrategy(retryAtOnce()).build());
    if (builder instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClient(new SimHttpClient(router, parent));
    }
    if (builder instanceof AwsAsyncClientBuilder<?, ?> async) {
      async.httpClient(new SimAsyncHttpClient(router, parent));
      // The SDK would complete futures on threads of its own, in an order of their own.
      async.asyncConfiguration(
          configuration ->
              configuration.advancedOption(
                  SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
    }
    return builder;
  }

  /** The SDK's standard retries, as many and of the same errors, without the waits between them. */
  public static StandardRetryStrategy retryAtOnce() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .build();
  }
}
