/**
 * What a table can take: token buckets, partitions, modes and their rules, as plain classes on
 * nanoseconds. Nothing here knows a cloud, an engine or a request, so that a calculation of what
 * would be throttled can run without them.
 *
 * <h2>The model</h2>
 *
 * <p>A {@link dev.diorama.dynamodb.capacity.TableCapacity} is a table or one of its global
 * secondary indexes. A request is admitted when each of these has the units:
 *
 * <ol>
 *   <li>in provisioned mode the table's own {@link dev.diorama.dynamodb.capacity.TokenBucket},
 *       filled at the provisioned rate and holding 300 seconds of it, reads and writes apart;
 *   <li>in on-demand mode the maximum throughput, where one is set, the table's quota, and what the
 *       table has scaled to ({@link dev.diorama.dynamodb.capacity.OnDemandScaling});
 *   <li>every {@link dev.diorama.dynamodb.capacity.Partition} that it reaches: 3,000 read and 1,000
 *       write units a second, whatever the mode.
 * </ol>
 *
 * <p>There is no share of the table's throughput for each partition: with adaptive capacity, which
 * AWS calls instant, a partition may take all of it up to its own limit. A partition that is hot
 * for minutes is split, by key or within an item collection by sort key.
 *
 * <p>A bucket that is full admits a request larger than itself, and is in debt until time has paid
 * for it; otherwise a large item could never be written to a small table.
 *
 * <h2>What is not in it</h2>
 *
 * <ul>
 *   <li>A partition that is full is not split by itself: when a table holds more than its
 *       partitions can, they become more, the widest first.
 *   <li>AWS may use burst capacity for itself; here it is all the user's.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
 * burst-adaptive-capacity.html, on-demand-capacity-mode.html, warm-throughput.html,
 * ServiceQuotas.html, https://aws.amazon.com/blogs/database/
 * part-1-scaling-dynamodb-how-partitions-hot-keys-and-split-for-heat-impact-performance/.
 */
@NullMarked
package dev.diorama.dynamodb.capacity;

import org.jspecify.annotations.NullMarked;
