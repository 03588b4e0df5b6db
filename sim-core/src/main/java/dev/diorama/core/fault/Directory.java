package dev.diorama.core.fault;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What there is in a cloud that faults can strike, so that one that never could is refused.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Directory {
  /** The services that are called, by their names in traces. */
  List<String> services();

  /**
   * The operations of a service; empty for one that answers plain HTTP, whose operations are
   * methods and paths.
   */
  List<String> operations(String service);
}
