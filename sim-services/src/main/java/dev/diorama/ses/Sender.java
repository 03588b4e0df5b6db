package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.ConfigurationSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides whether a mail is accepted; the same for every operation that sends. */
final class Sender {
  /** Documented: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
  static final int MOST_RECIPIENTS = 50;

  /** Largest message, documented there: 10 MB by version 1, 40 MB by version 2. */
  static final long MOST_BYTES_V1 = 10L << 20;

  static final long MOST_BYTES_V2 = 40L << 20;

  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.@-]{1,256}");

  /**
   * What message ids begin with in the Regions where that is seen often (observed); others share
   * one (assumed).
   */
  private static final Map<String, String> ID_PREFIXES =
      Map.of("us-east-1", "0100", "us-west-2", "0101", "eu-west-1", "0102", "eu-central-1", "0107");

  private final Cloud cloud;
  private final SesStore store;
  private final Delivery delivery;
  private final SimRandom ids;

  Sender(Cloud cloud, SesStore store, Delivery delivery) {
    this.cloud = cloud;
    this.store = store;
    this.delivery = delivery;
    this.ids = cloud.seeds().stream("ses/message-ids");
  }

  /**
   * Takes a mail or refuses it.
   *
   * @return its id
   */
  String send(Call call, Mail mail, long mostBytes) {
    SesStore.Region region = store.region(call.account(), call.region());
    SesStore.Region owner =
        store.region(mail.identityOwner().orElse(call.account()), call.region());
    if (!region.sending) {
      throw SesError.ACCOUNT_PAUSED.with("Email sending for this account is disabled.");
    }
    Optional<ConfigurationSet> set = configurationSet(region, owner, mail);
    checkForm(mail, mostBytes);
    List<Mailbox> recipients = mail.recipients();
    checkVerified(call, region, owner, mail, recipients);
    int quotaCounted = (int) recipients.stream().filter(r -> !r.isSimulator()).count();
    region.limits.take(
        region.quota(call.nowNanos()), recipients.size(), quotaCounted, call.nowNanos());
    String id = id(call);
    call.note("ses.message", id).note("ses.recipients", String.valueOf(recipients.size()));
    delivery.accept(call, region, mail, set, owner.identityFor(mail.from().address()), id);
    return id;
  }

  /** The identity's own set is used when the message names none. */
  private static Optional<ConfigurationSet> configurationSet(
      SesStore.Region region, SesStore.Region owner, Mail mail) {
    Optional<String> name =
        mail.configurationSet()
            .or(
                () ->
                    owner
                        .identityFor(mail.from().address())
                        .flatMap(identity -> identity.configurationSet));
    Optional<ConfigurationSet> set = name.map(region::set);
    if (set.isPresent() && !set.get().sending) {
      throw SesError.SET_PAUSED.with(
          "Email sending is disabled for configuration set <" + set.get().name + ">.");
    }
    return set;
  }

  private static void checkForm(Mail mail, long mostBytes) {
    int recipients = mail.recipients().size();
    if (recipients == 0) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Empty required header 'To'.");
    }
    if (recipients > MOST_RECIPIENTS) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Recipient count exceeds " + MOST_RECIPIENTS + ".");
    }
    if (mail.bytes() > mostBytes) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Message length is more than " + mostBytes + " bytes long: '" + mail.bytes() + "'.");
    }
    mail.tags()
        .forEach(
            (name, value) -> {
              if (!TAG.matcher(name).matches() || !TAG.matcher(value).matches()) {
                throw SesError.INVALID_PARAMETER_VALUE.with(
                    "Invalid tag <"
                        + name
                        + ">: only alphanumeric ASCII characters, '_', '-', '.',"
                        + " and '@' are allowed.");
              }
            });
    mail.replyTo().forEach(Mailbox::of);
  }

  /** In the sandbox whoever receives must be verified, not only whoever sends. */
  private void checkVerified(
      Call call,
      SesStore.Region region,
      SesStore.Region owner,
      Mail mail,
      List<Mailbox> recipients) {
    Set<String> failed = new LinkedHashSet<>();
    if (!owner.isVerified(mail.from().address())) {
      failed.add(mail.from().written());
    }
    mail.returnPath()
        .filter(path -> !owner.isVerified(path.address()))
        .ifPresent(path -> failed.add(path.written()));
    boolean sandbox = !region.production(call.nowNanos());
    call.note("ses.sandbox", String.valueOf(sandbox));
    if (sandbox) {
      for (Mailbox recipient : recipients) {
        if (!recipient.isSimulator() && !region.isVerified(recipient.address())) {
          failed.add(recipient.written());
        }
      }
    }
    if (!failed.isEmpty()) {
      throw SesError.MESSAGE_REJECTED.with(
          "Email address is not verified. The following identities failed the check in region "
              + call.region().toUpperCase(Locale.ROOT)
              + ": "
              + String.join(", ", failed));
    }
  }

  private String id(Call call) {
    long millis = cloud.clock().start().plusNanos(call.nowNanos()).toEpochMilli();
    return ID_PREFIXES.getOrDefault(call.region(), "010f")
        + String.format(Locale.ROOT, "%012x", millis)
        + "-"
        + ids.hex(8)
        + "-"
        + ids.uuid().toString().substring(9)
        + "-000000";
  }

  /** The account that a sending authorization names by the ARN of its identity. */
  static Optional<String> ownerOf(Optional<String> identityArn) {
    return identityArn.map(
        arn -> {
          String[] parts = arn.split(":", 6);
          if (parts.length < 6 || !parts[2].equals("ses") || !parts[5].startsWith("identity/")) {
            throw SesError.INVALID_PARAMETER_VALUE.with("Invalid ARN: " + arn);
          }
          return parts[4];
        });
  }
}
