package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

class IdentityTest {
  private static final String INVALID = "Invalid login token. ";
  private static final String UNSUPPORTED =
      "Token is not from a supported provider of this identity pool.";

  private final IdentityFixture cognito = new IdentityFixture();
  private String pool = "";

  @BeforeEach
  void mina() {
    cognito.user(cognito.userPool, "mina");
    pool = cognito.pool(request -> {});
  }

  private String idToken() {
    return cognito.signIn(cognito.client, "mina").idToken();
  }

  @Test
  void credentials_ofASignedInUser_comeFromStsByAWebIdentityToken() {
    String token = idToken();
    String sub = dev.diorama.jwt.JwtVerifier.unverifiedClaims(token).text("sub").orElseThrow();
    String identity = cognito.getId(pool, token);
    GetCredentialsForIdentityResponse response = cognito.credentials(identity, token);
    assertThat(identity).matches("us-east-1:[0-9a-f-]{36}");
    assertThat(response.identityId()).isEqualTo(identity);
    assertThat(response.credentials().accessKeyId()).isEqualTo("ASIAEXAMPLE");
    assertThat(response.credentials().secretKey()).isEqualTo("secret");
    assertThat(response.credentials().sessionToken()).isEqualTo("token");
    assertThat(response.credentials().expiration())
        .isEqualTo(cognito.clock.instant().plusSeconds(3600));
    AssumeRoleWithWebIdentityRequest asked = cognito.assumed.get(0);
    assertThat(asked.roleArn()).isEqualTo(IdentityFixture.USER_ROLE);
    assertThat(asked.durationSeconds()).isEqualTo(3600);
    assertThat(asked.roleSessionName()).isEqualTo("CognitoIdentityCredentials");
    assertThat(asked.policy()).isNull();
    Json shown = cognito.shownToSts();
    assertThat(shown.text("iss")).contains("https://cognito-identity.amazonaws.com");
    assertThat(shown.text("aud")).contains(pool);
    assertThat(shown.text("sub")).contains(identity);
    assertThat(shown.get("amr"))
        .contains(
            Json.strings(
                List.of(
                    "authenticated",
                    cognito.provider,
                    cognito.provider + ":CognitoSignIn:" + sub)));
    assertThat(shown.get("https://aws.amazon.com/tags")).isEmpty();
    assertThat(cognito.callers.get(0).kind()).isEqualTo(Principal.Kind.SERVICE);
    assertThat(cognito.callers.get(0).arn()).isEqualTo("cognito-identity.amazonaws.com");
  }

  @Test
  void credentials_hop_isInTheTrace() {
    String token = idToken();
    cognito.credentials(cognito.getId(pool, token), token);
    List<Span> spans = cognito.cloud.trace().spans(span -> span.service().equals("sts"));
    assertThat(spans).hasSize(1);
    Span parent = cognito.cloud.trace().spans(span -> span.id() == spans.get(0).parent()).get(0);
    assertThat(parent.operation()).isEqualTo("GetCredentialsForIdentity");
    assertThat(parent.attributes()).containsEntry("role", IdentityFixture.USER_ROLE);
    assertThat(parent.resource()).endsWith("identitypool/" + pool);
    assertThat(cognito.cloud.trace().openCount()).isZero();
  }

  @Test
  void identity_isTheSamePerPoolAndUser() {
    String first = cognito.getId(pool, idToken());
    cognito.clock.advance(Duration.ofMinutes(10));
    assertThat(cognito.getId(pool, idToken())).isEqualTo(first);
    cognito.user(cognito.userPool, "noah");
    assertThat(cognito.getId(pool, cognito.signIn(cognito.client, "noah").idToken()))
        .isNotEqualTo(first);
    assertThat(cognito.getId(cognito.pool(request -> {}), idToken())).isNotEqualTo(first);
  }

  @Test
  void login_accessToken_isRefused() {
    cognito.refused(
        cognito.getIdRequest(pool, cognito.signIn(cognito.client, "mina").accessToken()),
        "NotAuthorizedException",
        INVALID + "Missing a required claim: aud");
  }

  @Test
  void login_ofAnUntrustedClient_isRefused() {
    String other = cognito.createClient(cognito.userPool);
    cognito.refused(
        cognito.getIdRequest(pool, cognito.signIn(other, "mina").idToken()),
        "NotAuthorizedException",
        UNSUPPORTED);
  }

