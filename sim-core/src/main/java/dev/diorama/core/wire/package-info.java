/**
 * HTTP messages, AWS errors, and one codec per AWS wire protocol, driven by the SDK's own models.
 */
@NullMarked
package dev.diorama.core.wire;

import org.jspecify.annotations.NullMarked;
