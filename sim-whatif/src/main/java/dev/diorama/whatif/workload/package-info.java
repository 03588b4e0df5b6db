/**
 * What users do: when requests arrive and what they ask for, drawn from one seed.
 *
 * <p>A {@link dev.diorama.whatif.workload.RateCurve} says how much traffic there is at each moment;
 * {@link dev.diorama.whatif.workload.Arrivals} turns it into times; a {@link
 * dev.diorama.whatif.workload.Popularity} says which objects are asked for.
 *
 * <p>A {@link dev.diorama.whatif.workload.Workload} puts them together with users, items and what
 * is done with them; {@link dev.diorama.whatif.workload.WorkloadReader} reads one from YAML, {@link
 * dev.diorama.whatif.workload.RequestStream} goes through its requests. What is not in it:
 *
 * <ul>
 *   <li>A request does not depend on the answer to another: who is turned away does not come again.
 *   <li>An item keeps its size when it is changed.
 *   <li>Query strings other than the one for strong consistency.
 * </ul>
 */
@NullMarked
package dev.diorama.whatif.workload;

import org.jspecify.annotations.NullMarked;
