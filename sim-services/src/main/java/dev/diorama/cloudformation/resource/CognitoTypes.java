package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** {@code AWS::Cognito::*}. */
final class CognitoTypes {
  private CognitoTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::Cognito::UserPool",
        CognitoTypes::createUserPool,
        ResourceTypes.Remover.byId(
            (call, id) ->
                call.send(
                    DeleteUserPoolRequest.builder().userPoolId(id).build(),
                    DeleteUserPoolResponse.class)));
    types.add(
        "AWS::Cognito::UserPoolClient",
        CognitoTypes::createClient,
        (call, made, properties) ->
            call.send(
                DeleteUserPoolClientRequest.builder()
                    .userPoolId(properties.requireText("UserPoolId"))
                    .clientId(made.physicalId())
                    .build(),
                DeleteUserPoolClientResponse.class));
    types.add(
        "AWS::Cognito::UserPoolGroup",
        CognitoTypes::createGroup,
        (call, made, properties) ->
            call.send(
                DeleteGroupRequest.builder()
                    .userPoolId(properties.requireText("UserPoolId"))
                    .groupName(made.physicalId())
                    .build(),
                DeleteGroupResponse.class));
    types.add(
        "AWS::Cognito::UserPoolDomain",
        CognitoTypes::createDomain,
        (call, made, properties) ->
            call.send(
                DeleteUserPoolDomainRequest.builder()
                    .userPoolId(properties.requireText("UserPoolId"))
                    .domain(made.physicalId())
                    .build(),
                DeleteUserPoolDomainResponse.class));
    types.add(
        "AWS::Cognito::UserPoolResourceServer",
        CognitoTypes::createResourceServer,
        (call, made, properties) ->
            call.send(
                DeleteResourceServerRequest.builder()
                    .userPoolId(properties.requireText("UserPoolId"))
                    .identifier(made.physicalId())
                    .build(),
                DeleteResourceServerResponse.class));
    types.add(
        "AWS::Cognito::IdentityPoolPrincipalTag",
        CognitoTypes::mapTags,
        (call, made, properties) ->
            call.send(
                SetPrincipalTagAttributeMapRequest.builder()
                    .identityPoolId(properties.requireText("IdentityPoolId"))
                    .identityProviderName(properties.requireText("IdentityProviderName"))
                    .useDefaults(false)
                    .principalTags(Map.of())
                    .build(),
                SetPrincipalTagAttributeMapResponse.class));
    types.add(
        "AWS::Cognito::IdentityPool",
        CognitoTypes::createIdentityPool,
        ResourceTypes.Remover.byId(
            (call, id) ->
                call.send(
                    DeleteIdentityPoolRequest.builder().identityPoolId(id).build(),
                    DeleteIdentityPoolResponse.class)));
    types.add(
        "AWS::Cognito::IdentityPoolRoleAttachment",
        CognitoTypes::attachRoles,
        (call, made, properties) ->
            call.send(
                SetIdentityPoolRolesRequest.builder()
                    .identityPoolId(properties.requireText("IdentityPoolId"))
                    .roles(Map.of())
                    .build(),
                SetIdentityPoolRolesResponse.class));
  }

  private static ResourceType.Made createUserPool(ResourceCall call, Properties properties) {
    String name = properties.text("UserPoolName").orElseGet(() -> call.generatedName(128));
    CreateUserPoolRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateUserPoolRequest.builder(),
                properties.only(
                    "AccountRecoverySetting",
                    "AdminCreateUserConfig",
                    "AliasAttributes",
                    "AutoVerifiedAttributes",
                    "DeletionProtection",
                    "DeviceConfiguration",
                    "EmailConfiguration",
                    "EmailVerificationMessage",
                    "EmailVerificationSubject",
                    "LambdaConfig",
                    "Policies",
                    "Schema",
                    "SmsAuthenticationMessage",
                    "SmsConfiguration",
                    "SmsVerificationMessage",
                    "UserAttributeUpdateSettings",
                    "UserPoolAddOns",
                    "UserPoolTier",
                    "UsernameAttributes",
                    "UsernameConfiguration",
                    "VerificationMessageTemplate"));
    Map<String, String> tags = properties.tags("UserPoolTags");
    if (!tags.isEmpty()) {
      request.userPoolTags(tags);
    }
    List<String> factors = properties.texts("EnabledMfas");
    Optional<String> mode = properties.text("MfaConfiguration").filter(each -> !each.equals("OFF"));
    Json email = properties.only("EmailAuthenticationMessage", "EmailAuthenticationSubject");
    properties.done(Set.of("WebAuthnRelyingPartyID", "WebAuthnUserVerification"));
    if (!factors.isEmpty()) {
      // The API makes a pool with text messages at most; other factors are configured after.
      request.mfaConfiguration("OFF");
    } else {
      mode.ifPresent(request::mfaConfiguration);
    }
    UserPoolType pool =
        call.send(request.poolName(name).build(), CreateUserPoolResponse.class).userPool();
    if (!factors.isEmpty() && mode.isPresent()) {
      call.send(factors(pool, factors, mode.get(), email), SetUserPoolMfaConfigResponse.class);
    }
    String provider = "cognito-idp." + call.region() + ".amazonaws.com/" + pool.id();
    return ResourceType.Made.of(pool.id())
        .with("UserPoolId", pool.id())
        .with("Arn", pool.arn())
        .with("ProviderName", provider)
        .with("ProviderURL", "https://" + provider);
  }

  private static SetUserPoolMfaConfigRequest factors(
      UserPoolType pool, List<String> factors, String mode, Json email) {
    SetUserPoolMfaConfigRequest.Builder request =
        SetUserPoolMfaConfigRequest.builder().userPoolId(pool.id()).mfaConfiguration(mode);
    if (factors.contains("SMS_MFA")) {
      request.smsMfaConfiguration(
          sms ->
              sms.smsConfiguration(pool.smsConfiguration())
                  .smsAuthenticationMessage(pool.smsAuthenticationMessage()));
    }
    if (factors.contains("SOFTWARE_TOKEN_MFA")) {
      request.softwareTokenMfaConfiguration(software -> software.enabled(true));
    }
    if (factors.contains("EMAIL_OTP")) {
      request.emailMfaConfiguration(
          mail ->
              mail.message(email.text("EmailAuthenticationMessage").orElse(null))
                  .subject(email.text("EmailAuthenticationSubject").orElse(null)));
    }
    return request.build();
  }

  private static ResourceType.Made createDomain(ResourceCall call, Properties properties) {
    CreateUserPoolDomainRequest request =
        new Binder(call.logicalId())
            .bind(CreateUserPoolDomainRequest.builder(), properties.all())
            .build();
    call.send(request, CreateUserPoolDomainResponse.class);
    return ResourceType.Made.of(request.domain());
  }

  private static ResourceType.Made createResourceServer(ResourceCall call, Properties properties) {
    CreateResourceServerRequest request =
        new Binder(call.logicalId())
            .bind(CreateResourceServerRequest.builder(), properties.all())
            .build();
    call.send(request, CreateResourceServerResponse.class);
    return ResourceType.Made.of(request.identifier());
  }

  private static ResourceType.Made mapTags(ResourceCall call, Properties properties) {
    SetPrincipalTagAttributeMapRequest request =
        new Binder(call.logicalId())
            .bind(SetPrincipalTagAttributeMapRequest.builder(), properties.all())
            .build();
    call.send(request, SetPrincipalTagAttributeMapResponse.class);
    return ResourceType.Made.of(request.identityPoolId() + "|" + request.identityProviderName());
  }

  private static ResourceType.Made createClient(ResourceCall call, Properties properties) {
    String name = properties.text("ClientName").orElseGet(() -> call.generatedName(128));
    CreateUserPoolClientRequest.Builder request =
        new Binder(call.logicalId()).bind(CreateUserPoolClientRequest.builder(), properties.all());
    UserPoolClientType client =
        call.send(request.clientName(name).build(), CreateUserPoolClientResponse.class)
            .userPoolClient();
    ResourceType.Made made =
        ResourceType.Made.of(client.clientId())
            .with("ClientId", client.clientId())
            .with("Name", client.clientName());
    return client.clientSecret() == null ? made : made.with("ClientSecret", client.clientSecret());
  }

  private static ResourceType.Made createGroup(ResourceCall call, Properties properties) {
    String name = properties.text("GroupName").orElseGet(() -> call.generatedName(128));
    CreateGroupRequest.Builder request =
        new Binder(call.logicalId()).bind(CreateGroupRequest.builder(), properties.all());
    call.send(request.groupName(name).build(), CreateGroupResponse.class);
    return ResourceType.Made.of(name);
  }

  private static ResourceType.Made createIdentityPool(ResourceCall call, Properties properties) {
    // Identity pool names take letters, digits, blanks and a few marks: not the hyphen's rivals.
    String name = properties.text("IdentityPoolName").orElseGet(() -> call.generatedName(128));
    CreateIdentityPoolRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateIdentityPoolRequest.builder(),
                properties.only(
                    "AllowClassicFlow",
                    "AllowUnauthenticatedIdentities",
                    "CognitoIdentityProviders",
                    "DeveloperProviderName",
                    "OpenIdConnectProviderARNs",
                    "SamlProviderARNs",
                    "SupportedLoginProviders"));
    Map<String, String> tags = properties.tags("IdentityPoolTags");
    if (!tags.isEmpty()) {
      request.identityPoolTags(tags);
    }
    properties.done(Set.of("CognitoEvents", "CognitoStreams", "PushSync"));
    CreateIdentityPoolResponse pool =
        call.send(request.identityPoolName(name).build(), CreateIdentityPoolResponse.class);
    return ResourceType.Made.of(pool.identityPoolId()).with("Name", pool.identityPoolName());
  }

  private static ResourceType.Made attachRoles(ResourceCall call, Properties properties) {
    String pool = properties.requireText("IdentityPoolId");
    Json.ObjectBuilder request = Json.object().put("IdentityPoolId", pool);
    properties.take("Roles").ifPresent(roles -> request.put("Roles", roles));
    Optional<Json> mappings = properties.take("RoleMappings");
    if (mappings.isPresent()) {
      // The template's keys are labels of its own choice; the API's are the providers' names.
      Json.ObjectBuilder byProvider = Json.object();
      mappings
          .get()
          .members()
          .forEach(
              (label, mapping) -> {
                Json.ObjectBuilder plain = Json.object();
                mapping
                    .members()
                    .forEach(
                        (key, value) -> {
                          if (!key.equals("IdentityProvider")) {
                            plain.put(key, value);
                          }
                        });
                byProvider.put(mapping.text("IdentityProvider").orElse(label), plain.build());
              });
      request.put("RoleMappings", byProvider.build());
    }
    properties.done();
    call.send(
        new Binder(call.logicalId())
            .bind(SetIdentityPoolRolesRequest.builder(), request.build())
            .build(),
        SetIdentityPoolRolesResponse.class);
    return ResourceType.Made.of(pool + "-roles").with("Id", pool);
  }
}
