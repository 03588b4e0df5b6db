package dev.diorama.dynamodb.global;

import org.apiguardian.api.API;

/**
 * Whoever writes what arrives into a replica.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@FunctionalInterface
public interface Receiver {
  /**
   * Takes note of an arrival.
   *
   * @param newer whether it is newer than what the replica has, and so is to be written
   * @return false if something prevented it and it is to be sent again
   */
  boolean receive(Flight flight, boolean newer);
}
