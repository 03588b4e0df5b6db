package dev.diorama.ses;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sesv2.model.Body;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntry;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntryResult;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.EmailContent;
import software.amazon.awssdk.services.sesv2.model.EmailTemplateContent;
import software.amazon.awssdk.services.sesv2.model.MessageHeader;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.ReplacementEmailContent;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailResponse;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailResponse;

/** Sending by version 2. */
final class SesV2SendService {
  private static final String VERSION = "2";

  private final SesStore store;
  private final Sender sender;

  SesV2SendService(SesStore store, Sender sender) {
    this.store = store;
    this.sender = sender;
  }

  private static MailReader.Envelope envelope(SendEmailRequest q) {
    return envelope(
        q.fromEmailAddress(),
        q.destination(),
        q.replyToAddresses(),
        q.feedbackForwardingEmailAddress(),
        q.fromEmailAddressIdentityArn(),
        q.configurationSetName(),
        tags(q.emailTags()));
  }

  private static MailReader.Envelope envelope(SendBulkEmailRequest q, BulkEmailEntry entry) {
    Map<String, String> tags = tags(q.defaultEmailTags());
    tags.putAll(tags(entry.replacementTags()));
    return envelope(
        q.fromEmailAddress(),
        entry.destination(),
        q.replyToAddresses(),
        q.feedbackForwardingEmailAddress(),
        q.fromEmailAddressIdentityArn(),
        q.configurationSetName(),
        tags);
  }

  private static MailReader.Envelope envelope(
      @Nullable String from,
      software.amazon.awssdk.services.sesv2.model.@Nullable Destination destination,
      List<String> replyTo,
      @Nullable String feedback,
      @Nullable String identityArn,
      @Nullable String set,
      Map<String, String> tags) {
    return new MailReader.Envelope(
        from,
        destination == null ? List.of() : destination.toAddresses(),
        destination == null ? List.of() : destination.ccAddresses(),
        destination == null ? List.of() : destination.bccAddresses(),
        replyTo,
        feedback,
        identityArn,
        set,
        tags);
  }

  private static Map<String, String> tags(List<MessageTag> given) {
    Map<String, String> tags = new LinkedHashMap<>();
    given.forEach(tag -> tags.put(MailReader.orEmpty(tag.name()), MailReader.orEmpty(tag.value())));
    return tags;
  }

  /** What permissions a message needs: a raw one those of SendRawEmail (observed). */
  static SendAccess.Sending sending(SendEmailRequest q) {
    EmailContent content = q.content();
    if (content.raw() != null) {
      return MailReader.rawSending(VERSION, envelope(q), MailReader.bytes(content.raw().data()));
    }
    return content.template() == null
        ? MailReader.sending("ses:SendEmail", VERSION, envelope(q), null)
        : MailReader.sending(
            "ses:SendTemplatedEmail", VERSION, envelope(q), content.template().templateName());
  }

  static List<SendAccess.Sending> sending(SendBulkEmailRequest q) {
    List<SendAccess.Sending> all = new ArrayList<>();
    String template =
        q.defaultContent().template() == null ? null : q.defaultContent().template().templateName();
    for (BulkEmailEntry entry : q.bulkEmailEntries()) {
      all.add(
          MailReader.sending("ses:SendBulkTemplatedEmail", VERSION, envelope(q, entry), template));
    }
    return all;
  }

