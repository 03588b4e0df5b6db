package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.SendDataPoint;

/** Configuration sets, and what topics are told. */
class SesEventsTest {
  private static final String FROM = SesFixture.FROM;
  private static final String SIMULATOR = "@simulator.amazonses.com";

  private final SesFixture f = new SesFixture();

  @BeforeEach
  void prepare() {
    f.verified(FROM);
    f.v1.createConfigurationSet(r -> r.configurationSet(s -> s.name("news")));
    destination("all", SesFixture.TOPIC);
  }

  private void destination(String name, String topic) {
    f.v1.createConfigurationSetEventDestination(
        r ->
            r.configurationSetName("news")
                .eventDestination(
                    d ->
                        d.name(name)
                            .enabled(true)
                            .matchingEventTypes(
                                EventType.SEND,
                                EventType.DELIVERY,
                                EventType.BOUNCE,
                                EventType.COMPLAINT,
                                EventType.REJECT,
                                EventType.RENDERING_FAILURE)
                            .snsDestination(s -> s.topicARN(topic))));
  }

  private String send(String... to) {
    return f.v1
        .sendEmail(
            r ->
                r.source(FROM)
                    .configurationSetName("news")
                    .tags(t -> t.name("campaign").value("spring"))
                    .destination(d -> d.toAddresses(to))
                    .message(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x")))))
        .messageId();
  }

  @Test
  void delivered_tellsSendAndDelivery() {
    String id = send("success" + SIMULATOR);
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactly("Send", "Delivery");
    Json send = f.events().get(0);
    assertThat(send.at("mail", "messageId").flatMap(Json::text)).contains(id);
    assertThat(send.at("mail", "source").flatMap(Json::text)).contains(FROM);
    assertThat(send.at("mail", "sourceArn").flatMap(Json::text))
        .contains("arn:aws:ses:us-east-1:" + SesFixture.ACCOUNT + ":identity/" + FROM);
    assertThat(send.at("mail", "commonHeaders", "subject").flatMap(Json::text)).contains("Hi");
    assertThat(send.at("mail", "tags").orElseThrow().write())
        .contains("\"ses:configuration-set\":[\"news\"]", "\"campaign\":[\"spring\"]")
        .contains("\"ses:from-domain\":[\"example.com\"]", "\"ses:caller-identity\":[\"editor\"]");
    assertThat(send.get("send")).contains(Json.empty());
    Json delivery = f.events().get(1).get("delivery").orElseThrow();
    assertThat(delivery.text("timestamp").orElseThrow()).startsWith("2026-01-01T00:00:0");
    assertThat(delivery.get("recipients").orElseThrow().write())
        .isEqualTo("[\"success" + SIMULATOR + "\"]");
  }

  @Test
  void published_asSesInTheNameOfTheSet() {
    send("success" + SIMULATOR);
    f.clock().settle();

    assertThat(f.publishers)
        .allSatisfy(
            publisher -> {
              assertThat(publisher.kind()).isEqualTo(Principal.Kind.SERVICE);
              assertThat(publisher.arn()).isEqualTo("ses.amazonaws.com");
              assertThat(publisher.context())
                  .containsEntry(
                      "aws:SourceArn",
                      List.of(
                          "arn:aws:ses:us-east-1:"
                              + SesFixture.ACCOUNT
                              + ":configuration-set/news"));
            });
  }

  @Test
  void bounceAndComplaint_tellWhoAndWhy() {
    send("bounce+1" + SIMULATOR, "suppressionlist" + SIMULATOR, "complaint" + SIMULATOR);
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactlyInAnyOrder("Send", "Delivery", "Bounce", "Complaint");
    Json bounce =
        f.events().stream().filter(e -> e.get("bounce").isPresent()).findFirst().orElseThrow();
    assertThat(bounce.at("bounce", "bounceType").flatMap(Json::text)).contains("Permanent");
    assertThat(bounce.at("bounce", "bouncedRecipients").orElseThrow().items())
        .extracting(r -> r.text("emailAddress").orElseThrow())
        .containsExactly("bounce+1" + SIMULATOR, "suppressionlist" + SIMULATOR);
    Json complaint =
        f.events().stream().filter(e -> e.get("complaint").isPresent()).findFirst().orElseThrow();
    assertThat(complaint.at("complaint", "complaintFeedbackType").flatMap(Json::text))
        .contains("abuse");
    assertThat(f.sum("Bounce")).isEqualTo(2);
    assertThat(f.sum("Complaint")).isEqualTo(1);
    SendDataPoint point = f.v1.getSendStatistics().sendDataPoints().get(0);
    assertThat(point.deliveryAttempts()).isEqualTo(3);
    assertThat(point.bounces()).isEqualTo(2);
    assertThat(point.complaints()).isEqualTo(1);
  }

  @Test
  void virus_isRejectedAfterAcceptance() {
    String raw =
        "From: "
            + FROM
            + "\r\nTo: success"
            + SIMULATOR
            + "\r\nX-SES-CONFIGURATION-SET: news\r\nX-SES-MESSAGE-TAGS: a=b, c=d\r\n\r\n"
            + "EICAR-STANDARD-"
            + "ANTIVIRUS-TEST-FILE\r\n";
    f.v1.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactly("Send", "Reject");
    assertThat(f.events().get(1).at("reject", "reason").flatMap(Json::text))
        .contains("Bad content");
    assertThat(f.events().get(1).at("mail", "tags", "c").orElseThrow().write())
        .isEqualTo("[\"d\"]");
    assertThat(f.cloud.outbox().lastTo("success" + SIMULATOR)).isEmpty();
    assertThat(f.sum("Reject")).isEqualTo(1);
  }

  @Test
  void renderingFailure_namesTemplateAndAttribute() {
    f.v1.createTemplate(
        r -> r.template(t -> t.templateName("t").subjectPart("{{name}}").textPart("x")));
    f.v1.sendTemplatedEmail(
        r ->
            r.source(FROM)
                .configurationSetName("news")
                .destination(d -> d.toAddresses("success" + SIMULATOR))
                .template("t")
                .templateData("{}"));
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactly("Rendering Failure");
    assertThat(f.events().get(0).get("failure").orElseThrow().write())
        .isEqualTo(
            "{\"errorMessage\":\"Attribute 'name' is not present in the rendering data.\","
                + "\"templateName\":\"t\"}");
  }

  @Test
  void topic_thatFailsForAWhile_isToldLater() {
    f.topicFailures = 2;
    send("success" + SIMULATOR);
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactlyInAnyOrder("Send", "Delivery");
  }

  @Test
  void identityTopic_isToldWithoutTags() {
    f.v1.setIdentityNotificationTopic(
        r -> r.identity(FROM).notificationType("Bounce").snsTopic(SesFixture.TOPIC));
    f.send(FROM, "bounce" + SIMULATOR);
    f.clock().settle();

    assertThat(f.events()).hasSize(1);
    assertThat(f.events().get(0).text("notificationType")).contains("Bounce");
    assertThat(f.events().get(0).at("mail", "tags")).isEmpty();
    assertThat(f.publishers.get(f.publishers.size() - 1).context().get("aws:SourceArn").get(0))
        .endsWith(":identity/" + FROM);
  }

  @Test
  void identitysOwnSet_isUsedWhenNoneIsNamed() {
    f.v2.createEmailIdentity(r -> r.emailIdentity("b@example.com").configurationSetName("news"));
    f.follow(f.link("b@example.com"));

    f.send("b@example.com", "success" + SIMULATOR);
    f.clock().settle();

    assertThat(f.eventTypes()).containsExactly("Send", "Delivery");
  }

  @Test
  void set_missingOrPaused_refusesToSend() {
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .configurationSetName("none")
                        .destination(d -> d.toAddresses("success" + SIMULATOR))
                        .message(
                            m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x"))))),
        "ConfigurationSetDoesNotExist",
        400,
        "Configuration set <none> does not exist.");
    f.v1.updateConfigurationSetSendingEnabled(r -> r.configurationSetName("news").enabled(false));
    SesFixture.refused(
        () -> send("success" + SIMULATOR), "ConfigurationSetSendingPausedException", 400);
    f.v2.putConfigurationSetSendingOptions(
        r -> r.configurationSetName("news").sendingEnabled(true));
    assertThat(send("success" + SIMULATOR)).isNotEmpty();
  }

  @Test
  void sets_canBeMadeReadAndRemovedByBothVersions() {
    f.v2.createConfigurationSet(
        r -> r.configurationSetName("more").sendingOptions(s -> s.sendingEnabled(false)));
    SesFixture.refused(
        () -> f.v2.createConfigurationSet(r -> r.configurationSetName("more")),
        "AlreadyExistsException",
        400);
    SesFixture.refused(
        () -> f.v1.createConfigurationSet(r -> r.configurationSet(s -> s.name("more"))),
        "ConfigurationSetAlreadyExists",
        400);
    SesFixture.refused(
        () -> f.v1.createConfigurationSet(r -> r.configurationSet(s -> s.name("a b"))),
        "InvalidConfigurationSet",
        400);
    SesFixture.refused(
        () ->
            f.v2.createConfigurationSet(
                r ->
                    r.configurationSetName("x")
                        .trackingOptions(t -> t.customRedirectDomain("a.example"))),
        "BadRequestException",
        400,
        "TrackingOptions");
    assertThat(f.v2.listConfigurationSets(r -> {}).configurationSets())
        .containsExactly("news", "more");
    assertThat(f.v1.listConfigurationSets().configurationSets()).hasSize(2);
    assertThat(
            f.v2
                .getConfigurationSet(r -> r.configurationSetName("more"))
                .sendingOptions()
                .sendingEnabled())
        .isFalse();
    f.v1.deleteConfigurationSet(r -> r.configurationSetName("more"));
    SesFixture.refused(
        () -> f.v2.getConfigurationSet(r -> r.configurationSetName("more")),
        "NotFoundException",
        404);
    SesFixture.refused(
        () -> f.v1.deleteConfigurationSet(r -> r.configurationSetName("more")),
        "ConfigurationSetDoesNotExist",
        400);
  }

  @Test
  void destinations_canBeReadChangedAndRemoved() {
    assertThat(
            f.v1
                .describeConfigurationSet(
                    r ->
                        r.configurationSetName("news")
                            .configurationSetAttributeNamesWithStrings(
                                "eventDestinations", "reputationOptions"))
                .eventDestinations()
                .get(0)
                .matchingEventTypesAsStrings())
        .contains("renderingFailure", "send");
    f.v2.updateConfigurationSetEventDestination(
        r ->
            r.configurationSetName("news")
                .eventDestinationName("all")
                .eventDestination(
                    d ->
                        d.enabled(true)
                            .matchingEventTypesWithStrings("RENDERING_FAILURE")
                            .snsDestination(s -> s.topicArn(SesFixture.TOPIC))));
    assertThat(
            f.v2
                .getConfigurationSetEventDestinations(r -> r.configurationSetName("news"))
                .eventDestinations()
                .get(0)
                .matchingEventTypesAsStrings())
        .containsExactly("RENDERING_FAILURE");
    send("success" + SIMULATOR);
    f.clock().settle();
    assertThat(f.eventTypes()).isEmpty();
    f.v1.deleteConfigurationSetEventDestination(
        r -> r.configurationSetName("news").eventDestinationName("all"));
    SesFixture.refused(
        () ->
            f.v2.deleteConfigurationSetEventDestination(
                r -> r.configurationSetName("news").eventDestinationName("all")),
        "NotFoundException",
        404);
  }

  @Test
  void destination_thatCannotBe_isRefused() {
    SesFixture.refused(
        () -> destination("all", SesFixture.TOPIC), "EventDestinationAlreadyExists", 400);
    SesFixture.refused(
        () -> destination("closed", SesFixture.closedTopic()), "InvalidSNSDestination", 400);
    SesFixture.refused(
        () ->
            f.v2.createConfigurationSetEventDestination(
                r ->
                    r.configurationSetName("news")
                        .eventDestinationName("bus")
                        .eventDestination(
                            d ->
                                d.enabled(true)
                                    .matchingEventTypesWithStrings("SEND")
                                    .eventBridgeDestination(b -> b.eventBusArn("arn")))),
        "BadRequestException",
        400,
        "SNS only");
    SesFixture.refused(
        () ->
            f.v2.createConfigurationSetEventDestination(
                r ->
                    r.configurationSetName("news")
                        .eventDestinationName("nothing")
                        .eventDestination(
                            d -> d.enabled(true).snsDestination(s -> s.topicArn("arn")))),
        "BadRequestException",
        400);
    SesFixture.refused(
        () ->
            f.v2.updateConfigurationSetEventDestination(
                r ->
                    r.configurationSetName("news")
                        .eventDestinationName("none")
                        .eventDestination(
                            d ->
                                d.matchingEventTypesWithStrings("SEND")
                                    .snsDestination(s -> s.topicArn(SesFixture.TOPIC)))),
        "NotFoundException",
        404);
  }
}
