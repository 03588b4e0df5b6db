/**
 * What passes between an event source and a function, as pure values: the events that pollers make
 * of stream records and messages, the patterns that choose among them, and the reports in which
 * functions name the records that failed. Nothing here calls a service or knows the time.
 */
@NullMarked
package dev.diorama.lambda.source;

import org.jspecify.annotations.NullMarked;
