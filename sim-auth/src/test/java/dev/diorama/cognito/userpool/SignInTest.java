package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.passwordAuth;
import static dev.diorama.cognito.userpool.PoolFixture.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

class SignInTest {
  private static final String WRONG = "Incorrect username or password.";

  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  @BeforeEach
  void mina() {
    pool = cognito.pool();
    client = cognito.client(pool);
    cognito.user(client, "mina");
  }

  private SrpClient srp(String name, String password) {
    return new SrpClient(pool, name, password, new Random(3));
  }

  @Test
  void srp_challenge_hasWhatCognitoSends() {
    InitiateAuthResponse challenge = cognito.beginSrp(client, srp("mina", PASSWORD));
    assertThat(challenge.challengeName()).isEqualTo(ChallengeNameType.PASSWORD_VERIFIER);
    assertThat(challenge.challengeParameters())
        .containsOnlyKeys("SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP")
        .containsEntry("USER_ID_FOR_SRP", "mina");
    assertThat(challenge.authenticationResult()).isNull();
  }

  @Test
  void srp_wrongPassword_isRefused() {
    SrpClient srp = srp("mina", "Passw0rd?");
    cognito
        .refused(cognito.answer(client, srp, cognito.beginSrp(client, srp)))
        .is("NotAuthorizedException", WRONG);
  }

  @Test
  void srp_secondAnswer_isRefused() {
    SrpClient srp = srp("mina", PASSWORD);
    RespondToAuthChallengeRequest answer =
        cognito.answer(client, srp, cognito.beginSrp(client, srp));
    cognito.send(answer, software.amazon.awssdk.core.SdkResponse.class);
    cognito.refused(answer).is("NotAuthorizedException", WRONG);
  }

  @Test
  void srp_lateAnswer_isRefused() {
    SrpClient srp = srp("mina", PASSWORD);
    InitiateAuthResponse challenge = cognito.beginSrp(client, srp);
    cognito.advance(Duration.ofMinutes(3));
    cognito
        .refused(cognito.answer(client, srp, challenge))
        .is("NotAuthorizedException", "Invalid session for the user, session is expired.");
  }

  @Test
  void srp_answerThroughAnotherClient_isRefused() {
    SrpClient srp = srp("mina", PASSWORD);
    String other = cognito.client(pool);
    cognito
        .refused(cognito.answer(other, srp, cognito.beginSrp(client, srp)))
        .is("NotAuthorizedException", "Invalid session for the user.");
  }

