package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.CreateEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.EventDestinationDefinition;
import software.amazon.awssdk.services.sesv2.model.Tag;

/**
 * {@code AWS::SES::*}. An identity stands as soon as it is asked for, still to be verified, as in
 * AWS: who deploys a sender follows the link in its mail.
 */
final class SesTypes {
  private static final int LONGEST_NAME = 64;

  private SesTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::SES::EmailIdentity",
        SesTypes::createIdentity,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteEmailIdentityRequest.builder().emailIdentity(name).build(),
                    DeleteEmailIdentityResponse.class)));
    types.add(
        "AWS::SES::ConfigurationSet",
        SesTypes::createSet,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteConfigurationSetRequest.builder().configurationSetName(name).build(),
                    DeleteConfigurationSetResponse.class)));
    types.add(
        "AWS::SES::ConfigurationSetEventDestination",
        SesTypes::createDestination,
        (call, made, properties) ->
            call.send(
                DeleteConfigurationSetEventDestinationRequest.builder()
                    .configurationSetName(properties.requireText("ConfigurationSetName"))
                    .eventDestinationName(made.attribute("Name"))
                    .build(),
                DeleteConfigurationSetEventDestinationResponse.class));
    types.add(
        "AWS::SES::Template",
        SesTypes::createTemplate,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteEmailTemplateRequest.builder().templateName(name).build(),
                    DeleteEmailTemplateResponse.class)));
  }

  private static ResourceType.Made createIdentity(ResourceCall call, Properties properties) {
    String name = properties.requireText("EmailIdentity");
    Optional<String> set =
        properties
            .take("ConfigurationSetAttributes")
            .flatMap(attributes -> attributes.text("ConfigurationSetName"));
    List<Tag> tags = tags(properties);
    properties.done(
        Set.of(
            "DkimAttributes", "DkimSigningAttributes", "FeedbackAttributes", "MailFromAttributes"));
    CreateEmailIdentityResponse identity =
        call.send(
            CreateEmailIdentityRequest.builder()
                .emailIdentity(name)
                .configurationSetName(set.orElse(null))
                .tags(tags)
                .build(),
            CreateEmailIdentityResponse.class);
    ResourceType.Made made =
        ResourceType.Made.of(name)
            .with("EmailIdentity", name)
            .with("Arn", arn(call, "identity", name));
    int number = 1;
    for (String token : identity.dkimAttributes().tokens()) {
      made =
          made.with("DkimDNSTokenName" + number, token + "._domainkey." + name)
              .with("DkimDNSTokenValue" + number, token + ".dkim.amazonses.com");
      number++;
    }
    return made;
  }

  private static String arn(ResourceCall call, String kind, String name) {
    return "arn:aws:ses:" + call.region() + ":" + call.account() + ":" + kind + "/" + name;
  }

  private static List<Tag> tags(Properties properties) {
    List<Tag> tags = new ArrayList<>();
    properties
        .tags("Tags")
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return tags;
  }

  private static ResourceType.Made createSet(ResourceCall call, Properties properties) {
    String name = properties.text("Name").orElseGet(() -> call.generatedName(LONGEST_NAME));
    CreateConfigurationSetRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateConfigurationSetRequest.builder(),
                properties.only("SendingOptions", "SuppressionOptions"));
    List<Tag> tags = tags(properties);
    properties
        .recorded("ReputationOptions")
        .done(
            Set.of(
                "ArchivingOptions",
                "DeliveryOptions",
                "OverrideOptions",
                "TrackingOptions",
                "VdmOptions"));
    call.send(
        request.configurationSetName(name).tags(tags).build(),
        CreateConfigurationSetResponse.class);
    return ResourceType.Made.of(name).with("Arn", arn(call, "configuration-set", name));
  }

  private static ResourceType.Made createDestination(ResourceCall call, Properties properties) {
    String set = properties.requireText("ConfigurationSetName");
    Properties given = destination(call, properties.require("EventDestination"));
    properties.done();
    String name = given.text("Name").orElseGet(() -> call.generatedName(LONGEST_NAME));
    String topic =
        given
            .take("SnsDestination")
            .flatMap(sns -> sns.text("TopicARN"))
            .orElseThrow(
                () ->
                    new TemplateException(
                        "Diorama simulates event destinations with an SnsDestination only, which "
                            + call.logicalId()
                            + " lacks"));
    boolean enabled = given.flag("Enabled");
    // A template writes them as version 1 does.
    List<String> types =
        given.texts("MatchingEventTypes").stream()
            .map(type -> type.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT))
            .toList();
    given.done(
        Set.of("CloudWatchDestination", "EventBridgeDestination", "KinesisFirehoseDestination"));
    call.send(
        CreateConfigurationSetEventDestinationRequest.builder()
            .configurationSetName(set)
            .eventDestinationName(name)
            .eventDestination(
                EventDestinationDefinition.builder()
                    .enabled(enabled)
                    .matchingEventTypesWithStrings(types)
                    .snsDestination(s -> s.topicArn(topic))
                    .build())
            .build(),
        CreateConfigurationSetEventDestinationResponse.class);
    return ResourceType.Made.of(set + "|" + name).with("Name", name);
  }

  private static Properties destination(ResourceCall call, Json given) {
    if (given instanceof Json.Obj object) {
      return call.properties(object);
    }
    throw new TemplateException(
        "Value of property EventDestination of resource "
            + call.logicalId()
            + " must be of type Object");
  }

  private static ResourceType.Made createTemplate(ResourceCall call, Properties properties) {
    Json template = properties.require("Template");
    properties.done();
    String name = template.text("TemplateName").orElseGet(() -> call.generatedName(LONGEST_NAME));
    call.send(
        CreateEmailTemplateRequest.builder()
            .templateName(name)
            .templateContent(
                c ->
                    c.subject(template.text("SubjectPart").orElse(null))
                        .text(template.text("TextPart").orElse(null))
                        .html(template.text("HtmlPart").orElse(null)))
            .build(),
        CreateEmailTemplateResponse.class);
    return ResourceType.Made.of(name).with("Id", name);
  }
}
