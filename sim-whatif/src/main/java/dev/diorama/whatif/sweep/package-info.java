/**
 * What if it were otherwise? A {@link dev.diorama.whatif.sweep.Setup} is a design, its traffic and
 * how to run them; a {@link dev.diorama.whatif.sweep.Change} turns one knob of it; a {@link
 * dev.diorama.whatif.sweep.Sweep} runs every combination of changes, and a {@link
 * dev.diorama.whatif.sweep.Search} picks the best one that meets all goals and says which of them
 * binds.
 */
@NullMarked
package dev.diorama.whatif.sweep;

import org.jspecify.annotations.NullMarked;
