package dev.diorama.iam;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.IamModel.LastUsed;

/** Whom access keys stand for. */
@FunctionalInterface
interface Keys {
  /** A secret, and who may use it. */
  record Credential(String secret, Principal principal) {}

  /**
   * The credential behind a key.
   *
   * @param token the session token; empty for long-term keys
   * @throws AuthFailure if there is no such key, the token is not its own, or it has expired
   */
  Credential find(String accessKeyId, String token);

  /** Notes that a key has signed a request. */
  default void used(String accessKeyId, LastUsed use) {}
}
