/**
 * Amazon Simple Email Service: both versions of its API over one state. Mails go to the cloud's
 * {@link dev.diorama.core.cloud.Outbox}, one for each recipient.
 *
 * <h2>Who may send, and to whom</h2>
 *
 * <p>Whoever sends is verified, always: the address itself, its domain, or a parent of the domain;
 * so is the address that bounces go to. An account starts in the sandbox, where receivers must be
 * verified too, and 200 messages a day and 1 a second may be sent; PutAccountDetails asks for
 * production access, which is granted after the time in {@link dev.diorama.ses.SesConfig}. All of
 * this is per account and Region.
 *
 * <p>An address is verified by the link in the mail that it gets: read it from the outbox
 * (attribute {@code link}, or {@code ./diorama mail}) and fetch it. It works for 24 hours. Nobody
 * looks at DNS here: a domain is verified when {@link dev.diorama.ses.Ses#verify} says that its
 * records stand, or at once when {@link dev.diorama.ses.SesConfig#publishes} holds for it; until
 * then it is pending, for 72 hours, and then failed.
 *
 * <p>IAM is asked for the sending action on the sender's identity, on the configuration set, on the
 * template, and in the sandbox on verified identities of the account among the receivers. Version 2
 * asks for {@code ses:SendRawEmail} when the content is raw (observed) and for {@code
 * ses:SendTemplatedEmail} and {@code ses:SendBulkTemplatedEmail} when it is a template (assumed
 * from version 1).
 *
 * <h2>What becomes of a mail</h2>
 *
 * <table>
 * <caption>Receivers</caption>
 * <tr><th>receiver</th><th>outcome</th><th>events</th></tr>
 * <tr><td>anybody</td><td>delivered</td><td>Send, Delivery</td></tr>
 * <tr><td>on the account's suppression list</td><td>suppressed</td><td>Send, Bounce</td></tr>
 * <tr><td>success@, ooto@simulator.amazonses.com</td><td>delivered</td><td>Send, Delivery</td></tr>
 * <tr><td>bounce@, suppressionlist@simulator.amazonses.com</td><td>bounced</td><td>Send,
 * Bounce</td></tr>
 * <tr><td>complaint@simulator.amazonses.com</td><td>complained</td><td>Send, Delivery,
 * Complaint</td></tr>
 * </table>
 *
 * <p>A template that wants a value which is not there is accepted and becomes a Rendering Failure;
 * a message with the EICAR test file becomes a Reject. Neither reaches the outbox. The outbox holds
 * every other mail as soon as it is accepted; its attribute {@code outcome} says what becomes of
 * it. Events go to SNS topics as ses.amazonaws.com, so that the topic's policy decides. Metrics:
 * {@code AWS/SES} Send, Delivery, Bounce, Complaint, Reject, RenderingFailure; lost events are
 * counted as {@code Diorama/SES} LostEvents.
 *
 * <h2>Known deviations and assumptions</h2>
 *
 * <ul>
 *   <li>No mail leaves the machine, none is signed, none is received. Opens, clicks, delays and
 *       subscriptions can be asked for in event destinations and never occur. Bounces and
 *       complaints are not forwarded by mail.
 *   <li>Event destinations other than SNS are refused, as are attachments and lists of version 2,
 *       tracking, pools, tenants and keys of one's own.
 *   <li>The rate is a bucket that holds one second's worth; see {@code SendLimits}. The other
 *       operations' limit of one call a second is not simulated.
 *   <li>The size of a message that is not raw is counted without encoding for transport.
 *   <li>The mailbox simulator does not count against the day's quota, but against the rate. That
 *       suppressionlist@ bounces like bounce@ is observed by others; AWS's manual says it is like
 *       an address on the suppression list.
 *   <li>Ooto@ sends no answer. An address that bounces is not put on the suppression list: only the
 *       simulator's bounce, and those AWS does not put there.
 *   <li>Two statements of different policies on one identity are judged as one policy.
 *   <li>In templates: values, if, unless, each, else. Inline partials and other helpers are
 *       refused.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/ses/latest/dg/ (quotas, request-production-access,
 * event-publishing-retrieving-sns-contents and -examples, send-personalized-email-api,
 * control-user-access), and https://aws.amazon.com/blogs/aws/ on the mailbox simulator. Names of
 * errors and their statuses are those of the SDK's models; the words of most refusals are observed
 * or assumed.
 */
@NullMarked
package dev.diorama.ses;

import org.jspecify.annotations.NullMarked;
