package dev.diorama.core.endpoint;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.wire.HttpResponse;
import java.util.Map;
import java.util.Optional;

/**
 * Mails as pages for a browser: {@code outbox/7}, and {@code outbox/7/html} for the part that
 * somebody's program has written, which may neither run scripts nor load anything.
 */
final class MailPages {
  static final String ROOT = "outbox/";

  /** The attribute in which a mail's HTML part is kept. */
  static final String HTML = "html";

  private static final String HTML_PART = "/" + HTML;
  private static final String OURS =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'";
  private static final String THEIRS =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
          + " sandbox allow-popups";

  private final Cloud cloud;

  MailPages(Cloud cloud) {
    this.cloud = cloud;
  }

  /** The page of {@code 7} or {@code 7/html}. */
  HttpResponse show(String asked) {
    boolean part = asked.endsWith(HTML_PART);
    String number = part ? asked.substring(0, asked.length() - HTML_PART.length()) : asked;
    Optional<Outbox.Message> found =
        number.matches("[0-9]{1,18}")
            ? cloud.outbox().message(Long.parseLong(number))
            : Optional.empty();
    if (found.isEmpty() || (part && !found.get().attributes().containsKey(HTML))) {
      return page(
          404, OURS, "<!doctype html><title>No mail</title><p>There is no such mail.</p>\n");
    }
    return part
        ? page(200, THEIRS, reachable(found.get().attributes().getOrDefault(HTML, "")))
        : page(200, OURS, whole(number, found.get()));
  }

  private String whole(String number, Outbox.Message mail) {
    StringBuilder page = new StringBuilder(1024);
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
        .append(escaped(mail.subject()))
        .append("</title><style>body{font:16px sans-serif;margin:2em}pre{white-space:pre-wrap}")
        .append("iframe{width:100%;height:60vh;border:1px solid #999}</style><h1>")
        .append(escaped(mail.subject()))
        .append("</h1><dl>");
    row(page, "From", mail.from());
    row(page, "To", mail.to());
    row(page, "Date", mail.at().toString());
    for (Map.Entry<String, String> attribute : mail.attributes().entrySet()) {
      if (attribute.getKey().equals("link") && attribute.getValue().startsWith("https://")) {
        String link = escaped(reachable(attribute.getValue()));
        page.append("<dt>link<dd><a href=\"")
            .append(link)
            .append("\">")
            .append(link)
            .append("</a>");
      } else if (!attribute.getKey().equals(HTML)) {
        row(page, attribute.getKey(), attribute.getValue());
      }
    }
    page.append("</dl><pre>").append(escaped(reachable(mail.body()))).append("</pre>");
    if (mail.attributes().containsKey(HTML)) {
      page.append("<iframe title=\"HTML part\" sandbox=\"allow-popups\" src=\"")
          .append(number)
          .append(HTML_PART)
          .append("\"></iframe>");
    }
    return page.append("</html>\n").toString();
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<dt>").append(escaped(name)).append("<dd>").append(escaped(value));
  }

  private String reachable(String text) {
    return cloud.urls().reachable(text);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static HttpResponse page(int status, String policy, String html) {
    return HttpResponse.of(status, "text/html; charset=utf-8", html)
        .with("Content-Security-Policy", policy)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer");
  }
}
