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
    cloud
        .router()
        .install(
            new SnsApi(config, store)
                .topics(new SnsTopicService(store))
                .subscriptions(new SnsSubscriptionService(cloud, store, delivery))
                .messages(new SnsPublishService(cloud, store, delivery))
                .table());
    return new Sns();
  }
}
