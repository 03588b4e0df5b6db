package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.ses.SesModel.Identity;
import dev.diorama.ses.SesModel.Proof;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who may send: addresses that follow a link, and domains that publish records. */
final class Identities {
  /** Documented: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
  private static final int MOST = 10_000;

  /** Where verification mails come from, observed. */
  private static final String SENDER = "no-reply-aws@amazon.com";

  private static final int DKIM_TOKENS = 3;

  private final Cloud cloud;
  private final SesConfig config;
  private final SesStore store;
  private final SimRandom tokens;

  Identities(Cloud cloud, SesConfig config, SesStore store) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.tokens = cloud.seeds().stream("ses/tokens");
  }

  /** Adds an identity, or asks anew for the proof of one that has none; sends the mail if due. */
  Identity ask(Call call, String given) {
    String name = Mailbox.normal(given);
    if (name.indexOf('@') >= 0) {
      Mailbox.of(name);
    } else if (!name.matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]")) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid domain name " + given + ".");
    }
    SesStore.Region region = store.region(call.account(), call.region());
    Identity identity = region.identities.get(name);
    if (identity == null) {
      if (region.identities.size() >= MOST) {
        throw SesError.LIMIT_EXCEEDED.with(
            "You have exceeded the limit of " + MOST + " identities.");
      }
      identity = new Identity(name, region.account, region.name, tokens.hex(48), call.nowNanos());
      region.identities.put(name, identity);
      if (identity.isDomain()) {
        identity.token = Base64.getEncoder().encodeToString(tokens.bytes(32));
        for (int i = 0; i < DKIM_TOKENS; i++) {
          identity.dkimTokens.add(tokens.text(SimRandom.LOWER_ALNUM, 32));
        }
      }
    } else if (!identity.verified) {
      identity.askedNanos = call.nowNanos();
    }
    if (identity.isDomain()) {
      identity.verified |= config.publishes().test(name);
    } else {
      mail(call, identity);
    }
    return identity;
  }

  private void mail(Call call, Identity identity) {
    String link =
        "https://email-verification."
            + identity.region
            + ".amazonaws.com/?Context="
            + identity.account
            + "&Identity.IdentityName="
            + UrlCoding.encode(identity.name)
            + "&Identity.IdentityType=EmailAddress&Token="
            + identity.token;
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("region", identity.region);
    attributes.put("link", link);
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                cloud.clock().start().plusNanos(call.nowNanos()),
                Outbox.Channel.EMAIL,
                SENDER,
                identity.name,
                "Amazon Web Services - Email Address Verification Request in region "
                    + identity.region,
                "Account "
                    + identity.account
                    + " wants to send mail from "
                    + identity.name
                    + " by Amazon SES in "
                    + identity.region
                    + ".\n\nIf that is right, follow this link within 24 hours:\n\n"
                    + link
                    + "\n\nIf you did not ask for this, do nothing.\n",
                attributes));
  }

  /** Follows a link; empty when it never worked, or no longer does. */
  Optional<Identity> follow(
      long nowNanos, String account, String region, String name, String token) {
    Identity identity = store.region(account, region).identities.get(Mailbox.normal(name));
    if (identity == null
        || identity.isDomain()
        || !identity.token.equals(token)
        || identity.proof(nowNanos) == Proof.FAILED) {
      return Optional.empty();
    }
    identity.verified = true;
    return Optional.of(identity);
  }

  void verify(String account, String region, String name) {
    Identity identity = store.region(account, region).identities.get(Mailbox.normal(name));
    if (identity == null) {
      throw new IllegalArgumentException(
          "no identity " + name + " in account " + account + ", Region " + region);
    }
    identity.verified = true;
  }
}
