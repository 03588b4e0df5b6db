/** Asynchronous delivery: at-least-once, as events on the clock, with retries and dead letters. */
@NullMarked
package dev.diorama.core.event;

import org.jspecify.annotations.NullMarked;
