package dev.diorama.sns;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * The latencies of SNS.
 *
 * @param control how long an operation takes
 * @param publish how long publishing takes
 * @param delivery how long a message of a standard topic is on its way to a subscriber
 * @param fifoDelivery how long one of a FIFO topic is
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SnsConfig(Latency control, Latency publish, Latency delivery, Latency fifoDelivery) {
  /**
   * Deliveries as measured, eu-west-1, September 2022 (bitesizedserverless.com; the reference's
   * part C); the API's own latencies are assumed.
   */
  public static SnsConfig defaults() {
    return new SnsConfig(
        Latency.ofMillis(20, 40, 90),
        Latency.ofMillis(12, 25, 60),
        Latency.ofMillis(73, 125, 225),
        Latency.ofMillis(40, 68, 497));
  }

  /** The same without any latency. */
  public SnsConfig withoutLatency() {
    return new SnsConfig(Latency.NONE, Latency.NONE, Latency.NONE, Latency.NONE);
  }
}
