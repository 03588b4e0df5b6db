package dev.diorama.cli;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A design that the command can run and serve; found by {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Design {
  /** Its short name, which is also its stack's name, such as {@code todo}. */
  String name();

  /** Its full name, such as {@code MyTodoList}. */
  String title();

  /** The text of its SAM template. */
  String template();

  /** Values for the template's parameters when it is served on this machine. */
  default Map<String, String> parametersWhenServed() {
    return Map.of();
  }

  /**
   * Further stacks of the same template and name, which another Region needs once the first stack
   * stands.
   */
  default List<Deployment> elsewhere(Diorama diorama, Stack stack) {
    return List.of();
  }

  /**
   * Does what its operator would do by hand when every stack stands and before the first user
   * comes, such as following the link of a verification mail.
   */
  default void goLive(Diorama diorama, Stack stack) {}

  /**
   * Runs the whole design once on virtual time.
   *
   * @param options seed and size of the workload
   * @param progress is told how far the run is
   */
  Report run(RunOptions options, Progress progress);

  /** Two or three commands for somebody who has just started to serve it. */
  List<String> commandsToTry(Stack stack, String endpoint);
}
