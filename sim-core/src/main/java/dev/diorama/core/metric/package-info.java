/**
 * What is counted, by account and Region as CloudWatch keeps it.
 *
 * <p>Whoever counts asks {@link dev.diorama.core.metric.Metrics#in} for the place of the resource,
 * and adds there by name and dimensions, or takes a {@link dev.diorama.core.metric.Series} once and
 * adds to it: that costs no more than the arithmetic. A minute's samples are {@link
 * dev.diorama.core.metric.Samples}: four figures, and its values as far as percentiles need them.
 */
@NullMarked
package dev.diorama.core.metric;

import org.jspecify.annotations.NullMarked;
