/**
 * Miss-ratio curves: how a cache of every size would have done on a stream of requests, from one
 * pass over it.
 *
 * <p>{@link dev.diorama.whatif.curve.LruCurve} is exact for LRU without expiry (Mattson and others,
 * 1970: an object hits in every cache larger than its stack distance). {@link
 * dev.diorama.whatif.curve.SampledCurve} looks at a share of the objects only (SHARDS: Waldspurger
 * and others, FAST 2015). {@link dev.diorama.whatif.curve.MiniatureCurve} runs scaled-down caches
 * beside each other on such a sample, which serves any policy and expiry too (Waldspurger and
 * others, ATC 2017). {@link dev.diorama.whatif.curve.ShardedCurve} divides the objects among
 * shards, each of which can be on another machine. {@link
 * dev.diorama.whatif.curve.CheApproximation} needs no requests at all, only how popular each object
 * is (Che, Tung and Wang, 2002).
 */
@NullMarked
package dev.diorama.whatif.curve;

import org.jspecify.annotations.NullMarked;
