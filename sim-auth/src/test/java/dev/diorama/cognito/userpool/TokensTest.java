package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.REGION;
import static dev.diorama.cognito.userpool.PoolFixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.jwt.JwtVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TimeUnitsType;

class TokensTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";
  private String sub = "";

  @BeforeEach
  void mina() {
    pool =
        cognito.pool(
            request ->
                request.schema(
                    SchemaAttributeType.builder()
                        .name("team")
                        .attributeDataType(AttributeDataType.STRING)
                        .build()));
    client = cognito.client(pool);
    sub = cognito.user(client, "mina").userSub();
  }

  private HttpResponse get(String host, String path) {
    return cognito
        .cloud
        .router()
        .handle(
            new HttpRequest(
                "GET", "https", host, 443, path, "", Headers.of("Host", host), new byte[0], ""));
  }

  private JWKSet keys() throws Exception {
    return JWKSet.parse(
        get("cognito-idp.us-east-1.amazonaws.com", "/" + pool + "/.well-known/jwks.json").text());
  }

  @Test
  void tokens_verifyAgainstThePublishedKeys_byPlainNimbus() throws Exception {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    JWKSet keys = keys();
    assertThat(keys.getKeys()).hasSize(2);
    SignedJWT id = SignedJWT.parse(tokens.idToken());
    SignedJWT access = SignedJWT.parse(tokens.accessToken());
    assertThat(id.getHeader().getKeyID()).isNotEqualTo(access.getHeader().getKeyID());
    for (SignedJWT token : new SignedJWT[] {id, access}) {
      assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
      assertThat(
              token.verify(
                  new RSASSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
          .isTrue();
      assertThat(token.getHeader().toJSONObject()).containsOnlyKeys("kid", "alg");
    }
  }

  @Test
  void idToken_claims_areThoseOfCognito() {
    cognito.advance(Duration.ofMinutes(5));
    Map<String, String> claims = claims(cognito.signIn(client, "mina").idToken());
    long now = cognito.clock.instant().getEpochSecond();
    assertThat(claims)
        .containsOnlyKeys(
            "sub",
            "email",
            "email_verified",
            "iss",
            "cognito:username",
            "origin_jti",
            "aud",
            "event_id",
            "token_use",
            "auth_time",
            "exp",
            "iat",
            "jti")
        .containsEntry("sub", sub)
        .containsEntry("iss", "https://cognito-idp.us-east-1.amazonaws.com/" + pool)
        .containsEntry("aud", client)
        .containsEntry("token_use", "id")
        .containsEntry("email", "mina@example.com")
        .containsEntry("email_verified", "true")
        .containsEntry("iat", Long.toString(now))
        .containsEntry("auth_time", Long.toString(now))
        .containsEntry("exp", Long.toString(now + 3600));
  }

  @Test
  void accessToken_claims_areThoseOfCognito() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    assertThat(claims(tokens.accessToken()))
        .containsOnlyKeys(
            "sub",
            "iss",
            "client_id",
            "origin_jti",
            "event_id",
            "token_use",
            "scope",
            "auth_time",
            "exp",
            "iat",
            "jti",
            "username")
        .containsEntry("client_id", client)
        .containsEntry("scope", "aws.cognito.signin.user.admin")
        .containsEntry("token_use", "access")
        .containsEntry("username", "mina")
        .containsEntry("origin_jti", claims(tokens.idToken()).get("origin_jti"))
        .containsEntry("event_id", claims(tokens.idToken()).get("event_id"));
  }

  private void group(String name, Integer precedence, String role) {
    cognito.send(
        CreateGroupRequest.builder()
            .userPoolId(pool)
            .groupName(name)
            .precedence(precedence)
            .roleArn(role)
            .build(),
        CreateGroupResponse.class);
    cognito.send(
        AdminAddUserToGroupRequest.builder()
            .userPoolId(pool)
            .groupName(name)
            .username("mina")
            .build(),
        AdminAddUserToGroupResponse.class);
  }

  @Test
  void groups_appearWithRolesAndThePreferredOne() {
    group("readers", 5, "arn:aws:iam::123456789012:role/reader");
    group("writers", 1, "arn:aws:iam::123456789012:role/writer");
    group("friends", null, null);
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    assertThat(claims(tokens.idToken()))
        .containsEntry("cognito:groups", "[\"readers\",\"writers\",\"friends\"]")
        .containsEntry(
            "cognito:roles",
            "[\"arn:aws:iam::123456789012:role/reader\",\"arn:aws:iam::123456789012:role/writer\"]")
        .containsEntry("cognito:preferred_role", "arn:aws:iam::123456789012:role/writer");
    assertThat(claims(tokens.accessToken()))
        .containsEntry("cognito:groups", "[\"readers\",\"writers\",\"friends\"]")
        .doesNotContainKey("cognito:roles");
  }

  @Test
  void groups_ofEqualPrecedence_preferNoRole() {
    group("readers", 1, "arn:aws:iam::123456789012:role/reader");
    group("writers", 1, "arn:aws:iam::123456789012:role/writer");
    assertThat(claims(cognito.signIn(client, "mina").idToken()))
        .containsKey("cognito:roles")
        .doesNotContainKey("cognito:preferred_role");
  }

  @Test
  void customAttribute_isAClaimWhereTheClientMayReadIt() {
    SignUpRequest request =
        PoolFixture.signUpRequest(client, "noah").toBuilder()
            .userAttributes(
                PoolFixture.attribute("email", "noah@example.com"),
                PoolFixture.attribute("custom:team", "red"))
            .build();
    cognito.send(request, SignUpResponse.class);
    cognito.send(
        software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpRequest
            .builder()
            .userPoolId(pool)
            .username("noah")
            .build(),
        software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpResponse
            .class);
    assertThat(claims(cognito.signIn(client, "noah").idToken()))
        .containsEntry("custom:team", "red");
    String narrow = cognito.client(pool, each -> each.readAttributes("email")).clientId();
    AuthenticationResultType tokens = cognito.signIn(narrow, "noah");
    assertThat(claims(tokens.idToken())).containsKey("email").doesNotContainKey("custom:team");
    assertThat(
            cognito
                .send(
                    GetUserRequest.builder().accessToken(tokens.accessToken()).build(),
                    GetUserResponse.class)
                .userAttributes())
        .extracting("name")
        .containsExactly("sub", "email");
  }

  @Test
  void accessToken_at59And61Minutes_isGoodAndThenExpired() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    GetUserRequest request = GetUserRequest.builder().accessToken(tokens.accessToken()).build();
    cognito.advance(Duration.ofMinutes(59));
    cognito.send(request, GetUserResponse.class);
    assertThat(verified(tokens.idToken())).isEqualTo("good");
    cognito.advance(Duration.ofMinutes(2));
    cognito.refused(request).is("NotAuthorizedException", "Access Token has expired");
    assertThat(verified(tokens.idToken())).isEqualTo("EXPIRED");
  }

  /** What someone who only has the published keys makes of a token. */
  private String verified(String token) {
    String issuer = "https://cognito-idp.us-east-1.amazonaws.com/" + pool;
    JwtVerifier verifier = new JwtVerifier(cognito.clock);
    return cognito
        .cloud
        .router()
        .internal(
            "test",
            "verify",
            PoolFixture.ROOT,
            REGION,
            call -> {
              try {
                verifier.verify(call, token, issuer, JwtVerifier.jwksUrl(issuer));
                return "good";
              } catch (dev.diorama.jwt.JwtRejected e) {
                return e.reason().name();
              }
            });
  }

  @Test
  void validity_isTheClients() {
    String brief =
        cognito
            .client(
                pool,
                request ->
                    request
                        .accessTokenValidity(5)
                        .idTokenValidity(10)
                        .refreshTokenValidity(90)
                        .tokenValidityUnits(
                            units ->
                                units
                                    .accessToken(TimeUnitsType.MINUTES)
                                    .idToken(TimeUnitsType.MINUTES)
                                    .refreshToken(TimeUnitsType.MINUTES)))
            .clientId();
    AuthenticationResultType tokens = cognito.signIn(brief, "mina");
    long now = cognito.clock.instant().getEpochSecond();
    assertThat(tokens.expiresIn()).isEqualTo(300);
    assertThat(claims(tokens.accessToken())).containsEntry("exp", Long.toString(now + 300));
    assertThat(claims(tokens.idToken())).containsEntry("exp", Long.toString(now + 600));
    cognito.advance(Duration.ofMinutes(90));
    cognito
        .refused(PoolFixture.refresh(brief, tokens.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has expired");
  }

  @Test
  void accessToken_notOneOfOurs_isRefused() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    String[] parts = tokens.accessToken().split("\\.", -1);
    String richer =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("\"mina\"", "\"root\"");
    String tampered =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(richer.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];
    String unsigned =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[1]
            + ".";
    String otherPool = cognito.pool();
    String otherClient = cognito.client(otherPool);
    cognito.user(otherClient, "mina");
    for (String token : new String[] {tampered, unsigned, tokens.idToken(), "", "a.b.c", "x"}) {
      cognito
          .refused(GetUserRequest.builder().accessToken(token).build())
          .is("NotAuthorizedException", "Invalid Access Token");
    }
    assertThat(verified(tampered)).isEqualTo("BAD_SIGNATURE");
    assertThat(verified(unsigned)).isEqualTo("MALFORMED");
    assertThat(verified(cognito.signIn(otherClient, "mina").idToken())).isEqualTo("WRONG_ISSUER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cognito-idp.us-east-1.amazonaws.com", "localhost", "127.0.0.1"})
  void documents_areServedUnderEveryName(String host) {
    HttpResponse keys = get(host, "/" + pool + "/.well-known/jwks.json");
    assertThat(keys.status()).isEqualTo(200);
    assertThat(keys.headers().first("Content-Type")).contains("application/json");
    HttpResponse configuration = get(host, "/" + pool + "/.well-known/openid-configuration");
    String issuer = "https://cognito-idp.us-east-1.amazonaws.com/" + pool;
    assertThat(Json.parse(configuration.text()).text("issuer")).contains(issuer);
    assertThat(Json.parse(configuration.text()).text("jwks_uri"))
        .contains(issuer + "/.well-known/jwks.json");
  }

  @Test
  void documents_ofAnUnknownPool_areNotThere() {
    HttpResponse response = get("localhost", "/us-east-1_nothing00/.well-known/jwks.json");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text())
        .isEqualTo("{\"message\":\"User pool us-east-1_nothing00 does not exist.\"}");
  }
}
