/**
 * What goes wrong on purpose. {@link dev.diorama.core.fault.Fault} says what, to whom, when and how
 * often; {@link dev.diorama.core.fault.Faults} is asked by whoever does the work: the router for
 * calls, Lambda for handlers, the event bus for deliveries. Things that break (a DAX node, a
 * Region's links) are broken by the {@link dev.diorama.core.fault.Breaker} that their service
 * installs. Core knows none of them.
 *
 * <p>Every stroke is seen in the trace: a struck call has {@code fault=<name>} and {@code
 * fault.cause}; what no call is behind (a delivery, a node, a Region) has a hop of service {@code
 * fault}. The manual is {@code docs/faults.md}.
 */
@NullMarked
package dev.diorama.core.fault;

import org.jspecify.annotations.NullMarked;
