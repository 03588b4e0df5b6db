package dev.diorama.ses;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The permissions that sending needs: on the sender's identity, on the configuration set and on the
 * template; in the sandbox also on those recipients' identities that are the caller's own.
 *
 * <p>Identities as resources are documented:
 * https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html. That recipients are asked for
 * in the sandbox is observed: https://github.com/aws/aws-sdk-js-v3/issues/2061; so are templates:
 * https://github.com/aws/serverless-application-model/issues/2844. Configuration sets and the names
 * of the condition keys are assumed, from general knowledge.
 */
final class SendAccess {
  private final SesStore store;

  SendAccess(SesStore store) {
    this.store = store;
  }

  /**
   * What is sent, as far as permissions go.
   *
   * @param action such as {@code ses:SendEmail}
   * @param version of the API, for {@code ses:ApiVersion}
   * @param sourceArn the identity of another account that is used, if any
   */
  record Sending(
      String action,
      String version,
      String from,
      List<String> recipients,
      Optional<String> feedback,
      Optional<String> sourceArn,
      Optional<String> configurationSet,
      Optional<String> template) {}

  List<Access> of(Call call, Sending sending) {
    SesStore.Region region = store.region(call.account(), call.region());
    Mailbox from = Mailbox.lenient(sending.from());
    String owner = Sender.ownerOf(sending.sourceArn()).orElse(call.account());
    SesStore.Region ownerRegion = store.region(owner, call.region());
    List<Mailbox> recipients = sending.recipients().stream().map(Mailbox::lenient).toList();
    Map<String, List<String>> context = context(sending, from, recipients);
    Optional<Identity> identity = ownerRegion.identityFor(from.address());
    List<Access> needed = new ArrayList<>();
    needed.add(
        new Access(
            sending.action(),
            identity
                .map(Identity::arn)
                .orElseGet(() -> SesModel.identityArn(region.name, owner, from.address())),
            owner,
            context,
            identity.flatMap(Identity::policy)));
    if (!region.production(call.nowNanos())) {
      for (Mailbox recipient : recipients) {
        region
            .identityFor(recipient.address())
            .filter(
                own ->
                    own.verified && needed.stream().noneMatch(a -> a.resource().equals(own.arn())))
            .ifPresent(own -> needed.add(onOwn(sending, own.arn(), context)));
      }
    }
    sending
        .configurationSet()
        .or(() -> identity.flatMap(i -> i.configurationSet))
        .ifPresent(
            set -> needed.add(onOwn(sending, arn(call, "configuration-set/", set), context)));
    sending
        .template()
        .ifPresent(name -> needed.add(onOwn(sending, arn(call, "template/", name), context)));
    return needed;
  }

  private static Access onOwn(Sending sending, String resource, Map<String, List<String>> context) {
    return new Access(sending.action(), resource, "", context, Optional.<Json>empty());
  }

  private static Map<String, List<String>> context(
      Sending sending, Mailbox from, List<Mailbox> recipients) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("ses:ApiVersion", List.of(sending.version()));
    context.put("ses:FromAddress", List.of(from.address()));
    if (!from.name().isEmpty()) {
      context.put("ses:FromDisplayName", List.of(from.name()));
    }
    context.put("ses:Recipients", recipients.stream().map(Mailbox::address).toList());
    sending
        .feedback()
        .ifPresent(
            path -> context.put("ses:FeedbackAddress", List.of(Mailbox.lenient(path).address())));
    return context;
  }

  /** The ARN of something that the caller's account has in the Region asked. */
  static String arn(Call call, String kind, String name) {
    return "arn:aws:ses:" + call.region() + ":" + call.account() + ":" + kind + name;
  }
}
