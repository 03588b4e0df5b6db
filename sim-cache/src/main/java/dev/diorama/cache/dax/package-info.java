/**
 * DynamoDB Accelerator: clusters that cache DynamoDB's items and query results.
 *
 * <h2>Control plane</h2>
 *
 * <p>CreateCluster, DescribeClusters, UpdateCluster, DeleteCluster, Increase- and
 * DecreaseReplicationFactor, parameter groups, subnet groups, tags. Whoever creates a cluster must
 * be allowed {@code iam:PassRole} on its service role. A parameter group in use cannot be changed:
 * make another and give it to the cluster by UpdateCluster; it holds for what is stored from then
 * on.
 *
 * <h2>Data plane</h2>
 *
 * <p>A cluster answers GetItem, PutItem, UpdateItem, DeleteItem, Query, Scan, BatchGetItem,
 * BatchWriteItem, TransactGetItems and TransactWriteItems at its address ({@code
 * name.suffix.dax-clusters.region.amazonaws.com}, or {@code /_aws/dax/name} on the served port).
 * The caller needs {@code dax:} actions on the cluster; DynamoDB is asked by the cluster's service
 * role, whose session it gets from STS and renews. Everything else, tables above all, is answered
 * with 501: a DAX client does not offer it at all.
 *
 * <table>
 * <caption>What is cached</caption>
 * <tr><th></th><th>item cache</th><th>query cache</th></tr>
 * <tr><td>filled by</td><td>GetItem, BatchGetItem, writes</td><td>Query, Scan</td></tr>
 * <tr><td>found by</td><td>table and primary key</td><td>the exact request</td></tr>
 * <tr><td>time to live</td><td>record-ttl-millis; 0: for ever</td><td>query-ttl-millis; 0: not at
 * all</td></tr>
 * <tr><td>changed by writes through the cluster</td><td>yes</td><td>never</td></tr>
 * <tr><td>knows of absence</td><td>yes</td><td>yes, as an empty result</td></tr>
 * </table>
 *
 * <p>Writes go to DynamoDB first; what it refuses changes no cache. Strongly consistent and
 * transactional reads pass through and leave nothing behind. After TransactWriteItems its items are
 * read into the cache in the background. Both caches share the memory of the node type and give way
 * least recently used first. A hit consumes no capacity.
 *
 * <p>In the trace: {@code cache} (hit, miss, partial, pass-through), {@code cache.tier}, and for
 * batches {@code cache.hits} and {@code cache.misses}. Metrics: {@code AWS/DAX} by ClusterId and
 * NodeId, and {@code Diorama/DAX} {@code SavedReadCapacityUnits} by ClusterName, TableName and
 * Tier: what each hit would have cost.
 *
 * <h2>Known deviations and assumptions</h2>
 *
 * <ul>
 *   <li>The endpoint's URL is {@code https://} and speaks DynamoDB's API; AWS's is {@code dax://}
 *       with a protocol of its own, which is not built yet.
 *   <li>A cluster is available as soon as it is made. VPC, subnets and security groups are kept and
 *       not looked at. Events, maintenance, notifications and RebootNode are not simulated.
 *   <li>All nodes of a cluster are one cache; replicas do not lag, and none fails. Node-level
 *       metrics are counted at the first node. CPU, and being throttled for it, is not modelled.
 *   <li>Items are cached whole and any projection is answered from them; a reserved word in a
 *       projection is not refused. Whether AWS does so is not documented.
 *   <li>Return options for capacity, and the difference between "not strong" and nothing said, are
 *       not part of the query cache's key (assumed).
 *   <li>A delete leaves a known absence (assumed). An update that returns old or partial attributes
 *       drops the cached item instead of refreshing it.
 *   <li>The caches use 75 % of a node's memory (assumed), see {@link
 *       dev.diorama.cache.dax.DaxConfig}.
 *   <li>The service role's policy may see {@code ReturnValues} ALL_NEW where the caller asked for
 *       none, and needs {@code dynamodb:DescribeTable}.
 * </ul>
 *
 * <p>Sources:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.consistency.html,
 * DAX.concepts.html, DAX.cluster-management.html and DAX.access-control.html beside it.
 */
@NullMarked
package dev.diorama.cache.dax;

import org.jspecify.annotations.NullMarked;
