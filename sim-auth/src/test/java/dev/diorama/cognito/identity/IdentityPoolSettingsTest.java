package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdentityPoolRolesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetPrincipalTagAttributeMapResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentityPoolsRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentityPoolsResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolResponse;

class IdentityPoolSettingsTest {
  private final IdentityFixture cognito = new IdentityFixture();

  private DescribeIdentityPoolResponse describe(String pool) {
    return cognito.send(
        DescribeIdentityPoolRequest.builder().identityPoolId(pool).build(),
        DescribeIdentityPoolResponse.class);
  }

  @Test
  void pool_createdUpdatedListedAndDeleted() {
    String pool = cognito.pool(request -> request.identityPoolTags(Map.of("stage", "test")));
    DescribeIdentityPoolResponse before = describe(pool);
    assertThat(pool).matches("us-east-1:[0-9a-f-]{36}");
    assertThat(before.allowClassicFlow()).isFalse();
    assertThat(before.cognitoIdentityProviders()).hasSize(1);
    UpdateIdentityPoolResponse updated =
        cognito.send(
            UpdateIdentityPoolRequest.builder()
                .identityPoolId(pool)
                .identityPoolName("renamed")
                .allowUnauthenticatedIdentities(true)
                .build(),
            UpdateIdentityPoolResponse.class);
    assertThat(updated.identityPoolName()).isEqualTo("renamed");
    DescribeIdentityPoolResponse after = describe(pool);
    assertThat(after.cognitoIdentityProviders()).isEmpty();
    assertThat(after.identityPoolTags()).containsEntry("stage", "test");
    assertThat(
            cognito
                .send(
                    GetIdentityPoolRolesRequest.builder().identityPoolId(pool).build(),
                    GetIdentityPoolRolesResponse.class)
                .roles())
        .containsEntry("authenticated", IdentityFixture.USER_ROLE);
    assertThat(
            cognito
                .send(
                    ListIdentityPoolsRequest.builder().maxResults(10).build(),
                    ListIdentityPoolsResponse.class)
                .identityPools())
        .extracting("identityPoolName")
        .containsExactly("renamed");
    cognito.send(
        DeleteIdentityPoolRequest.builder().identityPoolId(pool).build(), SdkResponse.class);
    cognito.refused(
        DescribeIdentityPoolRequest.builder().identityPoolId(pool).build(),
        "ResourceNotFoundException",
        "IdentityPool '" + pool + "' not found.");
  }

  @Test
  void create_whatIsNotSimulated_isRefusedByName() {
    CreateIdentityPoolRequest.Builder request =
        CreateIdentityPoolRequest.builder()
            .identityPoolName("p")
            .allowUnauthenticatedIdentities(false);
    refusedAsUnbuilt(
        request.copy().supportedLoginProviders(Map.of("accounts.google.com", "x")).build(),
        "social login providers");
    refusedAsUnbuilt(
        request.copy().samlProviderARNs("arn:aws:iam::1:saml-provider/x").build(),
        "SAML providers");
    cognito.refused(
        request.copy().openIdConnectProviderARNs("arn:aws:iam::1:oidc-provider/x").build(),
        "InvalidParameterException",
        "Invalid OpenID Connect provider ARN: arn:aws:iam::1:oidc-provider/x");
  }

  private void refusedAsUnbuilt(CreateIdentityPoolRequest request, String what) {
    cognito.refused(
        request,
        501,
        "NotImplemented",
        "Diorama does not simulate " + what + " of identity pools yet.");
  }

  @Test
  void create_malformed_isRefused() {
    cognito.refused(
        CreateIdentityPoolRequest.builder().identityPoolName("p").build(),
        "InvalidParameterException",
        "1 validation error detected: Value null at 'allowUnauthenticatedIdentities' failed to"
            + " satisfy constraint: Member must not be null");
    cognito.refused(
        CreateIdentityPoolRequest.builder()
            .identityPoolName("p")
            .allowUnauthenticatedIdentities(false)
            .cognitoIdentityProviders(each -> each.providerName("people").clientId("c"))
            .build(),
        "InvalidParameterException",
        "Invalid Cognito Identity Provider: people");
  }

  @Test
  void tags_comeAndGo() {
    String pool = cognito.pool(request -> {});
    String arn = "arn:aws:cognito-identity:us-east-1:123456789012:identitypool/" + pool;
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
  void tagMap_ofATrustedProviderOnly() {
    String pool = cognito.pool(request -> {});
    SetPrincipalTagAttributeMapRequest request =
        SetPrincipalTagAttributeMapRequest.builder()
            .identityPoolId(pool)
            .identityProviderName(cognito.provider)
            .principalTags(Map.of("team", "custom:team"))
            .build();
    cognito.send(request, SdkResponse.class);
    assertThat(
            cognito
                .send(
                    GetPrincipalTagAttributeMapRequest.builder()
                        .identityPoolId(pool)
                        .identityProviderName(cognito.provider)
                        .build(),
                    GetPrincipalTagAttributeMapResponse.class)
                .principalTags())
        .isEqualTo(Map.of("team", "custom:team"));
    cognito.refused(
        request.toBuilder().identityProviderName("other").build(),
        "InvalidParameterException",
        "Identity provider other is not one of this identity pool.");
  }

  @Test
  void documents_nameTheIssuerAndItsKey() {
    assertThat(Json.parse(get("/.well-known/openid-configuration").text()).text("jwks_uri"))
        .contains("https://cognito-identity.amazonaws.com/.well-known/jwks_uri");
    assertThat(Json.parse(get("/.well-known/jwks_uri").text()).at("keys").orElseThrow().items())
        .hasSize(1);
  }

  private HttpResponse get(String path) {
    String host = "cognito-identity.amazonaws.com";
    return cognito
        .cloud
        .router()
        .handle(
            new HttpRequest(
                "GET", "https", host, 443, path, "", Headers.of("Host", host), new byte[0], ""));
  }
}
