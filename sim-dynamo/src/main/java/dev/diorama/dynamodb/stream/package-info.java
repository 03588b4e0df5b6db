/**
 * DynamoDB Streams: what became of each item of a table, in order, for 24 hours, on the clock of
 * the simulator.
 *
 * <h2>What is simulated</h2>
 *
 * <p>ListStreams, DescribeStream (paged, and by the filter for the children of a shard),
 * GetShardIterator (all four kinds) and GetRecords (1,000 records or 1 MB, iterators of 15 minutes,
 * records of 24 hours) for real clients, by the target {@code DynamoDBStreams_20120810}. The
 * records are the simulator's own: DynamoDB Local keeps streams too, but by the clock of the
 * machine.
 *
 * <p>A stream has one shard unless {@link dev.diorama.dynamodb.stream.StreamsConfig} says more; an
 * item's shard follows from its partition key. A shard takes records for four hours and then gives
 * way to a child; both are read as AWS's are: the parent first, until it gives no further iterator.
 * Disabling a stream, or deleting its table, closes its shards; its records can be read for another
 * 24 hours. Every new record rings the {@link dev.diorama.core.event.Doorbells} for the stream's
 * ARN, at the time of the write that made it.
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>A stream is ENABLED or DISABLED at once, and a record can be read as soon as its write is
 *       done; AWS says "near real time".
 *   <li>No limit on the readers of a shard, and none on the rate of their calls.
 *   <li>A sequence number has 28 digits, which rise within a stream; AWS promises 21 to 40.
 *   <li>ListStreams lists by ARN; AWS promises no order.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html and
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html;
 * what AWS does where these are silent is observed by ScyllaDB's tests of its own streams, which
 * are run against AWS too ({@code test/alternator/test_streams.py}).
 */
@NullMarked
package dev.diorama.dynamodb.stream;

import org.jspecify.annotations.NullMarked;
