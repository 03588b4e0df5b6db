package dev.diorama.ses;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.Application;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.EventType;
import dev.diorama.ses.SesModel.Suppressed;
import dev.diorama.ses.SesModel.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.CreateEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteSuppressedDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.EmailTemplateContent;
import software.amazon.awssdk.services.sesv2.model.EmailTemplateMetadata;
import software.amazon.awssdk.services.sesv2.model.EventDestination;
import software.amazon.awssdk.services.sesv2.model.EventDestinationDefinition;
import software.amazon.awssdk.services.sesv2.model.GetAccountRequest;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetEventDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetEventDestinationsResponse;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.GetEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.GetSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.GetSuppressedDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.ListConfigurationSetsRequest;
import software.amazon.awssdk.services.sesv2.model.ListConfigurationSetsResponse;
import software.amazon.awssdk.services.sesv2.model.ListEmailTemplatesRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailTemplatesResponse;
import software.amazon.awssdk.services.sesv2.model.ListSuppressedDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.ListSuppressedDestinationsResponse;
import software.amazon.awssdk.services.sesv2.model.PutAccountDetailsRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountDetailsResponse;
import software.amazon.awssdk.services.sesv2.model.PutAccountSendingAttributesRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountSendingAttributesResponse;
import software.amazon.awssdk.services.sesv2.model.PutAccountSuppressionAttributesRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountSuppressionAttributesResponse;
import software.amazon.awssdk.services.sesv2.model.PutConfigurationSetSendingOptionsRequest;
import software.amazon.awssdk.services.sesv2.model.PutConfigurationSetSendingOptionsResponse;
import software.amazon.awssdk.services.sesv2.model.PutSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.PutSuppressedDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestinationSummary;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.TestRenderEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.TestRenderEmailTemplateResponse;
import software.amazon.awssdk.services.sesv2.model.UpdateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailTemplateResponse;

/** The account, templates, configuration sets and the suppression list in version 2. */
final class SesV2SettingsService {
  private static final int MOST_TEMPLATES = 100;
  private static final int MOST_LISTED = 1_000;

  private final Cloud cloud;
  private final SesStore store;
  private final Templates templates;
  private final ConfigurationSets sets;
  private final SimRandom cases;

  SesV2SettingsService(Cloud cloud, SesStore store, Templates templates, ConfigurationSets sets) {
    this.cloud = cloud;
    this.store = store;
    this.templates = templates;
    this.sets = sets;
    this.cases = cloud.seeds().stream("ses/cases");
  }

  private SesStore.Region region(Call call) {
    return store.region(call.account(), call.region());
  }

  GetAccountResponse account(Call call, GetAccountRequest request) {
    SesStore.Region region = region(call);
    long now = call.nowNanos();
    SesConfig.Quota quota = region.quota(now);
    GetAccountResponse.Builder answer =
        GetAccountResponse.builder()
            .dedicatedIpAutoWarmupEnabled(false)
            .enforcementStatus("HEALTHY")
            .productionAccessEnabled(region.production(now))
            .sendQuota(
                q ->
                    q.max24HourSend((double) quota.perDay())
                        .maxSendRate(quota.perSecond())
                        .sentLast24Hours((double) region.limits.sentInDay(now)))
            .sendingEnabled(region.sending)
            .suppressionAttributes(s -> s.suppressedReasonsWithStrings(region.suppressedReasons));
    region.application.ifPresent(
        application ->
            answer.details(
                d ->
                    d.mailType(application.mailType())
                        .websiteURL(application.website())
                        .contactLanguage(application.language().orElse(null))
                        .useCaseDescription(application.useCase().orElse(null))
                        .additionalContactEmailAddresses(application.contacts())
                        .reviewDetails(
                            r ->
                                r.status(region.production(now) ? "GRANTED" : "PENDING")
                                    .caseId(application.caseId()))));
    return answer.build();
  }

