package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ses.model.BulkEmailDestinationStatus;
import software.amazon.awssdk.services.ses.model.TemplateMetadata;

/** Templates and what is made of them. */
class SesTemplateTest {
  private static final String FROM = SesFixture.FROM;
  private static final String SUCCESS = "success@simulator.amazonses.com";

  private final SesFixture f = new SesFixture();

  private void create() {
    f.v1.createTemplate(
        r ->
            r.template(
                t ->
                    t.templateName("welcome")
                        .subjectPart("Hi {{name}}")
                        .htmlPart("<p>{{person.town}}</p>")));
  }

  private String send(String data) {
    return f.v1
        .sendTemplatedEmail(
            r ->
                r.source(FROM)
                    .destination(d -> d.toAddresses(SUCCESS))
                    .template("welcome")
                    .templateData(data))
        .messageId();
  }

  @Test
  void templates_canBeMadeReadChangedAndRemovedByBothVersions() {
    create();
    SesFixture.refused(this::create, "AlreadyExists", 400);
    assertThat(f.v2.getEmailTemplate(r -> r.templateName("welcome")).templateContent().subject())
        .isEqualTo("Hi {{name}}");
    f.v2.updateEmailTemplate(
        r -> r.templateName("welcome").templateContent(c -> c.subject("Hello").text("x")));
    assertThat(f.v1.getTemplate(r -> r.templateName("welcome")).template().subjectPart())
        .isEqualTo("Hello");
    assertThat(f.v1.listTemplates().templatesMetadata())
        .extracting(TemplateMetadata::name)
        .containsExactly("welcome");
    assertThat(f.v2.listEmailTemplates(r -> {}).templatesMetadata()).hasSize(1);
    f.v1.deleteTemplate(r -> r.templateName("welcome"));
    f.v1.deleteTemplate(r -> r.templateName("welcome"));
    SesFixture.refused(
        () -> f.v1.getTemplate(r -> r.templateName("welcome")), "TemplateDoesNotExist", 400);
    SesFixture.refused(
        () -> f.v2.deleteEmailTemplate(r -> r.templateName("welcome")), "NotFoundException", 404);
  }

  @Test
  void template_thatCannotBe_isRefused() {
    SesFixture.refused(
        () ->
            f.v1.createTemplate(
                r -> r.template(t -> t.templateName("a b").subjectPart("s").textPart("t"))),
        "InvalidTemplate",
        400);
    SesFixture.refused(
        () -> f.v1.createTemplate(r -> r.template(t -> t.templateName("a").textPart("t"))),
        "InvalidTemplate",
        400,
        "subject");
    SesFixture.refused(
        () -> f.v1.createTemplate(r -> r.template(t -> t.templateName("a").subjectPart("s"))),
        "InvalidTemplate",
        400,
        "text or html");
    SesFixture.refused(
        () ->
            f.v2.createEmailTemplate(
                r -> r.templateName("a").templateContent(c -> c.subject("{{#if}}").text("t"))),
        "BadRequestException",
        400);
  }

  @Test
  void send_withData_rendersIt() {
    f.verified(FROM);
    create();
    f.asked.clear();

    send("{\"name\":\"Mina\",\"person\":{\"town\":\"Oslo\"},\"more\":1}");

    assertThat(f.mailTo(SUCCESS).subject()).isEqualTo("Hi Mina");
    assertThat(f.mailTo(SUCCESS).attributes()).containsEntry("html", "<p>Oslo</p>");
    assertThat(f.asked)
        .extracting(Access::resource)
        .contains("arn:aws:ses:us-east-1:" + SesFixture.ACCOUNT + ":template/welcome");
  }

  @Test
  void send_withoutAValue_isAcceptedAndFailsToRender() {
    f.verified(FROM);
    create();

    assertThat(send("{\"name\":\"Mina\"}")).isNotEmpty();
    f.clock().settle();

    assertThat(f.cloud.outbox().lastTo(SUCCESS)).isEmpty();
    assertThat(f.sum("RenderingFailure")).isEqualTo(1);
    assertThat(f.sum("Delivery")).isZero();
  }

