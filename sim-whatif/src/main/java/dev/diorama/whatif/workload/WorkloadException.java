package dev.diorama.whatif.workload;

import org.apiguardian.api.API;

/**
 * A workload that makes no sense, by itself or for a design; the message names file, line and
 * reason.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WorkloadException extends RuntimeException {
  /**
   * What is wrong.
   *
   * @param origin the file's name
   * @param line of the file, from 1; 0 when the workload was not read from one
   * @param reason what is wrong and what would be right
   */
  public WorkloadException(String origin, int line, String reason) {
    super(line > 0 ? origin + ":" + line + ": " + reason : origin + ": " + reason);
  }
}
