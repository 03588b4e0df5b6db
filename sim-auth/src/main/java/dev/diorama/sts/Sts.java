package dev.diorama.sts;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.iam.Iam;
import dev.diorama.jwt.JwtVerifier;
import org.apiguardian.api.API;

/**
 * The security token service.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Sts {
  private Sts() {}

  /** Installs STS, which issues sessions that {@code iam} then knows. */
  public static Sts install(Cloud cloud, StsConfig config, Iam iam) {
    cloud.router().install(StsApi.of(config, iam, new JwtVerifier(cloud.clock()), cloud.clock()));
    return new Sts();
  }
}
