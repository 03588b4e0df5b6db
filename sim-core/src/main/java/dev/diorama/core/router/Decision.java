package dev.diorama.core.router;

import org.apiguardian.api.API;

/**
 * What the policies say to one {@link Access}.
 *
 * @param allowed whether the request may go on
 * @param explicitDeny true when a statement denied it, false when merely none allowed it
 * @param explanation which statement of which policy decided, in words for people
 * @param reason the words AWS's own message ends with, such as {@code because no identity-based
 *     policy allows the s3:GetObject action}; empty when allowed
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Decision(boolean allowed, boolean explicitDeny, String explanation, String reason) {
  /** Permission, and why. */
  public static Decision allow(String explanation) {
    return new Decision(true, false, explanation, "");
  }
}
