package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.jwt.JwtVerifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenForDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenForDeveloperIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.LookupDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.LookupDeveloperIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.MergeDeveloperIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.MergeDeveloperIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolRequest;

class DeveloperIdentityTest {
  private static final String OWN = "login.example";

  private final IdentityFixture cognito = new IdentityFixture();
  private final String pool = cognito.pool(request -> request.developerProviderName(OWN));

  private GetOpenIdTokenForDeveloperIdentityRequest request(String user) {
    return GetOpenIdTokenForDeveloperIdentityRequest.builder()
        .identityPoolId(pool)
        .logins(Map.of(OWN, user))
        .build();
  }

  private GetOpenIdTokenForDeveloperIdentityResponse token(String user) {
    return cognito.send(request(user), GetOpenIdTokenForDeveloperIdentityResponse.class);
  }

  private static GetCredentialsForIdentityRequest credentials(String identity, String token) {
    return GetCredentialsForIdentityRequest.builder()
        .identityId(identity)
        .logins(Map.of("cognito-identity.amazonaws.com", token))
        .build();
  }

  @Test
  void developersUser_isTheSameIdentityEachTimeAndGetsCredentials() {
    GetOpenIdTokenForDeveloperIdentityResponse first = token("u1");
    assertThat(token("u1").identityId()).isEqualTo(first.identityId());
    assertThat(token("u2").identityId()).isNotEqualTo(first.identityId());
    Json.Obj claims = JwtVerifier.unverifiedClaims(first.token());
    assertThat(claims.get("amr"))
        .contains(Json.strings(List.of("authenticated", OWN, OWN + ":" + pool + ":u1")));
    assertThat(claims.text("aud")).contains(pool);
    assertThat(
            cognito
                .send(
                    credentials(first.identityId(), first.token()),
                    GetCredentialsForIdentityResponse.class)
                .credentials()
                .accessKeyId())
        .isEqualTo("ASIAEXAMPLE");
    assertThat(cognito.roleAssumed()).contains(IdentityFixture.USER_ROLE);
    assertThat(cognito.asked)
        .anySatisfy(
            access ->
                assertThat(access.action())
                    .isEqualTo("cognito-identity:GetOpenIdTokenForDeveloperIdentity"));
  }

  @Test
  void principalTags_travelToSts() {
    GetOpenIdTokenForDeveloperIdentityResponse tagged =
        cognito.send(
            request("u1").toBuilder().principalTags(Map.of("team", "blue")).build(),
            GetOpenIdTokenForDeveloperIdentityResponse.class);
    cognito.send(
        credentials(tagged.identityId(), tagged.token()), GetCredentialsForIdentityResponse.class);
    assertThat(cognito.shownToSts().at("https://aws.amazon.com/tags", "principal_tags", "team"))
        .contains(Json.strings(List.of("blue")));
  }

  @Test
  void token_ofAnotherIdentityOrTooOld_isRefused() {
    GetOpenIdTokenForDeveloperIdentityResponse first = token("u1");
    String other = token("u2").identityId();
    cognito.refused(
        credentials(other, first.token()),
        "NotAuthorizedException",
        "Access to Identity '" + other + "' is forbidden.");
    cognito.refused(
        GetCredentialsForIdentityRequest.builder().identityId(other).build(),
        "NotAuthorizedException",
        "Access to Identity '" + other + "' is forbidden.");
    long now = cognito.clock.instant().getEpochSecond();
    cognito.clock.advance(Duration.ofMinutes(15));
    cognito.refused(
        credentials(first.identityId(), first.token()),
        "NotAuthorizedException",
        "Invalid login token. Token expired: " + (now + 900) + " >= " + (now + 900));
  }

  @Test
  void token_ofAnotherPool_isRefused() {
    String second = cognito.pool(request -> request.developerProviderName(OWN));
    GetOpenIdTokenForDeveloperIdentityResponse foreign =
        cognito.send(
            request("u1").toBuilder().identityPoolId(second).build(),
            GetOpenIdTokenForDeveloperIdentityResponse.class);
    cognito.refused(
        credentials(token("u1").identityId(), foreign.token()),
        "NotAuthorizedException",
        "Token is not from a supported provider of this identity pool.");
    cognito.refused(
        GetIdRequest.builder()
            .identityPoolId(pool)
            .logins(Map.of("cognito-identity.amazonaws.com", token("u1").token()))
            .build(),
        "InvalidParameterException",
        "GetId does not take the token of a developer authenticated identity.");
  }

  @Test
  void requests_thatCannotBe_areRefused() {
    cognito.refused(
        request("u1").toBuilder().logins(Map.of("login.other", "u1")).build(),
        "InvalidParameterException",
        "Please provide a valid developer provider login.");
    cognito.refused(
        request("u1").toBuilder().tokenDuration(86_401L).build(),
        "InvalidParameterException",
        "1 validation error detected: Value '86401' at 'tokenDuration' failed to satisfy"
            + " constraint: Member must have value between 1 and 86400");
    String first = token("u1").identityId();
    token("u2");
    cognito.refused(
        request("u2").toBuilder().identityId(first).build(),
        "DeveloperUserAlreadyRegisteredException",
        "Developer user identifier is already linked to another identity.");
    cognito.refused(
        UpdateIdentityPoolRequest.builder()
            .identityPoolId(pool)
            .identityPoolName("p")
            .allowUnauthenticatedIdentities(false)
            .developerProviderName("login.other")
            .build(),
        "InvalidParameterException",
        "The developer provider name of an identity pool cannot be changed.");
  }

