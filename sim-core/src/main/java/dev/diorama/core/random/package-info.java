/** Seeded chance: named random streams and the latency distributions drawn from them. */
@NullMarked
package dev.diorama.core.random;

import org.jspecify.annotations.NullMarked;