  @Test
  void send_refused_whenTemplateOrDataAreWrong() {
    f.verified(FROM);
    SesFixture.refused(() -> send("{}"), "TemplateDoesNotExist", 400);
    create();
    SesFixture.refused(() -> send("{"), "InvalidTemplateData", 400);
    SesFixture.refused(() -> send("[]"), "InvalidTemplateData", 400);
  }

  @Test
  void bulk_byVersion1_saysOfEachWhatBecameOfIt() {
    f.verified(FROM);
    create();

    assertThat(
            f.v1
                .sendBulkTemplatedEmail(
                    r ->
                        r.source(FROM)
                            .template("welcome")
                            .defaultTemplateData(
                                "{\"name\":\"you\",\"person\":{\"town\":\"Rome\"}}")
                            .destinations(
                                d -> d.destination(x -> x.toAddresses(SUCCESS)),
                                d -> d.destination(x -> x.toAddresses("a@b.com"))))
                .status())
        .extracting(BulkEmailDestinationStatus::statusAsString)
        .containsExactly("Success", "MessageRejected");
    SesFixture.refused(
        () ->
            f.v1.sendBulkTemplatedEmail(
                r ->
                    r.source(FROM)
                        .template("welcome")
                        .defaultTemplateData("{}")
                        .destinations(
                            java.util.Collections.nCopies(
                                51,
                                software.amazon.awssdk.services.ses.model.BulkEmailDestination
                                    .builder()
                                    .destination(x -> x.toAddresses(SUCCESS))
                                    .build()))),
        "InvalidParameterValue",
        400,
        "50");
  }

  @Test
  void testRender_showsTheMailOrSaysWhatIsMissing() {
    create();

    assertThat(
            f.v1
                .testRenderTemplate(
                    r ->
                        r.templateName("welcome")
                            .templateData("{\"name\":\"M\",\"person\":{\"town\":\"Oslo\"}}"))
                .renderedTemplate())
        .contains("Subject: Hi M", "<p>Oslo</p>", "multipart/alternative");
    SesFixture.refused(
        () -> f.v1.testRenderTemplate(r -> r.templateName("welcome").templateData("{}")),
        "MissingRenderingAttribute",
        400,
        "Attribute 'name' is not present in the rendering data.");
    SesFixture.refused(
        () -> f.v1.testRenderTemplate(r -> r.templateName("welcome").templateData("x")),
        "InvalidRenderingParameter",
        400);
    SesFixture.refused(
        () -> f.v2.testRenderEmailTemplate(r -> r.templateName("welcome").templateData("{}")),
        "BadRequestException",
        400,
        "'name'");
    SesFixture.refused(
        () -> f.v2.testRenderEmailTemplate(r -> r.templateName("none").templateData("{}")),
        "NotFoundException",
        404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{name}} {{ person.town }}|Mina Oslo",
        "{{{html}}} {{html}}|<b> <b>",
        "{{#if yes}}a{{else}}b{{/if}}|a",
        "{{#if no}}a{{else}}b{{/if}}{{#if absent}}c{{/if}}|b",
        "{{#unless no}}a{{/unless}}|a",
        "{{#each list}}{{@index}}{{this.n}}{{../name}} {{/each}}|01Mina 12Mina",
        "{{#each none}}a{{else}}b{{/each}}{{! said }}|b",
        "{{#each list}}{{#if n}}{{n}}{{/if}}{{/each}}|12",
        "{ {name} }|{ {name} }",
      })
  void render_each(String template, String expected) {
    Json data =
        Json.parse(
            "{\"name\":\"Mina\",\"person\":{\"town\":\"Oslo\"},\"html\":\"<b>\",\"yes\":true,"
                + "\"no\":0,\"none\":[],\"list\":[{\"n\":1},{\"n\":2}]}");

    assertThat(TemplateText.of(template).render(data).strip()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{name",
        "{{/if}}",
        "{{#if a}}x",
        "{{#with a}}x{{/with}}",
        "{{>part}}",
        "{{a b}}",
        "{{}}",
        "{{#if a}}x{{/each}}",
        "{{else}}"
      })
  void read_whatIsNotATemplate_isRefused(String template) {
    assertThatThrownBy(() -> TemplateText.of(template))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("InvalidTemplate"));
  }
}
