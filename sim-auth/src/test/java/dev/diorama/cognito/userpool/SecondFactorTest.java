package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.attribute;
import static dev.diorama.cognito.userpool.PoolFixture.passwordAuth;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponse;

class SecondFactorTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  @BeforeEach
  void mina() {
    pool =
        cognito.pool(
            request ->
                request.smsConfiguration(
                    s -> s.snsCallerArn("arn:aws:iam::123456789012:role/sms")));
    client = cognito.client(pool);
    cognito.user(client, "mina");
    cognito.send(
        AdminUpdateUserAttributesRequest.builder()
            .userPoolId(pool)
            .username("mina")
            .userAttributes(
                attribute("phone_number", "+491234567"), attribute("phone_number_verified", "true"))
            .build(),
        SdkResponse.class);
  }

  private void mfa(UserPoolMfaType mode, boolean sms, boolean software, boolean email) {
    SetUserPoolMfaConfigRequest.Builder request =
        SetUserPoolMfaConfigRequest.builder().userPoolId(pool).mfaConfiguration(mode);
    if (sms) {
      request.smsMfaConfiguration(s -> s.smsAuthenticationMessage("Code {####}"));
    }
    if (software) {
      request.softwareTokenMfaConfiguration(s -> s.enabled(true));
    }
    if (email) {
      request.emailMfaConfiguration(e -> e.subject("Sign in").message("Your code: {####}"));
    }
    cognito.send(request.build(), SdkResponse.class);
  }

  private InitiateAuthResponse begin() {
    return cognito.send(passwordAuth(client, "mina", PASSWORD), InitiateAuthResponse.class);
  }

  private RespondToAuthChallengeRequest answer(
      String challenge, String session, String name, String value) {
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName(challenge)
        .session(session)
        .challengeResponses(Map.of("USERNAME", "mina", name, value))
        .build();
  }

  private RespondToAuthChallengeResponse respond(RespondToAuthChallengeRequest request) {
    return cognito.send(request, RespondToAuthChallengeResponse.class);
  }

  private String smsCode() {
    return cognito.cloud.outbox().lastTo("+491234567").orElseThrow().attributes().get("code");
  }

  private String app(String access) {
    String secret =
        cognito
            .send(
                AssociateSoftwareTokenRequest.builder().accessToken(access).build(),
                AssociateSoftwareTokenResponse.class)
            .secretCode();
    cognito.send(
        VerifySoftwareTokenRequest.builder()
            .accessToken(access)
            .userCode(totp(secret))
            .friendlyDeviceName("phone")
            .build(),
        VerifySoftwareTokenResponse.class);
    return secret;
  }

  private String totp(String secret) {
    return Totp.code(secret, cognito.clock.instant().getEpochSecond());
  }

  @Test
  void totp_matchesTheVectorsOfRfc6238() {
    // Appendix B, SHA-1; the RFC shows eight digits, of which these are the last six.
    String secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assertThat(Totp.code(secret, 59)).isEqualTo("287082");
    assertThat(Totp.code(secret, 1111111109L)).isEqualTo("081804");
    assertThat(Totp.code(secret, 1111111111L)).isEqualTo("050471");
    assertThat(Totp.code(secret, 1234567890L)).isEqualTo("005924");
    assertThat(Totp.code(secret, 2000000000L)).isEqualTo("279037");
    assertThat(Totp.code(secret, 20000000000L)).isEqualTo("353130");
  }

  @Test
  void sms_requiredFactor_isSentToThePhoneAndAskedFor() {
    mfa(UserPoolMfaType.ON, true, false, false);
    InitiateAuthResponse asked = begin();
    assertThat(asked.challengeNameAsString()).isEqualTo("SMS_MFA");
    assertThat(asked.authenticationResult()).isNull();
    assertThat(asked.challengeParameters())
        .containsEntry("CODE_DELIVERY_DELIVERY_MEDIUM", "SMS")
        .containsEntry("CODE_DELIVERY_DESTINATION", "+*****4567")
        .containsEntry("USER_ID_FOR_SRP", "mina");
    String code = smsCode();
    String wrong = code.equals("000000") ? "000001" : "000000";
    cognito
        .refused(answer("SMS_MFA", asked.session(), "SMS_MFA_CODE", wrong))
        .is("CodeMismatchException", "Invalid code or auth state for the user.");
    assertThat(
            respond(answer("SMS_MFA", asked.session(), "SMS_MFA_CODE", code))
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
    cognito
        .refused(answer("SMS_MFA", asked.session(), "SMS_MFA_CODE", code))
        .is("NotAuthorizedException", "Invalid session for the user.");
  }

  @Test
  void sms_lateCode_isRefused() {
    mfa(UserPoolMfaType.ON, true, false, false);
    InitiateAuthResponse asked = begin();
    cognito.advance(Duration.ofMinutes(3));
    cognito
        .refused(answer("SMS_MFA", asked.session(), "SMS_MFA_CODE", smsCode()))
        .is("NotAuthorizedException", "Invalid session for the user, session is expired.");
  }

  @Test
  void wrongCodes_lockTheUserOut() {
    mfa(UserPoolMfaType.ON, true, false, false);
    for (int i = 0; i < UserPoolModel.Attempts.FREE; i++) {
      cognito
          .refused(answer("SMS_MFA", begin().session(), "SMS_MFA_CODE", "x"))
          .is("CodeMismatchException", "Invalid code or auth state for the user.");
    }
    cognito
        .refused(answer("SMS_MFA", begin().session(), "SMS_MFA_CODE", smsCode()))
        .is("NotAuthorizedException", "Code attempts exceeded");
    cognito.advance(Duration.ofSeconds(2));
    assertThat(
            respond(answer("SMS_MFA", begin().session(), "SMS_MFA_CODE", smsCode()))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void email_preferredFactor_isSentByMail() {
    mfa(UserPoolMfaType.OPTIONAL, false, false, true);
    String access = begin().authenticationResult().accessToken();
    cognito.send(
        SetUserMfaPreferenceRequest.builder()
            .accessToken(access)
            .emailMfaSettings(e -> e.enabled(true).preferredMfa(true))
            .build(),
        SdkResponse.class);
    GetUserResponse user =
        cognito.send(GetUserRequest.builder().accessToken(access).build(), GetUserResponse.class);
    assertThat(user.preferredMfaSetting()).isEqualTo("EMAIL_OTP");
    assertThat(user.userMFASettingList()).containsExactly("EMAIL_OTP");
    InitiateAuthResponse asked = begin();
    assertThat(asked.challengeNameAsString()).isEqualTo("EMAIL_OTP");
    assertThat(cognito.cloud.outbox().lastTo("mina@example.com").orElseThrow().subject())
        .isEqualTo("Sign in");
    assertThat(
            respond(answer("EMAIL_OTP", asked.session(), "EMAIL_OTP_CODE", cognito.code("mina")))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void softwareToken_onceVerified_asksForItsCodeAndTakesItOnce() {
    mfa(UserPoolMfaType.OPTIONAL, false, true, false);
    String access = begin().authenticationResult().accessToken();
    String secret = app(access);
    cognito.send(
        SetUserMfaPreferenceRequest.builder()
            .accessToken(access)
            .softwareTokenMfaSettings(s -> s.enabled(true).preferredMfa(true))
            .build(),
        SdkResponse.class);
    InitiateAuthResponse asked = begin();
    assertThat(asked.challengeNameAsString()).isEqualTo("SOFTWARE_TOKEN_MFA");
    assertThat(asked.challengeParameters()).containsEntry("FRIENDLY_DEVICE_NAME", "phone");
    String name = "SOFTWARE_TOKEN_MFA";
    cognito
        .refused(answer(name, asked.session(), "SOFTWARE_TOKEN_MFA_CODE", "000000x"))
        .is("CodeMismatchException", "Invalid code received for user");
    assertThat(
            respond(answer(name, asked.session(), "SOFTWARE_TOKEN_MFA_CODE", totp(secret)))
                .authenticationResult())
        .isNotNull();
    cognito
        .refused(answer(name, begin().session(), "SOFTWARE_TOKEN_MFA_CODE", totp(secret)))
        .is("ExpiredCodeException", "Your software token has already been used once.");
    cognito.advance(Duration.ofSeconds(60));
    assertThat(
            respond(answer(name, begin().session(), "SOFTWARE_TOKEN_MFA_CODE", totp(secret)))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void softwareToken_whatIsNotSetUp_isRefused() {
    String access = begin().authenticationResult().accessToken();
    cognito
        .refused(AssociateSoftwareTokenRequest.builder().accessToken(access).build())
        .is(
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool.");
    mfa(UserPoolMfaType.OPTIONAL, false, true, false);
    cognito
        .refused(
            SetUserMfaPreferenceRequest.builder()
                .accessToken(access)
                .softwareTokenMfaSettings(s -> s.enabled(true))
                .build())
        .is("InvalidParameterException", "User has not verified software token mfa");
    cognito.send(
        AssociateSoftwareTokenRequest.builder().accessToken(access).build(), SdkResponse.class);
    cognito
        .refused(
            VerifySoftwareTokenRequest.builder().accessToken(access).userCode("12345x").build())
        .is("EnableSoftwareTokenMFAException", "Code mismatch");
    cognito
        .refused(VerifySoftwareTokenRequest.builder().userCode("123456").build())
        .is("InvalidParameterException", "Exactly one of AccessToken and Session is required.");
  }

  @Test
  void setUp_requiredFactorOfAUserWithoutAny_isDoneOnTheWay() {
    mfa(UserPoolMfaType.ON, false, true, false);
    InitiateAuthResponse asked = begin();
    assertThat(asked.challengeNameAsString()).isEqualTo("MFA_SETUP");
    assertThat(asked.challengeParameters())
        .containsEntry("MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]");
    AssociateSoftwareTokenResponse associated =
        cognito.send(
            AssociateSoftwareTokenRequest.builder().session(asked.session()).build(),
            AssociateSoftwareTokenResponse.class);
    cognito
        .refused(AssociateSoftwareTokenRequest.builder().session(asked.session()).build())
        .is("NotAuthorizedException", "Invalid session for the user.");
    cognito
        .refused(answer("MFA_SETUP", associated.session(), "ANSWER", "SOFTWARE_TOKEN_MFA"))
        .is("NotAuthorizedException", "Invalid session for the user.");
    asked = begin();
    associated =
        cognito.send(
            AssociateSoftwareTokenRequest.builder().session(asked.session()).build(),
            AssociateSoftwareTokenResponse.class);
    VerifySoftwareTokenResponse verified =
        cognito.send(
            VerifySoftwareTokenRequest.builder()
                .session(associated.session())
                .userCode(totp(associated.secretCode()))
                .build(),
            VerifySoftwareTokenResponse.class);
    assertThat(
            respond(answer("MFA_SETUP", verified.session(), "ANSWER", "SOFTWARE_TOKEN_MFA"))
                .authenticationResult())
        .isNotNull();
    assertThat(begin().challengeNameAsString()).isEqualTo("SOFTWARE_TOKEN_MFA");
  }

  @Test
  void severalFactorsWithoutAPreference_areOfferedForChoice() {
    mfa(UserPoolMfaType.OPTIONAL, true, true, false);
    String access = begin().authenticationResult().accessToken();
    app(access);
    cognito.send(
        AdminSetUserMfaPreferenceRequest.builder()
            .userPoolId(pool)
            .username("mina")
            .smsMfaSettings(s -> s.enabled(true))
            .softwareTokenMfaSettings(s -> s.enabled(true))
            .build(),
        SdkResponse.class);
    InitiateAuthResponse asked = begin();
    assertThat(asked.challengeNameAsString()).isEqualTo("SELECT_MFA_TYPE");
    assertThat(asked.challengeParameters())
        .containsEntry("MFAS_CAN_CHOOSE", "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\"]");
    cognito
        .refused(answer("SELECT_MFA_TYPE", asked.session(), "ANSWER", "EMAIL_OTP"))
        .is("InvalidParameterException", "Invalid MFA type selected: EMAIL_OTP");
    RespondToAuthChallengeResponse sms =
        respond(answer("SELECT_MFA_TYPE", asked.session(), "ANSWER", "SMS_MFA"));
    assertThat(
            respond(answer("SMS_MFA", sms.session(), "SMS_MFA_CODE", smsCode()))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void preferences_thatCannotBe_areRefused() {
    mfa(UserPoolMfaType.OPTIONAL, true, false, false);
    String access = begin().authenticationResult().accessToken();
    SetUserMfaPreferenceRequest.Builder request =
        SetUserMfaPreferenceRequest.builder().accessToken(access);
    cognito
        .refused(
            request
                .copy()
                .smsMfaSettings(s -> s.enabled(true).preferredMfa(true))
                .emailMfaSettings(e -> e.enabled(true).preferredMfa(true))
                .build())
        .is("InvalidParameterException", "Only one MFA method can be preferred.");
    cognito
        .refused(request.copy().emailMfaSettings(e -> e.enabled(true)).build())
        .is("InvalidParameterException", "User pool does not have Email MFA enabled.");
    cognito
        .refused(request.copy().smsMfaSettings(e -> e.preferredMfa(true)).build())
        .is("InvalidParameterException", "MFA method cannot be preferred while it is not enabled.");
  }

  @Test
  void poolConfiguration_thatCannotBe_isRefused() {
    cognito
        .refused(
            SetUserPoolMfaConfigRequest.builder()
                .userPoolId(pool)
                .mfaConfiguration(UserPoolMfaType.ON)
                .build())
        .is(
            "InvalidParameterException",
            "Invalid MFA configuration given, can't turn on MFA without an MFA type configured.");
    cognito
        .refused(
            SetUserPoolMfaConfigRequest.builder()
                .userPoolId(pool)
                .mfaConfiguration(UserPoolMfaType.OFF)
                .softwareTokenMfaConfiguration(s -> s.enabled(true))
                .build())
        .is(
            "InvalidParameterException",
            "Invalid MFA configuration given, can't disable MFA and configure an MFA together.");
    cognito
        .refused(
            SetUserPoolMfaConfigRequest.builder()
                .userPoolId(pool)
                .mfaConfiguration(UserPoolMfaType.ON)
                .webAuthnConfiguration(w -> w.relyingPartyId("x"))
                .build())
        .is(
            501,
            "NotImplemented",
            "Diorama does not simulate passkeys (WebAuthnConfiguration) of user pools yet.");
  }

  @Test
  void authFactors_showWhatTheUserHas() {
    String access = begin().authenticationResult().accessToken();
    GetUserAuthFactorsResponse factors =
        cognito.send(
            GetUserAuthFactorsRequest.builder().accessToken(access).build(),
            GetUserAuthFactorsResponse.class);
    assertThat(factors.username()).isEqualTo("mina");
    assertThat(factors.configuredUserAuthFactorsAsStrings()).containsExactly("PASSWORD");
  }
}
