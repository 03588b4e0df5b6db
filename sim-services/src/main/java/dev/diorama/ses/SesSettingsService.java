package dev.diorama.ses;

import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.Destination;
import dev.diorama.ses.SesModel.EventType;
import dev.diorama.ses.SesModel.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.CreateTemplateRequest;
import software.amazon.awssdk.services.ses.model.CreateTemplateResponse;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.DeleteTemplateRequest;
import software.amazon.awssdk.services.ses.model.DeleteTemplateResponse;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.GetAccountSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.GetAccountSendingEnabledResponse;
import software.amazon.awssdk.services.ses.model.GetSendQuotaRequest;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsRequest;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsResponse;
import software.amazon.awssdk.services.ses.model.GetTemplateRequest;
import software.amazon.awssdk.services.ses.model.GetTemplateResponse;
import software.amazon.awssdk.services.ses.model.ListConfigurationSetsRequest;
import software.amazon.awssdk.services.ses.model.ListConfigurationSetsResponse;
import software.amazon.awssdk.services.ses.model.ListTemplatesRequest;
import software.amazon.awssdk.services.ses.model.ListTemplatesResponse;
import software.amazon.awssdk.services.ses.model.SendDataPoint;
import software.amazon.awssdk.services.ses.model.TemplateMetadata;
import software.amazon.awssdk.services.ses.model.TestRenderTemplateRequest;
import software.amazon.awssdk.services.ses.model.TestRenderTemplateResponse;
import software.amazon.awssdk.services.ses.model.UpdateAccountSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.UpdateAccountSendingEnabledResponse;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetEventDestinationResponse;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetSendingEnabledResponse;
import software.amazon.awssdk.services.ses.model.UpdateTemplateRequest;
import software.amazon.awssdk.services.ses.model.UpdateTemplateResponse;

/** Templates, quotas, statistics and configuration sets in version 1. */
final class SesSettingsService {
  private static final int MOST_TEMPLATES = 100;
  private static final int MOST_SETS = 1_000;

  private final SesStore store;
  private final Templates templates;
  private final ConfigurationSets sets;

  SesSettingsService(SesStore store, Templates templates, ConfigurationSets sets) {
    this.store = store;
    this.templates = templates;
    this.sets = sets;
  }

  private SesStore.Region region(Call call) {
    return store.region(call.account(), call.region());
  }

  CreateTemplateResponse createTemplate(Call call, CreateTemplateRequest request) {
    software.amazon.awssdk.services.ses.model.Template t = request.template();
    templates.create(call, t.templateName(), t.subjectPart(), t.textPart(), t.htmlPart());
    return CreateTemplateResponse.builder().build();
  }

  UpdateTemplateResponse updateTemplate(Call call, UpdateTemplateRequest request) {
    software.amazon.awssdk.services.ses.model.Template t = request.template();
    templates.update(call, t.templateName(), t.subjectPart(), t.textPart(), t.htmlPart());
    return UpdateTemplateResponse.builder().build();
  }

  GetTemplateResponse template(Call call, GetTemplateRequest request) {
    Template template = region(call).template(request.templateName());
    return GetTemplateResponse.builder()
        .template(
            t ->
                t.templateName(template.name())
                    .subjectPart(template.subject())
                    .textPart(part(template.text()))
                    .htmlPart(part(template.html())))
        .build();
  }

  private static @Nullable String part(String text) {
    return text.isEmpty() ? null : text;
  }

  ListTemplatesResponse templates(Call call, ListTemplatesRequest request) {
    Page<Template> page =
        Page.of(
            List.copyOf(region(call).templates.values()),
            request.maxItems(),
            request.nextToken(),
            MOST_TEMPLATES);
    List<TemplateMetadata> shown = new ArrayList<>();
    page.items()
        .forEach(
            t ->
                shown.add(
                    TemplateMetadata.builder()
                        .name(t.name())
                        .createdTimestamp(t.created())
                        .build()));
    return ListTemplatesResponse.builder().templatesMetadata(shown).nextToken(page.next()).build();
  }

  DeleteTemplateResponse deleteTemplate(Call call, DeleteTemplateRequest request) {
    templates.delete(call, request.templateName());
    return DeleteTemplateResponse.builder().build();
  }

  TestRenderTemplateResponse testRender(Call call, TestRenderTemplateRequest request) {
    return TestRenderTemplateResponse.builder()
        .renderedTemplate(templates.test(call, request.templateName(), request.templateData()))
        .build();
  }

  GetSendQuotaResponse quota(Call call, GetSendQuotaRequest request) {
    SesStore.Region region = region(call);
    SesConfig.Quota quota = region.quota(call.nowNanos());
    return GetSendQuotaResponse.builder()
        .max24HourSend((double) quota.perDay())
        .maxSendRate(quota.perSecond())
        .sentLast24Hours((double) region.limits.sentInDay(call.nowNanos()))
        .build();
  }