  SendEmailResponse send(Call call, SendEmailRequest request) {
    refuseIf(request.listManagementOptions() != null, "ListManagementOptions");
    refuseIf(request.endpointId() != null, "EndpointId");
    refuseIf(request.tenantName() != null, "TenantName");
    EmailContent content = request.content();
    int given =
        (content.simple() == null ? 0 : 1)
            + (content.raw() == null ? 0 : 1)
            + (content.template() == null ? 0 : 1);
    if (given != 1) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Content must be exactly one of Simple, Raw and Template.");
    }
    return SendEmailResponse.builder()
        .messageId(sender.send(call, mail(call, request, content), Sender.MOST_BYTES_V2))
        .build();
  }

  private Mail mail(Call call, SendEmailRequest request, EmailContent content) {
    if (content.raw() != null) {
      return MailReader.raw(envelope(request), MailReader.bytes(content.raw().data()));
    }
    if (content.template() != null) {
      return templated(
          call, envelope(request), content.template(), null, headers(content.template().headers()));
    }
    software.amazon.awssdk.services.sesv2.model.Message message = content.simple();
    refuseIf(!message.attachments().isEmpty(), "Attachments");
    Body body = message.body() == null ? Body.builder().build() : message.body();
    return MailReader.simple(
        envelope(request),
        data(message.subject()),
        data(body.text()),
        data(body.html()),
        headers(message.headers()),
        Optional.empty());
  }

  private static String data(@Nullable Content content) {
    return content == null || content.data() == null ? "" : content.data();
  }

  private static List<Mime.Header> headers(List<MessageHeader> given) {
    List<Mime.Header> headers = new ArrayList<>();
    for (MessageHeader header : given) {
      String value = MailReader.orEmpty(header.value());
      if (!MailReader.orEmpty(header.name()).matches("[!-9;-~]{1,126}")
          || value.indexOf('\r') >= 0
          || value.indexOf('\n') >= 0) {
        throw SesError.INVALID_PARAMETER_VALUE.with("Invalid header: " + header.name());
      }
      headers.add(new Mime.Header(header.name(), value));
    }
    return headers;
  }

  private Mail templated(
      Call call,
      MailReader.Envelope envelope,
      software.amazon.awssdk.services.sesv2.model.Template given,
      @Nullable String replacement,
      List<Mime.Header> headers) {
    refuseIf(!given.attachments().isEmpty(), "Attachments");
    Json data =
        Templates.merged(
            Templates.data(given.templateData(), SesError.INVALID_TEMPLATE_DATA),
            Templates.data(replacement, SesError.INVALID_TEMPLATE_DATA));
    return Templates.mail(envelope, template(call, given), data, headers);
  }

  private SesModel.Template template(
      Call call, software.amazon.awssdk.services.sesv2.model.Template given) {
    if (given.templateName() != null) {
      return store.region(call.account(), call.region()).template(given.templateName());
    }
    EmailTemplateContent content = given.templateContent();
    refuseIf(given.templateArn() != null, "TemplateArn");
    if (content == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with("A template needs a name or a content.");
    }
    return new SesModel.Template(
        "",
        content.subject() == null ? "" : content.subject(),
        content.text() == null ? "" : content.text(),
        content.html() == null ? "" : content.html(),
        Instant.EPOCH);
  }

  private static void refuseIf(boolean given, String member) {
    if (given) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Diorama does not simulate " + member + ".");
    }
  }

  SendBulkEmailResponse sendBulk(Call call, SendBulkEmailRequest request) {
    Bulk.checkCount(request.bulkEmailEntries().size());
    software.amazon.awssdk.services.sesv2.model.Template given =
        request.defaultContent().template();
    if (given == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with("DefaultContent must have a template.");
    }
    refuseIf(request.endpointId() != null, "EndpointId");
    refuseIf(request.tenantName() != null, "TenantName");
    template(call, given);
    List<BulkEmailEntryResult> results = new ArrayList<>();
    for (BulkEmailEntry entry : request.bulkEmailEntries()) {
      BulkEmailEntryResult.Builder result = BulkEmailEntryResult.builder();
      try {
        List<Mime.Header> headers = headers(given.headers());
        headers.addAll(headers(entry.replacementHeaders()));
        Mail mail = templated(call, envelope(request, entry), given, replacement(entry), headers);
        result.status("SUCCESS").messageId(sender.send(call, mail, Sender.MOST_BYTES_V2));
      } catch (AwsException refusal) {
        result.status(Bulk.of(refusal).name()).error(refusal.message());
      }
      results.add(result.build());
    }
    return SendBulkEmailResponse.builder().bulkEmailEntryResults(results).build();
  }

  private static @Nullable String replacement(BulkEmailEntry entry) {
    ReplacementEmailContent content = entry.replacementEmailContent();
    return content == null || content.replacementTemplate() == null
        ? null
        : content.replacementTemplate().replacementTemplateData();
  }
}
