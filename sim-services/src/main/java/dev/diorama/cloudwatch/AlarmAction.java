package dev.diorama.cloudwatch;

import dev.diorama.core.router.Call;
import org.apiguardian.api.API;

/**
 * Something that alarms do beyond SNS and Lambda, such as an auto scaling policy: given by whoever
 * wires the cloud, so that this service need not know the other.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface AlarmAction {
  /**
   * What has happened.
   *
   * @param action the ARN that the alarm has among its actions
   * @param alarmArn the alarm
   * @param alarmName its name
   * @param state the state that it is in, {@code ALARM}
   * @param value the latest value of what it watches; NaN where there is none
   * @param threshold its threshold
   * @since 0.1
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  record Event(
      String action,
      String alarmArn,
      String alarmName,
      String state,
      double value,
      double threshold) {}

  /** Runs it, as part of {@code call}. */
  void run(Call call, Event event);
}