  GetSendStatisticsResponse statistics(Call call, GetSendStatisticsRequest request) {
    List<SendDataPoint> points = new ArrayList<>();
    region(call)
        .statistics
        .all()
        .forEach(
            (second, counts) ->
                points.add(
                    SendDataPoint.builder()
                        .timestamp(Instant.ofEpochSecond(second))
                        .deliveryAttempts(counts.attempts())
                        .bounces(counts.bounces())
                        .complaints(counts.complaints())
                        .rejects(counts.rejects())
                        .build()));
    return GetSendStatisticsResponse.builder().sendDataPoints(points).build();
  }

  GetAccountSendingEnabledResponse sending(Call call, GetAccountSendingEnabledRequest request) {
    return GetAccountSendingEnabledResponse.builder().enabled(region(call).sending).build();
  }

  UpdateAccountSendingEnabledResponse updateSending(
      Call call, UpdateAccountSendingEnabledRequest request) {
    region(call).sending = Boolean.TRUE.equals(request.enabled());
    return UpdateAccountSendingEnabledResponse.builder().build();
  }

  CreateConfigurationSetResponse createSet(Call call, CreateConfigurationSetRequest request) {
    sets.create(call, request.configurationSet().name());
    return CreateConfigurationSetResponse.builder().build();
  }

  DeleteConfigurationSetResponse deleteSet(Call call, DeleteConfigurationSetRequest request) {
    sets.delete(call, request.configurationSetName());
    return DeleteConfigurationSetResponse.builder().build();
  }

  ListConfigurationSetsResponse sets(Call call, ListConfigurationSetsRequest request) {
    Page<String> page =
        Page.of(
            List.copyOf(region(call).sets.keySet()),
            request.maxItems(),
            request.nextToken(),
            MOST_SETS);
    List<software.amazon.awssdk.services.ses.model.ConfigurationSet> shown = new ArrayList<>();
    page.items()
        .forEach(
            name ->
                shown.add(
                    software.amazon.awssdk.services.ses.model.ConfigurationSet.builder()
                        .name(name)
                        .build()));
    return ListConfigurationSetsResponse.builder()
        .configurationSets(shown)
        .nextToken(page.next())
        .build();
  }

  DescribeConfigurationSetResponse describeSet(Call call, DescribeConfigurationSetRequest request) {
    ConfigurationSet set = region(call).set(request.configurationSetName());
    DescribeConfigurationSetResponse.Builder answer =
        DescribeConfigurationSetResponse.builder().configurationSet(s -> s.name(set.name));
    List<String> asked = request.configurationSetAttributeNamesAsStrings();
    if (asked.contains("eventDestinations")) {
      answer.eventDestinations(
          set.destinations.values().stream().map(SesSettingsService::shown).toList());
    }
    if (asked.contains("reputationOptions")) {
      answer.reputationOptions(r -> r.sendingEnabled(set.sending).reputationMetricsEnabled(false));
    }
    return answer.build();
  }

  private static EventDestination shown(Destination destination) {
    return EventDestination.builder()
        .name(destination.name())
        .enabled(destination.enabled())
        .matchingEventTypesWithStrings(
            destination.types().stream()
                .map(
                    type ->
                        type == EventType.RENDERING_FAILURE
                            ? "renderingFailure"
                            : type.name().toLowerCase(Locale.ROOT))
                .toList())
        .snsDestination(s -> s.topicARN(destination.topicArn()))
        .build();
  }

  CreateConfigurationSetEventDestinationResponse createDestination(
      Call call, CreateConfigurationSetEventDestinationRequest request) {
    put(call, true, request.configurationSetName(), request.eventDestination());
    return CreateConfigurationSetEventDestinationResponse.builder().build();
  }

  UpdateConfigurationSetEventDestinationResponse updateDestination(
      Call call, UpdateConfigurationSetEventDestinationRequest request) {
    put(call, false, request.configurationSetName(), request.eventDestination());
    return UpdateConfigurationSetEventDestinationResponse.builder().build();
  }

  private void put(Call call, boolean fresh, String set, EventDestination given) {
    sets.put(
        call,
        fresh,
        set,
        given.name(),
        Boolean.TRUE.equals(given.enabled()),
        given.matchingEventTypesAsStrings().stream().map(EventType::of).distinct().toList(),
        given.snsDestination() == null ? null : given.snsDestination().topicARN());
  }

  DeleteConfigurationSetEventDestinationResponse deleteDestination(
      Call call, DeleteConfigurationSetEventDestinationRequest request) {
    sets.remove(call, request.configurationSetName(), request.eventDestinationName());
    return DeleteConfigurationSetEventDestinationResponse.builder().build();
  }

  UpdateConfigurationSetSendingEnabledResponse updateSetSending(
      Call call, UpdateConfigurationSetSendingEnabledRequest request) {
    region(call).set(request.configurationSetName()).sending = request.enabled();
    return UpdateConfigurationSetSendingEnabledResponse.builder().build();
  }
}
