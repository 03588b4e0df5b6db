/**
 * One isolated cloud: the clock, seeds, trace, metrics, router and outbox that its services share.
 */
@NullMarked
package dev.diorama.core.cloud;

import org.jspecify.annotations.NullMarked;
