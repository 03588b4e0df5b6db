/** The diorama command. */
@NullMarked
package dev.diorama.cli;

import org.jspecify.annotations.NullMarked;
