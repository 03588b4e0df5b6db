/**
 * DynamoDB on the clock of the simulator.
 *
 * <h2>What is simulated</h2>
 *
 * <p>Tables (CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables), items (GetItem,
 * PutItem, UpdateItem, DeleteItem, Query, Scan, BatchGetItem, BatchWriteItem, TransactGetItems,
 * TransactWriteItems), PartiQL (ExecuteStatement, BatchExecuteStatement, ExecuteTransaction), tags,
 * resource policies of tables, DescribeLimits, DescribeEndpoints, streams, time to live, global
 * tables, and the setting of point-in-time recovery. Expressions, limits of items and pages,
 * secondary indexes and the atomicity of transactions are DynamoDB Local's (see {@code
 * dev.diorama.dynamodb.engine}); names, ARNs, ids, dates, tags, client tokens, error messages about
 * keys and tables, permissions and the consumed capacity are made here.
 *
 * <p>Every operation needs its IAM action on the table's ARN, a query or scan of an index on the
 * index's; batches need {@code dynamodb:BatchGetItem} or {@code BatchWriteItem} on each table,
 * transactions the single-item actions. The condition keys {@code dynamodb:LeadingKeys}, {@code
 * Attributes}, {@code Select}, {@code ReturnValues} and {@code EnclosingOperation} are filled in.
 *
 * <p>Requests are judged here before the engine sees them, in AWS's order and words: single members
 * ({@link dev.diorama.dynamodb.RequestRules}), schemas ({@link dev.diorama.dynamodb.SchemaRules}),
 * keys ({@link dev.diorama.dynamodb.KeyRules}). What these let through, the engine judges.
 *
 * <p>At the endpoint, {@code GET /} says that DynamoDB is healthy, browsers of any origin may call,
 * and requests may be compressed by gzip ({@link dev.diorama.core.router.CrossOrigin}, {@link
 * dev.diorama.dynamodb.DynamoDbHttp}).
 *
 * <p>{@link dev.diorama.dynamodb.DynamoDb#reset} removes all tables and what hangs on them, and
 * keeps the engines: a test begins as in a new cloud.
 *
 * <p>Capacity is metered for each operation, per table and index, whether the caller asked to see
 * it or not: the metrics {@code ConsumedReadCapacityUnits} and {@code ConsumedWriteCapacityUnits},
 * and {@code rcu} and {@code wcu} in the trace. What a table cannot take is throttled, as {@code
 * dev.diorama.dynamodb.capacity} says; see docs/services/dynamodb.md for the rules by example. An
 * update of throughput lands some minutes after it was asked for.
 *
 * <p>Streams are {@code dev.diorama.dynamodb.stream}'s. Every write that changes an item leaves one
 * record, whatever operation it came by, in the order of the writes; those of a batch or a
 * transaction follow in the order of the request.
 *
 * <p>Time to live deletes an item some time after its time has come ({@link
 * dev.diorama.dynamodb.DynamoDbConfig#maxExpiryLag}), as housekeeping that {@code settle()} does
 * not wait for, in a span of its own, {@code TimeToLive}.
 *
 * <p>Global tables are of version 2019.11.21, eventually consistent, or strongly ({@link
 * dev.diorama.dynamodb.StrongGlobalTables}): replicas join and leave by {@code ReplicaUpdates} of
 * UpdateTable, each a table of its own in its Region with its own stream, filled from the one that
 * is asked. Writes are replicated as {@code dev.diorama.dynamodb.global} says, each in a span
 * {@code Replicate} in the Region where it arrives, with {@code from}, {@code lagMillis} and {@code
 * outcome}; the metric {@code ReplicationLatency} has the lag too. Every Region's share is counted
 * as {@code ReplicatedWriteUnits} in {@code Diorama/DynamoDB}. Indexes, on-demand and warm
 * throughput and time to live are kept in step between replicas. {@link
 * dev.diorama.dynamodb.DynamoDb#isolate} cuts a Region off.
 *
 * <h2>What is not</h2>
 *
 * <ul>
 *   <li>Of global tables: replicas in other accounts, UpdateTableReplicaAutoScaling and its like,
 *       and the operations of version 2017.11.29, of which there are no tables.
 *   <li>Resource policies of streams, backups, restore, export, import, Kinesis destinations,
 *       contributor insights (501).
 *   <li>Multi-attribute keys of indexes, which the engine refuses.
 * </ul>
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>A table is ACTIVE as soon as it is created and gone as soon as it is deleted, unless {@link
 *       dev.diorama.dynamodb.TableTimes} says otherwise; an index is built before UpdateTable
 *       answers. Time to live is ENABLED at once, and a resource policy in effect. A replica is
 *       ACTIVE and filled as soon as it is added; its filling costs no write units (AWS charges by
 *       the GB) and leaves no records.
 *   <li>A change of indexes is made in every replica at once. A deletion of a table that replicas
 *       were copied from is refused for 24 hours, as on AWS, but only while it still has replicas.
 *   <li>The 48 bytes that AWS adds to each item of a global table for itself are not counted.
 *   <li>Requests never overlap, so no transaction conflicts with another; {@code
 *       TransactionConflict} is never counted. A fault may refuse a request so.
 *   <li>Auto scaling of a global table's writes is copied to a new replica, not kept in step.
 *   <li>Every read is strongly consistent in effect; eventual ones cost half all the same.
 *   <li>Requests at one instant of a virtual clock are simultaneous: a loop that does not let time
 *       pass may be throttled, where AWS would have had a second or two.
 *   <li>An item's size is reckoned by PartiQL for the table alone, not for its indexes, and by what
 *       a SELECT brings back, not by what its filter left out.
 *   <li>NonKeyAttributes beside a projection of ALL are let through, as by the engine; AWS refuses.
 *   <li>A refused UpdateItem is charged by the item that is there alone; a cancelled transaction as
 *       if it had succeeded (assumed).
 *   <li>DynamoDB Local 2.6.1 gives an item whose attribute {@code nul} is NULL a second attribute
 *       {@code null}. No other name is known to be so treated.
 *   <li>Attributes of items come in name order; AWS promises no order.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ and
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/.
 */
@NullMarked
package dev.diorama.dynamodb;

import org.jspecify.annotations.NullMarked;
