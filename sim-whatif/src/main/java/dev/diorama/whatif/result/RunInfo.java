package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What was run, how far, and how exact it is.
 *
 * @param design the template's name
 * @param region where it is deployed
 * @param workload the workload's name
 * @param engine {@code exact} or {@code fast}
 * @param seed of the workload
 * @param requests that arrived, the whole traffic's
 * @param simulated requests that were gone through one by one: fewer than {@code requests} in a
 *     sampled run
 * @param seconds of virtual time that passed
 * @param plannedSeconds of virtual time that the workload takes
 * @param finished false when it was stopped before its end; the figures are of what was done
 * @param accuracy in words: how far figures may be off
 * @param notes what a reader should know: assumptions that mattered, a trace that broke off
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RunInfo(
    String design,
    String region,
    String workload,
    String engine,
    long seed,
    long requests,
    long simulated,
    double seconds,
    double plannedSeconds,
    boolean finished,
    String accuracy,
    List<String> notes)
    implements Serializable {
  public RunInfo {
    notes = List.copyOf(notes);
  }

  /** Requests a second, averaged over the run. */
  public double rate() {
    return seconds == 0 ? 0 : requests / seconds;
  }
}
