/**
 * Templates as text and as a tree: reading, parameters, conditions, intrinsic functions and the
 * order of resources. Pure: nothing here calls a service.
 */
@NullMarked
package dev.diorama.cloudformation.template;

import org.jspecify.annotations.NullMarked;
