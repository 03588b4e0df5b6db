/**
 * What a month would cost: usage of a run, laid out to a month and multiplied with prices, and the
 * traffic at which one way of building a design becomes cheaper than another.
 *
 * <p>A month has 730 hours, as AWS's own calculator has it. Not on the bill are Cognito,
 * CloudWatch, SNS and SQS, NAT gateways and taxes; {@link dev.diorama.whatif.cost.Billing#LEFT_OUT}
 * says so in reports.
 */
@NullMarked
package dev.diorama.whatif.cost;

import org.jspecify.annotations.NullMarked;
