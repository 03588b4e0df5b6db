/**
 * Amazon SNS: topics, subscriptions and the way of messages between them, on the cloud's clock.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>Topics, standard and FIFO: made (again, with equal attributes), listed in pages, set,
 *       tagged, deleted; their policy, AddPermission and RemovePermission.
 *   <li>Subscriptions by {@code sqs}, {@code lambda}, {@code http}, {@code https}, {@code email},
 *       {@code email-json} and {@code sms}; confirmation by token or link, given up after 48 hours;
 *       raw delivery, filter policies on attributes and on the body, dead-letter queues.
 *   <li>Publish, also to a telephone number, and PublishBatch; texts by protocol; FIFO order,
 *       deduplication and sequence numbers.
 *   <li>Deliveries as events on the clock, in the name of {@code sns.amazonaws.com} with the topic
 *       as {@code aws:SourceArn}, so that the policy of the queue or function decides. A refusal is
 *       not tried again, a failure is, as often as AWS documents.
 *   <li>Signatures, by a key that is no secret, whose certificate is served at SigningCertURL.
 *   <li>Metrics {@code AWS/SNS}: NumberOfMessagesPublished, PublishSize,
 *       NumberOfNotificationsDelivered, -Failed, -FilteredOut, -RedrivenToDlq and
 *       -FailedToRedriveToDlq.
 * </ul>
 *
 * <h2>Not simulated</h2>
 *
 * <p>Refused, and named: mobile push, Firehose, data protection, archives and replays, delivery
 * status logs, sandboxes of text messages. Recorded without effect: KmsMasterKeyId, TracingConfig,
 * FifoThroughputScope.
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>HTTP endpoints are those within this cloud. Nothing is sent outside: such a subscription
 *       stays pending, and the trace says why.
 *   <li>Retries have no jitter. A message of a FIFO topic that is tried again may be overtaken.
 *   <li>The default policy's {@code AWS:SourceOwner} is a key that no caller has here: identity
 *       policies decide for the owner's account, and a service needs a statement of its own.
 *   <li>Who subscribes a queue or function of its own account is not asked to confirm; AWS asks in
 *       some cases across accounts that end the same way.
 *   <li>A dead-letter queue is not looked for when a subscription names it.
 *   <li>A message is at most 256 KB on every topic.
 * </ul>
 *
 * <p>AWS's manual: https://docs.aws.amazon.com/sns/latest/dg/ and
 * https://docs.aws.amazon.com/sns/latest/api/.
 */
@NullMarked
package dev.diorama.sns;

import org.jspecify.annotations.NullMarked;
