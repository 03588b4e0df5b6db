/**
 * Amazon CloudWatch: the metrics that everything here counts, custom ones beside them, and alarms
 * on the cloud's clock.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>PutMetricData: values, values with counts, statistic sets, units, resolution of a second,
 *       timestamps from two weeks ago to two hours ahead.
 *   <li>ListMetrics, GetMetricStatistics and GetMetricData over core's metrics of the account and
 *       Region: statistics, percentiles and the other extended statistics, the periods that an age
 *       allows, pages, metric math of {@code + - * / ^}, SUM, AVG, MIN, MAX, ABS, CEIL, FLOOR,
 *       FILL, PERIOD and METRICS(). Metrics that AWS has of a whole (a DAX cluster, an API, all
 *       functions) are the sums of their parts.
 *   <li>Alarms on a metric or an expression: M of N, treatment of missing data, percentiles with
 *       few samples, history, enabling and disabling of actions, SetAlarmState, tags. Actions: SNS
 *       topics as {@code cloudwatch.amazonaws.com}, whose policy decides; Lambda functions as
 *       {@code lambda.alarms.cloudwatch.amazonaws.com}; whatever is given to {@link
 *       dev.diorama.cloudwatch.CloudWatch#onAction}.
 *   <li>Query, AWS JSON 1.0 and RPC v2 CBOR.
 * </ul>
 *
 * <h2>When alarms are evaluated</h2>
 *
 * <p>AWS evaluates every minute, for ever. Here a sample schedules the evaluation of the period it
 * is in, some seconds after that period's end ({@code CloudWatchConfig.evaluationDelay}); {@code
 * settle()} waits for it. Each evaluation schedules the next one as long as its window has samples,
 * as background work, for a window that empties may change the state; an empty window cannot. The
 * periods of an alarm are whole ones since the epoch, where AWS's slide by the minute.
 *
 * <h2>Not simulated</h2>
 *
 * <p>Answered by 501: dashboards, anomaly detection, composite alarms, metric streams, insight
 * rules, mute rules, widgets. Refused: SEARCH, Metrics Insights queries and the other functions of
 * metric math; metrics of other accounts; EntityMetricData is not known to this SDK and ignored.
 * Labels are returned as given, dynamic parts included. An alarm's scaling action is called again
 * with each evaluation while it is in ALARM; where AWS goes on every minute for metrics that have
 * no data any more, it ends here with the window.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/">API
 *     reference</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html">How
 *     alarms are evaluated</a>
 */
@NullMarked
package dev.diorama.cloudwatch;

import org.jspecify.annotations.NullMarked;
