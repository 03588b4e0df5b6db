package dev.diorama.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** A cloud with CloudFront's control plane in it, the SDK's client to it, and edges that note. */
final class CloudFrontWorld implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final String OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
  static final String DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
  static final Duration DEPLOYMENT = Duration.ofMinutes(3);
  static final Duration INVALIDATION = Duration.ofMinutes(1);

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final CloudFrontStore store = new CloudFrontStore(cloud);
  final CloudFrontClient client;

  /** What the edges were told, in order. */
  final List<String> edges = new ArrayList<>();

  /** Every permission that was asked for, in order. */
  final List<Access> asked = new ArrayList<>();

  private String account = ACCOUNT;
  private String denied = "";

  CloudFrontWorld() {
    cloud.router().guard(new Everyone(), (principal, access, facts) -> decide(access));
    CloudFrontConfig config =
        CloudFrontConfig.defaults()
            .withControl(Latency.NONE)
            .withPropagation(DEPLOYMENT, INVALIDATION);
    cloud.router().install(new CloudFrontApi(cloud, store, new Noted(), config).api());
    client =
        CloudFrontClient.builder()
            .region(Region.AWS_GLOBAL)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD))
            .httpClient(new SimHttpClient(cloud.router()))
            .build();
  }

  private final class Noted implements Edges {
    @Override
    public void invalidate(String distributionId, List<String> paths) {
      edges.add("invalidate " + distributionId + " " + paths);
    }

    @Override
    public void forget(String distributionId) {
      edges.add("forget " + distributionId);
    }
  }

  private final class Everyone implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return resolve("", "");
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      String arn = "arn:aws:iam::" + account + ":root";
      return new Principal(Principal.Kind.ROOT, account, arn, account, "test", Map.of());
    }
  }

  private Decision decide(Access access) {
    asked.add(access);
    return access.action().equals(denied)
        ? new Decision(false, false, "denied by the test", "because the test denies it")
        : Decision.allow("test");
  }

  /** Lets the guard refuse an action. */
  void deny(String action) {
    denied = action;
  }

  /** The caller's account from now on. */
  void as(String other) {
    account = other;
  }

  void advance(Duration duration) {
    ((VirtualClock) cloud.clock()).advance(duration);
  }

  /** A bucket behind one behaviour that keeps what it can. */
  static DistributionConfig.Builder config(String reference) {
    return DistributionConfig.builder()
        .callerReference(reference)
        .comment("")
        .enabled(true)
        .origins(
            o ->
                o.quantity(1)
                    .items(
                        origin ->
                            origin
                                .id("bucket")
                                .domainName("photos.s3.us-east-1.amazonaws.com")
                                .s3OriginConfig(s3 -> s3.originAccessIdentity(""))))
        .defaultCacheBehavior(
            b ->
                b.targetOriginId("bucket")
                    .viewerProtocolPolicy("redirect-to-https")
                    .cachePolicyId(OPTIMIZED));
  }

  CreateDistributionResponse create(Consumer<DistributionConfig.Builder> change) {
    DistributionConfig.Builder config = config("ref-" + asked.size());
    change.accept(config);
    return client.createDistribution(r -> r.distributionConfig(config.build()));
  }

  CreateDistributionResponse create() {
    return create(config -> {});
  }

  /** Checks that something is refused so, and returns the message. */
  static String refused(ThrowingCallable what, String code, int status) {
    CloudFrontException refusal = catchThrowableOfType(CloudFrontException.class, what);
    assertThat(refusal).as("a refusal with " + code).isNotNull();
    assertThat(refusal.awsErrorDetails().errorCode() + " " + refusal.statusCode())
        .as(refusal.awsErrorDetails().errorMessage())
        .isEqualTo(code + " " + status);
    return refusal.awsErrorDetails().errorMessage();
  }

  @Override
  public void close() {
    client.close();
    assertThat(cloud.trace().openCount()).isZero();
    cloud.close();
  }
}
