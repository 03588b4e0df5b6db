/**
 * Simulation testing: random work with random faults over a design, seed by seed, held to what must
 * always be true after every event ({@link dev.diorama.scenarios.explore.World#check}) and in the
 * end. A seed that breaks it is shrunk to a short script and printed as a test. What a design's
 * users do, and what must hold of it, stands with the design.
 */
@NullMarked
package dev.diorama.scenarios.explore;

import org.jspecify.annotations.NullMarked;
