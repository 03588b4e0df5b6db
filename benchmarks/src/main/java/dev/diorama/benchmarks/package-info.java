/**
 * Speed, measured by JMH and never in a test. Each class measures one thing beside its rival or its
 * limit in the same run, because the machine is noisy and only the ratio means something.
 */
@NullMarked
package dev.diorama.benchmarks;

import org.jspecify.annotations.NullMarked;
