/** A JSON value as a small sealed type, its parser and its writer. */
@NullMarked
package dev.diorama.core.json;

import org.jspecify.annotations.NullMarked;
