/**
 * What came of a run: plain, immutable figures, from which reports, bills and searches are made.
 *
 * <p>An {@link dev.diorama.whatif.result.Outcome} holds all of them. Counts of a sampled run are
 * scaled to the whole traffic and rounded; {@link dev.diorama.whatif.result.RunInfo} says how large
 * the sample was and how far its figures may be off.
 */
@NullMarked
package dev.diorama.whatif.result;

import org.jspecify.annotations.NullMarked;
