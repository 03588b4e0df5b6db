package dev.diorama.ses;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * A mail address as it is written in a header, such as {@code Mina <mina@example.com>}.
 *
 * @param written as it was given
 * @param name the display name, decoded; empty when there is none
 * @param address the bare address, its domain in lower case
 */
record Mailbox(String written, String name, String address) {
  /** Lengths are assumed, from RFC 5321 and general knowledge. */
  private static final int LONGEST = 320;

  private static final int LONGEST_LOCAL = 64;

  /** The simulated mailboxes that need no verification. */
  private static final String SIMULATOR = "@simulator.amazonses.com";

  /**
   * Reads one address.
   *
   * <p>The refusals' words are observed; they are those of the mail library that SES uses.
   */
  static Mailbox of(String written) {
    Mailbox mailbox = lenient(written);
    String address = mailbox.address();
    int at = address.lastIndexOf('@');
    if (at < 0 || at == address.length() - 1) {
      throw refused("Missing final '@domain'");
    }
    if (at == 0) {
      throw refused("Missing local name");
    }
    String local = address.substring(0, at);
    boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
    if (!quoted
        && local.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || "(),:;<>@[\\]\"".indexOf(c) >= 0)) {
      throw refused("Local address contains control or whitespace");
    }
    if (local.length() > LONGEST_LOCAL || written.length() > LONGEST) {
      throw refused("Local address is too long");
    }
    checkDomain(address.substring(at + 1));
    return mailbox;
  }

  private static void checkDomain(String domain) {
    if (domain.startsWith(".")) {
      throw refused("Domain starts with dot");
    }
    if (domain.contains("..")) {
      throw refused("Domain contains dot-dot");
    }
    if (domain.endsWith(".")) {
      throw refused("Domain ends with dot");
    }
    if (!domain
        .chars()
        .allMatch(c -> c == '-' || c == '.' || (c < 0x7f && Character.isLetterOrDigit(c)))) {
      throw refused("Domain contains illegal character");
    }
  }

  private static RuntimeException refused(String message) {
    return SesError.INVALID_PARAMETER_VALUE.with(message);
  }

  /** Takes the address out of whatever is written, without judging it. */
  static Mailbox lenient(String written) {
    String text = written.strip();
    int open = text.lastIndexOf('<');
    int close = text.indexOf('>', open + 1);
    if (open < 0 || close < 0) {
      return new Mailbox(text, "", normal(text));
    }
    String name = text.substring(0, open).strip();
    if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
      name = name.substring(1, name.length() - 1).replace("\\\"", "\"");
    }
    return new Mailbox(text, decoded(name), normal(text.substring(open + 1, close)));
  }

  /** The addresses of a header, which are separated by commas outside of quotes and brackets. */
  static List<Mailbox> list(String header) {
    List<Mailbox> found = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"' && (i == 0 || header.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if (!quoted && (c == '<' || c == '(')) {
        depth++;
      } else if (!quoted && (c == '>' || c == ')')) {
        depth--;
      }
      if (c == ',' && !quoted && depth == 0) {
        add(found, one.toString());
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    add(found, one.toString());
    return found;
  }

  private static void add(List<Mailbox> found, String written) {
    if (!written.isBlank()) {
      found.add(of(written));
    }
  }

  /** An address or domain as it is compared: domains have no case, what is before them has. */
  static String normal(String identity) {
    String text = identity.strip();
    int at = text.lastIndexOf('@');
    return text.substring(0, at + 1) + text.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  /** A header's text with its encoded words decoded. */
  static String decoded(String text) {
    return text.contains("=?")
        ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT, StandardCharsets.UTF_8)
        : text;
  }

  String domain() {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  boolean isSimulator() {
    return address.endsWith(SIMULATOR);
  }

  /** Which simulated mailbox it is, without the label behind a plus sign. */
  String simulated() {
    String local = address.substring(0, Math.max(0, address.lastIndexOf('@')));
    int plus = local.indexOf('+');
    return (plus < 0 ? local : local.substring(0, plus)).toLowerCase(Locale.ROOT);
  }
}
