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
 * </ul>
 *
 * <h2>Not simulated</h2>
 *
 * Answered with 501 and named: every operation without a row (lifecycle, replication, notification,
 * website, acceleration, Object Lock, logging, inventory, restore, select), access points,
 * directory buckets, KMS and customer-provided keys, ACL-enabled ownership, MFA delete, browser
 * uploads by POST. Objects in GLACIER and DEEP_ARCHIVE are kept and listed, and cannot be read:
 * InvalidObjectState, as before a restore.
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
 *   <li>Request metrics are counted for every bucket without a metrics configuration.
 * </ul>
 *
 * <p>AWS's manual: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html.
 */
@NullMarked
package dev.diorama.s3;

import org.jspecify.annotations.NullMarked;
