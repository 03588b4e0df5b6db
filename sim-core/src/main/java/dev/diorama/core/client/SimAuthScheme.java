package dev.diorama.core.client;

import dev.diorama.core.time.SimClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The SDK's Signature Version 4 on the instance's clock instead of the machine's; give it to a
 * client builder's {@code putAuthScheme}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimAuthScheme implements AwsV4AuthScheme {
  private final AwsV4HttpSigner signer;

  /** Signs on that clock. */
  public SimAuthScheme(SimClock clock) {
    this.signer = new ClockedSigner(AwsV4HttpSigner.create(), clockOf(clock));
  }

  /** The instance's clock as {@code java.time} has clocks, in UTC. */
  public static Clock clockOf(SimClock clock) {
    return new SimulatedClock(clock, ZoneOffset.UTC);
  }

  @Override
  public String schemeId() {
    return AwsV4AuthScheme.SCHEME_ID;
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return providers.identityProvider(AwsCredentialsIdentity.class);
  }

  @Override
  public AwsV4HttpSigner signer() {
    return signer;
  }

  private record ClockedSigner(AwsV4HttpSigner signer, Clock clock) implements AwsV4HttpSigner {
    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      return signer.sign(request.toBuilder().putProperty(HttpSigner.SIGNING_CLOCK, clock).build());
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return signer.signAsync(
          request.toBuilder().putProperty(HttpSigner.SIGNING_CLOCK, clock).build());
    }
  }

  private static final class SimulatedClock extends Clock {
    private final SimClock clock;
    private final ZoneId zone;

    SimulatedClock(SimClock clock, ZoneId zone) {
      this.clock = clock;
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new SimulatedClock(clock, other);
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }
  }
}
