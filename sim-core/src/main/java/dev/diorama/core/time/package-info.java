/** The one clock of an instance and the events scheduled on it, in virtual or wall time. */
@NullMarked
package dev.diorama.core.time;

import org.jspecify.annotations.NullMarked;
