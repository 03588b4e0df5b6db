package dev.diorama.cloudfront;

import dev.diorama.core.wire.HttpResponse;

/**
 * What a place hands to the one that asked it.
 *
 * @param result how it came by it
 * @param servedBy the kind of place that had it, or {@code Origin}
 * @param askedOrigin whether the origin was asked in the course of it
 * @param stale whether it is past its time and served for want of better
 * @param storable whether it may be kept
 * @param bornNanos when the origin sent or confirmed it
 * @param freshUntilNanos when it must be revalidated
 */
record Delivered(
    HttpResponse response,
    Result result,
    String servedBy,
    boolean askedOrigin,
    boolean stale,
    boolean storable,
    long bornNanos,
    long freshUntilNanos) {

  /** How a place came by an answer. */
  enum Result {
    HIT("Hit"),
    MISS("Miss"),
    REFRESH_HIT("RefreshHit"),
    ERROR("Error"),
    /** The request was none that is cached; viewers are told Miss. */
    BYPASS("Miss");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    /** The first word of the X-Cache header. */
    String word() {
      return word;
    }

    /** How the trace has it. */
    String note() {
      return switch (this) {
        case HIT -> "hit";
        case MISS -> "miss";
        case REFRESH_HIT -> "refreshhit";
        case ERROR -> "error";
        case BYPASS -> "bypass";
      };
    }
  }

  /** The same with another body, or other headers. */
  Delivered with(HttpResponse other) {
    return new Delivered(
        other, result, servedBy, askedOrigin, stale, storable, bornNanos, freshUntilNanos);
  }

  /** The same as another place judges it. */
  Delivered as(Result other) {
    return new Delivered(
        response, other, servedBy, askedOrigin, stale, storable, bornNanos, freshUntilNanos);
  }
}