  @Test
  void login_ofAnotherPool_isRefused() {
    String other = cognito.createUserPool();
    String otherClient = cognito.createClient(other);
    cognito.user(other, "mina");
    String token = cognito.signIn(otherClient, "mina").idToken();
    cognito.refused(
        cognito.getIdRequest(pool, token),
        "NotAuthorizedException",
        INVALID + "Issuer doesn't match providerName");
    cognito.refused(
        GetIdRequest.builder()
            .identityPoolId(pool)
            .logins(Map.of("cognito-idp.us-east-1.amazonaws.com/" + other, token))
            .build(),
        "NotAuthorizedException",
        UNSUPPORTED);
    cognito.refused(
        GetIdRequest.builder()
            .identityPoolId(pool)
            .logins(Map.of("graph.facebook.com", token))
            .build(),
        "InvalidParameterException",
        "Please provide a valid public provider");
  }

  @Test
  void login_at59And61Minutes_isGoodAndThenExpired() {
    String token = idToken();
    String identity = cognito.getId(pool, token);
    cognito.clock.advance(Duration.ofMinutes(59));
    cognito.credentials(identity, token);
    cognito.clock.advance(Duration.ofMinutes(2));
    long now = cognito.clock.instant().getEpochSecond();
    cognito.refused(
        cognito.credentialsRequest(identity, token),
        "NotAuthorizedException",
        INVALID + "Token expired: " + now + " >= " + (now - 60));
    assertThat(cognito.assumed).hasSize(1);
  }

  @Test
  void login_tamperedOrUnsignedOrNoToken_isRefused() {
    String[] parts = idToken().split("\\.", -1);
    String changed =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("\"mina\"", "\"root\"");
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String payload = encoder.encodeToString(changed.getBytes(StandardCharsets.UTF_8));
    String none = encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    cognito.refused(
        cognito.getIdRequest(pool, parts[0] + "." + payload + "." + parts[2]),
        "NotAuthorizedException",
        INVALID + "Token signature invalid.");
    for (String token : List.of(none + "." + parts[1] + ".", "nonsense", "")) {
      cognito.refused(
          cognito.getIdRequest(pool, token),
          "NotAuthorizedException",
          INVALID + "Not a valid OpenId Connect identity token.");
    }
    String unknownKey =
        encoder.encodeToString(
            "{\"alg\":\"RS256\",\"kid\":\"nobody's\"}".getBytes(StandardCharsets.UTF_8));
    cognito.refused(
        cognito.getIdRequest(pool, unknownKey + "." + parts[1] + "." + parts[2]),
        "NotAuthorizedException",
        INVALID + "Couldn't verify signed token.");
  }

  @Test
  void credentials_ofAnotherUsersIdentity_areRefused() {
    String identity = cognito.getId(pool, idToken());
    cognito.user(cognito.userPool, "noah");
    cognito.refused(
        cognito.credentialsRequest(identity, cognito.signIn(cognito.client, "noah").idToken()),
        "NotAuthorizedException",
        "Logins don't match. Please include at least one valid login for this identity or"
            + " identity pool.");
    cognito.refused(
        GetCredentialsForIdentityRequest.builder().identityId(identity).build(),
        "NotAuthorizedException",
        "Access to Identity '" + identity + "' is forbidden.");
    assertThat(cognito.assumed).isEmpty();
  }

