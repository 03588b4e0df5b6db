package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

class ChoiceSignInTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  @BeforeEach
  void mina() {
    pool =
        cognito.pool(
            request ->
                request.policies(
                    p ->
                        p.signInPolicy(
                            s ->
                                s.allowedFirstAuthFactorsWithStrings(
                                    "PASSWORD", "EMAIL_OTP", "SMS_OTP"))));
    client = client(PreventUserExistenceErrorTypes.LEGACY);
    cognito.user(client, "mina");
  }

  private String client(PreventUserExistenceErrorTypes prevent) {
    return cognito
        .client(
            pool,
            request ->
                request
                    .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_AUTH)
                    .preventUserExistenceErrors(prevent))
        .clientId();
  }

  private InitiateAuthRequest choice(String name, String... more) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USERNAME", name);
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    return InitiateAuthRequest.builder()
        .clientId(client)
        .authFlow(AuthFlowType.USER_AUTH)
        .authParameters(parameters)
        .build();
  }

  private RespondToAuthChallengeRequest answer(String challenge, String session, String... more) {
    Map<String, String> responses = new LinkedHashMap<>();
    responses.put("USERNAME", "mina");
    for (int i = 0; i < more.length; i += 2) {
      responses.put(more[i], more[i + 1]);
    }
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName(challenge)
        .session(session)
        .challengeResponses(responses)
        .build();
  }

  private RespondToAuthChallengeResponse respond(RespondToAuthChallengeRequest request) {
    return cognito.send(request, RespondToAuthChallengeResponse.class);
  }

  @Test
  void withoutPreference_offersWhatTheUserHas() {
    InitiateAuthResponse asked = cognito.send(choice("mina"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("SELECT_CHALLENGE");
    assertThat(asked.availableChallengesAsStrings())
        .containsExactly("PASSWORD", "PASSWORD_SRP", "EMAIL_OTP");
    cognito
        .refused(answer("SELECT_CHALLENGE", asked.session(), "ANSWER", "SMS_OTP"))
        .is("InvalidParameterException", "Invalid challenge selected: SMS_OTP");
    assertThat(
            respond(
                    answer(
                        "SELECT_CHALLENGE",
                        asked.session(),
                        "ANSWER",
                        "PASSWORD",
                        "PASSWORD",
                        PASSWORD))
                .authenticationResult()
                .idToken())
        .isNotEmpty();
  }

  @Test
  void emailCode_insteadOfAPassword_letsIn() {
    InitiateAuthResponse asked =
        cognito.send(
            choice("mina", "PREFERRED_CHALLENGE", "EMAIL_OTP"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("EMAIL_OTP");
    cognito
        .refused(answer("EMAIL_OTP", asked.session(), "EMAIL_OTP_CODE", "nope"))
        .is("CodeMismatchException", "Invalid code or auth state for the user.");
    assertThat(
            respond(answer("EMAIL_OTP", asked.session(), "EMAIL_OTP_CODE", cognito.code("mina")))
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
  }

  @Test
  void emailCode_whereASecondFactorIsDue_isNotOffered() {
    cognito.send(
        SetUserPoolMfaConfigRequest.builder()
            .userPoolId(pool)
            .mfaConfiguration(UserPoolMfaType.ON)
            .softwareTokenMfaConfiguration(s -> s.enabled(true))
            .build(),
        SdkResponse.class);
    InitiateAuthResponse asked =
        cognito.send(
            choice("mina", "PREFERRED_CHALLENGE", "EMAIL_OTP"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("SELECT_CHALLENGE");
    assertThat(asked.availableChallengesAsStrings()).containsExactly("PASSWORD", "PASSWORD_SRP");
    assertThat(
            cognito
                .send(
                    choice("mina", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", PASSWORD),
                    InitiateAuthResponse.class)
                .challengeNameAsString())
        .isEqualTo("MFA_SETUP");
  }

  @Test
  void password_sentLater_letsIn() {
    InitiateAuthResponse asked =
        cognito.send(choice("mina", "PREFERRED_CHALLENGE", "PASSWORD"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("PASSWORD");
    cognito
        .refused(answer("PASSWORD", asked.session(), "PASSWORD", "wrong"))
        .is("NotAuthorizedException", "Incorrect username or password.");
    InitiateAuthResponse again =
        cognito.send(choice("mina", "PREFERRED_CHALLENGE", "PASSWORD"), InitiateAuthResponse.class);
    assertThat(
            respond(answer("PASSWORD", again.session(), "PASSWORD", PASSWORD))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void passwordBySrp_needsTheSessionToo() {
    SrpClient srp = new SrpClient(pool, "mina", PASSWORD, new Random(2));
    InitiateAuthResponse asked =
        cognito.send(
            choice("mina", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", srp.srpA()),
            InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("PASSWORD_VERIFIER");
    assertThat(
            respond(cognito.answer(client, srp, asked).toBuilder().session(asked.session()).build())
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void passkeys_areRefusedByName() {
    cognito
        .refused(choice("mina", "PREFERRED_CHALLENGE", "WEB_AUTHN"))
        .is(
            501,
            "NotImplemented",
            "Diorama does not simulate passkeys (WEB_AUTHN) of user pools yet.");
  }

  @Test
  void unknownUser_ofAHidingClient_looksLikeAnyOther() {
    cognito.refused(choice("nobody")).is("UserNotFoundException", "User does not exist.");
    client = client(PreventUserExistenceErrorTypes.ENABLED);
    InitiateAuthResponse asked =
        cognito.send(
            choice("nobody", "PREFERRED_CHALLENGE", "EMAIL_OTP"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("EMAIL_OTP");
    cognito
        .refused(
            answer("EMAIL_OTP", asked.session(), "EMAIL_OTP_CODE", "123456").toBuilder()
                .challengeResponses(Map.of("USERNAME", "nobody", "EMAIL_OTP_CODE", "123456"))
                .build())
        .is("NotAuthorizedException", "Incorrect username or password.");
  }

  @Test
  void signUp_withoutAPassword_isForPoolsThatSendCodes() {
    SignUpResponse signedUp =
        cognito.send(
            SignUpRequest.builder()
                .clientId(client)
                .username("noah")
                .userAttributes(PoolFixture.attribute("email", "noah@example.com"))
                .build(),
            SignUpResponse.class);
    assertThat(signedUp.userSub()).isNotEmpty();
    String plain = cognito.client(cognito.pool());
    cognito
        .refused(SignUpRequest.builder().clientId(plain).username("noah").build())
        .is(
            "InvalidParameterException",
            "1 validation error detected: Value null at 'password' failed to satisfy constraint:"
                + " Member must not be null");
  }
}
