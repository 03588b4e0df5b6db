/**
 * The one way in: finds the operation, authenticates, decodes, authorizes, runs the rule, encodes.
 */
@NullMarked
package dev.diorama.core.router;

import org.jspecify.annotations.NullMarked;
