package dev.diorama.core.router;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Decides whether a caller may do what a request asks for; IAM is the one that does.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Authorizer {
  /** The decision, with the condition keys of {@code facts} added to those of both sides. */
  Decision decide(Principal principal, Access access, RequestFacts facts);

  /**
   * An opaque text by which somebody who may can look up why a request was denied, for the trace;
   * empty where there is none.
   */
  default Optional<String> encoded(
      Principal principal, Access access, RequestFacts facts, Decision denied) {
    return Optional.empty();
  }

  /**
   * Condition keys that every request has.
   *
   * @param epochSeconds the time, for {@code aws:CurrentTime} and {@code aws:EpochTime}
   * @param region the Region asked, for {@code aws:RequestedRegion}
   * @param sourceIp the client's address, for {@code aws:SourceIp}; empty between services
   * @param secure whether it came by TLS or from inside, for {@code aws:SecureTransport}
   */
  record RequestFacts(long epochSeconds, String region, String sourceIp, boolean secure) {}
}
