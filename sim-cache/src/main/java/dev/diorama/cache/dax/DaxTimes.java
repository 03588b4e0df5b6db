package dev.diorama.cache.dax;

import java.time.Duration;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * How long what happens to clusters and nodes takes. AWS gives no figures.
 *
 * @param creation until a new cluster is available; default 0, so that a design stands at once
 * @param addition until a node that is added is available; default 0
 * @param deletion until a cluster or a node is gone; default 0
 * @param reboot how long a node is away; default one minute, assumed
 * @param failover from the loss of the primary until another node has taken its place; default ten
 *     seconds, assumed: AWS says "quickly"
 * @param replacement until a lost node has been replaced by an empty one; default five minutes,
 *     assumed
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DaxTimes(
    Duration creation,
    Duration addition,
    Duration deletion,
    Duration reboot,
    Duration failover,
    Duration replacement) {
  public DaxTimes {
    if (Stream.of(creation, addition, deletion, reboot, failover, replacement)
        .anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("times are not negative");
    }
  }

  /** Clusters are made and deleted at once; nodes take their time to come back. */
  public static DaxTimes defaults() {
    return new DaxTimes(
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }

  /** As an operator of AWS sees them: minutes for everything that needs a machine; assumed. */
  public static DaxTimes unhurried() {
    return new DaxTimes(
        Duration.ofMinutes(10),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }
}
