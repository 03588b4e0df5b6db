package dev.diorama.dynamodb.capacity;

import org.apiguardian.api.API;

/**
 * What a throttled request ran into, named as in AWS's throttling reasons; documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Limit {
  /** More than the table or index has provisioned. */
  PROVISIONED("ProvisionedThroughputExceeded", "ProvisionedThroughputThrottleEvents"),
  /** More than one partition can take, or than an on-demand table has scaled to. */
  KEY_RANGE("KeyRangeThroughputExceeded", "KeyRangeThroughputThrottleEvents"),
  /** More than the maximum that the user has set for an on-demand table or index. */
  MAX_ON_DEMAND("MaxOnDemandThroughputExceeded", "MaxOnDemandThroughputThrottleEvents"),
  /** More than the account may ask of one table. */
  ACCOUNT("AccountLimitExceeded", "AccountLimitThrottleEvents");

  private final String reason;
  private final String metric;

  Limit(String reason, String metric) {
    this.reason = reason;
    this.metric = metric;
  }

  /** The last part of AWS's throttling reason. */
  public String reason() {
    return reason;
  }

  /** The last part of the name of CloudWatch's metric, after Read or Write. */
  public String metric() {
    return metric;
  }
}
