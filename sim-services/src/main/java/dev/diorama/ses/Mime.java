package dev.diorama.ses;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.parser.AbstractContentHandler;
import org.apache.james.mime4j.parser.MimeStreamParser;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * What SES reads of a raw message.
 *
 * @param headers of the message itself, in order, unfolded and decoded
 * @param text the first plain part; empty when there is none
 * @param html the first HTML part; empty when there is none
 * @param infected whether it carries the EICAR test file
 */
record Mime(List<Header> headers, String text, String html, boolean infected) {
  /** A part of the harmless file by which scanners are tested; split so that none finds it here. */
  private static final String TEST_VIRUS = "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE";

  /** One header. */
  record Header(String name, String value) {}

  Mime {
    headers = List.copyOf(headers);
  }

  /** Reads a message. */
  static Mime of(byte[] raw) {
    Reader reader = new Reader();
    MimeStreamParser parser = new MimeStreamParser(MimeConfig.PERMISSIVE);
    parser.setContentDecoding(true);
    parser.setContentHandler(reader);
    try {
      parser.parse(new ByteArrayInputStream(raw));
    } catch (MimeException | IOException e) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Message is not valid MIME: " + e.getMessage());
    }
    return new Mime(
        reader.headers, reader.text.orElse(""), reader.html.orElse(""), reader.infected);
  }

  /** The first header of that name. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The addresses in every header of that name. */
  List<Mailbox> addresses(String name) {
    List<Mailbox> found = new ArrayList<>();
    headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .forEach(header -> found.addAll(Mailbox.list(header.value())));
    return found;
  }

  private static final class Reader extends AbstractContentHandler {
    private final List<Header> headers = new ArrayList<>();
    private Optional<String> text = Optional.empty();
    private Optional<String> html = Optional.empty();
    private boolean infected;
    private boolean topIsRead;
    private boolean attached;

    @Override
    public void startHeader() {
      attached = false;
    }

    @Override
    public void field(Field field) {
      String value = Mailbox.decoded(field.getBody() == null ? "" : field.getBody().strip());
      if (!topIsRead) {
        headers.add(new Header(field.getName(), value));
      }
      if (field.getName().equalsIgnoreCase("Content-Disposition")) {
        attached = value.toLowerCase(Locale.ROOT).startsWith("attachment");
      }
    }

    @Override
    public void endHeader() {
      topIsRead = true;
    }

    @Override
    public void body(BodyDescriptor body, InputStream content) throws IOException {
      String read = new String(content.readAllBytes(), charset(body));
      infected |= read.contains(TEST_VIRUS);
      if (!attached && text.isEmpty() && body.getMimeType().equalsIgnoreCase("text/plain")) {
        text = Optional.of(read);
      }
      if (!attached && html.isEmpty() && body.getMimeType().equalsIgnoreCase("text/html")) {
        html = Optional.of(read);
      }
    }

    private static Charset charset(BodyDescriptor body) {
      try {
        return body.getCharset() == null
            ? StandardCharsets.UTF_8
            : Charset.forName(body.getCharset());
      } catch (IllegalArgumentException e) {
        // A character set that nobody knows: what is ASCII in it can still be read.
        return StandardCharsets.ISO_8859_1;
      }
    }
  }
}
