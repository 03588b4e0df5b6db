package dev.diorama.dynamodb.global;

import org.apiguardian.api.API;

/**
 * Which write an item is the outcome of.
 *
 * @param nanos when it was written, on the clock
 * @param region where it was written, which decides between two of the same time
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record Version(long nanos, String region) implements Comparable<Version> {
  @Override
  public int compareTo(Version other) {
    return nanos != other.nanos ? Long.compare(nanos, other.nanos) : region.compareTo(other.region);
  }
}
