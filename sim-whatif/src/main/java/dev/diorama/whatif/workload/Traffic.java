package dev.diorama.whatif.workload;

import dev.diorama.whatif.trace.TraceFormat;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * When requests arrive.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Traffic {
  /** The same with so many times the requests a second. */
  Traffic times(double factor);

  /**
   * Drawn from a rate.
   *
   * @param rate how many requests a second at each moment
   * @param regular whether they come by a clockwork; else each by chance, as a Poisson process
   */
  record Drawn(RateCurve rate, boolean regular) implements Traffic {
    @Override
    public Traffic times(double factor) {
      return new Drawn(new RateCurve.Scaled(rate, factor), regular);
    }
  }

  /**
   * As recorded. A record's operation is one of the workload's actions that read, write or delete,
   * chosen by their weights; its key is the object.
   *
   * @param file the trace
   * @param format how it is written
   * @param speed how many times as fast as recorded, more than 0
   */
  record Replay(Path file, TraceFormat format, double speed) implements Traffic {
    public Replay {
      if (!(speed > 0 && speed < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a speed is more than 0, not " + speed);
      }
    }

    @Override
    public Traffic times(double factor) {
      return new Replay(file, format, speed * factor);
    }
  }
}
