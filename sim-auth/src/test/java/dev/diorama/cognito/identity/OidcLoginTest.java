package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import dev.diorama.jwt.SigningKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;

/** Logins by tokens of an OpenID Connect provider that IAM knows. */
class OidcLoginTest {
  private static final String NAME = "id.example.com";
  private static final String ARN = "arn:aws:iam::123456789012:oidc-provider/" + NAME;

  private final IdentityFixture cognito = new IdentityFixture();
  private final SigningKey key = SigningKey.generate(cognito.cloud.seeds().stream("test/oidc"));
  private String pool = "";

  /** An issuer with its two documents. */
  private final class Issuer implements RawService {
    @Override
    public String name() {
      return "issuer";
    }

    @Override
    public boolean accepts(HttpRequest request) {
      return request.host().equals(NAME);
    }

    @Override
    public HttpResponse handle(Call call, HttpRequest request) {
      return HttpResponse.json(
          200,
          request.rawPath().endsWith("/openid-configuration")
              ? Json.object().put("jwks_uri", "https://" + NAME + "/keys").build()
              : Json.object().put("keys", new Json.Arr(List.of(key.jwk()))).build());
    }
  }

  @BeforeEach
  void install() {
    cognito.cloud.router().install(new Issuer());
    ServiceApi iam = ServiceApi.of("iam", IamClient.class, Protocol.QUERY);
    iam.on(
        GetOpenIdConnectProviderRequest.class,
        (call, request) -> GetOpenIdConnectProviderResponse.builder().clientIDList("app").build());
    cognito.cloud.router().install(iam);
    pool = cognito.pool(request -> request.openIdConnectProviderARNs(ARN));
  }

  private String token(String audience, String issuer) {
    return key.sign(
        Json.object()
            .put("iss", issuer)
            .put("sub", "u1")
            .put("aud", audience)
            .put("team", "blue")
            .put("exp", cognito.clock.instant().getEpochSecond() + 60)
            .build());
  }

  private GetIdRequest getId(String token) {
    return GetIdRequest.builder().identityPoolId(pool).logins(Map.of(NAME, token)).build();
  }

  @Test
  void goodToken_isAnIdentityAndGetsCredentialsWithTags() {
    String token = token("app", "https://" + NAME);
    String identity = cognito.send(getId(token), GetIdResponse.class).identityId();
    assertThat(cognito.send(getId(token), GetIdResponse.class).identityId()).isEqualTo(identity);
    cognito.send(
        SetPrincipalTagAttributeMapRequest.builder()
            .identityPoolId(pool)
            .identityProviderName(NAME)
            .principalTags(Map.of("team", "team"))
            .build(),
        SdkResponse.class);
    cognito.send(
        GetCredentialsForIdentityRequest.builder()
            .identityId(identity)
            .logins(Map.of(NAME, token))
            .build(),
        SdkResponse.class);
    assertThat(cognito.shownToSts().at("https://aws.amazon.com/tags", "principal_tags", "team"))
        .contains(Json.strings(List.of("blue")));
    assertThat(cognito.shownToSts().get("amr").orElseThrow().items())
        .contains(Json.of(NAME), Json.of(NAME + ":OIDC:u1"));
  }

  @Test
  void tokenForAnotherClient_isRefused() {
    cognito.refused(
        getId(token("other", "https://" + NAME)),
        "NotAuthorizedException",
        "Invalid login token. Incorrect token audience");
  }

  @Test
  void tokenOfAnotherIssuer_isRefused() {
    cognito.refused(
        getId(token("app", "https://evil.example.com")),
        "NotAuthorizedException",
        "Invalid login token. Issuer doesn't match providerName");
  }

  @Test
  void tokenOfAnotherKey_isRefused() {
    SigningKey stranger = SigningKey.generate(cognito.cloud.seeds().stream("test/stranger"));
    cognito.refused(
        getId(
            stranger.sign(
                Json.object()
                    .put("iss", "https://" + NAME)
                    .put("sub", "u1")
                    .put("aud", "app")
                    .put("exp", cognito.clock.instant().getEpochSecond() + 60)
                    .build())),
        "NotAuthorizedException",
        "Invalid login token. Couldn't verify signed token.");
  }

  @Test
  void providerThePoolDoesNotTrust_isRefused() {
    String other = cognito.pool(request -> {});
    cognito.refused(
        getId(token("app", "https://" + NAME)).toBuilder().identityPoolId(other).build(),
        "InvalidParameterException",
        "Please provide a valid public provider");
  }
}
