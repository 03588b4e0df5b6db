package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * Amazon SNS: installs the service into a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Sns {
  private Sns() {}

  /** Builds SNS and adds it to the cloud's router. */
  public static Sns install(Cloud cloud, SnsConfig config) {
    cloud.faults().sender("sns");
    SnsStore store = new SnsStore();
    SnsSigner signer = new SnsSigner(cloud);
    SnsDelivery delivery = new SnsDelivery(cloud, config, new SnsEnvelope(signer));
    cloud.router().install(signer);
    SnsApi api = new SnsApi(config, store);
    SnsSubscriptionService subscriptions = new SnsSubscriptionService(cloud, store, delivery);
    SnsPublishService messages = new SnsPublishService(cloud, store, delivery);
    cloud
        .router()
        .install(
            api.table()
                .rows(() -> api.topics(new SnsTopicService(store)))
                .rows(() -> api.subscriptions(subscriptions))
                .rows(() -> api.messages(messages)));
    return new Sns();
  }
}
