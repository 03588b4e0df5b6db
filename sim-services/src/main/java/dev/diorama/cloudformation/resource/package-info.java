/**
 * The resource types a template may use: each turns properties into calls of a service's API.
 *
 * <p>A type names every property it takes. A property that AWS has and Diorama does not simulate is
 * refused by name, unless it has no effect here; those are listed as {@code recorded} on the type.
 */
@NullMarked
package dev.diorama.cloudformation.resource;

import org.jspecify.annotations.NullMarked;
