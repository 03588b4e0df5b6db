/**
 * Amazon SQS: standard and FIFO queues in memory, on the cloud's clock.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>Queues: made (again, with equal attributes), found, listed in pages, deleted (the name
 *       rests for 60 seconds), purged (once in 60 seconds), tagged; every attribute; AddPermission
 *       and RemovePermission as statements of the policy.
 *   <li>Messages: bodies and attributes with their checks, sizes and MD5s, delays by queue and by
 *       message, visibility timeouts, receive counts, system attributes, receipt handles, batches,
 *       retention, the limits on messages in flight.
 *   <li>FIFO queues: order and lock by group, deduplication for five minutes by id or content, by
 *       queue or group, sequence numbers.
 *   <li>Dead-letter queues: a message is moved when it would be received once too often;
 *       RedriveAllowPolicy; ListDeadLetterSourceQueues; message move tasks.
 *   <li>Long polling. On virtual time a waiting ReceiveMessage looks at what is already known to
 *       become visible within its wait, and its call takes so long; on a wall clock it waits,
 *       without holding anybody up, for the queue's doorbell.
 *   <li>The doorbell of a queue rings whenever a message becomes visible. The end of a delay or of
 *       a visibility timeout is an event that {@code settle()} waits for; retention is not.
 *   <li>Permissions: identity policies, and the queue's policy for other accounts, services and
 *       nobody in particular.
 *   <li>Metrics {@code AWS/SQS}: NumberOfMessagesSent, -Received, -Deleted, NumberOfEmptyReceives,
 *       SentMessageSize, and the three ApproximateNumberOfMessages, sampled when somebody receives
 *       or asks for attributes rather than each minute.
 * </ul>
 *
 * <h2>Two protocols, one set of rules</h2>
 *
 * <p>SQS speaks AWS JSON 1.0 and, to older clients, the Query protocol. The SDK's classes know JSON
 * names only, so {@code SqsQueryForm} translates: a form becomes the JSON request that says the
 * same before the codec sees it, and the JSON answer or error becomes XML after. The alternative, a
 * second codec with a second set of names for every member, would have been more of the same table
 * and would have left two ways into the rules. The host of a {@code QueueUrl} does not matter
 * unless it is AWS's and names another Region; a form may also be sent to a queue's own path.
 *
 * <p>The served port: botocore 1.43 and the Java SDK send every request to their endpoint and
 * {@code QueueUrl} as a member only, so that the URLs returned, which are AWS's, work behind {@code
 * http://localhost:4566}. SDKs from before the move to JSON send to the queue's URL itself and must
 * be told the endpoint another way.
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>Standard queues keep the order of sending and deliver once: both are allowed, neither is
 *       promised. Counts are exact where AWS's are approximate. Settings, purges and deletions take
 *       effect at once, where AWS takes up to 60 seconds.
 *   <li>On virtual time a long poll cannot see what is sent by events that have yet to happen.
 *   <li>Encryption keys are recorded and change nothing. Throughput is not limited.
 *   <li>ReceiveRequestAttemptId is taken and not remembered: a FIFO receive whose answer was lost
 *       waits for the visibility timeout. Fair queues' groups on standard queues are kept and shown
 *       and share nothing out.
 *   <li>A queue whose dead-letter queue was deleted goes on delivering (assumed).
 *   <li>Denials in JSON have status 400, those of the Query protocol 403.
 *   <li>Tags are not counted, and their characters not checked.
 * </ul>
 *
 * <p>AWS's manual: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/ and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/.
 */
@NullMarked
package dev.diorama.sqs;

import org.jspecify.annotations.NullMarked;