  PutAccountDetailsResponse putDetails(Call call, PutAccountDetailsRequest request) {
    SesStore.Region region = region(call);
    long now = call.nowNanos();
    if (region.underReview(now)) {
      throw SesError.CONFLICT.with("Your account details are under review.");
    }
    if (!request.websiteURL().matches("https?://.+")) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid website URL.");
    }
    region.application =
        Optional.of(
            new Application(
                request.mailTypeAsString(),
                request.websiteURL(),
                Optional.ofNullable(request.contactLanguageAsString()),
                Optional.ofNullable(request.useCaseDescription()),
                request.additionalContactEmailAddresses(),
                cases.text("0123456789", 12)));
    if (Boolean.TRUE.equals(request.productionAccessEnabled())) {
      region.review(now);
    }
    return PutAccountDetailsResponse.builder().build();
  }

  PutAccountSendingAttributesResponse putSending(
      Call call, PutAccountSendingAttributesRequest request) {
    region(call).sending = Boolean.TRUE.equals(request.sendingEnabled());
    return PutAccountSendingAttributesResponse.builder().build();
  }

  PutAccountSuppressionAttributesResponse putSuppression(
      Call call, PutAccountSuppressionAttributesRequest request) {
    region(call).suppressedReasons = List.copyOf(request.suppressedReasonsAsStrings());
    return PutAccountSuppressionAttributesResponse.builder().build();
  }

  CreateEmailTemplateResponse createTemplate(Call call, CreateEmailTemplateRequest request) {
    EmailTemplateContent c = request.templateContent();
    templates.create(call, request.templateName(), c.subject(), c.text(), c.html());
    return CreateEmailTemplateResponse.builder().build();
  }

  UpdateEmailTemplateResponse updateTemplate(Call call, UpdateEmailTemplateRequest request) {
    EmailTemplateContent c = request.templateContent();
    templates.update(call, request.templateName(), c.subject(), c.text(), c.html());
    return UpdateEmailTemplateResponse.builder().build();
  }

  GetEmailTemplateResponse template(Call call, GetEmailTemplateRequest request) {
    Template template = region(call).template(request.templateName());
    return GetEmailTemplateResponse.builder()
        .templateName(template.name())
        .templateContent(
            c ->
                c.subject(template.subject())
                    .text(part(template.text()))
                    .html(part(template.html())))
        .build();
  }

  private static @Nullable String part(String text) {
    return text.isEmpty() ? null : text;
  }

  ListEmailTemplatesResponse templates(Call call, ListEmailTemplatesRequest request) {
    Page<Template> page =
        Page.of(
            List.copyOf(region(call).templates.values()),
            request.pageSize(),
            request.nextToken(),
            MOST_TEMPLATES);
    List<EmailTemplateMetadata> shown = new ArrayList<>();
    page.items()
        .forEach(
            t ->
                shown.add(
                    EmailTemplateMetadata.builder()
                        .templateName(t.name())
                        .createdTimestamp(t.created())
                        .build()));
    return ListEmailTemplatesResponse.builder()
        .templatesMetadata(shown)
        .nextToken(page.next())
        .build();
  }

  DeleteEmailTemplateResponse deleteTemplate(Call call, DeleteEmailTemplateRequest request) {
    region(call).template(request.templateName());
    templates.delete(call, request.templateName());
    return DeleteEmailTemplateResponse.builder().build();
  }

  TestRenderEmailTemplateResponse testRender(Call call, TestRenderEmailTemplateRequest request) {
    return TestRenderEmailTemplateResponse.builder()
        .renderedTemplate(templates.test(call, request.templateName(), request.templateData()))
        .build();
  }

  CreateConfigurationSetResponse createSet(Call call, CreateConfigurationSetRequest request) {
    if (request.trackingOptions() != null
        || request.vdmOptions() != null
        || request.archivingOptions() != null
        || (request.deliveryOptions() != null
            && request.deliveryOptions().sendingPoolName() != null)) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Diorama does not simulate TrackingOptions, VdmOptions, ArchivingOptions and pools of"
              + " addresses.");
    }
    ConfigurationSet set = sets.create(call, request.configurationSetName());
    if (request.sendingOptions() != null) {
      set.sending = !Boolean.FALSE.equals(request.sendingOptions().sendingEnabled());
    }
    if (request.suppressionOptions() != null) {
      set.suppressedReasons =
          Optional.of(List.copyOf(request.suppressionOptions().suppressedReasonsAsStrings()));
    }
    request.tags().forEach(tag -> set.tags.put(tag.key(), tag.value()));
    return CreateConfigurationSetResponse.builder().build();
  }

  GetConfigurationSetResponse set(Call call, GetConfigurationSetRequest request) {
    ConfigurationSet set = region(call).set(request.configurationSetName());
    List<Tag> tags = new ArrayList<>();
    set.tags.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    GetConfigurationSetResponse.Builder answer =
        GetConfigurationSetResponse.builder()
            .configurationSetName(set.name)
            .sendingOptions(s -> s.sendingEnabled(set.sending))
            .reputationOptions(r -> r.reputationMetricsEnabled(false))
            .tags(tags);
    set.suppressedReasons.ifPresent(
        reasons -> answer.suppressionOptions(s -> s.suppressedReasonsWithStrings(reasons)));
    return answer.build();
  }

  ListConfigurationSetsResponse sets(Call call, ListConfigurationSetsRequest request) {
    Page<String> page =
        Page.of(
            List.copyOf(region(call).sets.keySet()),
            request.pageSize(),
            request.nextToken(),
            MOST_LISTED);
    return ListConfigurationSetsResponse.builder()
        .configurationSets(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteConfigurationSetResponse deleteSet(Call call, DeleteConfigurationSetRequest request) {
    sets.delete(call, request.configurationSetName());
    return DeleteConfigurationSetResponse.builder().build();
  }

  PutConfigurationSetSendingOptionsResponse putSetSending(
      Call call, PutConfigurationSetSendingOptionsRequest request) {
    region(call).set(request.configurationSetName()).sending =
        Boolean.TRUE.equals(request.sendingEnabled());
    return PutConfigurationSetSendingOptionsResponse.builder().build();
  }

  CreateConfigurationSetEventDestinationResponse createDestination(
      Call call, CreateConfigurationSetEventDestinationRequest request) {
    put(
        call,
        true,
        request.configurationSetName(),
        request.eventDestinationName(),
        request.eventDestination());
    return CreateConfigurationSetEventDestinationResponse.builder().build();
  }

  UpdateConfigurationSetEventDestinationResponse updateDestination(
      Call call, UpdateConfigurationSetEventDestinationRequest request) {
    put(
        call,
        false,
        request.configurationSetName(),
        request.eventDestinationName(),
        request.eventDestination());
    return UpdateConfigurationSetEventDestinationResponse.builder().build();
  }

  private void put(
      Call call, boolean fresh, String set, String name, EventDestinationDefinition given) {
    sets.put(
        call,
        fresh,
        set,
        name,
        Boolean.TRUE.equals(given.enabled()),
        given.matchingEventTypesAsStrings().stream().map(EventType::of).distinct().toList(),
        given.snsDestination() == null ? null : given.snsDestination().topicArn());
  }

  GetConfigurationSetEventDestinationsResponse destinations(
      Call call, GetConfigurationSetEventDestinationsRequest request) {
    List<EventDestination> shown = new ArrayList<>();
    for (SesModel.Destination d :
        region(call).set(request.configurationSetName()).destinations.values()) {
      shown.add(
          EventDestination.builder()
              .name(d.name())
              .enabled(d.enabled())
              .matchingEventTypesWithStrings(d.types().stream().map(Enum::name).toList())
              .snsDestination(s -> s.topicArn(d.topicArn()))
              .build());
    }
    return GetConfigurationSetEventDestinationsResponse.builder().eventDestinations(shown).build();
  }

  DeleteConfigurationSetEventDestinationResponse deleteDestination(
      Call call, DeleteConfigurationSetEventDestinationRequest request) {
    sets.remove(call, request.configurationSetName(), request.eventDestinationName());
    return DeleteConfigurationSetEventDestinationResponse.builder().build();
  }

  PutSuppressedDestinationResponse suppress(Call call, PutSuppressedDestinationRequest request) {
    String address = Mailbox.of(request.emailAddress()).address();
    region(call)
        .suppressed
        .put(
            address,
            new Suppressed(
                address,
                request.reasonAsString(),
                cloud.clock().start().plusNanos(call.nowNanos())));
    return PutSuppressedDestinationResponse.builder().build();
  }

  private Suppressed suppressed(Call call, String address) {
    Suppressed found = region(call).suppressed.get(Mailbox.normal(address));
    if (found == null) {
      throw SesError.NOT_FOUND.with(
          "Email address " + address + " does not exist on your suppression list.");
    }
    return found;
  }

  GetSuppressedDestinationResponse suppressed(Call call, GetSuppressedDestinationRequest request) {
    Suppressed found = suppressed(call, request.emailAddress());
    return GetSuppressedDestinationResponse.builder()
        .suppressedDestination(
            s ->
                s.emailAddress(found.address())
                    .reason(found.reason())
                    .lastUpdateTime(found.since()))
        .build();
  }

  ListSuppressedDestinationsResponse suppressed(
      Call call, ListSuppressedDestinationsRequest request) {
    List<String> reasons = request.reasonsAsStrings();
    List<Suppressed> matching =
        region(call).suppressed.values().stream()
            .filter(s -> reasons.isEmpty() || reasons.contains(s.reason()))
            .filter(s -> request.startDate() == null || !s.since().isBefore(request.startDate()))
            .filter(s -> request.endDate() == null || !s.since().isAfter(request.endDate()))
            .toList();
    Page<Suppressed> page = Page.of(matching, request.pageSize(), request.nextToken(), MOST_LISTED);
    List<SuppressedDestinationSummary> shown = new ArrayList<>();
    page.items()
        .forEach(
            s ->
                shown.add(
                    SuppressedDestinationSummary.builder()
                        .emailAddress(s.address())
                        .reason(s.reason())
                        .lastUpdateTime(s.since())
                        .build()));
    return ListSuppressedDestinationsResponse.builder()
        .suppressedDestinationSummaries(shown)
        .nextToken(page.next())
        .build();
  }

  DeleteSuppressedDestinationResponse unsuppress(
      Call call, DeleteSuppressedDestinationRequest request) {
    region(call).suppressed.remove(suppressed(call, request.emailAddress()).address());
    return DeleteSuppressedDestinationResponse.builder().build();
  }
}
