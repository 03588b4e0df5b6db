/**
 * The engine that evaluates DynamoDB's expressions and keeps its items, behind a small interface.
 *
 * <p>{@link dev.diorama.dynamodb.engine.LocalEngine} is the adapter over Amazon DynamoDB Local
 * (proprietary, see NOTICE; used by its Maven coordinate only). About items it is asked in its own
 * model, that of the SDK's first version ({@link dev.diorama.dynamodb.engine.EngineClient}).
 * Nothing outside this package names either. It is also the one named exception to two house rules:
 * DynamoDB Local has threads and a wall clock of its own. Neither crosses this boundary: every
 * question is answered on the asking thread before the next is put, and dates, ARNs and stream
 * labels that the engine makes up are replaced by those of the simulator in {@code
 * dev.diorama.dynamodb}.
 *
 * <p>One engine is one account in one Region. The first in a JVM costs 4 to 6 seconds of CPU, each
 * further one about 20 ms, so {@link dev.diorama.dynamodb.engine.EnginePool} starts them in the
 * background when they are first wanted.
 */
@NullMarked
package dev.diorama.dynamodb.engine;

import org.jspecify.annotations.NullMarked;
