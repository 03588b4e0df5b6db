/**
 * Application Auto Scaling for DynamoDB: scalable targets, target tracking by alarms in CloudWatch,
 * scheduled actions.
 *
 * <h2>Simulated</h2>
 *
 * <ul>
 *   <li>RegisterScalableTarget, which makes the service-linked role, and its Describe, Deregister
 *       and tags, for read and write capacity of tables and indexes.
 *   <li>Target tracking by DynamoDBReadCapacityUtilization and DynamoDBWriteCapacityUtilization:
 *       the four alarms that AWS makes (two of consumed capacity: above the target for 2 minutes,
 *       far below for 15; two that notice capacity changed by hand), cooldowns, DisableScaleIn,
 *       bounds. The new capacity is what was consumed, divided by the target.
 *   <li>UpdateTable through the router with a session of the service-linked role; a refusal is
 *       tried again and then stands in the activities.
 *   <li>Scheduled actions by {@code at}, {@code rate} and {@code cron}, as background work of the
 *       clock.
 * </ul>
 *
 * <h2>Not simulated</h2>
 *
 * <p>Refused: other services than DynamoDB, step scaling (which AWS refuses for DynamoDB too),
 * predictive scaling, customized metrics, time zones other than UTC. Scale-in takes the latest
 * minute as what is consumed; AWS does not publish how it smooths.
 *
 * @see <a href="https://docs.aws.amazon.com/autoscaling/application/APIReference/">API
 *     reference</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html">DynamoDB
 *     auto scaling</a>
 */
@NullMarked
package dev.diorama.autoscaling;

import org.jspecify.annotations.NullMarked;
