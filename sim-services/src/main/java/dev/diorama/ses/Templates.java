package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.Template;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts that are kept to be sent with changing names in them. */
final class Templates {
  /**
   * Both limits documented:
   * https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html.
   */
  private static final int MOST = 20_000;

  private static final int MOST_BYTES = 500 << 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Cloud cloud;
  private final SesStore store;
  private final SimRandom boundaries;

  Templates(Cloud cloud, SesStore store) {
    this.cloud = cloud;
    this.store = store;
    this.boundaries = cloud.seeds().stream("ses/boundaries");
  }

  /** A rendered template. */
  record Rendered(String subject, String text, String html) {}

  void create(
      Call call,
      @Nullable String given,
      @Nullable String subject,
      @Nullable String text,
      @Nullable String html) {
    String name = MailReader.orEmpty(given);
    SesStore.Region region = store.region(call.account(), call.region());
    Template template = checked(call, name, subject, text, html);
    if (region.templates.containsKey(name)) {
      throw SesError.ALREADY_EXISTS.with("Template " + name + " already exists.");
    }
    if (region.templates.size() >= MOST) {
      throw SesError.LIMIT_EXCEEDED.with("You have exceeded the limit of " + MOST + " templates.");
    }
    region.templates.put(name, template);
  }

  void update(
      Call call,
      @Nullable String given,
      @Nullable String subject,
      @Nullable String text,
      @Nullable String html) {
    String name = MailReader.orEmpty(given);
    SesStore.Region region = store.region(call.account(), call.region());
    region.template(name);
    region.templates.put(name, checked(call, name, subject, text, html));
  }

  /** Deleting one that is not there is no error in version 1 (observed), but one in version 2. */
  boolean delete(Call call, String name) {
    return store.region(call.account(), call.region()).templates.remove(name) != null;
  }

  private Template checked(
      Call call,
      String name,
      @Nullable String subject,
      @Nullable String text,
      @Nullable String html) {
    if (!NAME.matcher(name).matches()) {
      throw SesError.INVALID_TEMPLATE.with("Invalid template name " + name + ".");
    }
    Template template =
        new Template(
            name,
            subject == null ? "" : subject,
            text == null ? "" : text,
            html == null ? "" : html,
            cloud.clock().start().plusNanos(call.nowNanos()));
    if (template.subject().isEmpty()) {
      throw SesError.INVALID_TEMPLATE.with("The subject must be specified.");
    }
    if (template.text().isEmpty() && template.html().isEmpty()) {
      throw SesError.INVALID_TEMPLATE.with("The text or html part must be specified.");
    }
    int bytes =
        (template.subject() + template.text() + template.html())
            .getBytes(StandardCharsets.UTF_8)
            .length;
    if (bytes > MOST_BYTES) {
      throw SesError.INVALID_TEMPLATE.with("The template is larger than " + MOST_BYTES + " bytes.");
    }
    TemplateText.of(template.subject());
    TemplateText.of(template.text());
    TemplateText.of(template.html());
    return template;
  }

  /**
   * Puts data into a template.
   *
   * @throws TemplateText.Missing if the template wants a value that is not there
   */
  static Rendered render(Template template, Json data) {
    return new Rendered(
        TemplateText.of(template.subject()).render(data),
        TemplateText.of(template.text()).render(data),
        TemplateText.of(template.html()).render(data));
  }

  /** The mail that a template makes; one that cannot be rendered is a mail that fails. */
  static Mail mail(
      MailReader.Envelope envelope, Template template, Json data, List<Mime.Header> headers) {
    try {
      Rendered rendered = render(template, data);
      return MailReader.simple(
          envelope,
          rendered.subject(),
          rendered.text(),
          rendered.html(),
          headers,
          Optional.empty());
    } catch (TemplateText.Missing missing) {
      return MailReader.simple(
          envelope,
          template.subject(),
          "",
          "",
          headers,
          Optional.of(new Mail.Failure(template.name(), missing.message())));
    }
  }

  /** Reads template data, which are an object written as JSON. */
  static Json data(@Nullable String text, SesError otherwise) {
    try {
      Json data = Json.parse(text == null || text.isEmpty() ? "{}" : text);
      if (data instanceof Json.Obj) {
        return data;
      }
    } catch (JsonException e) {
      throw otherwise.with("Template data is not valid JSON: " + e.getMessage());
    }
    throw otherwise.with("Template data must be a JSON object.");
  }

  /** The members of both, those of {@code over} first choice. */
  static Json merged(Json base, Json over) {
    Map<String, Json> members = new LinkedHashMap<>(base.members());
    members.putAll(over.members());
    return new Json.Obj(members);
  }

  /** What TestRender answers: the mail as it would be sent. */
  String test(Call call, String name, String data) {
    Template template = store.region(call.account(), call.region()).template(name);
    Rendered rendered;
    try {
      rendered = render(template, data(data, SesError.INVALID_RENDERING_PARAMETER));
    } catch (TemplateText.Missing missing) {
      throw SesError.MISSING_RENDERING_ATTRIBUTE.with(missing.message());
    }
    String boundary = "----=_Part_" + boundaries.hex(24);
    StringBuilder mail = new StringBuilder(512);
    mail.append("Date: ")
        .append(
            DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .format(cloud.clock().instant().atOffset(ZoneOffset.UTC)))
        .append("\nSubject: ")
        .append(rendered.subject())
        .append("\nMIME-Version: 1.0\nContent-Type: multipart/alternative; \n\tboundary=\"")
        .append(boundary)
        .append("\"\n\n");
    part(mail, boundary, "plain", rendered.text());
    part(mail, boundary, "html", rendered.html());
    return mail.append("--").append(boundary).append("--\n").toString();
  }

  private static void part(StringBuilder mail, String boundary, String type, String content) {
    if (!content.isEmpty()) {
      mail.append("--")
          .append(boundary)
          .append("\nContent-Type: text/")
          .append(type)
          .append("; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n")
          .append(content)
          .append('\n');
    }
  }
}
