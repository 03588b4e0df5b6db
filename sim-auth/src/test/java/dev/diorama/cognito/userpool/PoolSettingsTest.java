package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DefaultEmailOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TimeUnitsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

class PoolSettingsTest {
  private final PoolFixture cognito = new PoolFixture();

  private UserPoolType describe(String pool) {
    return cognito
        .send(
            DescribeUserPoolRequest.builder().userPoolId(pool).build(),
            DescribeUserPoolResponse.class)
        .userPool();
  }

  @Test
  void createPool_bare_hasCognitosDefaults() {
    UserPoolType pool = describe(cognito.pool());
    assertThat(pool.id()).matches("us-east-1_[A-Za-z0-9]{9}");
    assertThat(pool.arn())
        .isEqualTo("arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + pool.id());
    assertThat(pool.policies().passwordPolicy().minimumLength()).isEqualTo(8);
    assertThat(pool.policies().passwordPolicy().requireSymbols()).isTrue();
    assertThat(pool.mfaConfiguration()).isEqualTo(UserPoolMfaType.OFF);
    assertThat(pool.usernameConfiguration().caseSensitive()).isTrue();
    assertThat(pool.deletionProtection()).isEqualTo(DeletionProtectionType.INACTIVE);
    assertThat(pool.schemaAttributes()).hasSize(20).extracting("name").contains("sub", "email");
    assertThat(pool.adminCreateUserConfig().unusedAccountValidityDays()).isEqualTo(7);
    assertThat(pool.creationDate()).isEqualTo(cognito.clock.instant());
  }

  @Test
  void createPool_whatIsNotSimulated_isRefusedByName() {
    CreateUserPoolRequest.Builder request = CreateUserPoolRequest.builder().poolName("p");
    refusedAsUnbuilt(
        request.copy().lambdaConfig(l -> l.kmsKeyID("arn:aws:kms:x")).build(),
        "custom senders' keys");
    refusedAsUnbuilt(
        request
            .copy()
            .lambdaConfig(l -> l.customSMSSender(c -> c.lambdaArn("x").lambdaVersion("V1_0")))
            .build(),
        "custom SMS senders");
    refusedAsUnbuilt(
        request.copy().userPoolAddOns(a -> a.advancedSecurityMode("ENFORCED")).build(),
        "threat protection");
    refusedAsUnbuilt(
        request
            .copy()
            .verificationMessageTemplate(
                v -> v.defaultEmailOption(DefaultEmailOptionType.CONFIRM_WITH_LINK))
            .build(),
        "confirmation by link");
    refusedAsUnbuilt(
        request
            .copy()
            .policies(p -> p.signInPolicy(s -> s.allowedFirstAuthFactorsWithStrings("WEB_AUTHN")))
            .build(),
        "passkeys (WEB_AUTHN)");
  }

  @Test
  void createPool_settingsThatContradict_areRefused() {
    CreateUserPoolRequest.Builder request = CreateUserPoolRequest.builder().poolName("p");
    cognito
        .refused(
            request
                .copy()
                .userAttributeUpdateSettings(
                    u -> u.attributesRequireVerificationBeforeUpdateWithStrings("email"))
                .build())
        .is(
            "InvalidParameterException",
            "Attributes in AttributesRequireVerificationBeforeUpdate must also be present in"
                + " AutoVerifiedAttributes.");
    cognito
        .refused(
            request
                .copy()
                .policies(
                    p -> p.signInPolicy(s -> s.allowedFirstAuthFactorsWithStrings("EMAIL_OTP")))
                .build())
        .is(
            "InvalidParameterException",
            "PASSWORD is a required factor in AllowedFirstAuthFactors.");
    cognito
        .refused(request.copy().mfaConfiguration(UserPoolMfaType.OPTIONAL).build())
        .is(
            "InvalidParameterException",
            "SMS configuration and Auto verification for phone_number are required when MFA is"
                + " required/optional");
    assertThat(
            cognito
                .refused(request.copy().lambdaConfig(l -> l.preSignUp("not an arn")).build())
                .error()
                .message())
        .startsWith("1 validation error detected: Value 'not an arn' at 'lambdaConfig'");
  }

  private void refusedAsUnbuilt(software.amazon.awssdk.awscore.AwsRequest request, String what) {
    cognito
        .refused(request)
        .is(501, "NotImplemented", "Diorama does not simulate " + what + " of user pools yet.");
  }

  @Test
  void createPool_contradictions_areRefused() {
    cognito
        .refused(CreateUserPoolRequest.builder().build())
        .is(
            "InvalidParameterException",
            "1 validation error detected: Value null at 'poolName' failed to satisfy constraint:"
                + " Member must not be null");
    cognito
        .refused(
            CreateUserPoolRequest.builder()
                .poolName("p")
                .usernameAttributes(UsernameAttributeType.EMAIL)
                .aliasAttributesWithStrings("email")
                .build())
        .is(
            "InvalidParameterException",
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    assertThat(
            cognito
                .refused(
                    CreateUserPoolRequest.builder()
                        .poolName("p")
                        .policies(p -> p.passwordPolicy(w -> w.minimumLength(5)))
                        .build())
                .error()
                .message())
        .contains("policies.passwordPolicy.minimumLength");
    cognito
        .refused(
            CreateUserPoolRequest.builder()
                .poolName("p")
                .schema(SchemaAttributeType.builder().name("team").required(true).build())
                .build())
        .is("InvalidParameterException", "Required custom attributes are not supported currently.");
  }

  private static AddCustomAttributesRequest adding(String pool, String... names) {
    return AddCustomAttributesRequest.builder()
        .userPoolId(pool)
        .customAttributes(
            Arrays.stream(names)
                .map(name -> SchemaAttributeType.builder().name(name).mutable(false).build())
                .toList())
        .build();
  }

  @Test
  void addCustomAttributes_areThoseOfUsersFromThenOn() {
    String pool = cognito.pool();
    String client = cognito.client(pool);
    SignUpRequest.Builder signUp =
        SignUpRequest.builder()
            .clientId(client)
            .username("mina")
            .password(PoolFixture.PASSWORD)
            .userAttributes(a -> a.name("custom:team").value("red"));
    assertThat(cognito.refused(signUp.build()).error().message())
        .contains("custom:team: Attribute does not exist in the schema.");
    cognito.send(adding(pool, "team", "shoes"), AddCustomAttributesResponse.class);
    assertThat(describe(pool).schemaAttributes())
        .filteredOn(attribute -> attribute.name().startsWith("custom:"))
        .extracting(SchemaAttributeType::name)
        .containsExactly("custom:team", "custom:shoes");
    cognito.send(signUp.build(), SdkResponse.class);
    cognito
        .refused(adding(pool, "cap", "team"))
        .is(
            "InvalidParameterException",
            "custom:team: Existing attribute already has name custom:team.");
    // Not even the good half of it.
    assertThat(describe(pool).schemaAttributes())
        .extracting(SchemaAttributeType::name)
        .doesNotContain("custom:cap");
  }

  @Test
  void addCustomAttributes_tooManyOrBadlyNamed_areRefused() {
    String pool = cognito.pool();
    assertThat(cognito.refused(adding(pool)).error().message())
        .contains("'customAttributes'", "greater than or equal to 1");
    String[] many = IntStream.range(0, 26).mapToObj(i -> "a" + i).toArray(String[]::new);
    assertThat(cognito.refused(adding(pool, many)).error().message())
        .contains("less than or equal to 25");
    assertThat(cognito.refused(adding(pool, "x".repeat(21))).error().message())
        .contains("less than or equal to 20");
    assertThat(cognito.refused(adding(pool, "a b")).error().message())
        .contains("regular expression pattern");
    for (String letter : List.of("a", "b")) {
      String[] names = IntStream.range(0, 25).mapToObj(i -> letter + i).toArray(String[]::new);
      cognito.send(adding(pool, names), AddCustomAttributesResponse.class);
    }
    cognito
        .refused(adding(pool, "one-more"))
        .is("InvalidParameterException", "A user pool can have at most 50 custom attributes.");
    assertThat(cognito.refused(adding("us-east-1_none", "a")).error().code())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void updatePool_keepsWhatCannotChangeAndResetsTheRest() {
    String pool =
        cognito.pool(
            request ->
                request
                    .policies(p -> p.passwordPolicy(w -> w.minimumLength(12)))
                    .usernameAttributes(UsernameAttributeType.EMAIL)
                    .userPoolTags(Map.of("stage", "test")));
    cognito.send(
        UpdateUserPoolRequest.builder()
            .userPoolId(pool)
            .deletionProtection(DeletionProtectionType.ACTIVE)
            .build(),
        SdkResponse.class);
    UserPoolType after = describe(pool);
    assertThat(after.deletionProtection()).isEqualTo(DeletionProtectionType.ACTIVE);
    assertThat(after.policies().passwordPolicy().minimumLength()).isEqualTo(8);
    assertThat(after.usernameAttributesAsStrings()).containsExactly("email");
    assertThat(after.name()).isEqualTo("people");
    assertThat(after.userPoolTags()).containsEntry("stage", "test");
    assertThat(after.autoVerifiedAttributes()).isEmpty();
  }

  @Test
  void deletePool_protected_isRefusedUntilItIsNot() {
    String pool =
        cognito.pool(request -> request.deletionProtection(DeletionProtectionType.ACTIVE));
    String client = cognito.client(pool);
    DeleteUserPoolRequest delete = DeleteUserPoolRequest.builder().userPoolId(pool).build();
    cognito
        .refused(delete)
        .is(
            "InvalidParameterException",
            "The user pool cannot be deleted because deletion protection is activated. Deletion"
                + " protection must be inactivated first.");
    cognito.send(
        UpdateUserPoolRequest.builder()
            .userPoolId(pool)
            .deletionProtection(DeletionProtectionType.INACTIVE)
            .build(),
        SdkResponse.class);
    cognito.send(delete, SdkResponse.class);
    cognito
        .refused(delete)
        .is("ResourceNotFoundException", "User pool " + pool + " does not exist.");
    cognito
        .refused(PoolFixture.signUpRequest(client, "mina"))
        .is("ResourceNotFoundException", "User pool client " + client + " does not exist.");
  }

  @Test
  void listPools_pagesAndRegions() {
    for (int i = 0; i < 3; i++) {
      cognito.pool();
    }
    ListUserPoolsRequest first = ListUserPoolsRequest.builder().maxResults(2).build();
    ListUserPoolsResponse page = cognito.send(first, ListUserPoolsResponse.class);
    assertThat(page.userPools()).hasSize(2);
    ListUserPoolsResponse rest =
        cognito.send(
            first.toBuilder().nextToken(page.nextToken()).build(), ListUserPoolsResponse.class);
    assertThat(rest.userPools()).hasSize(1);
    assertThat(rest.nextToken()).isNull();
    assertThat(cognito.send("eu-west-1", first, ListUserPoolsResponse.class).userPools()).isEmpty();
  }

  @Test
  void tags_comeAndGo() {
    String arn = describe(cognito.pool()).arn();
    cognito.send(
        TagResourceRequest.builder().resourceArn(arn).tags(Map.of("a", "1", "b", "2")).build(),
        SdkResponse.class);
    cognito.send(
        UntagResourceRequest.builder().resourceArn(arn).tagKeys("a").build(), SdkResponse.class);
    assertThat(
            cognito
                .send(
                    ListTagsForResourceRequest.builder().resourceArn(arn).build(),
                    ListTagsForResourceResponse.class)
                .tags())
        .isEqualTo(Map.of("b", "2"));
  }

  @Test
  void createClient_bare_hasCognitosDefaults() {
    String pool = cognito.pool();
    UserPoolClientType client =
        cognito.client(pool, request -> request.explicitAuthFlows(List.of()));
    assertThat(client.clientId()).matches("[a-z0-9]{26}");
    assertThat(client.clientSecret()).isNull();
    assertThat(client.explicitAuthFlowsAsStrings())
        .containsExactly("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH");
    assertThat(client.refreshTokenValidity()).isEqualTo(30);
    assertThat(client.enableTokenRevocation()).isTrue();
    assertThat(client.preventUserExistenceErrorsAsString()).isEqualTo("LEGACY");
    assertThat(client.authSessionValidity()).isEqualTo(3);
  }

  @Test
  void createClient_contradictions_areRefused() {
    CreateUserPoolClientRequest.Builder request =
        CreateUserPoolClientRequest.builder().userPoolId(cognito.pool()).clientName("c");
    cognito
        .refused(
            request
                .copy()
                .accessTokenValidity(4)
                .tokenValidityUnits(u -> u.accessToken(TimeUnitsType.MINUTES))
                .build())
        .is(
            "InvalidParameterException",
            "Invalid range for token validity: accessTokenValidity must be between 300 and 86400"
                + " seconds.");
    assertThat(
            cognito
                .refused(
                    request
                        .copy()
                        .idTokenValidity(20)
                        .refreshTokenValidity(2)
                        .tokenValidityUnits(u -> u.refreshToken(TimeUnitsType.HOURS))
                        .build())
                .error()
                .code())
        .isEqualTo("InvalidParameterException");
    cognito
        .refused(
            request
                .copy()
                .explicitAuthFlows(
                    ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH,
                    ExplicitAuthFlowsType.USER_PASSWORD_AUTH)
                .build())
        .is(
            "InvalidParameterException",
            "Cannot use both legacy and new values of ExplicitAuthFlows.");
    assertThat(cognito.refused(request.copy().readAttributes("custom:x").build()).error().message())
        .contains("custom:x");
    assertThat(cognito.refused(request.copy().authSessionValidity(2).build()).error().message())
        .contains("authSessionValidity");
    refusedAsUnbuilt(
        request.copy().supportedIdentityProviders("COGNITO", "Google").build(),
        "sign-in through other identity providers");
    refusedAsUnbuilt(
        request.copy().analyticsConfiguration(a -> a.applicationId("x")).build(),
        "Pinpoint analytics");
    refusedAsUnbuilt(
        request.copy().enablePropagateAdditionalUserContextData(true).build(), "user context data");
  }

  @Test
  void client_describedUpdatedListedAndDeleted() {
    String pool = cognito.pool();
    UserPoolClientType client =
        cognito.client(pool, request -> request.generateSecret(true).refreshTokenValidity(10));
    cognito.send(
        UpdateUserPoolClientRequest.builder()
            .userPoolId(pool)
            .clientId(client.clientId())
            .accessTokenValidity(2)
            .build(),
        SdkResponse.class);
    DescribeUserPoolClientRequest describe =
        DescribeUserPoolClientRequest.builder()
            .userPoolId(pool)
            .clientId(client.clientId())
            .build();
    UserPoolClientType after =
        cognito.send(describe, DescribeUserPoolClientResponse.class).userPoolClient();
    assertThat(after.clientSecret()).isEqualTo(client.clientSecret()).hasSize(51);
    assertThat(after.clientName()).isEqualTo("phone");
    assertThat(after.accessTokenValidity()).isEqualTo(2);
    assertThat(after.refreshTokenValidity()).isEqualTo(30);
    assertThat(
            cognito
                .send(
                    ListUserPoolClientsRequest.builder().userPoolId(pool).build(),
                    ListUserPoolClientsResponse.class)
                .userPoolClients())
        .extracting("clientName")
        .containsExactly("phone");
    cognito.send(
        DeleteUserPoolClientRequest.builder().userPoolId(pool).clientId(client.clientId()).build(),
        SdkResponse.class);
    cognito
        .refused(describe)
        .is(
            "ResourceNotFoundException",
            "User pool client " + client.clientId() + " does not exist.");
  }
}