  @Test
  void credentials_roleThatStsRefuses_areRefusedWithTheReasonInTheTrace() {
    String token = idToken();
    String identity = cognito.getId(pool, token);
    roles(Map.of("authenticated", "arn:aws:iam::123456789012:role/bad"));
    cognito.refused(
        cognito.credentialsRequest(identity, token),
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.");
    List<Span> spans =
        cognito.cloud.trace().spans(span -> span.operation().equals("GetCredentialsForIdentity"));
    assertThat(spans.get(spans.size() - 1).attributes())
        .containsEntry(
            "why", "STS refused the role: Not authorized to perform sts:AssumeRoleWithWebIdentity");
  }

  private void roles(Map<String, String> roles) {
    cognito.send(
        SetIdentityPoolRolesRequest.builder().identityPoolId(pool).roles(roles).build(),
        SdkResponse.class);
  }

  @Test
  void credentials_poolWithoutRoles_areRefused() {
    String token = idToken();
    String identity = cognito.getId(pool, token);
    roles(Map.of());
    cognito.refused(
        cognito.credentialsRequest(identity, token),
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.");
  }

  @Test
  void unknownPoolOrIdentity_isRefused() {
    cognito.refused(
        GetIdRequest.builder().identityPoolId("us-east-1:none").build(),
        "ResourceNotFoundException",
        "IdentityPool 'us-east-1:none' not found.");
    cognito.refused(
        GetCredentialsForIdentityRequest.builder().identityId("us-east-1:none").build(),
        "ResourceNotFoundException",
        "Identity 'us-east-1:none' not found.");
    cognito.refused(
        cognito.getIdRequest(pool, idToken()).toBuilder().accountId("999999999999").build(),
        "ResourceNotFoundException",
        "IdentityPool '" + pool + "' not found.");
    cognito.refused(
        GetIdRequest.builder().build(),
        "InvalidParameterException",
        "1 validation error detected: Value null at 'identityPoolId' failed to satisfy constraint:"
            + " Member must not be null");
  }

  @Test
  void guests_whereNotAllowed_areRefused() {
    cognito.refused(
        GetIdRequest.builder().identityPoolId(pool).build(),
        "NotAuthorizedException",
        "Unauthenticated access is not supported for this identity pool.");
  }

  @Test
  void guests_getTheGuestRoleNarrowedBySessionPolicy() {
    String open = cognito.pool(request -> request.allowUnauthenticatedIdentities(true));
    String identity = cognito.guest(open);
    assertThat(cognito.guest(open)).isNotEqualTo(identity);
    cognito.send(
        GetCredentialsForIdentityRequest.builder().identityId(identity).build(),
        GetCredentialsForIdentityResponse.class);
    assertThat(cognito.roleAssumed()).contains(IdentityFixture.GUEST_ROLE);
    assertThat(cognito.shownToSts().get("amr")).contains(Json.strings(List.of("unauthenticated")));
    String policy = cognito.assumed.get(0).policy();
    assertThat(policy).hasSizeLessThan(2048).contains("\"s3:*\"").doesNotContain("\"iam:");
    assertThat(Json.parse(policy).text("Version")).contains("2012-10-17");
  }

  @Test
  void guest_whoSignsIn_staysTheSameIdentity() {
    String open = cognito.pool(request -> request.allowUnauthenticatedIdentities(true));
    String identity = cognito.guest(open);
    String token = idToken();
    cognito.credentials(identity, token);
    assertThat(cognito.roleAssumed()).contains(IdentityFixture.USER_ROLE);
    assertThat(cognito.getId(open, token)).isEqualTo(identity);
    String other = cognito.guest(open);
    cognito.refused(
        cognito.credentialsRequest(other, token),
        "ResourceConflictException",
        "Logins are already linked to different identities.");
  }

  @Test
  void basicFlow_offByDefault_isRefused() {
    String token = idToken();
    String identity = cognito.getId(pool, token);
    cognito.refused(
        GetOpenIdTokenRequest.builder()
            .identityId(identity)
            .logins(Map.of(cognito.provider, token))
            .build(),
        "InvalidParameterException",
        "Basic (classic) flow is not enabled, please use enhanced flow.");
  }

  @Test
  void basicFlow_switchedOn_givesATokenOfTenMinutes() {
    String classic = cognito.pool(request -> request.allowClassicFlow(true));
    String token = idToken();
    String identity = cognito.getId(classic, token);
    GetOpenIdTokenResponse response =
        cognito.send(
            GetOpenIdTokenRequest.builder()
                .identityId(identity)
                .logins(Map.of(cognito.provider, token))
                .build(),
            GetOpenIdTokenResponse.class);
    Json claims = dev.diorama.jwt.JwtVerifier.unverifiedClaims(response.token());
    assertThat(claims.text("exp"))
        .contains(Long.toString(cognito.clock.instant().getEpochSecond() + 600));
    assertThat(claims.text("sub")).contains(identity);
  }

  @Test
  void serverSideTokenCheck_seesSignOutAndDisabling() {
    String checked =
        cognito.pool(
            request ->
                request.cognitoIdentityProviders(
                    each ->
                        each.providerName(cognito.provider)
                            .clientId(cognito.client)
                            .serverSideTokenCheck(true)));
    AuthenticationResultType tokens = cognito.signIn(cognito.client, "mina");
    String identity = cognito.getId(checked, tokens.idToken());
    cognito.credentials(identity, tokens.idToken());
    cognito.send(
        AdminUserGlobalSignOutRequest.builder()
            .userPoolId(cognito.userPool)
            .username("mina")
            .build(),
        SdkResponse.class);
    String refusal = INVALID + "The user is signed out, disabled or deleted.";
    cognito.refused(
        cognito.credentialsRequest(identity, tokens.idToken()), "NotAuthorizedException", refusal);
    String again = idToken();
    cognito.credentials(identity, again);
    // Without the check a signed token is believed until it expires.
    cognito.getId(pool, tokens.idToken());
    cognito.send(
        AdminDisableUserRequest.builder().userPoolId(cognito.userPool).username("mina").build(),
        SdkResponse.class);
    cognito.refused(cognito.credentialsRequest(identity, again), "NotAuthorizedException", refusal);
  }

  @Test
  void principalTags_areInTheTokenForSts() {
    cognito.send(
        SetPrincipalTagAttributeMapRequest.builder()
            .identityPoolId(pool)
            .identityProviderName(cognito.provider)
            .principalTags(Map.of("who", "cognito:username", "team", "custom:team"))
            .build(),
        SdkResponse.class);
    String token = idToken();
    cognito.credentials(cognito.getId(pool, token), token);
    assertThat(cognito.shownToSts().at("https://aws.amazon.com/tags", "principal_tags"))
        .contains(Json.parse("{\"who\":[\"mina\"]}"));
  }

  @Test
  void principalTags_usualMap_isSubjectAndClient() {
    cognito.send(
        SetPrincipalTagAttributeMapRequest.builder()
            .identityPoolId(pool)
            .identityProviderName(cognito.provider)
            .useDefaults(true)
            .build(),
        SdkResponse.class);
    String token = idToken();
    cognito.credentials(cognito.getId(pool, token), token);
    String sub = dev.diorama.jwt.JwtVerifier.unverifiedClaims(token).text("sub").orElseThrow();
    assertThat(cognito.shownToSts().at("https://aws.amazon.com/tags", "principal_tags"))
        .contains(
            Json.parse("{\"username\":[\"" + sub + "\"],\"client\":[\"" + cognito.client + "\"]}"));
  }

  @Test
  void identities_describedListedAndDeleted() {
    String token = idToken();
    String identity = cognito.getId(pool, token);
    DescribeIdentityRequest describe =
        DescribeIdentityRequest.builder().identityId(identity).build();
    assertThat(cognito.send(describe, DescribeIdentityResponse.class).logins())
        .containsExactly(cognito.provider);
    assertThat(
            cognito
                .send(
                    ListIdentitiesRequest.builder().identityPoolId(pool).maxResults(10).build(),
                    ListIdentitiesResponse.class)
                .identities())
        .extracting("identityId")
        .containsExactly(identity);
    cognito.send(
        DeleteIdentitiesRequest.builder().identityIdsToDelete(identity, "us-east-1:x").build(),
        SdkResponse.class);
    cognito.refused(
        describe, "ResourceNotFoundException", "Identity '" + identity + "' not found.");
    assertThat(cognito.getId(pool, token)).isNotEqualTo(identity);
  }

  @Test
  void getId_beyondTheQuota_isThrottled() {
    IdentityFixture slow = new IdentityFixture(IdentityPoolConfig.defaults().withQuotas(1, 1));
    String open = slow.pool(request -> request.allowUnauthenticatedIdentities(true));
    String identity = slow.guest(open);
    slow.refused(
        GetIdRequest.builder().identityPoolId(open).build(),
        "TooManyRequestsException",
        "Rate exceeded");
    GetCredentialsForIdentityRequest credentials =
        GetCredentialsForIdentityRequest.builder().identityId(identity).build();
    slow.send(credentials, SdkResponse.class);
    slow.refused(credentials, "TooManyRequestsException", "Rate exceeded");
    slow.clock.advance(Duration.ofSeconds(1));
    slow.guest(open);
  }
}
