package dev.diorama.whatif.engine;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.cloudfront.CloudFrontConfig;
import dev.diorama.cloudwatch.CloudWatchConfig;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.s3.S3Config;
import dev.diorama.whatif.result.RouteLatency.Hop;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * What the services take and allow: the configurations of the live simulator, with their sources.
 *
 * @param cloudFront edge locations, their sizes and work
 * @param apiGateway account throttle and latencies
 * @param lambda account concurrency, scaling, starts
 * @param dax memory and rates of node types, latencies
 * @param dynamoDb capacity rules and latency
 * @param cloudWatch when alarms look, on which auto scaling waits
 * @param s3 the first byte's latency
 * @param retries how a function's client tries again what DynamoDB or DAX throttles
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Services(
    CloudFrontConfig cloudFront,
    ApiGatewayConfig apiGateway,
    LambdaConfig lambda,
    DaxConfig dax,
    DynamoDbConfig dynamoDb,
    CloudWatchConfig cloudWatch,
    S3Config s3,
    Retries retries) {

  /** What the live simulator assumes, and a client that retries as the AWS SDK for Java does. */
  public static Services defaults() {
    return new Services(
        CloudFrontConfig.defaults(),
        ApiGatewayConfig.defaults(),
        LambdaConfig.defaults(),
        DaxConfig.defaults(),
        DynamoDbConfig.defaults(),
        CloudWatchConfig.defaults(),
        S3Config.defaults(),
        Retries.SDK);
  }

  /**
   * How throttled calls are tried again: after an exponential delay with full jitter.
   *
   * @param attempts in all, at least 1
   * @param base the most that is waited before the second attempt; doubles with each further one
   * @param most the most that is waited before any attempt
   */
  public record Retries(int attempts, Duration base, Duration most) {
    /** No second attempt. */
    public static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO);

    /**
     * Of the SDK's DynamoDB client in legacy mode, as the live Lambda has it: eight retries, those
     * of throttled calls from 500 ms, at most 20 s. Documented:
     * https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/retry-strategy.html
     */
    public static final Retries SDK =
        new Retries(9, Duration.ofMillis(500), Duration.ofSeconds(20));

    /**
     * After a throttled attempt: waits for the next one, or refuses the trip when this was the
     * last.
     *
     * @param attempt which one it was, from 1
     * @param by what throttled it: the table, or the cluster before it
     * @return whether to try again
     */
    boolean again(
        int attempt, DataAnswer.Source by, RandomGenerator jitter, Trip trip, long deadline) {
      if (attempt >= attempts) {
        trip.refuse(by.reason(), by.id());
        return false;
      }
      double longest =
          Math.min((double) most.toNanos(), Math.scalb((double) base.toNanos(), attempt - 1));
      trip.spend(Hop.RETRIES, (long) (jitter.nextDouble() * longest));
      return trip.now <= deadline;
    }

    public Retries {
      if (base.isNegative() || most.isNegative()) {
        throw new IllegalArgumentException("no negative delays: " + base + ", " + most);
      }
      if (attempts < 1) {
        throw new IllegalArgumentException("at least 1 attempt, not " + attempts);
      }
    }
  }

  /** The same with another CloudFront. */
  public Services with(CloudFrontConfig other) {
    return new Services(other, apiGateway, lambda, dax, dynamoDb, cloudWatch, s3, retries);
  }

  /** The same with another API Gateway. */
  public Services with(ApiGatewayConfig other) {
    return new Services(cloudFront, other, lambda, dax, dynamoDb, cloudWatch, s3, retries);
  }

  /** The same with another Lambda. */
  public Services with(LambdaConfig other) {
    return new Services(cloudFront, apiGateway, other, dax, dynamoDb, cloudWatch, s3, retries);
  }

  /** The same with another DAX. */
  public Services with(DaxConfig other) {
    return new Services(cloudFront, apiGateway, lambda, other, dynamoDb, cloudWatch, s3, retries);
  }

  /** The same with another DynamoDB. */
  public Services with(DynamoDbConfig other) {
    return new Services(cloudFront, apiGateway, lambda, dax, other, cloudWatch, s3, retries);
  }

  /** The same with another CloudWatch. */
  public Services with(CloudWatchConfig other) {
    return new Services(cloudFront, apiGateway, lambda, dax, dynamoDb, other, s3, retries);
  }

  /** The same with another S3. */
  public Services with(S3Config other) {
    return new Services(cloudFront, apiGateway, lambda, dax, dynamoDb, cloudWatch, other, retries);
  }

  /** The same with other retries. */
  public Services with(Retries other) {
    return new Services(cloudFront, apiGateway, lambda, dax, dynamoDb, cloudWatch, s3, other);
  }
}
