package dev.diorama.iam;

import java.time.InstantSource;

/** An authenticator app on the cloud's clock. */
public final class MfaApp {
  private final String seed;
  private final InstantSource clock;

  public MfaApp(String seed, InstantSource clock) {
    this.seed = seed;
    this.clock = clock;
  }

  /** The code of so many steps of thirty seconds from now. */
  public String code(int later) {
    return Totp.code(IamMfaService.decode(seed), Totp.step(clock.instant()) + later);
  }
}