  @Test
  void srp_malformedAnswers_areRefused() {
    SrpClient srp = srp("mina", PASSWORD);
    RespondToAuthChallengeRequest good = cognito.answer(client, srp, cognito.beginSrp(client, srp));
    cognito
        .refused(with(good, "TIMESTAMP", "2026-01-01T00:00:00Z"))
        .is(
            "InvalidParameterException",
            "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
    cognito
        .refused(with(good, "PASSWORD_CLAIM_SIGNATURE", ""))
        .is("InvalidParameterException", "Missing required parameter PASSWORD_CLAIM_SIGNATURE");
    cognito
        .refused(with(good, "PASSWORD_CLAIM_SECRET_BLOCK", "bm90IG91cnM="))
        .is("NotAuthorizedException", WRONG);
    cognito
        .refused(with(good, "PASSWORD_CLAIM_SIGNATURE", "?"))
        .is("NotAuthorizedException", WRONG);
  }

  private static RespondToAuthChallengeRequest with(
      RespondToAuthChallengeRequest request, String name, String value) {
    Map<String, String> responses = new LinkedHashMap<>(request.challengeResponses());
    responses.put(name, value);
    return request.toBuilder().challengeResponses(responses).build();
  }

  @ParameterizedTest
  @CsvSource({"0", "N", "2N", "xyz"})
  void srp_publicValueThatGivesTheKeyAway_isRefused(String value) {
    String open =
        switch (value) {
          case "N" -> SrpGroup.N.toString(16);
          case "2N" -> SrpGroup.N.shiftLeft(1).toString(16);
          default -> value;
        };
    InitiateAuthRequest request =
        InitiateAuthRequest.builder()
            .clientId(client)
            .authFlow(AuthFlowType.USER_SRP_AUTH)
            .authParameters(Map.of("USERNAME", "mina", "SRP_A", open))
            .build();
    assertThat(cognito.refused(request).error().code()).isEqualTo("InvalidParameterException");
  }

  @Test
  void srp_unknownUserOfAHidingClient_getsAChallengeThatNothingAnswers() {
    String hiding =
        cognito
            .client(
                pool,
                request ->
                    request.preventUserExistenceErrors(PreventUserExistenceErrorTypes.ENABLED))
            .clientId();
    SrpClient nobody = srp("nobody", PASSWORD);
    InitiateAuthResponse first = cognito.beginSrp(hiding, nobody);
    InitiateAuthResponse second = cognito.beginSrp(hiding, nobody);
    assertThat(second.challengeParameters().get("SALT"))
        .isEqualTo(first.challengeParameters().get("SALT"));
    assertThat(second.challengeParameters().get("SRP_B"))
        .isNotEqualTo(first.challengeParameters().get("SRP_B"));
    cognito.refused(cognito.answer(hiding, nobody, first)).is("NotAuthorizedException", WRONG);
    cognito.refused(passwordAuth(hiding, "nobody", PASSWORD)).is("NotAuthorizedException", WRONG);
  }

  @Test
  void unknownUser_legacyClient_isNamedAsSuch() {
    cognito
        .refused(passwordAuth(client, "nobody", PASSWORD))
        .is("UserNotFoundException", "User does not exist.");
    SrpClient nobody = srp("nobody", PASSWORD);
    cognito
        .refused(
            InitiateAuthRequest.builder()
                .clientId(client)
                .authFlow(AuthFlowType.USER_SRP_AUTH)
                .authParameters(nobody.authParameters())
                .build())
        .is("UserNotFoundException", "User does not exist.");
  }

  @Test
  void flows_notEnabledOnTheClient_areRefused() {
    String onlySrp =
        cognito
            .client(
                pool,
                request -> request.explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH))
            .clientId();
    String onlyPassword =
        cognito
            .client(
                pool,
                request ->
                    request.explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH))
            .clientId();
    cognito
        .refused(passwordAuth(onlySrp, "mina", PASSWORD))
        .is("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client");
    cognito
        .refused(refresh(onlySrp, "token"))
        .is("InvalidParameterException", "Auth flow not enabled for this client");
    cognito
        .refused(
            passwordAuth(onlyPassword, "mina", PASSWORD).toBuilder()
                .authFlow(AuthFlowType.USER_SRP_AUTH)
                .build())
        .is("InvalidParameterException", "USER_SRP_AUTH is not enabled for the client.");
    cognito
        .refused(adminAuth(onlySrp, "ADMIN_USER_PASSWORD_AUTH"))
        .is("InvalidParameterException", "Auth flow not enabled for this client");
  }

  private AdminInitiateAuthRequest adminAuth(String clientId, String flow) {
    return AdminInitiateAuthRequest.builder()
        .userPoolId(pool)
        .clientId(clientId)
        .authFlow(flow)
        .authParameters(Map.of("USERNAME", "mina", "PASSWORD", PASSWORD))
        .build();
  }

  @Test
  void flows_ofTheOtherSide_areRefused() {
    cognito
        .refused(
            passwordAuth(client, "mina", PASSWORD).toBuilder()
                .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                .build())
        .is("InvalidParameterException", "Initiate Auth method not supported.");
    cognito
        .refused(adminAuth(client, "USER_PASSWORD_AUTH"))
        .is("InvalidParameterException", "Initiate Auth method not supported.");
    assertThat(
            cognito
                .send(
                    adminAuth(client, "ADMIN_USER_PASSWORD_AUTH"), AdminInitiateAuthResponse.class)
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
  }

  @Test
  void flows_notSimulatedOrUnknown_areRefused() {
    cognito
        .refused(
            passwordAuth(client, "mina", PASSWORD).toBuilder()
                .authFlow(AuthFlowType.USER_AUTH)
                .build())
        .is("InvalidParameterException", "USER_AUTH is not enabled for the client.");
    assertThat(
            cognito
                .refused(
                    passwordAuth(client, "mina", PASSWORD).toBuilder().authFlow("TRUST_ME").build())
                .error()
                .message())
        .startsWith("1 validation error detected: Value 'TRUST_ME' at 'authFlow'");
    cognito
        .refused(
            RespondToAuthChallengeRequest.builder()
                .clientId(client)
                .challengeName(ChallengeNameType.WEB_AUTHN)
                .build())
        .is(
            501,
            "NotImplemented",
            "Diorama does not simulate the challenge WEB_AUTHN of user pools yet.");
    cognito
        .refused(
            passwordAuth(client, "mina", PASSWORD).toBuilder()
                .authParameters(Map.of("USERNAME", "mina"))
                .build())
        .is("InvalidParameterException", "Missing required parameter PASSWORD");
  }

  @Test
  void password_fiveWrongOnes_lockOutForDoublingSeconds() {
    InitiateAuthRequest wrong = passwordAuth(client, "mina", "Wr0ng-password");
    InitiateAuthRequest right = passwordAuth(client, "mina", PASSWORD);
    for (int i = 0; i < 5; i++) {
      cognito.refused(wrong).is("NotAuthorizedException", WRONG);
    }
    for (int seconds : new int[] {1, 2, 4, 8}) {
      cognito.refused(right).is("NotAuthorizedException", "Password attempts exceeded");
      cognito.advance(Duration.ofSeconds(seconds).minusNanos(1));
      cognito.refused(wrong).is("NotAuthorizedException", "Password attempts exceeded");
      cognito.advance(Duration.ofNanos(1));
      cognito.refused(wrong).is("NotAuthorizedException", WRONG);
    }
    cognito.advance(Duration.ofSeconds(16));
    assertThat(cognito.signIn(client, "mina").accessToken()).isNotEmpty();
    cognito.refused(wrong).is("NotAuthorizedException", WRONG);
    assertThat(cognito.signIn(client, "mina").accessToken()).isNotEmpty();
  }

  @Test
  void password_fifteenQuietMinutes_clearTheFailures() {
    InitiateAuthRequest wrong = passwordAuth(client, "mina", "Wr0ng-password");
    for (int i = 0; i < 5; i++) {
      cognito.refused(wrong).is("NotAuthorizedException", WRONG);
    }
    cognito.advance(Duration.ofMinutes(15));
    for (int i = 0; i < 4; i++) {
      cognito.refused(wrong).is("NotAuthorizedException", WRONG);
    }
    assertThat(cognito.signIn(client, "mina").accessToken()).isNotEmpty();
  }

  @Test
  void srp_lockedOutUser_isRefused() {
    for (int i = 0; i < 5; i++) {
      cognito.refused(passwordAuth(client, "mina", "Wr0ng-password"));
    }
    SrpClient srp = srp("mina", PASSWORD);
    cognito
        .refused(cognito.answer(client, srp, cognito.beginSrp(client, srp)))
        .is("NotAuthorizedException", "Password attempts exceeded");
  }

  @Test
  void disabledUser_isRefusedAndLosesAllTokens() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    cognito.send(
        AdminDisableUserRequest.builder().userPoolId(pool).username("mina").build(),
        AdminDisableUserResponse.class);
    cognito
        .refused(passwordAuth(client, "mina", PASSWORD))
        .is("NotAuthorizedException", "User is disabled.");
    cognito
        .refused(refresh(client, tokens.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has been revoked");
  }

  @Test
  void resetPassword_userMustRecoverFirst() {
    cognito.send(
        AdminResetUserPasswordRequest.builder().userPoolId(pool).username("mina").build(),
        AdminResetUserPasswordResponse.class);
    cognito
        .refused(passwordAuth(client, "mina", PASSWORD))
        .is("PasswordResetRequiredException", "Password reset required for the user");
  }

  @Test
  void refresh_forAnotherClientOrMadeUp_isRefused() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    String other = cognito.client(pool);
    cognito
        .refused(refresh(other, tokens.refreshToken()))
        .is("NotAuthorizedException", "Invalid Refresh Token");
    cognito
        .refused(refresh(client, "made up"))
        .is("NotAuthorizedException", "Invalid Refresh Token");
    cognito
        .refused(refresh(client, ""))
        .is("InvalidParameterException", "Missing required parameter REFRESH_TOKEN");
  }

  @Test
  void refresh_afterThirtyDays_isRefused() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    cognito.advance(Duration.ofDays(30).minusSeconds(1));
    cognito.send(refresh(client, tokens.refreshToken()), InitiateAuthResponse.class);
    cognito.advance(Duration.ofSeconds(1));
    cognito
        .refused(refresh(client, tokens.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has expired");
  }

  @Test
  void revoke_refreshToken_endsThatSessionOnly() {
    AuthenticationResultType first = cognito.signIn(client, "mina");
    AuthenticationResultType second = cognito.signIn(client, "mina");
    cognito.send(
        RevokeTokenRequest.builder().clientId(client).token(first.refreshToken()).build(),
        RevokeTokenResponse.class);
    cognito
        .refused(refresh(client, first.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has been revoked");
    cognito
        .refused(
            software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest.builder()
                .accessToken(first.accessToken())
                .build())
        .is("NotAuthorizedException", "Access Token has been revoked");
    cognito.send(refresh(client, second.refreshToken()), InitiateAuthResponse.class);
  }

  @Test
  void revoke_whatIsNoRefreshToken_isRefused() {
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    cognito
        .refused(RevokeTokenRequest.builder().clientId(client).token(tokens.idToken()).build())
        .is("UnsupportedTokenTypeException", "Unsupported token type");
    String without =
        cognito.client(pool, request -> request.enableTokenRevocation(false)).clientId();
    cognito
        .refused(RevokeTokenRequest.builder().clientId(without).token("t").build())
        .is("UnsupportedOperationException", "Token revocation is not enabled for this client");
    assertThat(PoolFixture.claims(cognito.signIn(without, "mina").accessToken()))
        .doesNotContainKey("origin_jti");
  }

  @Test
  void clientWithSecret_needsTheHashEverywhere() {
    UserPoolClientType secret = cognito.client(pool, request -> request.generateSecret(true));
    String id = secret.clientId();
    String hash = SrpClient.secretHash("mina", id, secret.clientSecret());
    String missing = "Client " + id + " is configured with secret but SECRET_HASH was not received";
    String wrong = "Unable to verify secret hash for client " + id;
    cognito.refused(passwordAuth(id, "mina", PASSWORD)).is("NotAuthorizedException", missing);
    cognito
        .refused(
            passwordAuth(id, "mina", PASSWORD).toBuilder()
                .authParameters(
                    Map.of("USERNAME", "mina", "PASSWORD", PASSWORD, "SECRET_HASH", "x"))
                .build())
        .is("NotAuthorizedException", wrong);
    cognito.refused(PoolFixture.signUpRequest(id, "noah")).is("NotAuthorizedException", missing);
    SignUpRequest signUp =
        PoolFixture.signUpRequest(id, "noah").toBuilder()
            .secretHash(SrpClient.secretHash("noah", id, secret.clientSecret()))
            .build();
    cognito.send(signUp, SignUpResponse.class);

    Map<String, String> parameters =
        Map.of("USERNAME", "mina", "PASSWORD", PASSWORD, "SECRET_HASH", hash);
    AuthenticationResultType tokens =
        cognito
            .send(
                passwordAuth(id, "mina", PASSWORD).toBuilder().authParameters(parameters).build(),
                InitiateAuthResponse.class)
            .authenticationResult();
    cognito.refused(refresh(id, tokens.refreshToken())).is("NotAuthorizedException", missing);
    cognito.send(
        refresh(id, tokens.refreshToken()).toBuilder()
            .authParameters(Map.of("REFRESH_TOKEN", tokens.refreshToken(), "SECRET_HASH", hash))
            .build(),
        InitiateAuthResponse.class);
    cognito
        .refused(RevokeTokenRequest.builder().clientId(id).token(tokens.refreshToken()).build())
        .is("NotAuthorizedException", "Invalid client secret");
    cognito
        .refused(
            passwordAuth(client, "mina", PASSWORD).toBuilder().authParameters(parameters).build())
        .is("NotAuthorizedException", "Unable to verify secret hash for client " + client);
  }

  @Test
  void signIn_beyondTheQuota_isThrottled() {
    PoolFixture slow = new PoolFixture(UserPoolConfig.defaults().withQuotas(1, 0));
    String slowClient = slow.client(slow.pool());
    slow.user(slowClient, "mina");
    slow.signIn(slowClient, "mina");
    slow.refused(passwordAuth(slowClient, "mina", PASSWORD))
        .is("TooManyRequestsException", "Rate exceeded");
    slow.advance(Duration.ofSeconds(1));
    slow.signIn(slowClient, "mina");
  }

  @Test
  void signIn_isCounted() {
    cognito.signIn(client, "mina");
    cognito.refused(passwordAuth(client, "mina", "Wr0ng-password"));
    var counted = cognito.cloud.metrics().total("AWS/Cognito", "SignInSuccesses", "UserPool", pool);
    assertThat(counted.count()).isEqualTo(2);
    assertThat(counted.sum()).isEqualTo(1);
  }
}
