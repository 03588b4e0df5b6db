/**
 * Amazon S3: buckets and objects in memory, strongly consistent, guarded by policies.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>Buckets: names unique over all accounts, Regions and location constraints, tags, versioning
 *       with delete markers, CORS with preflight requests, SSE-S3 as the one encryption, bucket
 *       owner enforced as the one ownership.
 *   <li>Objects: metadata and system headers, MD5 and all five checksum algorithms, conditional
 *       reads and writes, ranges, response overrides, tags, copies, deletes by the thousand,
 *       listings, uploads in parts.
 *   <li>Permissions: bucket policies (checked when put), Block Public Access (on for new buckets),
 *       403 in place of 404 for those who may not list. ACLs are off: what would set one is
 *       refused.
 *   <li>Time: the first byte's latency, and the bytes at the speed of one connection.
 *   <li>Request metrics in {@code AWS/S3} by bucket.
 *   <li>Event notifications to queues, topics and functions: filters with their overlap check,
 *       destinations tried when configured ({@code s3:TestEvent}, or a dry run of the function) and
 *       asked by their own policies at each delivery; at least once, seconds later, in no order;
 *       each attempt is a span {@code DeliverEvent} with {@code event}, {@code key} and {@code
 *       destination}, and counted in {@code Diorama/S3} as EventsDelivered, EventsRefused,
 *       EventsDropped.
 *   <li>Static websites at both spellings of their endpoints, by HTTP, for anybody whom the bucket
 *       policy and Block Public Access let in: index and error documents, redirects, routing rules.
 *   <li>Transfer Acceleration: the setting, the minutes until it takes effect, its endpoints. A
 *       client that says where it is ({@link dev.diorama.core.place.City#HEADER}) pays for the way;
 *       the model is that of {@link dev.diorama.s3.S3Config.Distance}. Spans say {@code viewer},
 *       {@code edge} and {@code upload.way}; {@code Diorama/S3} UploadedBytes counts by way.
 * </ul>
 *
 * <h2>Not simulated</h2>
 *
 * Answered with 501 and named: every operation without a row (lifecycle, replication, Object Lock,
 * logging, inventory, restore, select), events in EventBridge, access points, directory buckets,
 * KMS and customer-provided keys, ACL-enabled ownership, MFA delete, browser uploads by POST.
 * Objects in GLACIER and DEEP_ARCHIVE are kept and listed, and cannot be read: InvalidObjectState,
 * as before a restore.
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>Objects are at most {@link dev.diorama.s3.S3Config#maxObjectBytes} bytes, because they are
 *       kept in memory.
 *   <li>Settings of buckets take effect at once, where AWS calls them eventually consistent.
 *   <li>Requests are never slowed down for their rate (503 SlowDown).
 *   <li>Storage classes are recorded and shown, and change neither latency nor availability.
 *   <li>RequestPayer, MFA, BypassGovernanceRetention and ConfirmRemoveSelfBucketAccess are accepted
 *       and change nothing; there are no requester-pays buckets and no Object Lock.
 *   <li>Whether the principals that a policy names exist is not looked up.
 *   <li>The settings of Block Public Access for a whole account do not exist.
 *   <li>An upload that was completed is forgotten: completing it again answers NoSuchUpload.
 *   <li>Events of restores, replication, lifecycle, tiering, ACLs and lost objects can be asked for
 *       and never happen.
 *   <li>Records are of version 2.1 (2.3 for tags); AWS moves to 2.4 and later, which add members.
 *   <li>Nothing is told of a delete that finds nothing, and an event that is refused for six hours
 *       is dropped; AWS documents neither.
 *   <li>Every request of a client that says where it is pays for a connection of its own. Website
 *       endpoints charge nothing for the way. That AWS itself passes an accelerated upload by its
 *       edge where that gains nothing, and does not bill it, is not modelled.
 *   <li>Whoever asks a website endpoint by HTTPS gets a 504, where AWS does not listen at all; a
 *       signature there is ignored.
 *   <li>Request metrics are counted for every bucket without a metrics configuration.
 * </ul>
 *
 * <p>AWS's manual: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html.
 */
@NullMarked
package dev.diorama.s3;

import org.jspecify.annotations.NullMarked;
