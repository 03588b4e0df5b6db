package dev.diorama.core.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Tells pollers that a queue or a stream has something to be fetched.
 *
 * <p>AWS's pollers ask several times a second for ever; on a virtual clock that would leave no
 * moment at which nothing is scheduled. Here whoever has something new rings, and a poller then
 * asks by the service's API as it would have. A ring carries no data and grants no right, and it
 * may come when there is nothing to be had.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Doorbells {
  private final Map<String, List<Runnable>> listeners = new LinkedHashMap<>();

  /** A listener that can leave. */
  @FunctionalInterface
  public interface Listening {
    /** Stops the ringing for this listener. */
    void stop();
  }

  /**
   * Runs {@code woken} at each ring for {@code arn}; it should schedule work rather than do it.
   *
   * @param arn the queue's or the stream's ARN
   */
  public Listening listen(String arn, Runnable woken) {
    listeners.computeIfAbsent(arn, key -> new ArrayList<>()).add(woken);
    return () -> {
      List<Runnable> left = listeners.get(arn);
      if (left != null && left.remove(woken) && left.isEmpty()) {
        listeners.remove(arn);
      }
    };
  }

  /** Says that {@code arn} may have something new. */
  public void ring(String arn) {
    for (Runnable woken : List.copyOf(listeners.getOrDefault(arn, List.of()))) {
      woken.run();
    }
  }
}
