package dev.diorama.cloudformation;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Limits and latencies of CloudFormation.
 *
 * @param maxStacks stacks in one account and Region; documented default quota: 2,000
 * @param maxTemplateBytes size of a template given in the request; documented: 51,200
 * @param latency of one API call; assumed, AWS publishes none
 * @param askAgain how often a resource that takes its time is asked whether it is ready; assumed
 * @param waits whether a resource is made only when the calls that made the one before are over
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CloudFormationConfig(
    int maxStacks, int maxTemplateBytes, Latency latency, Duration askAgain, boolean waits) {
  /** AWS's own quotas. */
  public static CloudFormationConfig defaults() {
    return new CloudFormationConfig(
        2_000, 51_200, Latency.ofMillis(80, 150, 400), Duration.ofSeconds(30), true);
  }

  /** The same asking that often, and not waiting for calls to be over. */
  public CloudFormationConfig hurried(Duration other) {
    return new CloudFormationConfig(maxStacks, maxTemplateBytes, latency, other, false);
  }
}
