package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.LoginFixture.json;
import static dev.diorama.cognito.userpool.PoolFixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

class OAuthEndpointsTest {
  private final LoginFixture login = new LoginFixture();

  @BeforeEach
  void mina() {
    login.cognito.user(login.client, "mina");
  }

  private static void is(HttpResponse response, int status, String error) {
    assertThat(response.text()).isEqualTo("{\"error\":\"" + error + "\"}");
    assertThat(response.status()).isEqualTo(status);
  }

  private static String text(Json json, String name) {
    return json.text(name).orElse("");
  }

  @Test
  void code_isExchangedOnceForThreeTokens() {
    Map<String, String> form = login.exchange(login.code("mina"));
    HttpResponse response = login.token(form);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("Cache-Control")).contains("no-store");
    Json tokens = json(response);
    assertThat(tokens.members())
        .containsOnlyKeys("id_token", "access_token", "refresh_token", "expires_in", "token_type");
    assertThat(claims(text(tokens, "access_token")))
        .containsEntry("scope", "openid email")
        .containsEntry("token_use", "access");
    assertThat(claims(text(tokens, "id_token"))).containsEntry("nonce", "n1");
    is(login.token(form), 400, "invalid_grant");
  }

  @Test
  void code_afterFiveMinutes_isRefused() {
    String code = login.code("mina");
    login.cognito.advance(Duration.ofMinutes(5));
    is(login.token(login.exchange(code)), 400, "invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, wrong, invalid_grant",
    "code_verifier, '', invalid_grant",
    "redirect_uri, http://localhost:3000/, unauthorized_client",
    "redirect_uri, '', invalid_request",
    "code, guess, invalid_grant",
    "client_id, nobody, invalid_client",
    "grant_type, password, unsupported_grant_type",
    "grant_type, '', invalid_request"
  })
  void code_withAnythingWrong_isRefused(String name, String value, String error) {
    is(login.token(login.exchange(login.code("mina"), name, value)), 400, error);
  }

  @Test
  void code_ofAnotherClient_isRefused() {
    String code = login.code("mina");
    String other = login.client(request -> {});
    is(login.token(login.exchange(code, "client_id", other)), 400, "invalid_grant");
  }

  @Test
  void body_ofAnotherType_isRefused() {
    is(
        login.send("POST", "/oauth2/token", "", "{}", Map.of("Content-Type", "application/json")),
        400,
        "invalid_request");
  }

  @Test
  void refreshToken_getsNewTokensUntilRevoked() {
    Json tokens = json(login.token(login.exchange(login.code("mina"))));
    Map<String, String> refresh = new LinkedHashMap<>();
    refresh.put("grant_type", "refresh_token");
    refresh.put("client_id", login.client);
    refresh.put("refresh_token", text(tokens, "refresh_token"));
    Json renewed = json(login.token(refresh));
    assertThat(renewed.members()).doesNotContainKey("refresh_token").containsKey("id_token");
    Map<String, String> revoke = new LinkedHashMap<>();
    revoke.put("client_id", login.client);
    revoke.put("token", text(tokens, "access_token"));
    Map<String, String> type = Map.of("Content-Type", "application/x-www-form-urlencoded");
    is(
        login.send("POST", "/oauth2/revoke", "", LoginFixture.form(revoke), type),
        400,
        "unsupported_token_type");
    revoke.put("token", text(tokens, "refresh_token"));
    assertThat(login.send("POST", "/oauth2/revoke", "", LoginFixture.form(revoke), type).status())
        .isEqualTo(200);
    is(login.token(refresh), 400, "invalid_grant");
    refresh.put("refresh_token", "nonsense");
    is(login.token(refresh), 400, "invalid_grant");
  }

  @Test
  void refreshToken_ofARotatingClient_isReplaced() {
    login.client =
        login.client(
            request ->
                request
                    .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH)
                    .refreshTokenRotation(r -> r.feature("ENABLED").retryGracePeriodSeconds(0)));
    Json tokens = json(login.token(login.exchange(login.code("mina"))));
    Map<String, String> refresh = new LinkedHashMap<>();
    refresh.put("grant_type", "refresh_token");
    refresh.put("client_id", login.client);
    refresh.put("refresh_token", text(tokens, "refresh_token"));
    assertThat(text(json(login.token(refresh)), "refresh_token")).isNotEmpty();
    is(login.token(refresh), 400, "invalid_grant");
  }

  private UserPoolClientType machine() {
    return login.cognito.client(
        login.pool,
        request ->
            request
                .generateSecret(true)
                .allowedOAuthFlowsUserPoolClient(true)
                .allowedOAuthFlows(OAuthFlowType.CLIENT_CREDENTIALS)
                .allowedOAuthScopes("notes/read"));
  }

  private static Map<String, String> basic(UserPoolClientType client, String secret) {
    String pair = client.clientId() + ":" + secret;
    return Map.of(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void clientCredentials_getAnAccessTokenAlone() {
    UserPoolClientType machine = machine();
    Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "client_credentials"));
    Json tokens = json(login.token(form, basic(machine, machine.clientSecret())));
    assertThat(tokens.members()).containsOnlyKeys("access_token", "expires_in", "token_type");
    assertThat(claims(text(tokens, "access_token")))
        .containsEntry("scope", "notes/read")
        .containsEntry("client_id", machine.clientId())
        .containsEntry("sub", machine.clientId());
    form.put("scope", "openid");
    is(login.token(form, basic(machine, machine.clientSecret())), 400, "invalid_scope");
    HttpResponse wrong = login.token(form, basic(machine, "guess"));
    assertThat(wrong.text())
        .isEqualTo(
            "{\"error\":\"invalid_client\",\"error_description\":\"invalid_client_secret\"}");
    form.put("client_id", login.client);
    is(login.token(form), 400, "unauthorized_client");
  }

  @Test
  void userInfo_showsWhatTheScopesAllow() {
    Json tokens = json(login.token(login.exchange(login.code("mina"))));
    HttpResponse info =
        login.send(
            "GET",
            "/oauth2/userInfo",
            "",
            "",
            Map.of("Authorization", "Bearer " + text(tokens, "access_token")));
    assertThat(info.status()).isEqualTo(200);
    assertThat(json(info).members()).containsOnlyKeys("sub", "email", "email_verified", "username");
    assertThat(json(info).get("email_verified")).contains(Json.of("true"));
  }

  @Test
  void userInfo_withoutAGoodToken_isRefused() {
    HttpResponse none = login.get("/oauth2/userInfo", "");
    assertThat(none.status()).isEqualTo(401);
    Json tokens = json(login.token(login.exchange(login.code("mina"))));
    HttpResponse identity =
        login.send(
            "GET",
            "/oauth2/userInfo",
            "",
            "",
            Map.of("Authorization", "Bearer " + text(tokens, "id_token")));
    assertThat(identity.status()).isEqualTo(401);
    assertThat(json(identity).text("error")).contains("invalid_token");
    assertThat(identity.headers().first("WWW-Authenticate").orElse(""))
        .startsWith("Bearer error=\"invalid_token\"");
    String api = login.cognito.signIn(login.client, "mina").accessToken();
    HttpResponse scopeless =
        login.send("GET", "/oauth2/userInfo", "", "", Map.of("Authorization", "Bearer " + api));
    assertThat(scopeless.status()).isEqualTo(403);
    assertThat(json(scopeless).text("error")).contains("insufficient_scope");
  }

  @Test
  void tokensOfThePages_withoutTheAdminScope_openNoUserOperation() {
    Json tokens = json(login.token(login.exchange(login.code("mina"))));
    login
        .cognito
        .refused(
            software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest.builder()
                .accessToken(text(tokens, "access_token"))
                .build())
        .is("NotAuthorizedException", "Access Token does not have required scopes");
  }
}
