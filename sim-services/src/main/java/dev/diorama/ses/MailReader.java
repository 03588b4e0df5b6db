package dev.diorama.ses;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Puts a {@link Mail} together from what the operations of both versions are given. */
final class MailReader {
  /**
   * Bytes that the headers SES itself adds are taken for; assumed. Bodies are counted as they are,
   * though SES counts them as encoded for transport.
   */
  private static final int ENVELOPE_BYTES = 300;

  private MailReader() {}

  /** What is inside a structure may be missing though the model wants it. */
  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static byte[] bytes(@Nullable SdkBytes data) {
    if (data == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with("A raw message needs data.");
    }
    return data.asByteArray();
  }

  /** Who writes to whom. */
  record Envelope(
      @Nullable String from,
      List<String> to,
      List<String> cc,
      List<String> bcc,
      List<String> replyTo,
      @Nullable String returnPath,
      @Nullable String identityArn,
      @Nullable String configurationSet,
      Map<String, String> tags) {
    Envelope {
      to = List.copyOf(to);
      cc = List.copyOf(cc);
      bcc = List.copyOf(bcc);
      replyTo = List.copyOf(replyTo);
      tags = new LinkedHashMap<>(tags);
    }
  }

  static Mail simple(
      Envelope envelope,
      String subject,
      String text,
      String html,
      List<Mime.Header> extra,
      Optional<Mail.Failure> failure) {
    if (envelope.from() == null || envelope.from().isBlank()) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Missing required header 'From'.");
    }
    if (failure.isEmpty() && text.isEmpty() && html.isEmpty()) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Message body must not be empty.");
    }
    if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Header 'Subject' contains a line break.");
    }
    Mailbox from = Mailbox.of(envelope.from());
    List<Mime.Header> headers = new ArrayList<>();
    headers.add(new Mime.Header("From", from.written()));
    header(headers, "Reply-To", envelope.replyTo());
    header(headers, "To", envelope.to());
    header(headers, "Cc", envelope.cc());
    headers.add(new Mime.Header("Subject", subject));
    headers.add(new Mime.Header("MIME-Version", "1.0"));
    headers.addAll(extra);
    long bytes =
        ENVELOPE_BYTES
            + (subject + text + html).getBytes(StandardCharsets.UTF_8).length
            + headers.stream().mapToLong(h -> h.name().length() + h.value().length() + 4).sum();
    return new Mail(
        from,
        mailboxes(envelope.to()),
        mailboxes(envelope.cc()),
        mailboxes(envelope.bcc()),
        envelope.replyTo(),
        Optional.ofNullable(envelope.returnPath()).map(Mailbox::of),
        Sender.ownerOf(Optional.ofNullable(envelope.identityArn())),
        Optional.ofNullable(envelope.configurationSet()),
        envelope.tags(),
        subject,
        text,
        html,
        headers,
        bytes,
        failure,
        false);
  }

  private static void header(List<Mime.Header> headers, String name, List<String> values) {
    if (!values.isEmpty()) {
      headers.add(new Mime.Header(name, String.join(", ", values)));
    }
  }

  private static List<Mailbox> mailboxes(List<String> written) {
    return written.stream().map(Mailbox::of).toList();
  }

  /**
   * A raw message. Receivers named in the request take the place of those in its headers; the
   * sender named in the request is where bounces go.
   */
  static Mail raw(Envelope envelope, byte[] data) {
    Mime mime = Mime.of(data);
    List<Mailbox> from = mime.addresses("From");
    if (from.isEmpty() && envelope.from() == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Missing required header 'From'.");
    }
    if (mime.headers().stream().filter(h -> h.name().equalsIgnoreCase("From")).count() > 1) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Duplicate header 'From'.");
    }
    boolean named =
        !(envelope.to().isEmpty() && envelope.cc().isEmpty() && envelope.bcc().isEmpty());
    Map<String, String> tags = new LinkedHashMap<>(messageTags(mime));
    tags.putAll(envelope.tags());
    Optional<Mailbox> sender = Optional.ofNullable(envelope.from()).map(Mailbox::of);
    return new Mail(
        from.isEmpty() ? sender.orElseThrow() : from.get(0),
        named ? mailboxes(envelope.to()) : mime.addresses("To"),
        named ? mailboxes(envelope.cc()) : mime.addresses("Cc"),
        named ? mailboxes(envelope.bcc()) : mime.addresses("Bcc"),
        envelope.replyTo(),
        Optional.ofNullable(envelope.returnPath())
            .map(Mailbox::of)
            .or(() -> sender)
            .or(() -> mime.header("Return-Path").map(Mailbox::of)),
        Sender.ownerOf(
            Optional.ofNullable(envelope.identityArn()).or(() -> mime.header("X-SES-SOURCE-ARN"))),
        Optional.ofNullable(envelope.configurationSet())
            .or(() -> mime.header("X-SES-CONFIGURATION-SET")),
        tags,
        mime.header("Subject").orElse(""),
        mime.text(),
        mime.html(),
        mime.headers(),
        data.length,
        Optional.empty(),
        mime.infected());
  }

  /** The headers that stand for members of the request; assumed, from general knowledge. */
  private static Map<String, String> messageTags(Mime mime) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String tag : mime.header("X-SES-MESSAGE-TAGS").orElse("").split(",", -1)) {
      String[] pair = tag.split("=", 2);
      if (pair.length == 2) {
        tags.put(pair[0].strip(), pair[1].strip());
      }
    }
    return tags;
  }

  /**
   * What permissions a raw message needs; one that cannot be read is refused later, by its rule.
   */
  static SendAccess.Sending rawSending(String version, Envelope envelope, byte[] data) {
    Mime mime = Mime.of(data);
    List<String> recipients = new ArrayList<>(envelope.to());
    recipients.addAll(envelope.cc());
    recipients.addAll(envelope.bcc());
    if (recipients.isEmpty()) {
      for (String name : List.of("To", "Cc", "Bcc")) {
        mime.header(name).ifPresent(value -> recipients.addAll(List.of(value.split(","))));
      }
    }
    return new SendAccess.Sending(
        "ses:SendRawEmail",
        version,
        mime.header("From").orElse(envelope.from() == null ? "" : envelope.from()),
        recipients,
        Optional.ofNullable(envelope.returnPath()),
        Optional.ofNullable(envelope.identityArn()).or(() -> mime.header("X-SES-SOURCE-ARN")),
        Optional.ofNullable(envelope.configurationSet())
            .or(() -> mime.header("X-SES-CONFIGURATION-SET")),
        Optional.empty());
  }

  /** The same of a message whose parts are given. */
  static SendAccess.Sending sending(
      String action, String version, Envelope envelope, @Nullable String template) {
    List<String> recipients = new ArrayList<>(envelope.to());
    recipients.addAll(envelope.cc());
    recipients.addAll(envelope.bcc());
    return new SendAccess.Sending(
        action,
        version,
        envelope.from() == null ? "" : envelope.from(),
        recipients,
        Optional.ofNullable(envelope.returnPath()),
        Optional.ofNullable(envelope.identityArn()),
        Optional.ofNullable(envelope.configurationSet()),
        Optional.ofNullable(template));
  }
}
