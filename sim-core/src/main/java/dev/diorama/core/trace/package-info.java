/** What happened: spans that nest across hops, and a digest that two runs can compare. */
@NullMarked
package dev.diorama.core.trace;

import org.jspecify.annotations.NullMarked;
