package dev.diorama.ses;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BulkEmailDestination;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.CreateConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.CreateTemplateRequest;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.DeleteConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.DeleteIdentityRequest;
import software.amazon.awssdk.services.ses.model.DeleteTemplateRequest;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetRequest;
import software.amazon.awssdk.services.ses.model.GetAccountSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.GetIdentityNotificationAttributesRequest;
import software.amazon.awssdk.services.ses.model.GetIdentityVerificationAttributesRequest;
import software.amazon.awssdk.services.ses.model.GetSendQuotaRequest;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsRequest;
import software.amazon.awssdk.services.ses.model.GetTemplateRequest;
import software.amazon.awssdk.services.ses.model.ListConfigurationSetsRequest;
import software.amazon.awssdk.services.ses.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.ses.model.ListTemplatesRequest;
import software.amazon.awssdk.services.ses.model.SendBulkTemplatedEmailRequest;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;
import software.amazon.awssdk.services.ses.model.SendRawEmailRequest;
import software.amazon.awssdk.services.ses.model.SendTemplatedEmailRequest;
import software.amazon.awssdk.services.ses.model.SetIdentityNotificationTopicRequest;
import software.amazon.awssdk.services.ses.model.TestRenderTemplateRequest;
import software.amazon.awssdk.services.ses.model.UpdateAccountSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.ses.model.UpdateConfigurationSetSendingEnabledRequest;
import software.amazon.awssdk.services.ses.model.UpdateTemplateRequest;
import software.amazon.awssdk.services.ses.model.VerifyDomainDkimRequest;
import software.amazon.awssdk.services.ses.model.VerifyDomainIdentityRequest;
import software.amazon.awssdk.services.ses.model.VerifyEmailIdentityRequest;

/**
 * The table of version 1. Actions are named as the operations are, documented:
 * https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html. What sends is asked for on
 * identities, as that page says; all else on {@code *} (assumed).
 */
final class SesApi {
  private static final String VERSION = "1";

  private final ServiceApi api =
      ServiceApi.of("ses", SesClient.class, Protocol.QUERY)
          .hostPrefix("email")
          .only(request -> !request.rawPath().startsWith(SesV2Api.PATH));
  private final SesIdentityService identities;
  private final SesSendService sending;
  private final SesSettingsService settings;
  private final SendAccess access;

  SesApi(
      SesIdentityService identities,
      SesSendService sending,
      SesSettingsService settings,
      SendAccess access) {
    this.identities = identities;
    this.sending = sending;
    this.settings = settings;
    this.access = access;
  }

  ServiceApi table(SesConfig config) {
    return api.latency(config.latency())
        .rows(this::identities)
        .rows(this::sending)
        .rows(this::settings);
  }

  private void identities() {
    on(VerifyEmailIdentityRequest.class, identities::verifyEmail);
    on(VerifyDomainIdentityRequest.class, identities::verifyDomain);
    on(VerifyDomainDkimRequest.class, identities::verifyDkim);
    on(ListIdentitiesRequest.class, identities::list);
    on(GetIdentityVerificationAttributesRequest.class, identities::attributes);
    on(DeleteIdentityRequest.class, identities::delete);
    on(SetIdentityNotificationTopicRequest.class, identities::topic);
    on(GetIdentityNotificationAttributesRequest.class, identities::topics);
  }

  private void sending() {
    api.on(SendEmailRequest.class, sending::send)
        .access(
            (c, q) ->
                access.of(
                    c,
                    MailReader.sending(
                        "ses:SendEmail", VERSION, SesSendService.envelope(q), null)));
    api.on(SendRawEmailRequest.class, sending::sendRaw)
        .access(
            (c, q) ->
                access.of(
                    c,
                    MailReader.rawSending(
                        VERSION,
                        SesSendService.envelope(q),
                        MailReader.bytes(q.rawMessage().data()))));
    api.on(SendTemplatedEmailRequest.class, sending::sendTemplated)
        .access(
            (c, q) ->
                access.of(
                    c,
                    MailReader.sending(
                        "ses:SendTemplatedEmail",
                        VERSION,
                        SesSendService.envelope(q),
                        q.template())));
    api.on(SendBulkTemplatedEmailRequest.class, sending::sendBulk).access(this::bulk);
  }

  private List<Access> bulk(Call call, SendBulkTemplatedEmailRequest request) {
    List<Access> needed = new ArrayList<>();
    for (BulkEmailDestination destination : request.destinations()) {
      needed.addAll(
          access.of(
              call,
              MailReader.sending(
                  "ses:SendBulkTemplatedEmail",
                  VERSION,
                  SesSendService.envelope(request, destination),
                  request.template())));
    }
    return needed;
  }

  private void settings() {
    on(CreateTemplateRequest.class, settings::createTemplate);
    on(UpdateTemplateRequest.class, settings::updateTemplate);
    on(GetTemplateRequest.class, settings::template);
    on(ListTemplatesRequest.class, settings::templates);
    on(DeleteTemplateRequest.class, settings::deleteTemplate);
    on(TestRenderTemplateRequest.class, settings::testRender);
    on(GetSendQuotaRequest.class, settings::quota);
    on(GetSendStatisticsRequest.class, settings::statistics);
    on(GetAccountSendingEnabledRequest.class, settings::sending);
    on(UpdateAccountSendingEnabledRequest.class, settings::updateSending);
    on(CreateConfigurationSetRequest.class, settings::createSet);
    on(DeleteConfigurationSetRequest.class, settings::deleteSet);
    on(ListConfigurationSetsRequest.class, settings::sets);
    on(DescribeConfigurationSetRequest.class, settings::describeSet);
    on(CreateConfigurationSetEventDestinationRequest.class, settings::createDestination);
    on(UpdateConfigurationSetEventDestinationRequest.class, settings::updateDestination);
    on(DeleteConfigurationSetEventDestinationRequest.class, settings::deleteDestination);
    on(UpdateConfigurationSetSendingEnabledRequest.class, settings::updateSetSending);
  }

  private <Q extends AwsRequest> void on(Class<Q> request, Rule<Q> rule) {
    Operation<Q> operation = api.on(request, rule);
    operation.action("ses:" + operation.name());
  }
}
