package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CognitoAuthorizerTest {
  private final TestGateway test = new TestGateway();

  private String api(String scopes) {
    return test.deployed(
        TestGateway.swagger(
            "/todos", "get", "\"security\":[{\"Users\":[" + scopes + "]}],", TestGateway.COGNITO));
  }

  private HttpResponse call(String api, Json claims) {
    return test.get(api, "/todos", "Authorization", TestGateway.token(claims, "good"));
  }

  private void assertUnauthorized(HttpResponse response, String message, String why) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("UnauthorizedException");
    assertThat(response.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(test.lastSpan().attributes().get("why")).contains(why);
    assertThat(test.lastSpan().error()).isEqualTo("UnauthorizedException");
    assertThat(test.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "bearer "})
  void authorize_idToken_passesClaimsAsStrings(String prefix) {
    String api = api("");
    Json claims =
        test.idClaims()
            .put("email_verified", true)
            .put("cognito:groups", Json.strings(List.of("admin", "users")))
            .put("identities", new Json.Arr(List.of(Json.object().put("a", 1).build())))
            .build();
    HttpResponse response =
        test.get(api, "/todos", "Authorization", prefix + TestGateway.token(claims, "good"));
    assertThat(response.status()).isEqualTo(200);
    Json shown = test.events.get(0).at("requestContext", "authorizer", "claims").orElseThrow();
    assertThat(shown.write())
        .isEqualTo(
            """
            {"sub":"1111-2222","iss":"%s","aud":"client1","token_use":"id",\
            "cognito:username":"mina","auth_time":"1767225600",\
            "iat":"Thu Jan 01 00:00:00 UTC 2026","exp":"Thu Jan 01 01:00:00 UTC 2026",\
            "email_verified":"true","cognito:groups":"admin,users",\
            "identities":"{\\"a\\":1}"}"""
                .formatted(TestGateway.ISSUER));
  }

  @Test
  void authorize_withoutToken_isUnauthorized() {
    assertUnauthorized(test.get(api(""), "/todos"), "Unauthorized", "no token in the header");
  }

  @Test
  void authorize_emptyBearer_isUnauthorized() {
    assertUnauthorized(
        test.get(api(""), "/todos", "Authorization", "Bearer "), "Unauthorized", "no token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rubbish", "a.b", "a.!.c", "a.e30.c.d", "Basic dTpw"})
  void authorize_notAToken_isUnauthorized(String value) {
    HttpResponse response = test.get(api(""), "/todos", "Authorization", value);
    assertUnauthorized(response, "Unauthorized", "");
  }

  @Test
  void authorize_badSignature_isUnauthorized() {
    HttpResponse response =
        test.get(
            api(""),
            "/todos",
            "Authorization",
            TestGateway.token(test.idClaims().build(), "forged"));
    assertUnauthorized(response, "Unauthorized", "bad signature");
  }

  @Test
  void authorize_anotherPoolsToken_isUnauthorized() {
    Json claims =
        test.idClaims()
            .put("iss", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other")
            .build();
    assertUnauthorized(call(api(""), claims), "Unauthorized", "us-east-1_Other");
  }

  @Test
  void authorize_afterTheHour_saysExpired() {
    String api = api("");
    Json claims = test.idClaims().build();
    test.advance(Duration.ofMinutes(59));
    assertThat(call(api, claims).status()).isEqualTo(200);
    test.events.clear();
    test.advance(Duration.ofMinutes(2));
    assertUnauthorized(call(api, claims), "The incoming token has expired", "expired");
  }

  @Test
  void authorize_accessTokenWithoutScopesOnTheMethod_isUnauthorized() {
    Json claims = test.idClaims().put("token_use", "access").put("scope", "a/read").build();
    assertUnauthorized(call(api(""), claims), "Unauthorized", "wants an ID token");
  }

  @Test
  void authorize_accessTokenWithOneOfTheScopes_isLetIn() {
    Json claims = test.idClaims().put("token_use", "access").put("scope", "x a/write").build();
    assertThat(call(api("\"a/read\",\"a/write\""), claims).status()).isEqualTo(200);
  }

  @Test
  void authorize_accessTokenWithoutTheScope_isUnauthorized() {
    Json claims = test.idClaims().put("token_use", "access").put("scope", "x").build();
    assertUnauthorized(call(api("\"a/read\""), claims), "Unauthorized", "none of [a/read]");
  }

  @Test
  void authorize_idTokenWhereScopesAreWanted_isUnauthorized() {
    assertUnauthorized(
        call(api("\"a/read\""), test.idClaims().build()), "Unauthorized", "wants an access token");
  }

  @Test
  void authorize_audience_isComparedOnlyWithAnExpression() {
    assertThat(call(api(""), test.idClaims().put("aud", "any").build()).status()).isEqualTo(200);
    String strict =
        TestGateway.COGNITO.replace(
            "\"type\":\"cognito_user_pools\",",
            "\"type\":\"cognito_user_pools\",\"identityValidationExpression\":\"client[0-9]\",");
    String api =
        test.deployed(
            TestGateway.swagger("/todos", "get", "\"security\":[{\"Users\":[]}],", strict));
    assertThat(call(api, test.idClaims().build()).status()).isEqualTo(200);
    test.events.clear();
    assertUnauthorized(
        call(api, test.idClaims().put("aud", "any").build()), "Unauthorized", "client[0-9]");
  }

  @Test
  void authorize_ownHeader_isReadFromThere() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/todos",
                "get",
                "\"security\":[{\"Users\":[]}],",
                TestGateway.COGNITO.replace("\"Authorization\"", "\"X-Token\"")));
    String token = TestGateway.token(test.idClaims().build(), "good");
    assertThat(test.get(api, "/todos", "X-Token", token).status()).isEqualTo(200);
    test.events.clear();
    assertUnauthorized(
        test.get(api, "/todos", "Authorization", token), "Unauthorized", "header X-Token");
  }
}
