/** The cache core that every tier stands on. */
@NullMarked
package dev.diorama.cache;

import org.jspecify.annotations.NullMarked;
