package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apiguardian.api.API;

/**
 * What follows from the id of a request.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RequestIds {
  private RequestIds() {}

  /** S3's second id names the host that answered; here it follows from the first one. */
  public static String hostId(String requestId) {
    return Base64.getEncoder()
        .encodeToString(Checksums.hash("SHA-256", requestId.getBytes(StandardCharsets.UTF_8)));
  }
}
