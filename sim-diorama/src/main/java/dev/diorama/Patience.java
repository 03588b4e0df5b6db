package dev.diorama;

import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.cache.dax.DaxTimes;
import dev.diorama.cloudformation.CloudFormationConfig;
import dev.diorama.cloudfront.CloudFrontConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.lambda.EventSourceConfig;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.s3.S3Config;
import dev.diorama.ses.SesConfig;
import java.time.Duration;

/**
 * How long the control planes take over what people would merely wait for.
 *
 * <p>On virtual time waiting costs nothing, and everything takes as long as on AWS. On the wall
 * clock a distribution that deploys for minutes and a day's review of a request teach nobody
 * anything: there they are over at once. Data planes are the same on both, but that DynamoDB keeps
 * as much for a spike as AWS ever does: real clients fill their tables as fast as they can.
 */
enum Patience {
  /** As long as on AWS. */
  AS_AWS {
    @Override
    DaxConfig dax() {
      return DaxConfig.defaults().withTimes(DaxTimes.unhurried());
    }

    @Override
    S3Config s3() {
      return S3Config.defaults();
    }

    @Override
    SesConfig ses() {
      return SesConfig.defaults();
    }

    @Override
    LambdaConfig lambda() {
      return LambdaConfig.defaults();
    }

    @Override
    CloudFrontConfig cloudFront() {
      return CloudFrontConfig.defaults();
    }

    @Override
    CloudFormationConfig cloudFormation() {
      return CloudFormationConfig.defaults();
    }

    @Override
    DynamoDbConfig dynamoDb() {
      return DynamoDbConfig.defaults();
    }
  },

  /** Over at once, or nearly so. */
  NONE {
    @Override
    DaxConfig dax() {
      return DaxConfig.defaults().withTimes(DaxTimes.defaults());
    }

    @Override
    S3Config s3() {
      S3Config usual = S3Config.defaults();
      return usual.withDistance(usual.distance().withAcceleration(Latency.NONE));
    }

    @Override
    SesConfig ses() {
      return SesConfig.defaults().withReview(Duration.ZERO);
    }

    @Override
    LambdaConfig lambda() {
      return LambdaConfig.defaults().withSources(EventSourceConfig.defaults().withTransition(SOON));
    }

    @Override
    CloudFrontConfig cloudFront() {
      return CloudFrontConfig.defaults().withPropagation(SOON, SOON);
    }

    @Override
    CloudFormationConfig cloudFormation() {
      return CloudFormationConfig.defaults().hurried(SOON);
    }

    /** Counts are those of the moment, and expired items go while somebody still looks on. */
    @Override
    DynamoDbConfig dynamoDb() {
      return DynamoDbConfig.defaults()
          .withMaxExpiryLag(Duration.ofSeconds(5))
          .withTimeToLiveInterval(Duration.ZERO)
          .withCountsEvery(Duration.ZERO)
          .withCapacity(CapacityRules.defaults().withSpare(CapacityRules.defaults().burst()))
          .withThroughputUpdate(Duration.ZERO);
    }
  };

  private static final Duration SOON = Duration.ofMillis(100);

  abstract DaxConfig dax();

  abstract S3Config s3();

  abstract SesConfig ses();

  abstract LambdaConfig lambda();

  abstract CloudFrontConfig cloudFront();

  abstract CloudFormationConfig cloudFormation();

  abstract DynamoDbConfig dynamoDb();
}
