package dev.diorama.cli;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.UrlCoding;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code diorama mail}: what a running {@code serve} has sent to people. */
@Command(
    name = "mail",
    mixinStandardHelpOptions = true,
    description = "Shows the mails and text messages that a running 'serve' has sent.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class MailCommand implements Callable<Integer> {
  private static final int LONGEST_CELL = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A mail may not steer the terminal that shows it. */
  private static final Pattern STEERING = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  @Spec private CommandSpec spec;

  @Option(
      names = "--endpoint",
      defaultValue = "http://localhost:4566",
      description = "Where 'serve' listens (default: http://localhost:4566).")
  private URI endpoint;

  @Option(names = "--to", description = "Only what was sent to this address or number.")
  private Optional<String> to = Optional.empty();

  @ArgGroup private @Nullable Which which;

  /** One whole mail, by one of two names. */
  static final class Which {
    @Option(names = "--last", required = true, description = "The newest one, whole.")
    private boolean last;

    @Option(names = "--id", required = true, description = "The one of that number, whole.")
    private long id;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Json> messages = fetch();
    PrintWriter out = spec.commandLine().getOut();
    Which asked = which;
    if (asked == null) {
      out.print(messages.isEmpty() ? "No mail" + toWhom() + ".\n" : table(messages));
    } else {
      out.print(whole(chosen(messages, asked)));
    }
    out.flush();
    return ExitCode.OK;
  }

  private String toWhom() {
    return to.map(address -> " to " + address).orElse("");
  }

  private Json chosen(List<Json> messages, Which asked) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("there is no mail" + toWhom());
    }
    if (asked.last) {
      return messages.get(messages.size() - 1);
    }
    return messages.stream()
        .filter(message -> text(message, "id").equals(String.valueOf(asked.id)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no mail " + asked.id + toWhom()));
  }

  private List<Json> fetch() throws InterruptedException {
    String address =
        base() + "/_diorama/outbox" + to.map(a -> "?to=" + UrlCoding.encode(a)).orElse("");
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw notDiorama();
      }
      return Json.parse(answer.body()).get("messages").orElseThrow(this::notDiorama).items();
    } catch (JsonException e) {
      throw notDiorama();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "nothing answers on "
              + base()
              + "; start it by './diorama serve' in another terminal, or say where it is by"
              + " --endpoint",
          e);
    }
  }

  private IllegalArgumentException notDiorama() {
    return new IllegalArgumentException(
        "what answers on " + base() + " is not Diorama; say where it is by --endpoint");
  }

  private String base() {
    String written = endpoint.toString();
    if (!written.matches("https?://[^/?#]+/?")) {
      throw new IllegalArgumentException(
          "--endpoint must be like http://localhost:4566, not " + written);
    }
    return written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
  }

  private static String table(List<Json> messages) {
    TextTable table = new TextTable("id", "sent", "from", "to", "subject").allLeft();
    for (Json message : messages) {
      String subject = text(message, "subject");
      table.row(
          text(message, "id"),
          text(message, "at"),
          cell(text(message, "from")),
          cell(text(message, "to")),
          cell(subject.isEmpty() ? text(message, "body") : subject));
    }
    return table.render() + "\nSee one whole by --id, or the newest by --last.\n";
  }

  private static String cell(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_CELL ? line : line.substring(0, LONGEST_CELL - 3) + "...";
  }

  private String whole(Json message) {
    StringBuilder text = new StringBuilder(512);
    for (String member : List.of("from", "to", "at", "subject")) {
      text.append(member).append(": ").append(text(message, member)).append('\n');
    }
    message
        .get("attributes")
        .ifPresent(
            attributes ->
                attributes
                    .members()
                    .forEach(
                        (name, value) ->
                            text.append(safe(name))
                                .append(": ")
                                .append(safe(value.text().orElse("")))
                                .append('\n')));
    String body = text(message, "body");
    if (!body.isEmpty()) {
      text.append('\n').append(body.stripTrailing()).append('\n');
    }
    if (message.get("html").isPresent()) {
      text.append("\nIt has an HTML part; a browser shows it: ")
          .append(base())
          .append("/_diorama/outbox/")
          .append(text(message, "id"))
          .append('\n');
    }
    return text.toString();
  }

  private static String text(Json message, String member) {
    return safe(message.text(member).orElse(""));
  }

  private static String safe(String text) {
    return STEERING.matcher(text).replaceAll("");
  }
}
