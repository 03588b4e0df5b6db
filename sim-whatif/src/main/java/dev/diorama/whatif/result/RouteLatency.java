package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What viewers in one city waited for one route.
 *
 * @param route such as {@code GET /todos}
 * @param city the viewers' city, such as {@code Seoul}
 * @param total from the request's first byte to the answer's
 * @param hops what of it was spent where, in the order of the way; a request that did not come by a
 *     hop is not in that hop's histogram
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RouteLatency(String route, String city, Histogram total, List<HopLatency> hops)
    implements Serializable {
  public RouteLatency {
    hops = List.copyOf(hops);
  }

  /** Where time is spent. */
  public enum Hop {
    NETWORK("network"),
    EDGE("CloudFront"),
    GATEWAY("API Gateway"),
    COLD_START("Lambda cold start"),
    FUNCTION("Lambda"),
    DAX("DAX"),
    DYNAMODB("DynamoDB"),
    RETRIES("retries"),
    S3("S3");

    private final String title;

    Hop(String title) {
      this.title = title;
    }

    /** In words, for reports. */
    public String title() {
      return title;
    }
  }

  /** The time spent at one hop. */
  public record HopLatency(Hop hop, Histogram spent) implements Serializable {}

  /** The mean of the time spent at a hop over all requests, nanoseconds, those without included. */
  public double meanShareNanos(HopLatency hop) {
    return total.count() == 0
        ? 0
        : hop.spent().meanNanos() * hop.spent().count() / (double) total.count();
  }
}
