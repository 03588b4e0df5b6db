/** The composition root: builds one isolated cloud out of the services. */
@NullMarked
package dev.diorama;

import org.jspecify.annotations.NullMarked;
