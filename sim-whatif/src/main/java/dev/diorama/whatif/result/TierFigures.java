package dev.diorama.whatif.result;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * What one cache did.
 *
 * @param kind which tier it belongs to
 * @param id the logical id of the distribution, API or cluster
 * @param place the city or Region; of a cluster's node its number
 * @param hits requests answered from it
 * @param misses requests that it passed on
 * @param evictions entries put out for want of room
 * @param stale hits, among the hits, whose answer was older than the last write of what it shows
 * @param expirations entries whose time was over
 * @param bytes what its entries weigh at the end, or an estimate of it
 * @param maxBytes its size
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TierFigures(
    Kind kind,
    String id,
    String place,
    long hits,
    long misses,
    long evictions,
    long stale,
    long expirations,
    long bytes,
    long maxBytes)
    implements Serializable {

  /** The tiers, from the viewer inwards. */
  public enum Kind {
    EDGE("CloudFront edge"),
    REGIONAL_EDGE("CloudFront regional edge cache"),
    STAGE("API Gateway stage cache"),
    DAX_ITEM("DAX item cache"),
    DAX_QUERY("DAX query cache");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** In words, for reports. */
    public String title() {
      return title;
    }
  }

  /** Requests that came by. */
  public long requests() {
    return hits + misses;
  }

  /** The share of requests that were hits, 0 to 1; 0 when there were none. */
  public double hitRate() {
    return requests() == 0 ? 0 : (double) hits / requests();
  }

  /** Both places of one tier added up. */
  public TierFigures plus(TierFigures other) {
    return new TierFigures(
        kind,
        id.equals(other.id) ? id : "all",
        place.equals(other.place) ? place : "all",
        hits + other.hits,
        misses + other.misses,
        evictions + other.evictions,
        stale + other.stale,
        expirations + other.expirations,
        bytes + other.bytes,
        maxBytes + other.maxBytes);
  }
}
