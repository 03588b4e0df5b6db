package dev.diorama.core.fault;

import org.apiguardian.api.API;

/**
 * What faults are asked about: a call, a handler's run, or a delivery.
 *
 * @param service who is called, or who sends
 * @param operation what is called; empty for deliveries
 * @param resource the ARN that is acted on, or where an event goes; may be empty
 * @param principal the caller's ARN; may be empty
 * @param region the Region
 * @param credentialsAgeNanos how old the caller's temporary credentials are; negative for others
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Target(
    String service,
    String operation,
    String resource,
    String principal,
    String region,
    long credentialsAgeNanos) {
  /** A delivery, or nothing more than service and resource known. */
  public static Target delivery(String sender, String region, String destination) {
    return new Target(sender, "", destination, "", region, -1);
  }
}
