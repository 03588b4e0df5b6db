package dev.diorama.cache;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a cache found under a key.
 *
 * @param state whether the entry may be used
 * @param value the entry's value; present for {@link State#HIT} and {@link State#EXPIRED}
 * @param storedAtNanos when it was stored, nanoseconds of the clock; 0 for {@link State#MISS}
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Lookup<V>(State state, Optional<V> value, long storedAtNanos) {
  /** Whether an entry was found and may be used. */
  public enum State {
    /** An entry within its time. */
    HIT,
    /** Nothing. */
    MISS,
    /** An entry past its time that was kept to be revalidated or served stale. */
    EXPIRED
  }

  /** True for {@link State#HIT}. */
  public boolean isHit() {
    return state == State.HIT;
  }

  static <V> Lookup<V> miss() {
    return new Lookup<>(State.MISS, Optional.empty(), 0);
  }
}
