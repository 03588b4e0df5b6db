package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * Amazon CloudWatch: installs the service into a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CloudWatch {
  private final AlarmActions actions;

  private CloudWatch(AlarmActions actions) {
    this.actions = actions;
  }

  /** Builds CloudWatch and adds it to the cloud's router. */
  public static CloudWatch install(Cloud cloud, CloudWatchConfig config) {
    cloud.faults().sender("cloudwatch");
    MetricData data = new MetricData(cloud);
    AlarmActions actions = new AlarmActions(cloud);
    AlarmWatch watch = new AlarmWatch(cloud, config, data, actions);
    CloudWatchApi api = new CloudWatchApi(config);
    AlarmService alarms = new AlarmService(cloud, new AlarmStore(), watch);
    cloud
        .router()
        .install(
            api.table()
                .rows(() -> api.alarms(alarms))
                .rows(
                    () ->
                        api.metrics(
                            new MetricPutService(cloud), new MetricReadService(cloud, data))));
    return new CloudWatch(actions);
  }

  /** Lets alarms run actions whose ARNs begin so. */
  public CloudWatch onAction(String arnPrefix, AlarmAction action) {
    actions.add(arnPrefix, action);
    return this;
  }
}
