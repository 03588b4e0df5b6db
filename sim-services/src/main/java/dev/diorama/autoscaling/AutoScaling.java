package dev.diorama.autoscaling;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * Application Auto Scaling: installs the service into a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AutoScaling {
  /** What the ARNs of policies begin with, for whoever runs the actions of alarms. */
  public static final String POLICY_ARN = "arn:aws:autoscaling:";

  private final AutoScalingStore store;
  private final Scaler scaler;

  private AutoScaling(AutoScalingStore store, Scaler scaler) {
    this.store = store;
    this.scaler = scaler;
  }

  /** Builds the service and adds it to the cloud's router. */
  public static AutoScaling install(Cloud cloud, AutoScalingConfig config) {
    cloud.faults().sender("application-autoscaling");
    AutoScalingStore store = new AutoScalingStore();
    TrackingAlarms alarms = new TrackingAlarms();
    Scaler scaler = new Scaler(cloud, store, alarms);
    PlanService plans = new PlanService(cloud, store, scaler);
    cloud
        .router()
        .install(
            AutoScalingApi.of(
                config,
                new TargetService(cloud, store, scaler, plans),
                new PolicyService(cloud, store, scaler, alarms),
                plans));
    return new AutoScaling(store, scaler);
  }

  /**
   * What an alarm of a policy says.
   *
   * @param policyArn the policy, as the alarm has it among its actions; one that is gone is ignored
   * @param alarmName the alarm, which is in ALARM
   * @param value the latest value of what it watches
   */
  public void alarmed(String policyArn, String alarmName, double value) {
    store
        .policy(policyArn)
        .ifPresent(found -> scaler.alarmed(found.getKey(), found.getValue(), alarmName, value));
  }
}
