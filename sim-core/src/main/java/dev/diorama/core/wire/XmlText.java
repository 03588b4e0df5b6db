package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apiguardian.api.API;

/**
 * Writes one XML document without white space between its elements, as AWS does.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class XmlText {
  private final StringBuilder out = new StringBuilder(256);
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inTag;

  /** Begins with the XML declaration. */
  public XmlText declaration() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    return this;
  }

  /** Opens an element. */
  public XmlText start(String name) {
    closeTag();
    out.append('<').append(name);
    open.push(name);
    inTag = true;
    return this;
  }

  /** An attribute of the element just started. */
  public XmlText attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
    return this;
  }

  /** Text within the element just opened. */
  public XmlText text(String text) {
    if (!text.isEmpty()) {
      closeTag();
      escape(text);
    }
    return this;
  }

  /** Closes the element opened last. */
  public XmlText end() {
    String name = open.pop();
    if (inTag) {
      out.append("/>");
      inTag = false;
    } else {
      out.append("</").append(name).append('>');
    }
    return this;
  }

  /** A whole element that holds text only. */
  public XmlText element(String name, String text) {
    return start(name).text(text).end();
  }

  /** The document as UTF-8. */
  public byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void closeTag() {
    if (inTag) {
      out.append('>');
      inTag = false;
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\n', '\t' -> out.append(c);
        default -> {
          if (c < ' ') {
            // XML 1.0 has no place for these. S3 writes them so all the same, and clients then
            // fail to parse a listing, which is why encoding-type=url exists. Documented.
            out.append("&#x").append(Integer.toHexString(c)).append(';');
          } else {
            out.append(c);
          }
        }
      }
    }
  }
}
