/** Numbers counted per minute, named as CloudWatch names them. */
@NullMarked
package dev.diorama.core.metric;

import org.jspecify.annotations.NullMarked;
