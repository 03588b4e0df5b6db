package dev.diorama.ses;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message, whichever operation sends it.
 *
 * @param from who it says it is from
 * @param returnPath where bounces go; empty means the sender
 * @param identityOwner the account whose identity is used, where it is another's
 * @param configurationSet the one named, if any
 * @param tags for events, in the order given
 * @param bytes its size as sent
 * @param failure why its template cannot be rendered; then there is nothing to deliver
 * @param infected whether it carries a virus
 */
record Mail(
    Mailbox from,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<String> replyTo,
    Optional<Mailbox> returnPath,
    Optional<String> identityOwner,
    Optional<String> configurationSet,
    Map<String, String> tags,
    String subject,
    String text,
    String html,
    List<Mime.Header> headers,
    long bytes,
    Optional<Failure> failure,
    boolean infected) {

  /** A template that could not be rendered. */
  record Failure(String template, String message) {}

  Mail {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    bcc = List.copyOf(bcc);
    replyTo = List.copyOf(replyTo);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    headers = List.copyOf(headers);
  }

  /** Everybody it goes to, each once. */
  List<Mailbox> recipients() {
    Map<String, Mailbox> all = new LinkedHashMap<>();
    for (List<Mailbox> some : List.of(to, cc, bcc)) {
      some.forEach(mailbox -> all.putIfAbsent(mailbox.address(), mailbox));
    }
    return new ArrayList<>(all.values());
  }
}
