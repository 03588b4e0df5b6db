package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.attribute;
import static dev.diorama.cognito.userpool.PoolFixture.signUpRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.StringAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

class SignUpTest {
  private final PoolFixture cognito = new PoolFixture();

  private static ConfirmSignUpRequest confirm(String client, String name, String code) {
    return ConfirmSignUpRequest.builder()
        .clientId(client)
        .username(name)
        .confirmationCode(code)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "Sh0rt!, Password not long enough",
    "passw0rd!, Password must have uppercase characters",
    "PASSW0RD!, Password must have lowercase characters",
    "Password!, Password must have numeric characters",
    "Passw0rds, Password must have symbol characters",
  })
  void signUp_passwordAgainstPolicy_isRefused(String password, String why) {
    String client = cognito.client(cognito.pool());
    cognito
        .refused(signUpRequest(client, "mina").toBuilder().password(password).build())
        .is("InvalidPasswordException", "Password did not conform with policy: " + why);
  }

  @Test
  void signUp_nameTaken_isRefused() {
    String client = cognito.client(cognito.pool());
    cognito.signUp(client, "mina");
    cognito
        .refused(signUpRequest(client, "mina"))
        .is("UsernameExistsException", "User already exists");
  }

  @Test
  void signUp_otherCase_isAnotherUserOnlyWhereCaseMatters() {
    String sensitive = cognito.client(cognito.pool());
    cognito.signUp(sensitive, "mina");
    cognito.signUp(sensitive, "Mina");
    String folding =
        cognito.client(
            cognito.pool(pool -> pool.usernameConfiguration(names -> names.caseSensitive(false))));
    cognito.signUp(folding, "mina");
    cognito
        .refused(signUpRequest(folding, "MINA"))
        .is("UsernameExistsException", "User already exists");
  }

  @Test
  void signUp_unknownClient_isRefused() {
    cognito
        .refused(signUpRequest("nobody", "mina"))
        .is("ResourceNotFoundException", "User pool client nobody does not exist.");
  }

  @Test
  void signUp_clientOfAnotherRegion_isRefused() {
    String client = cognito.client(cognito.pool());
    cognito
        .refused("eu-west-1", signUpRequest(client, "mina"))
        .is("ResourceNotFoundException", "User pool client " + client + " does not exist.");
  }

  @Test
  void signUp_withoutRequiredMembers_isRefused() {
    String client = cognito.client(cognito.pool());
    cognito
        .refused(SignUpRequest.builder().clientId(client).username("mina").build())
        .is(
            "InvalidParameterException",
            "1 validation error detected: Value null at 'password' failed to satisfy constraint:"
                + " Member must not be null");
  }

  @Test
  void signUp_attributes_areCheckedAgainstTheSchema() {
    String pool =
        cognito.pool(
            request ->
                request.schema(
                    SchemaAttributeType.builder().name("email").required(true).build(),
                    SchemaAttributeType.builder()
                        .name("team")
                        .attributeDataType(AttributeDataType.STRING)
                        .stringAttributeConstraints(
                            StringAttributeConstraintsType.builder().maxLength("3").build())
                        .build()));
    String client = cognito.client(pool);
    SignUpRequest request = signUpRequest(client, "mina");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("custom:team", "red")).build())
        .is(
            "InvalidParameterException",
            "Attributes did not conform to the schema: email: The attribute is required\n");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("custom:shoe", "39")).build())
        .is(
            "InvalidParameterException",
            "Attributes did not conform to the schema: custom:shoe: Attribute does not exist in"
                + " the schema.\n");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("custom:team", "blue")).build())
        .is(
            "InvalidParameterException",
            "Attributes did not conform to the schema: custom:team: String must be no longer than 3"
                + " characters\n");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("email", "mina")).build())
        .is("InvalidParameterException", "Invalid email address format.");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("phone_number", "12")).build())
        .is("InvalidParameterException", "Invalid phone number format.");
    cognito
        .refused(
            request.toBuilder()
                .userAttributes(attribute("email", "m@x.de"), attribute("email_verified", "true"))
                .build())
        .is("NotAuthorizedException", "A client attempted to write unauthorized attribute");
  }

  @Test
  void signUp_attributeTheClientMayNotWrite_isRefused() {
    String client =
        cognito.client(cognito.pool(), request -> request.writeAttributes("email")).clientId();
    cognito
        .refused(
            signUpRequest(client, "mina").toBuilder()
                .userAttributes(attribute("nickname", "m"))
                .build())
        .is("NotAuthorizedException", "A client attempted to write unauthorized attribute");
  }

  @Test
  void signUp_poolForAdministratorsOnly_isRefused() {
    String client =
        cognito.client(
            cognito.pool(
                pool -> pool.adminCreateUserConfig(admin -> admin.allowAdminCreateUserOnly(true))));
    cognito
        .refused(signUpRequest(client, "mina"))
        .is("NotAuthorizedException", "SignUp is not permitted for this user pool");
  }

  @Test
  void signUp_beyondTheQuota_isThrottledUntilTimePasses() {
    PoolFixture slow = new PoolFixture(UserPoolConfig.defaults().withQuotas(120, 2));
    String client = slow.client(slow.pool());
    slow.signUp(client, "a");
    slow.signUp(client, "b");
    slow.refused(signUpRequest(client, "c")).is("TooManyRequestsException", "Rate exceeded");
    slow.advance(Duration.ofMillis(500));
    slow.signUp(client, "c");
    slow.refused(signUpRequest(client, "d")).is("TooManyRequestsException", "Rate exceeded");
  }

  @Test
  void signUp_poolNamedByMail_givesAnIdForAName() {
    String client =
        cognito.client(cognito.pool(pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL)));
    SignUpRequest request =
        SignUpRequest.builder()
            .clientId(client)
            .username("mina@example.com")
            .password(PASSWORD)
            .build();
    SignUpResponse signedUp = cognito.send(request, SignUpResponse.class);
    cognito
        .refused(request)
        .is("UsernameExistsException", "An account with the given email already exists.");
    cognito
        .refused(request.toBuilder().username("mina").build())
        .is("InvalidParameterException", "Username should be an email.");
    cognito.send(
        confirm(client, "mina@example.com", cognito.code("mina")), ConfirmSignUpResponse.class);
    assertThat(PoolFixture.claims(cognito.signIn(client, "mina@example.com").idToken()))
        .containsEntry("cognito:username", signedUp.userSub())
        .containsEntry("email", "mina@example.com")
        .containsEntry("email_verified", "true");
  }

  @Test
  void confirmSignUp_aliasOfAnother_isRefusedUnlessForced() {
    String pool = cognito.pool(request -> request.aliasAttributes(AliasAttributeType.EMAIL));
    String client = cognito.client(pool);
    cognito.user(client, "mina");
    cognito.send(
        signUpRequest(client, "other").toBuilder()
            .userAttributes(attribute("email", "mina@example.com"))
            .build(),
        SignUpResponse.class);
    cognito.signIn(client, "mina@example.com");
    cognito
        .refused(confirm(client, "other", cognito.code("mina")))
        .is("AliasExistsException", "An account with the given email already exists.");
    cognito.send(
        ResendConfirmationCodeRequest.builder().clientId(client).username("other").build(),
        ResendConfirmationCodeResponse.class);
    cognito.send(
        confirm(client, "other", cognito.code("mina")).toBuilder().forceAliasCreation(true).build(),
        ConfirmSignUpResponse.class);
    assertThat(PoolFixture.claims(cognito.signIn(client, "mina@example.com").idToken()))
        .containsEntry("cognito:username", "other");
    cognito
        .refused(signUpRequest(client, "third").toBuilder().username("third@example.com").build())
        .is(
            "InvalidParameterException",
            "Username cannot be of email format, since user pool is configured for email alias.");
  }

  @Test
  void confirmSignUp_wrongCode_isRefusedAndSoIsTheEleventhTry() {
    String client = cognito.client(cognito.pool());
    cognito.signUp(client, "mina");
    String wrong = cognito.code("mina").equals("000000") ? "000001" : "000000";
    for (int i = 0; i < 10; i++) {
      cognito
          .refused(confirm(client, "mina", wrong))
          .is("CodeMismatchException", "Invalid verification code provided, please try again.");
    }
    cognito
        .refused(confirm(client, "mina", cognito.code("mina")))
        .is("LimitExceededException", "Attempt limit exceeded, please try after some time.");
    cognito.advance(Duration.ofHours(1));
    cognito.send(confirm(client, "mina", cognito.code("mina")), ConfirmSignUpResponse.class);
  }

  @Test
  void confirmSignUp_codeOfADay_isGoodUntilThenAndNoLonger() {
    String client = cognito.client(cognito.pool());
    cognito.signUp(client, "late");
    cognito.advance(Duration.ofHours(24).minusSeconds(1));
    cognito.send(confirm(client, "late", cognito.code("late")), ConfirmSignUpResponse.class);
    cognito.signUp(client, "later");
    cognito.advance(Duration.ofHours(24));
    cognito
        .refused(confirm(client, "later", cognito.code("later")))
        .is("ExpiredCodeException", "Invalid code provided, please request a code again.");
    cognito.send(
        ResendConfirmationCodeRequest.builder().clientId(client).username("later").build(),
        ResendConfirmationCodeResponse.class);
    cognito.send(confirm(client, "later", cognito.code("later")), ConfirmSignUpResponse.class);
  }

  @Test
  void confirmSignUp_twice_isRefused() {
    String client = cognito.client(cognito.pool());
    cognito.user(client, "mina");
    cognito
        .refused(confirm(client, "mina", cognito.code("mina")))
        .is("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED");
    cognito
        .refused(ResendConfirmationCodeRequest.builder().clientId(client).username("mina").build())
        .is("InvalidParameterException", "User is already confirmed.");
  }

  @Test
  void unknownUser_legacyClient_isNamedAsSuch() {
    String client = cognito.client(cognito.pool());
    String message = "Username/client id combination not found.";
    cognito.refused(confirm(client, "nobody", "123456")).is("UserNotFoundException", message);
    cognito
        .refused(
            ResendConfirmationCodeRequest.builder().clientId(client).username("nobody").build())
        .is("UserNotFoundException", message);
    cognito
        .refused(ForgotPasswordRequest.builder().clientId(client).username("nobody").build())
        .is("UserNotFoundException", message);
    cognito.refused(confirmForgot(client, "nobody", "123456")).is("UserNotFoundException", message);
  }

  private static ConfirmForgotPasswordRequest confirmForgot(
      String client, String name, String code) {
    return ConfirmForgotPasswordRequest.builder()
        .clientId(client)
        .username(name)
        .confirmationCode(code)
        .password("N3w-Passw0rd")
        .build();
  }

  @Test
  void unknownUser_clientThatHidesExistence_looksLikeOneWhoExists() {
    String client =
        cognito
            .client(
                cognito.pool(),
                request ->
                    request.preventUserExistenceErrors(PreventUserExistenceErrorTypes.ENABLED))
            .clientId();
    CodeDeliveryDetailsType said =
        cognito
            .send(
                ForgotPasswordRequest.builder().clientId(client).username("nobody").build(),
                ForgotPasswordResponse.class)
            .codeDeliveryDetails();
    assertThat(said.destination()).matches("[a-z]\\*\\*\\*@[a-z]\\*\\*\\*");
    assertThat(said.deliveryMediumAsString()).isEqualTo("EMAIL");
    assertThat(
            cognito
                .send(
                    ResendConfirmationCodeRequest.builder()
                        .clientId(client)
                        .username("nobody")
                        .build(),
                    ResendConfirmationCodeResponse.class)
                .codeDeliveryDetails())
        .isEqualTo(said);
    assertThat(cognito.cloud.outbox().messages()).isEmpty();
    cognito
        .refused(confirm(client, "nobody", "123456"))
        .is("ExpiredCodeException", "Invalid code provided, please request a code again.");
    cognito
        .refused(confirmForgot(client, "nobody", "123456"))
        .is("CodeMismatchException", "Invalid verification code provided, please try again.");
  }

  @Test
  void forgotPassword_codeOfAnHour_isGoodUntilThenAndNoLonger() {
    String client = cognito.client(cognito.pool());
    cognito.user(client, "mina");
    ForgotPasswordRequest forgot =
        ForgotPasswordRequest.builder().clientId(client).username("mina").build();
    cognito.send(forgot, ForgotPasswordResponse.class);
    cognito.advance(Duration.ofHours(1));
    cognito
        .refused(confirmForgot(client, "mina", cognito.code("mina")))
        .is("ExpiredCodeException", "Invalid code provided, please request a code again.");
    cognito.send(forgot, ForgotPasswordResponse.class);
    cognito.advance(Duration.ofMinutes(59));
    cognito
        .refused(
            confirmForgot(client, "mina", cognito.code("mina")).toBuilder()
                .password("weak")
                .build())
        .is(
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough");
    cognito.send(
        confirmForgot(client, "mina", cognito.code("mina")), ConfirmForgotPasswordResponse.class);
    cognito
        .refused(confirmForgot(client, "mina", cognito.code("mina")))
        .is("ExpiredCodeException", "Invalid code provided, please request a code again.");
  }

  @Test
  void forgotPassword_tooOften_isRefusedForAnHour() {
    String client = cognito.client(cognito.pool());
    cognito.user(client, "mina");
    ForgotPasswordRequest forgot =
        ForgotPasswordRequest.builder().clientId(client).username("mina").build();
    for (int i = 0; i < 10; i++) {
      cognito.send(forgot, ForgotPasswordResponse.class);
    }
    cognito
        .refused(forgot)
        .is("LimitExceededException", "Attempt limit exceeded, please try after some time.");
    cognito.advance(Duration.ofHours(1));
    cognito.send(forgot, ForgotPasswordResponse.class);
  }

  @Test
  void forgotPassword_nothingVerified_isRefused() {
    String client = cognito.client(cognito.pool());
    cognito.signUp(client, "mina");
    cognito
        .refused(ForgotPasswordRequest.builder().clientId(client).username("mina").build())
        .is(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or"
                + " phone_number");
    cognito
        .refused(confirmForgot(client, "mina", "123456"))
        .is("UserNotConfirmedException", "User is not confirmed.");
  }

  @Test
  void signUp_templateOfThePool_isWhatTheMailSays() {
    String pool =
        cognito.pool(
            request ->
                request
                    .verificationMessageTemplate(
                        template ->
                            template
                                .defaultEmailOption("CONFIRM_WITH_CODE")
                                .emailSubject("Welcome")
                                .emailMessage("Bring {####} along"))
                    .emailConfiguration(mail -> mail.from("hello@todo.example")));
    cognito.signUp(cognito.client(pool), "mina");
    assertThat(cognito.cloud.outbox().lastTo("mina@example.com").orElseThrow())
        .satisfies(
            mail -> {
              assertThat(mail.subject()).isEqualTo("Welcome");
              assertThat(mail.body()).isEqualTo("Bring " + cognito.code("mina") + " along");
              assertThat(mail.from()).isEqualTo("hello@todo.example");
            });
    assertThat(
            cognito
                .send(
                    AdminGetUserRequest.builder().userPoolId(pool).username("mina").build(),
                    AdminGetUserResponse.class)
                .userStatus())
        .isEqualTo(UserStatusType.UNCONFIRMED);
  }
}