  @Test
  void lookup_findsEitherWay() {
    String identity = token("u1").identityId();
    cognito.send(
        request("u1b").toBuilder().identityId(identity).build(),
        GetOpenIdTokenForDeveloperIdentityResponse.class);
    LookupDeveloperIdentityRequest.Builder lookup =
        LookupDeveloperIdentityRequest.builder().identityPoolId(pool);
    assertThat(
            cognito
                .send(
                    lookup.copy().developerUserIdentifier("u1b").build(),
                    LookupDeveloperIdentityResponse.class)
                .identityId())
        .isEqualTo(identity);
    assertThat(
            cognito
                .send(
                    lookup.copy().identityId(identity).build(),
                    LookupDeveloperIdentityResponse.class)
                .developerUserIdentifierList())
        .containsExactly("u1", "u1b");
    cognito.refused(
        lookup.copy().developerUserIdentifier("nobody").build(),
        "ResourceNotFoundException",
        "Developer user identifier 'nobody' not found.");
    token("u2");
    cognito.refused(
        lookup.copy().identityId(identity).developerUserIdentifier("u2").build(),
        "ResourceConflictException",
        "The developer user identifier is not linked to this identity.");
    cognito.refused(
        lookup.build(),
        "InvalidParameterException",
        "Please provide an identity id or a developer user identifier.");
  }

  @Test
  void merge_makesOneIdentityOfTwo() {
    token("u1");
    String to = token("u2").identityId();
    MergeDeveloperIdentitiesRequest merge =
        MergeDeveloperIdentitiesRequest.builder()
            .identityPoolId(pool)
            .developerProviderName(OWN)
            .sourceUserIdentifier("u1")
            .destinationUserIdentifier("u2")
            .build();
    assertThat(cognito.send(merge, MergeDeveloperIdentitiesResponse.class).identityId())
        .isEqualTo(to);
    assertThat(token("u1").identityId()).isEqualTo(to);
    cognito.refused(
        merge.toBuilder().sourceUserIdentifier("nobody").build(),
        "ResourceNotFoundException",
        "Developer user identifier 'nobody' not found.");
    cognito.refused(
        merge.toBuilder().developerProviderName("login.other").build(),
        "InvalidParameterException",
        "Please provide a valid developer provider name.");
  }

  @Test
  void merge_ofTwoLoginsOfOneProvider_isRefused() {
    for (String name : List.of("mina", "noah")) {
      cognito.user(cognito.userPool, name);
      Map<String, String> logins = new LinkedHashMap<>();
      logins.put(OWN, "u-" + name);
      logins.put(cognito.provider, cognito.signIn(cognito.client, name).idToken());
      cognito.send(
          request("x").toBuilder().logins(logins).build(),
          GetOpenIdTokenForDeveloperIdentityResponse.class);
    }
    cognito.refused(
        MergeDeveloperIdentitiesRequest.builder()
            .identityPoolId(pool)
            .developerProviderName(OWN)
            .sourceUserIdentifier("u-mina")
            .destinationUserIdentifier("u-noah")
            .build(),
        "ResourceConflictException",
        "Both identities have a login of " + cognito.provider + ".");
  }

  @Test
  void unlink_ofTheLastLogin_closesTheIdentity() {
    GetOpenIdTokenForDeveloperIdentityResponse first = token("u1");
    cognito.send(
        UnlinkDeveloperIdentityRequest.builder()
            .identityPoolId(pool)
            .identityId(first.identityId())
            .developerProviderName(OWN)
            .developerUserIdentifier("u1")
            .build(),
        SdkResponse.class);
    cognito.refused(
        credentials(first.identityId(), first.token()),
        "NotAuthorizedException",
        "Access to Identity '" + first.identityId() + "' is forbidden.");
    ListIdentitiesRequest.Builder list =
        ListIdentitiesRequest.builder().identityPoolId(pool).maxResults(10);
    assertThat(cognito.send(list.build(), ListIdentitiesResponse.class).identities()).hasSize(1);
    assertThat(
            cognito
                .send(list.hideDisabled(true).build(), ListIdentitiesResponse.class)
                .identities())
        .isEmpty();
    assertThat(token("u1").identityId())
        .as("the user starts anew")
        .isNotEqualTo(first.identityId());
  }

  @Test
  void linkedLogins_areOneIdentityUntilUnlinked() {
    cognito.user(cognito.userPool, "mina");
    String idToken = cognito.signIn(cognito.client, "mina").idToken();
    Map<String, String> both = new LinkedHashMap<>();
    both.put(OWN, "u1");
    both.put(cognito.provider, idToken);
    String identity =
        cognito
            .send(
                request("u1").toBuilder().logins(both).build(),
                GetOpenIdTokenForDeveloperIdentityResponse.class)
            .identityId();
    assertThat(cognito.getId(pool, idToken)).isEqualTo(identity);
    assertThat(
            cognito
                .send(
                    DescribeIdentityRequest.builder().identityId(identity).build(),
                    DescribeIdentityResponse.class)
                .logins())
        .containsExactly(cognito.provider, OWN);
    UnlinkIdentityRequest unlink =
        UnlinkIdentityRequest.builder()
            .identityId(identity)
            .logins(Map.of(cognito.provider, idToken))
            .loginsToRemove(cognito.provider)
            .build();
    cognito.send(unlink, SdkResponse.class);
    assertThat(cognito.getId(pool, idToken)).isNotEqualTo(identity);
    assertThat(token("u1").identityId()).isEqualTo(identity);
  }
}
