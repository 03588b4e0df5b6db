package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * The Simple Email Service in a cloud: both versions of its API over one state, and the page that
 * verification links lead to.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Ses {
  private final Identities identities;

  private Ses(Identities identities) {
    this.identities = identities;
  }

  /** Adds SES to a cloud, which should have SNS by the time events are published. */
  public static Ses install(Cloud cloud, SesConfig config) {
    cloud.faults().sender("ses");
    SesStore store = new SesStore(config);
    Identities identities = new Identities(cloud, config, store);
    Templates templates = new Templates(cloud, store);
    SesEvents events = new SesEvents(cloud);
    ConfigurationSets sets = new ConfigurationSets(store, events);
    Sender sender = new Sender(cloud, store, new Delivery(cloud, config, events));
    SendAccess access = new SendAccess(store);
    cloud
        .router()
        .install(
            new SesApi(
                    new SesIdentityService(store, identities),
                    new SesSendService(store, sender),
                    new SesSettingsService(store, templates, sets),
                    access)
                .table(config));
    cloud
        .router()
        .install(
            new SesV2Api(
                    new SesV2IdentityService(store, identities),
                    new SesV2SendService(store, sender),
                    new SesV2SettingsService(cloud, store, templates, sets),
                    access)
                .table(config));
    cloud.router().install(new VerificationLinks(identities));
    return new Ses(identities);
  }

  /**
   * Does what publishing a domain's DNS records does in AWS: the domain, or an address, counts as
   * verified from now on.
   *
   * @throws IllegalArgumentException if there is no such identity
   */
  public void verify(String account, String region, String identity) {
    identities.verify(account, region, identity);
  }
}
