/**
 * The one cache core under every cache of the simulator: DAX, the API Gateway stage cache, the
 * CloudFront edges.
 *
 * <p>{@link dev.diorama.cache.SimCache} bounds its content by bytes, evicts the least recently used
 * entry first, and lets each entry live for a time of its own on the instance's clock. What a time
 * to live of 0 means, what may be stored and what makes an entry stale is each tier's business.
 *
 * <h2>Caffeine, and where it is not asked</h2>
 *
 * <p>Caffeine stores the entries and lets them die: its ticker is the instance's clock, its expiry
 * is per entry, its maintenance runs on the calling thread ({@code Runnable::run}). Its own size
 * bound is not used. That bound evicts by W-TinyLFU, which keeps what is <em>frequent</em> and may
 * refuse a new entry at the door; DAX documents LRU, and a lesson about a scan that pushes out a
 * working set would come out wrong. So the order of eviction is a list of our own, by last use, and
 * the bytes are counted beside it.
 *
 * <p>Repeatability: Caffeine chooses by itself when to do maintenance, partly by which thread asks.
 * Every operation here therefore does the maintenance first, and nothing between two operations can
 * be seen.
 *
 * <p>Known deviation: an entry is never given out at or after its end, but Caffeine's timer wheel
 * has a step of 2<sup>30</sup> ns, so its bytes may be counted for up to 1.08 s longer.
 */
@NullMarked
package dev.diorama.cache;

import org.jspecify.annotations.NullMarked;
