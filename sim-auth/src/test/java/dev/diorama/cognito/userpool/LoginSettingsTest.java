package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;

class LoginSettingsTest {
  private final PoolFixture cognito = new PoolFixture();
  private final String pool = cognito.pool();

  private CreateUserPoolDomainRequest.Builder domain(String name) {
    return CreateUserPoolDomainRequest.builder().userPoolId(pool).domain(name);
  }

  @Test
  void domain_isMadeShownAndDeleted() {
    cognito.send(domain("people").build(), SdkResponse.class);
    DescribeUserPoolDomainRequest describe =
        DescribeUserPoolDomainRequest.builder().domain("people").build();
    assertThat(
            cognito
                .send(describe, DescribeUserPoolDomainResponse.class)
                .domainDescription()
                .userPoolId())
        .isEqualTo(pool);
    String other = cognito.pool();
    cognito
        .refused(domain("people").userPoolId(other).build())
        .is("InvalidParameterException", "Domain already associated with another user pool.");
    cognito
        .refused(domain("second").build())
        .is("InvalidParameterException", "User pool already has a domain configured.");
    cognito
        .refused(DeleteUserPoolRequest.builder().userPoolId(pool).build())
        .is(
            "InvalidParameterException",
            "User pool cannot be deleted. It has a domain configured that should be deleted"
                + " first.");
    cognito.send(
        DeleteUserPoolDomainRequest.builder().userPoolId(pool).domain("people").build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(describe, DescribeUserPoolDomainResponse.class)
                .domainDescription()
                .domain())
        .isNull();
    cognito
        .refused(DeleteUserPoolDomainRequest.builder().userPoolId(pool).domain("people").build())
        .is("InvalidParameterException", "No such domain or user pool exists.");
  }

  @Test
  void domain_thatCannotBe_isRefused() {
    cognito
        .refused(domain("my-cognito").build())
        .is("InvalidParameterException", "Domain cannot contain reserved word: cognito");
    assertThat(cognito.refused(domain("Not Good").build()).error().message())
        .startsWith("1 validation error detected: Value 'Not Good' at 'domain'");
    cognito
        .refused(
            domain("auth.example.com")
                .customDomainConfig(c -> c.certificateArn("arn:aws:acm:us-east-1:1:c"))
                .build())
        .is(
            501,
            "NotImplemented",
            "Diorama does not simulate custom domains (CustomDomainConfig) of user pools yet.");
  }

  @Test
  void resourceServer_isMadeShownListedAndDeleted() {
    CreateResourceServerRequest.Builder request =
        CreateResourceServerRequest.builder().userPoolId(pool).identifier("notes").name("Notes");
    cognito.send(
        request.copy().scopes(s -> s.scopeName("read").scopeDescription("r")).build(),
        SdkResponse.class);
    DescribeResourceServerRequest describe =
        DescribeResourceServerRequest.builder().userPoolId(pool).identifier("notes").build();
    assertThat(
            cognito.send(describe, DescribeResourceServerResponse.class).resourceServer().scopes())
        .hasSize(1);
    cognito
        .refused(request.build())
        .is("InvalidParameterException", "notes already exists in user pool " + pool + ".");
    assertThat(
            cognito
                .refused(
                    request
                        .copy()
                        .identifier("b")
                        .scopes(s -> s.scopeName("a/b").scopeDescription("r"))
                        .build())
                .error()
                .message())
        .startsWith("1 validation error detected: Value 'a/b' at 'scopes.scopeName'");
    assertThat(
            cognito
                .send(
                    ListResourceServersRequest.builder().userPoolId(pool).maxResults(10).build(),
                    ListResourceServersResponse.class)
                .resourceServers())
        .hasSize(1);
    cognito.send(
        DeleteResourceServerRequest.builder().userPoolId(pool).identifier("notes").build(),
        SdkResponse.class);
    cognito
        .refused(describe)
        .is("ResourceNotFoundException", "Resource server notes does not exist.");
  }

  @Test
  void client_oauthSettingsThatContradict_areRefused() {
    CreateUserPoolClientRequest.Builder request =
        CreateUserPoolClientRequest.builder()
            .userPoolId(pool)
            .clientName("c")
            .allowedOAuthFlowsUserPoolClient(true)
            .allowedOAuthScopes("openid");
    cognito
        .refused(
            request
                .copy()
                .allowedOAuthFlows(OAuthFlowType.CODE, OAuthFlowType.CLIENT_CREDENTIALS)
                .build())
        .is(
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.");
    cognito
        .refused(request.copy().allowedOAuthFlows(OAuthFlowType.CLIENT_CREDENTIALS).build())
        .is(
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client"
                + " secret.");
    cognito
        .refused(request.copy().allowedOAuthFlows(OAuthFlowType.CODE).build())
        .is(
            "InvalidOAuthFlowException",
            "At least one of callbackUrls must be set for code flow or implicit flow.");
    cognito
        .refused(request.copy().allowedOAuthScopes("notes/read").build())
        .is("ScopeDoesNotExistException", "Invalid scope requested: notes/read");
    for (String bad :
        new String[] {"http://app.example.com/", "https://a/#x", "/here", "javascript:alert(1)"}) {
      assertThat(
              cognito
                  .refused(
                      request
                          .copy()
                          .allowedOAuthFlows(OAuthFlowType.CODE)
                          .callbackURLs(bad)
                          .build())
                  .error()
                  .code())
          .as(bad)
          .isEqualTo("InvalidParameterException");
    }
    cognito
        .refused(
            request
                .copy()
                .allowedOAuthFlows(OAuthFlowType.CODE)
                .callbackURLs("myapp://signed-in", "http://localhost:3000/")
                .defaultRedirectURI("https://elsewhere/")
                .build())
        .is(
            "InvalidParameterException",
            "The default redirect uri is not in the list of callback urls.");
  }

  @Test
  void openIdConfiguration_namesThePagesOnceThereIsADomain() {
    cognito.send(domain("people").build(), SdkResponse.class);
    Json document =
        Json.parse(
            cognito
                .cloud
                .router()
                .handle(
                    new HttpRequest(
                        "GET",
                        "https",
                        "cognito-idp.us-east-1.amazonaws.com",
                        443,
                        "/" + pool + "/.well-known/openid-configuration",
                        "",
                        Headers.NONE,
                        new byte[0],
                        ""))
                .text());
    assertThat(document.text("token_endpoint"))
        .contains("https://people.auth.us-east-1.amazoncognito.com/oauth2/token");
    assertThat(document.text("authorization_endpoint"))
        .contains("https://people.auth.us-east-1.amazoncognito.com/oauth2/authorize");
  }
}
