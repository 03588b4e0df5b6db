/**
 * Caches in flat arrays of primitives, for runs of many millions of requests: no object for each
 * entry, no allocation for each request, memory bounded by the number of distinct objects.
 *
 * <p>They decide as {@code dev.diorama.cache.SimCache} does and are held to it by a test; what they
 * lack is values, names and listeners. Objects are small integers counted from 0, which {@link
 * dev.diorama.whatif.flat.ObjectNumbers} gives to keys of any kind.
 */
@NullMarked
package dev.diorama.whatif.flat;

import org.jspecify.annotations.NullMarked;
