package dev.diorama.core.router;

import dev.diorama.core.wire.HttpRequest;
import org.apiguardian.api.API;

/**
 * Finds out who makes a request; Signature Version 4 is the way.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Authenticator {
  /**
   * The caller of a request, by header or presigned query; {@link Principal#ANONYMOUS} when the
   * request carries no credentials at all.
   *
   * @param maxSkewSeconds how far the request's date may lie from the clock, seconds
   * @throws AuthFailure if what it carries does not prove who it is
   */
  Principal authenticate(HttpRequest request, String service, long maxSkewSeconds);

  /**
   * The caller whom temporary or long-term credentials stand for, for calls inside the process.
   *
   * @param sessionToken the session token; empty for long-term keys
   * @throws AuthFailure if the key is unknown or expired
   */
  Principal resolve(String accessKeyId, String sessionToken);

  /**
   * The caller who signed that text by Signature Version 4, for protocols that are not HTTP and
   * send the text itself, as DAX's. Whether its date and service are right is for the caller to
   * see.
   *
   * @param sessionToken the session token; empty for long-term keys
   * @param stringToSign the four lines that are signed
   * @param signature 64 hexadecimal digits
   * @throws AuthFailure if the key is unknown or expired, or the signature is not that of the text
   */
  default Principal verify(
      String accessKeyId, String sessionToken, String stringToSign, String signature) {
    throw new AuthFailure(AuthFailure.Kind.MALFORMED, "only HTTP requests are authenticated here");
  }
}
