package dev.diorama.whatif.engine;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * How a run is gone through.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Engine {
  /**
   * Every request through the caches, buckets and limits of the live simulator, on its virtual
   * clock.
   */
  EXACT,
  /** Every request, or those for a sample of the objects, through arrays of primitives. */
  FAST;

  /** As it is written in reports and commands. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
