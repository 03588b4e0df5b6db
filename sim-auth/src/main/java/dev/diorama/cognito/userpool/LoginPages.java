package dev.diorama.cognito.userpool;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * The look of the login pages: plain HTML that needs neither script nor network, reads well to a
 * screen reader and follows the browser's light or dark scheme.
 */
final class LoginPages {
  private static final String STYLE =
      ":root{color-scheme:light dark;--paper:#f3f4f6;--card:#fff;--ink:#16191f;--dim:#545b64;"
          + "--line:#8d96a0;--strong:#0b5cad;--on:#fff;--bad:#b0281a;--badbg:#fdf1f0;--ok:#1a6334}"
          + "@media(prefers-color-scheme:dark){:root{--paper:#0f141a;--card:#1a2129;--ink:#eceff3;"
          + "--dim:#b3bcc6;--line:#6f7b88;--strong:#62b0ff;--on:#0b1119;--bad:#ff9a8f;"
          + "--badbg:#331a18;--ok:#7fd69b}}"
          + "*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);"
          + "font:16px/1.5 system-ui,sans-serif;display:flex;min-height:100vh;align-items:center;"
          + "justify-content:center;padding:1rem}"
          + "main{background:var(--card);border:1px solid var(--line);border-radius:10px;"
          + "padding:2rem;width:100%;max-width:26rem}h1{font-size:1.4rem;margin:0 0 1rem}"
          + "label{display:block;margin:1rem 0 .25rem;font-weight:600}"
          + "input{width:100%;padding:.6rem;font:inherit;color:inherit;background:var(--card);"
          + "border:1px solid var(--line);border-radius:6px}"
          + "button{width:100%;margin-top:1.5rem;padding:.7rem;font:inherit;font-weight:600;"
          + "border:0;border-radius:6px;background:var(--strong);color:var(--on);cursor:pointer}"
          + "button+button{margin-top:.75rem}:focus-visible{outline:3px solid var(--strong);"
          + "outline-offset:2px}a{color:var(--strong)}p{margin:.75rem 0}.dim{color:var(--dim)}"
          + ".bad{border-left:4px solid var(--bad);background:var(--badbg);color:var(--bad);"
          + "padding:.6rem .8rem;margin:0 0 1rem}.ok{border-left:4px solid var(--ok);"
          + "padding:.6rem .8rem;margin:0 0 1rem;color:var(--ok)}code{overflow-wrap:anywhere;"
          + "font-size:1.05em}nav{margin-top:1.25rem}";

  private LoginPages() {}

  /** One page under construction: a heading, then what is added, in order. */
  static final class Page {
    private final String title;
    private final StringBuilder body = new StringBuilder();

    Page(String title) {
      this.title = title;
    }

    /** What went wrong, announced at once to screen readers. */
    Page bad(String text) {
      return text.isEmpty() ? this : raw("<p class=\"bad\" role=\"alert\">" + safe(text) + "</p>");
    }

    Page ok(String text) {
      return text.isEmpty() ? this : raw("<p class=\"ok\" role=\"status\">" + safe(text) + "</p>");
    }

    Page text(String text) {
      return raw("<p class=\"dim\">" + safe(text) + "</p>");
    }

    Page secret(String text) {
      return raw("<p><code>" + safe(text) + "</code></p>");
    }

    Page form(String action, String csrf) {
      return raw("<form method=\"post\" action=\"" + safe(action) + "\">").hidden("_csrf", csrf);
    }

    Page hidden(String name, String value) {
      return raw(
          "<input type=\"hidden\" name=\"" + safe(name) + "\" value=\"" + safe(value) + "\">");
    }

    Page field(String name, String label, String type, String complete, String value) {
      return raw(
          "<label for=\""
              + safe(name)
              + "\">"
              + safe(label)
              + "</label><input id=\""
              + safe(name)
              + "\" name=\""
              + safe(name)
              + "\" type=\""
              + safe(type)
              + "\" autocomplete=\""
              + safe(complete)
              + "\" autocapitalize=\"none\" spellcheck=\"false\" required value=\""
              + safe(value)
              + "\">");
    }

    Page button(String label) {
      return raw("<button type=\"submit\">" + safe(label) + "</button>");
    }

    /** A button that says more than that the form was sent. */
    Page button(String label, String name, String value) {
      return raw(
          "<button type=\"submit\" name=\""
              + safe(name)
              + "\" value=\""
              + safe(value)
              + "\">"
              + safe(label)
              + "</button>");
    }

    Page end() {
      return raw("</form>");
    }

    Page link(String address, String label) {
      return raw("<nav><a href=\"" + safe(address) + "\">" + safe(label) + "</a></nav>");
    }

    private Page raw(String html) {
      body.append(html);
      return this;
    }

    HttpResponse response(int status) {
      String html =
          "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
              + " content=\"width=device-width,initial-scale=1\"><title>"
              + safe(title)
              + "</title><style>"
              + STYLE
              + "</style></head><body><main><h1>"
              + safe(title)
              + "</h1>"
              + body
              + "</main></body></html>";
      return new HttpResponse(
          status,
          Headers.builder()
              .set("Content-Type", "text/html;charset=UTF-8")
              .set("Cache-Control", "no-store")
              .set(
                  "Content-Security-Policy",
                  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
              .set("X-Frame-Options", "DENY")
              .set("X-Content-Type-Options", "nosniff")
              .set("Referrer-Policy", "no-referrer")
              .build(),
          html.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Text as it may stand in HTML, between tags or in an attribute. */
  static String safe(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
