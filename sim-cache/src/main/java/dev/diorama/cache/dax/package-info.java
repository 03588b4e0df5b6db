/**
 * DynamoDB Accelerator: clusters that cache DynamoDB's items and query results.
 *
 * <h2>Control plane</h2>
 *
 * <p>CreateCluster, DescribeClusters, UpdateCluster, DeleteCluster, Increase- and
 * DecreaseReplicationFactor, RebootNode, DescribeEvents, parameter groups, subnet groups, tags.
 * What takes AWS minutes takes the times of {@link dev.diorama.cache.dax.DaxTimes} on the clock.
 * Whoever creates a cluster must be allowed {@code iam:PassRole} on its service role. A parameter
 * group in use cannot be changed: make another and give it to the cluster by UpdateCluster; it
 * holds for what is stored from then on.
 *
 * <h2>Nodes</h2>
 *
 * <p>Each node has both caches. Writes go through the primary, whichever node is asked, and are
 * readable there at once; what a read fetches is kept by the node asked and by the primary. The
 * replicas follow in order, each after a lag. A request at the cluster's address reaches any node
 * that answers, as with AWS's client for Java; one at a node's own address reaches that node. A
 * node does so many normalized requests per second and then throttles. {@link
 * dev.diorama.cache.dax.Dax#failNode} lets one be lost: its caches are gone, a replica takes the
 * place of a primary, and an empty node replaces it.
 *
 * <h2>Two ways in, one set of rules</h2>
 *
 * <p>{@link dev.diorama.cache.dax.Dax#openWire} opens ports that speak DAX's own protocol ({@link
 * dev.diorama.cache.dax.wire}), for AWS's own clients; while they are open a cluster's discovery
 * endpoint is {@code dax://127.0.0.1:port} ({@code daxs://} if it was made with encryption in
 * transit). Otherwise it is AWS's name with {@code https://} and speaks DynamoDB's API, in process
 * and repeatably. Both enter the router as the caller and are answered by the same rules; 5,000
 * requests made both ways have the same answers, hits and misses (a test).
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
 * NodeId (a cluster's are the sums over its nodes), and {@code Diorama/DAX} by ClusterName,
 * TableName and Tier: {@code Hits}, {@code Misses}, {@code EvictedBytes}, {@code
 * SavedReadCapacityUnits} (what each hit would have cost), {@code StaleReads} (hits on items of
 * which the cluster knows a newer image: at a replica that lags, or before a transaction's items
 * are read again) and {@code ReadsOlderThanLastWrite} (hits on results from before the last write
 * through the cluster to their table).
 *
 * <h2>Known deviations and assumptions</h2>
 *
 * <ul>
 *   <li>How long clusters and nodes take is {@link dev.diorama.cache.dax.DaxTimes}' to say: by
 *       itself nothing, in a Diorama on virtual time minutes, as an operator of AWS sees it. A
 *       network type is kept and shown; the ports are loopback's. VPC, subnets and security groups
 *       are kept and not looked at. Maintenance and notifications are not simulated.
 *   <li>Writes around the cluster make stale reads that are not counted: the cluster knows nothing
 *       of them.
 *   <li>Throttling follows the planning figures of the sizing guide; CPU, credits of T types,
 *       network and being throttled for full memory are not modelled.
 *   <li>By DynamoDB's API the query cache finds a request by its text, by DAX's own protocol by its
 *       parsed form: one request made both ways is two entries, and so are two texts of one meaning
 *       made by the former.
 *   <li>No node that answers, or no primary for a write: 503 ServiceUnavailable (assumed).
 *   <li>The texts of events, and the state {@code failed} of a node, are assumed.
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
