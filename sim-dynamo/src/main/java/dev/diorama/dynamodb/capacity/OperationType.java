package dev.diorama.dynamodb.capacity;

import org.apiguardian.api.API;

/**
 * What capacity is for; reads and writes are counted and limited apart.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum OperationType {
  READ("Read"),
  WRITE("Write");

  private final String word;

  OperationType(String word) {
    this.word = word;
  }

  /** As AWS writes it in throttling reasons and names of metrics. */
  public String word() {
    return word;
  }
}
