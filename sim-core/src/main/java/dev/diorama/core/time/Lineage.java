package dev.diorama.core.time;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What led to what runs now: how often each function has been through already, since the request of
 * a client that set everything off.
 *
 * <p>AWS carries the like in the trace header of requests and messages, and Lambda finds endless
 * loops by it. Here it belongs to the running thread: a call hands it on to the calls it makes, and
 * whatever is scheduled on the clock runs with the lineage that scheduled it. So it goes with
 * notifications, deliveries, retries and polls without any service having to know of it.
 *
 * @param counts how often, by ARN
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Lineage(Map<String, Integer> counts) {
  /** That of a client's own request. */
  public static final Lineage NONE = new Lineage(Map.of());

  public Lineage {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** How often {@code arn} has been through. */
  public int count(String arn) {
    return counts.getOrDefault(arn, 0);
  }

  /** The same with {@code arn} having been through once more. */
  public Lineage through(String arn) {
    Map<String, Integer> more = new TreeMap<>(counts);
    more.merge(arn, 1, Integer::sum);
    return new Lineage(more);
  }

  /** That of something to which both led: of each count the greater. */
  public Lineage and(Lineage other) {
    if (other.counts.isEmpty() || other.equals(this)) {
      return this;
    }
    Map<String, Integer> both = new TreeMap<>(counts);
    other.counts.forEach((arn, count) -> both.merge(arn, count, Math::max));
    return new Lineage(both);
  }
}
