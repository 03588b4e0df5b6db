/**
 * Replication between the replicas of global tables, version 2019.11.21 with eventual consistency
 * (MREC): which write is sent where, when it arrives, and which of two is the last.
 *
 * <p>Every write carries a {@link dev.diorama.dynamodb.global.Version}: the time it was made and
 * the Region. It travels for as long as a packet does between the two cities and, on top, for a
 * time drawn from {@link dev.diorama.dynamodb.global.ReplicationConfig}; writes to one item arrive
 * in the order in which they were made. A replica takes a write that is newer than what it has of
 * the item, a deletion being a write like any other, and leaves an older one; so all come to agree,
 * whatever the order. Documented: the last writer wins, item by item, by an internal timestamp
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html).
 * Assumed: of two writes in the same nanosecond the one of the Region with the greater name wins;
 * and a write always counts as later than the one that its own replica shows, so that a replica
 * never loses a write to one that its writer could see.
 *
 * <p>What a replica has of each item's version is forgotten when nothing is on its way any more:
 * then all replicas are equal, and whatever is written from then on is newer.
 *
 * <p>A Region can be cut off ({@link dev.diorama.dynamodb.global.Replication#isolate}), as AWS's
 * Fault Injection Service pauses replication: clients still reach it, writes from and to it wait.
 */
@NullMarked
package dev.diorama.dynamodb.global;

import org.jspecify.annotations.NullMarked;
