package dev.diorama.ses;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.ses.SesModel.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ses.model.Body;
import software.amazon.awssdk.services.ses.model.BulkEmailDestination;
import software.amazon.awssdk.services.ses.model.BulkEmailDestinationStatus;
import software.amazon.awssdk.services.ses.model.Content;
import software.amazon.awssdk.services.ses.model.MessageTag;
import software.amazon.awssdk.services.ses.model.SendBulkTemplatedEmailRequest;
import software.amazon.awssdk.services.ses.model.SendBulkTemplatedEmailResponse;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;
import software.amazon.awssdk.services.ses.model.SendEmailResponse;
import software.amazon.awssdk.services.ses.model.SendRawEmailRequest;
import software.amazon.awssdk.services.ses.model.SendRawEmailResponse;
import software.amazon.awssdk.services.ses.model.SendTemplatedEmailRequest;
import software.amazon.awssdk.services.ses.model.SendTemplatedEmailResponse;

/** Sending by version 1. */
final class SesSendService {
  private final SesStore store;
  private final Sender sender;

  SesSendService(SesStore store, Sender sender) {
    this.store = store;
    this.sender = sender;
  }

  static MailReader.Envelope envelope(SendEmailRequest q) {
    return envelope(
        q.source(),
        q.destination(),
        q.replyToAddresses(),
        q.returnPath(),
        q.sourceArn(),
        q.configurationSetName(),
        tags(q.tags()));
  }

  static MailReader.Envelope envelope(SendTemplatedEmailRequest q) {
    return envelope(
        q.source(),
        q.destination(),
        q.replyToAddresses(),
        q.returnPath(),
        q.sourceArn(),
        q.configurationSetName(),
        tags(q.tags()));
  }

  static MailReader.Envelope envelope(SendRawEmailRequest q) {
    return new MailReader.Envelope(
        q.source(),
        q.destinations(),
        List.of(),
        List.of(),
        List.of(),
        null,
        q.sourceArn() == null ? q.fromArn() : q.sourceArn(),
        q.configurationSetName(),
        tags(q.tags()));
  }

  static MailReader.Envelope envelope(
      SendBulkTemplatedEmailRequest q, BulkEmailDestination destination) {
    Map<String, String> tags = tags(q.defaultTags());
    tags.putAll(tags(destination.replacementTags()));
    return envelope(
        q.source(),
        destination.destination(),
        q.replyToAddresses(),
        q.returnPath(),
        q.sourceArn(),
        q.configurationSetName(),
        tags);
  }

  private static MailReader.Envelope envelope(
      String source,
      software.amazon.awssdk.services.ses.model.@Nullable Destination destination,
      List<String> replyTo,
      @Nullable String returnPath,
      @Nullable String sourceArn,
      @Nullable String set,
      Map<String, String> tags) {
    return new MailReader.Envelope(
        source,
        destination == null ? List.of() : destination.toAddresses(),
        destination == null ? List.of() : destination.ccAddresses(),
        destination == null ? List.of() : destination.bccAddresses(),
        replyTo,
        returnPath,
        sourceArn,
        set,
        tags);
  }

  private static Map<String, String> tags(List<MessageTag> given) {
    Map<String, String> tags = new LinkedHashMap<>();
    given.forEach(tag -> tags.put(MailReader.orEmpty(tag.name()), MailReader.orEmpty(tag.value())));
    return tags;
  }

  SendEmailResponse send(Call call, SendEmailRequest request) {
    Body given = request.message().body();
    Body body = given == null ? Body.builder().build() : given;
    Mail mail =
        MailReader.simple(
            envelope(request),
            data(request.message().subject()),
            data(body.text()),
            data(body.html()),
            List.of(),
            Optional.empty());
    return SendEmailResponse.builder()
        .messageId(sender.send(call, mail, Sender.MOST_BYTES_V1))
        .build();
  }

  private static String data(@Nullable Content content) {
    return content == null || content.data() == null ? "" : content.data();
  }

  SendRawEmailResponse sendRaw(Call call, SendRawEmailRequest request) {
    Mail mail = MailReader.raw(envelope(request), MailReader.bytes(request.rawMessage().data()));
    return SendRawEmailResponse.builder()
        .messageId(sender.send(call, mail, Sender.MOST_BYTES_V1))
        .build();
  }

  SendTemplatedEmailResponse sendTemplated(Call call, SendTemplatedEmailRequest request) {
    Template template = store.region(call.account(), call.region()).template(request.template());
    Json data = Templates.data(request.templateData(), SesError.INVALID_TEMPLATE_DATA);
    return SendTemplatedEmailResponse.builder()
        .messageId(
            sender.send(
                call,
                Templates.mail(envelope(request), template, data, List.of()),
                Sender.MOST_BYTES_V1))
        .build();
  }

  SendBulkTemplatedEmailResponse sendBulk(Call call, SendBulkTemplatedEmailRequest request) {
    Bulk.checkCount(request.destinations().size());
    Template template = store.region(call.account(), call.region()).template(request.template());
    Json base = Templates.data(request.defaultTemplateData(), SesError.INVALID_TEMPLATE_DATA);
    List<BulkEmailDestinationStatus> results = new ArrayList<>();
    for (BulkEmailDestination destination : request.destinations()) {
      BulkEmailDestinationStatus.Builder result = BulkEmailDestinationStatus.builder();
      try {
        Json over =
            Templates.data(destination.replacementTemplateData(), SesError.INVALID_TEMPLATE_DATA);
        Mail mail =
            Templates.mail(
                envelope(request, destination), template, Templates.merged(base, over), List.of());
        result.status("Success").messageId(sender.send(call, mail, Sender.MOST_BYTES_V1));
      } catch (AwsException refusal) {
        result.status(Bulk.of(refusal).inV1()).error(refusal.message());
      }
      results.add(result.build());
    }
    return SendBulkTemplatedEmailResponse.builder().status(results).build();
  }
}
