package dev.diorama.ses;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Protocol;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.CreateConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.GetAccountRequest;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetEventDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityPoliciesRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.GetSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.ListConfigurationSetsRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailTemplatesRequest;
import software.amazon.awssdk.services.sesv2.model.ListSuppressedDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountDetailsRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountSendingAttributesRequest;
import software.amazon.awssdk.services.sesv2.model.PutAccountSuppressionAttributesRequest;
import software.amazon.awssdk.services.sesv2.model.PutConfigurationSetSendingOptionsRequest;
import software.amazon.awssdk.services.sesv2.model.PutSuppressedDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.TestRenderEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateConfigurationSetEventDestinationRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailTemplateRequest;

/**
 * The table of version 2. Actions are named as the operations are, documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_sesv2.html; the resources
 * are those that the operation names (assumed).
 */
final class SesV2Api {
  /** What every path of this version begins with; signing name and host are version 1's. */
  static final String PATH = "/v2/";

  private final ServiceApi api =
      ServiceApi.of("sesv2", SesV2Client.class, Protocol.REST_JSON)
          .signingName("ses")
          .hostPrefix("email")
          .only(request -> request.rawPath().startsWith(PATH));
  private final SesV2IdentityService identities;
  private final SesV2SendService sending;
  private final SesV2SettingsService settings;
  private final SendAccess access;

  SesV2Api(
      SesV2IdentityService identities,
      SesV2SendService sending,
      SesV2SettingsService settings,
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
        .rows(this::account)
        .rows(this::templates)
        .rows(this::sets);
  }

  private void identities() {
    on(
        CreateEmailIdentityRequest.class,
        identities::create,
        (c, q) -> identity(c, q.emailIdentity()));
    on(GetEmailIdentityRequest.class, identities::get, (c, q) -> identity(c, q.emailIdentity()));
    on(ListEmailIdentitiesRequest.class, identities::list, (c, q) -> "*");
    on(
        DeleteEmailIdentityRequest.class,
        identities::delete,
        (c, q) -> identity(c, q.emailIdentity()));
    on(
        CreateEmailIdentityPolicyRequest.class,
        identities::createPolicy,
        (c, q) -> identity(c, q.emailIdentity()));
    on(
        UpdateEmailIdentityPolicyRequest.class,
        identities::updatePolicy,
        (c, q) -> identity(c, q.emailIdentity()));
    on(
        GetEmailIdentityPoliciesRequest.class,
        identities::policies,
        (c, q) -> identity(c, q.emailIdentity()));
    on(
        DeleteEmailIdentityPolicyRequest.class,
        identities::deletePolicy,
        (c, q) -> identity(c, q.emailIdentity()));
  }

  private void sending() {
    api.on(SendEmailRequest.class, translated(sending::send))
        .access((c, q) -> inV2(() -> access.of(c, SesV2SendService.sending(q))));
    api.on(SendBulkEmailRequest.class, translated(sending::sendBulk))
        .access(
            (c, q) ->
                inV2(
                    () ->
                        SesV2SendService.sending(q).stream()
                            .flatMap(one -> access.of(c, one).stream())
                            .toList()));
  }

  private void account() {
    on(GetAccountRequest.class, settings::account, (c, q) -> "*");
    on(PutAccountDetailsRequest.class, settings::putDetails, (c, q) -> "*");
    on(PutAccountSendingAttributesRequest.class, settings::putSending, (c, q) -> "*");
    on(PutAccountSuppressionAttributesRequest.class, settings::putSuppression, (c, q) -> "*");
    on(PutSuppressedDestinationRequest.class, settings::suppress, (c, q) -> "*");
    on(GetSuppressedDestinationRequest.class, settings::suppressed, (c, q) -> "*");
    on(ListSuppressedDestinationsRequest.class, settings::suppressed, (c, q) -> "*");
    on(DeleteSuppressedDestinationRequest.class, settings::unsuppress, (c, q) -> "*");
  }

  private void templates() {
    on(
        CreateEmailTemplateRequest.class,
        settings::createTemplate,
        (c, q) -> template(c, q.templateName()));
    on(
        UpdateEmailTemplateRequest.class,
        settings::updateTemplate,
        (c, q) -> template(c, q.templateName()));
    on(GetEmailTemplateRequest.class, settings::template, (c, q) -> template(c, q.templateName()));
    on(ListEmailTemplatesRequest.class, settings::templates, (c, q) -> "*");
    on(
        DeleteEmailTemplateRequest.class,
        settings::deleteTemplate,
        (c, q) -> template(c, q.templateName()));
    on(
        TestRenderEmailTemplateRequest.class,
        settings::testRender,
        (c, q) -> template(c, q.templateName()));
  }

  private void sets() {
    on(
        CreateConfigurationSetRequest.class,
        settings::createSet,
        (c, q) -> set(c, q.configurationSetName()));
    on(GetConfigurationSetRequest.class, settings::set, (c, q) -> set(c, q.configurationSetName()));
    on(ListConfigurationSetsRequest.class, settings::sets, (c, q) -> "*");
    on(
        DeleteConfigurationSetRequest.class,
        settings::deleteSet,
        (c, q) -> set(c, q.configurationSetName()));
    on(
        PutConfigurationSetSendingOptionsRequest.class,
        settings::putSetSending,
        (c, q) -> set(c, q.configurationSetName()));
    on(
        CreateConfigurationSetEventDestinationRequest.class,
        settings::createDestination,
        (c, q) -> set(c, q.configurationSetName()));
    on(
        UpdateConfigurationSetEventDestinationRequest.class,
        settings::updateDestination,
        (c, q) -> set(c, q.configurationSetName()));
    on(
        GetConfigurationSetEventDestinationsRequest.class,
        settings::destinations,
        (c, q) -> set(c, q.configurationSetName()));
    on(
        DeleteConfigurationSetEventDestinationRequest.class,
        settings::deleteDestination,
        (c, q) -> set(c, q.configurationSetName()));
  }

  private <Q extends AwsRequest> void on(
      Class<Q> request, Rule<Q> rule, BiFunction<Call, Q, String> resource) {
    Operation<Q> operation = api.on(request, translated(rule));
    operation.action("ses:" + operation.name(), resource);
  }

  /** The rule with its refusals in this version's words. */
  private static <Q extends AwsRequest> Rule<Q> translated(Rule<Q> rule) {
    return (call, request) -> inV2(() -> rule.apply(call, request));
  }

  private static <T> T inV2(Supplier<T> work) {
    try {
      return work.get();
    } catch (AwsException refusal) {
      throw SesError.forV2(refusal);
    }
  }

  private static String identity(Call call, String name) {
    return SendAccess.arn(call, "identity/", Mailbox.normal(name));
  }

  private static String template(Call call, String name) {
    return SendAccess.arn(call, "template/", name);
  }

  private static String set(Call call, String name) {
    return SendAccess.arn(call, "configuration-set/", name);
  }
}
