/**
 * What users do: when requests arrive and what they ask for, drawn from one seed.
 *
 * <p>A {@link dev.diorama.whatif.workload.RateCurve} says how much traffic there is at each moment;
 * {@link dev.diorama.whatif.workload.Arrivals} turns it into times; a {@link
 * dev.diorama.whatif.workload.Popularity} says which objects are asked for.
 */
@NullMarked
package dev.diorama.whatif.workload;

import org.jspecify.annotations.NullMarked;
