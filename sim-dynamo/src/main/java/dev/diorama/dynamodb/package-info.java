/**
 * DynamoDB on the clock of the simulator.
 *
 * <h2>What is simulated</h2>
 *
 * <p>Tables (CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables), items (GetItem,
 * PutItem, UpdateItem, DeleteItem, Query, Scan, BatchGetItem, BatchWriteItem, TransactGetItems,
 * TransactWriteItems), tags, DescribeLimits, DescribeEndpoints, and the settings of time to live
 * and point-in-time recovery. Expressions, limits of items and pages, secondary indexes and the
 * atomicity of transactions are DynamoDB Local's (see {@code dev.diorama.dynamodb.engine}); names,
 * ARNs, ids, dates, tags, client tokens, error messages about keys and tables, permissions and the
 * consumed capacity are made here.
 *
 * <p>Every operation needs its IAM action on the table's ARN, a query or scan of an index on the
 * index's; batches need {@code dynamodb:BatchGetItem} or {@code BatchWriteItem} on each table,
 * transactions the single-item actions. The condition keys {@code dynamodb:LeadingKeys}, {@code
 * Attributes}, {@code Select}, {@code ReturnValues} and {@code EnclosingOperation} are filled in.
 *
 * <p>Capacity is metered for each operation, per table and index, whether the caller asked to see
 * it or not: the metrics {@code ConsumedReadCapacityUnits} and {@code ConsumedWriteCapacityUnits},
 * and {@code rcu} and {@code wcu} in the trace.
 *
 * <h2>What is not</h2>
 *
 * <ul>
 *   <li>Throttling: provisioned, on-demand and warm throughput are kept, shown and not enforced;
 *       those of single indexes in on-demand mode are accepted and not shown.
 *   <li>Streams: the setting is kept and an ARN shown, no Streams API is there to read it.
 *   <li>Expiry: the time-to-live setting is kept, no item expires by it.
 *   <li>Global tables, resource policies (both refused with 501), backups, restore, export, import,
 *       PartiQL, Kinesis destinations, contributor insights (501).
 * </ul>
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>A table is ACTIVE as soon as it is created, gone as soon as it is deleted, and an index is
 *       built before UpdateTable answers. Time to live is ENABLED at once.
 *   <li>Every read is strongly consistent in effect; eventual ones cost half all the same.
 *   <li>ItemCount and TableSizeBytes are exact, not six hours old.
 *   <li>A refused UpdateItem is charged by the item that is there alone; a cancelled transaction as
 *       if it had succeeded (assumed); a condition check in a transaction as the engine reports it.
 *   <li>DynamoDB Local 2.6.1 gives an item whose attribute {@code nul} is NULL a second attribute
 *       {@code null}. No other name is known to be so treated.
 *   <li>Attributes of items come in name order; AWS promises no order.
 *   <li>ARNs of tables in other accounts are refused, for want of resource policies.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ and
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/.
 */
@NullMarked
package dev.diorama.dynamodb;

import org.jspecify.annotations.NullMarked;
