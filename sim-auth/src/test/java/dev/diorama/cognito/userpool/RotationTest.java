package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;

class RotationTest {
  private final PoolFixture cognito = new PoolFixture();
  private final String pool = cognito.pool();
  private String client = "";

  private AuthenticationResultType mina(int graceSeconds) {
    client =
        cognito
            .client(
                pool,
                request ->
                    request
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH)
                        .refreshTokenRotation(
                            r -> r.feature("ENABLED").retryGracePeriodSeconds(graceSeconds)))
            .clientId();
    cognito.user(client, "mina");
    return cognito.signIn(client, "mina");
  }

  private GetTokensFromRefreshTokenRequest get(String token) {
    return GetTokensFromRefreshTokenRequest.builder().clientId(client).refreshToken(token).build();
  }

  private AuthenticationResultType rotate(String token) {
    return cognito.send(get(token), GetTokensFromRefreshTokenResponse.class).authenticationResult();
  }

  @Test
  void rotated_refreshToken_isReplacedAndRefusedAfterwards() {
    String first = mina(0).refreshToken();
    AuthenticationResultType second = rotate(first);
    assertThat(second.refreshToken()).isNotEmpty().isNotEqualTo(first);
    cognito
        .refused(get(first))
        .is("RefreshTokenReuseException", "Refresh token has been invalidated by rotation");
    assertThat(rotate(second.refreshToken()).idToken()).isNotEmpty();
  }

  @Test
  void rotated_withinTheGrace_servesOnce_more() {
    String first = mina(60).refreshToken();
    String second = rotate(first).refreshToken();
    cognito.advance(Duration.ofSeconds(59));
    assertThat(rotate(first).refreshToken()).isEqualTo(second);
    cognito.advance(Duration.ofSeconds(1));
    assertThat(cognito.refused(get(first)).error().code()).isEqualTo("RefreshTokenReuseException");
  }

  @Test
  void rotated_token_livesNoLongerThanTheFirst() {
    String first = mina(0).refreshToken();
    cognito.advance(Duration.ofDays(29));
    String second = rotate(first).refreshToken();
    cognito.advance(Duration.ofDays(1));
    cognito.refused(get(second)).is("NotAuthorizedException", "Refresh Token has expired");
  }

  @Test
  void revoke_ofEitherToken_endsTheSession() {
    AuthenticationResultType signedIn = mina(60);
    String second = rotate(signedIn.refreshToken()).refreshToken();
    cognito.send(
        RevokeTokenRequest.builder().clientId(client).token(signedIn.refreshToken()).build(),
        SdkResponse.class);
    cognito.refused(get(second)).is("NotAuthorizedException", "Refresh Token has been revoked");
    cognito
        .refused(GetUserRequest.builder().accessToken(signedIn.accessToken()).build())
        .is("NotAuthorizedException", "Access Token has been revoked");
  }

  @Test
  void withoutRotation_noNewRefreshTokenIsIssued() {
    client = cognito.client(pool);
    cognito.user(client, "mina");
    AuthenticationResultType signedIn = cognito.signIn(client, "mina");
    assertThat(rotate(signedIn.refreshToken()).refreshToken()).isNull();
    cognito.refused(get("nonsense")).is("NotAuthorizedException", "Invalid Refresh Token");
    String other = cognito.client(pool);
    cognito
        .refused(get(signedIn.refreshToken()).toBuilder().clientId(other).build())
        .is("NotAuthorizedException", "Invalid Refresh Token");
  }

  @Test
  void clientWithASecret_mustSendIt() {
    var secret = cognito.client(pool, request -> request.generateSecret(true));
    client = secret.clientId();
    cognito
        .refused(get("x"))
        .is("NotAuthorizedException", "Unable to verify secret for client " + client);
    cognito
        .refused(get("x").toBuilder().clientSecret(secret.clientSecret()).build())
        .is("NotAuthorizedException", "Invalid Refresh Token");
  }

  @Test
  void settings_thatContradict_areRefused() {
    CreateUserPoolClientRequest.Builder request =
        CreateUserPoolClientRequest.builder().userPoolId(pool).clientName("c");
    assertThat(
            cognito
                .refused(
                    request
                        .copy()
                        .refreshTokenRotation(r -> r.feature("ENABLED").retryGracePeriodSeconds(61))
                        .build())
                .error()
                .message())
        .contains("retryGracePeriodSeconds");
    cognito
        .refused(
            request
                .copy()
                .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH)
                .refreshTokenRotation(r -> r.feature("ENABLED"))
                .build())
        .is(
            "InvalidParameterException",
            "Refresh token rotation cannot be enabled for a client with ALLOW_REFRESH_TOKEN_AUTH.");
    mina(0);
    cognito
        .refused(refresh(client, "x"))
        .is("InvalidParameterException", "Auth flow not enabled for this client");
  }
}
