/**
 * What goes wrong on purpose: refusals and delays that strike calls by service, operation, chance
 * and time. Every stroke is seen in the trace as {@code fault=<name>}.
 *
 * <p>Lost, doubled and late <em>deliveries</em> are the event bus's ({@link
 * dev.diorama.core.event.EventBus#duplicate}).
 */
@NullMarked
package dev.diorama.core.fault;

import org.jspecify.annotations.NullMarked;
