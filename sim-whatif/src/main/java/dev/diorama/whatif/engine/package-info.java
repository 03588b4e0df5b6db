/**
 * Runs a workload against a design without deploying it.
 *
 * <p>{@link dev.diorama.whatif.engine.WhatIf#run} is the one door. {@link
 * dev.diorama.whatif.engine.Engine} says how: exactly, with the classes of the live simulator on a
 * virtual clock, or fast, with arrays of primitives and, if wished, a sample of the objects.
 */
@NullMarked
package dev.diorama.whatif.engine;

import org.jspecify.annotations.NullMarked;
