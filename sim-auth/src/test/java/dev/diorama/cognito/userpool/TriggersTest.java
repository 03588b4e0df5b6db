package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.claims;
import static dev.diorama.cognito.userpool.PoolFixture.passwordAuth;
import static dev.diorama.cognito.userpool.PoolFixture.refresh;
import static dev.diorama.cognito.userpool.PoolFixture.signUpRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

class TriggersTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  private void pool(Consumer<LambdaConfigType.Builder> functions) {
    pool = cognito.pool(request -> request.lambdaConfig(functions));
    client =
        cognito
            .client(
                pool,
                request ->
                    request.explicitAuthFlows(
                        ExplicitAuthFlowsType.ALLOW_CUSTOM_AUTH,
                        ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH,
                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
            .clientId();
  }

  private static Json.Obj flags(String... names) {
    Json.ObjectBuilder response = Json.object();
    for (String name : names) {
      response.put(name, true);
    }
    return response.build();
  }

  @Test
  void preSignUp_event_hasWhatCognitoSends() {
    String function = cognito.functions.add("gate", event -> flags());
    pool(l -> l.preSignUp(function));
    cognito.send(
        signUpRequest(client, "mina").toBuilder()
            .clientMetadata(Map.of("campaign", "spring"))
            .validationData(PoolFixture.attribute("robot", "no"))
            .build(),
        SignUpResponse.class);
    Json event = cognito.functions.last();
    assertThat(event.write())
        .isEqualTo(
            "{\"version\":\"1\",\"triggerSource\":\"PreSignUp_SignUp\",\"region\":\"us-east-1\","
                + "\"userPoolId\":\""
                + pool
                + "\",\"userName\":\"mina\",\"callerContext\":{\"awsSdkVersion\":"
                + "\"aws-sdk-unknown-unknown\",\"clientId\":\""
                + client
                + "\"},\"request\":{\"userAttributes\":{\"email\":\"mina@example.com\"},"
                + "\"validationData\":{\"robot\":\"no\"},\"clientMetadata\":{\"campaign\":"
                + "\"spring\"}},\"response\":{\"autoConfirmUser\":false,\"autoVerifyEmail\":false,"
                + "\"autoVerifyPhone\":false}}");
    assertThat(cognito.functions.callers)
        .containsExactly(
            "cognito-idp.amazonaws.com [arn:aws:cognito-idp:us-east-1:123456789012:userpool/"
                + pool
                + "]");
  }

  @Test
  void preSignUp_autoConfirmAndVerify_letsTheUserInWithoutACode() {
    String gate =
        cognito.functions.add("gate", event -> flags("autoConfirmUser", "autoVerifyEmail"));
    String welcome = cognito.functions.add("welcome", event -> flags());
    pool(l -> l.preSignUp(gate).postConfirmation(welcome));
    SignUpResponse signedUp = cognito.signUp(client, "mina");
    assertThat(signedUp.userConfirmed()).isTrue();
    assertThat(signedUp.codeDeliveryDetails()).isNull();
    assertThat(cognito.cloud.outbox().messages()).isEmpty();
    assertThat(cognito.functions.sources())
        .containsExactly("PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp");
    assertThat(claims(cognito.signIn(client, "mina").idToken()))
        .containsEntry("email_verified", "true");
  }

  @Test
  void preSignUp_functionThatThrows_refusesTheUserInItsWords() {
    String gate =
        cognito.functions.addRaw(
            "gate",
            event -> {
              throw new FakeFunctions.Thrown("Only for members");
            });
    pool(l -> l.preSignUp(gate));
    cognito
        .refused(signUpRequest(client, "mina"))
        .is("UserLambdaValidationException", "PreSignUp failed with error Only for members.");
    cognito
        .refused(AdminGetUserRequest.builder().userPoolId(pool).username("mina").build())
        .is("UserNotFoundException", "User does not exist.");
  }

  @Test
  void preSignUp_answerNobodyUnderstands_isRefused() {
    String gate = cognito.functions.addRaw("gate", event -> Json.of("welcome"));
    pool(l -> l.preSignUp(gate));
    cognito
        .refused(signUpRequest(client, "mina"))
        .is("InvalidLambdaResponseException", "Unrecognizable lambda output");
    String wrong =
        cognito.functions.add(
            "wrong", event -> Json.object().put("autoConfirmUser", "yes please").build());
    pool(l -> l.preSignUp(wrong));
    cognito
        .refused(signUpRequest(client, "mina"))
        .is("InvalidLambdaResponseException", "Unrecognizable lambda output");
  }

  @Test
  void function_notThere_isUnexpected() {
    pool(l -> l.preSignUp(FakeFunctions.arn("nowhere")));
    cognito
        .refused(signUpRequest(client, "mina"))
        .is(
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error ResourceNotFoundException.");
  }

  @Test
  void function_thatTakesMoreThanFiveSeconds_isAskedThreeTimesThenGivenUp() {
    String gate = cognito.functions.add("gate", event -> flags());
    pool(l -> l.preSignUp(gate));
    cognito.functions.nanos = 6_000_000_000L;
    cognito
        .refused(signUpRequest(client, "mina"))
        .is(
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error Socket timeout while invoking Lambda"
                + " function.");
    assertThat(cognito.functions.events).hasSize(3);
    assertThat(cognito.cloud.trace().spans())
        .filteredOn(span -> span.operation().equals("SignUp"))
        .allSatisfy(
            span -> assertThat(span.durationNanos()).isBetween(15_000_000_000L, 16_000_000_000L));
  }

  @Test
  void adminCreateUser_asksBeforeSignUpAndWordsTheInvitation() {
    String gate = cognito.functions.add("gate", event -> flags("autoVerifyEmail"));
    String words =
        cognito.functions.add(
            "words",
            event ->
                Json.object()
                    .put("emailSubject", "Hello")
                    .put("emailMessage", "{username}: {####}")
                    .build());
    pool(l -> l.preSignUp(gate).customMessage(words));
    cognito.send(
        AdminCreateUserRequest.builder()
            .userPoolId(pool)
            .username("mina")
            .temporaryPassword("Temp0rary!")
            .userAttributes(PoolFixture.attribute("email", "mina@example.com"))
            .desiredDeliveryMediumsWithStrings("EMAIL")
            .build(),
        AdminCreateUserResponse.class);
    assertThat(cognito.functions.sources())
        .containsExactly("PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser");
    assertThat(cognito.functions.last().at("callerContext", "clientId").orElseThrow().text())
        .contains("CLIENT_ID_NOT_APPLICABLE");
    var mail = cognito.cloud.outbox().lastTo("mina@example.com").orElseThrow();
    assertThat(mail.subject()).isEqualTo("Hello");
    assertThat(mail.body()).isEqualTo("mina: Temp0rary!");
  }

  @Test
  void customMessage_wordsTheCodeMail() {
    String words =
        cognito.functions.add(
            "words",
            event ->
                Json.object()
                    .put(
                        "emailMessage",
                        "Use " + event.at("request", "codeParameter").orElseThrow().text().get())
                    .build());
    pool(l -> l.customMessage(words));
    cognito.signUp(client, "mina");
    var mail = cognito.cloud.outbox().lastTo("mina@example.com").orElseThrow();
    assertThat(mail.body()).isEqualTo("Use " + cognito.code("mina"));
    assertThat(mail.subject()).isEqualTo("Your verification code");
    assertThat(cognito.functions.sources()).containsExactly("CustomMessage_SignUp");
  }

  @Test
  void authentication_beforeAndAfter_areTold() {
    String before = cognito.functions.add("before", event -> flags());
    String after = cognito.functions.add("after", event -> flags());
    pool(l -> l.preAuthentication(before).postAuthentication(after));
    cognito.user(client, "mina");
    cognito.send(
        passwordAuth(client, "mina", PASSWORD).toBuilder()
            .clientMetadata(Map.of("from", "phone"))
            .build(),
        InitiateAuthResponse.class);
    assertThat(cognito.functions.sources())
        .containsExactly("PreAuthentication_Authentication", "PostAuthentication_Authentication");
    Json first = cognito.functions.events.get(0).get("request").orElseThrow();
    assertThat(first.at("validationData", "from").orElseThrow().text()).contains("phone");
    assertThat(first.at("userAttributes", "cognito:user_status").orElseThrow().text())
        .contains("CONFIRMED");
    Json second = cognito.functions.last().get("request").orElseThrow();
    assertThat(second.get("newDeviceUsed").orElseThrow()).isEqualTo(Json.of(false));
    assertThat(second.get("clientMetadata")).isEmpty();
  }

  @Test
  void preAuthentication_functionThatThrows_keepsTheUserOut() {
    String before =
        cognito.functions.addRaw(
            "before",
            event -> {
              throw new FakeFunctions.Thrown("not today");
            });
    pool(l -> l.preAuthentication(before));
    cognito.user(client, "mina");
    cognito
        .refused(passwordAuth(client, "mina", PASSWORD))
        .is("UserLambdaValidationException", "PreAuthentication failed with error not today.");
  }

  @Test
  void tokens_firstVersion_changesTheIdTokenOnly() {
    String tokens =
        cognito.functions.add(
            "tokens",
            event ->
                (Json.Obj)
                    Json.parse(
                        "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"plan\":\"gold\","
                            + "\"sub\":\"somebody else\",\"iss\":\"https://evil\"},"
                            + "\"claimsToSuppress\":[\"email\",\"exp\"],\"groupOverrideDetails\":"
                            + "{\"groupsToOverride\":[\"a\"],\"iamRolesToOverride\":[\"r\"],"
                            + "\"preferredRole\":\"r\"}}}"));
    pool(l -> l.preTokenGeneration(tokens));
    String sub = cognito.user(client, "mina").userSub();
    AuthenticationResultType result = cognito.signIn(client, "mina");
    assertThat(cognito.functions.sources()).containsExactly("TokenGeneration_Authentication");
    assertThat(cognito.functions.last().text("version")).contains("1");
    assertThat(claims(result.idToken()))
        .containsEntry("plan", "gold")
        .containsEntry("sub", sub)
        .containsEntry("cognito:groups", "[\"a\"]")
        .containsEntry("cognito:preferred_role", "r")
        .containsKey("exp")
        .doesNotContainKey("email");
    assertThat(claims(result.idToken()).get("iss")).endsWith(pool);
    assertThat(claims(result.accessToken())).doesNotContainKey("plan");
    cognito.send(refresh(client, result.refreshToken()), InitiateAuthResponse.class);
    assertThat(cognito.functions.last().text("triggerSource"))
        .contains("TokenGeneration_RefreshTokens");
  }

  @Test
  void tokens_secondVersion_changesBothTokensAndScopes() {
    String tokens =
        cognito.functions.add(
            "tokens",
            event ->
                (Json.Obj)
                    Json.parse(
                        "{\"claimsAndScopeOverrideDetails\":{\"idTokenGeneration\":{"
                            + "\"claimsToAddOrOverride\":{\"plan\":{\"level\":3}}},"
                            + "\"accessTokenGeneration\":{\"claimsToAddOrOverride\":{\"tenant\":"
                            + "\"t1\",\"client_id\":\"other\"},\"scopesToAdd\":[\"notes/read\"],"
                            + "\"scopesToSuppress\":[]}}}"));
    pool(l -> l.preTokenGenerationConfig(c -> c.lambdaArn(tokens).lambdaVersion("V2_0")));
    cognito.user(client, "mina");
    AuthenticationResultType result = cognito.signIn(client, "mina");
    Json event = cognito.functions.last();
    assertThat(event.text("version")).contains("2");
    assertThat(event.at("request", "scopes").orElseThrow())
        .isEqualTo(Json.strings(List.of("aws.cognito.signin.user.admin")));
    assertThat(claims(result.idToken())).containsEntry("plan", "{\"level\":3}");
    assertThat(claims(result.accessToken()))
        .containsEntry("tenant", "t1")
        .containsEntry("client_id", client)
        .containsEntry("scope", "aws.cognito.signin.user.admin notes/read");
  }

  private String migrating() {
    return cognito.functions.add(
        "migrate",
        event -> {
          boolean known =
              event.text("userName").orElse("").equals("mina")
                  && event
                      .at("request", "password")
                      .flatMap(Json::text)
                      .orElse(PASSWORD)
                      .equals(PASSWORD);
          return known
              ? (Json.Obj)
                  Json.parse(
                      "{\"userAttributes\":{\"email\":\"mina@example.com\",\"email_verified\":"
                          + "\"true\"},\"finalUserStatus\":\"CONFIRMED\",\"messageAction\":"
                          + "\"SUPPRESS\"}")
              : Json.empty();
        });
  }

  @Test
  void migration_bySignIn_movesTheUserWithThePassword() {
    String migrate = migrating();
    pool(l -> l.userMigration(migrate));
    assertThat(cognito.signIn(client, "mina").accessToken()).isNotEmpty();
    assertThat(cognito.functions.sources()).containsExactly("UserMigration_Authentication");
    cognito.signIn(client, "mina");
    assertThat(cognito.functions.events).as("asked once only").hasSize(1);
    cognito
        .refused(passwordAuth(client, "noah", PASSWORD))
        .is("UserNotFoundException", "Exception migrating user in app client " + client);
    assertThat(
            cognito
                .send(
                    AdminGetUserRequest.builder().userPoolId(pool).username("mina").build(),
                    AdminGetUserResponse.class)
                .userStatus())
        .isEqualTo(UserStatusType.CONFIRMED);
  }

  @Test
  void migration_byForgottenPassword_movesTheUserAndSendsACode() {
    String migrate = migrating();
    pool(l -> l.userMigration(migrate));
    cognito.send(
        ForgotPasswordRequest.builder().clientId(client).username("mina").build(),
        ForgotPasswordResponse.class);
    assertThat(cognito.functions.sources()).containsExactly("UserMigration_ForgotPassword");
    assertThat(cognito.code("mina")).hasSize(6);
  }

  /** Three functions that ask for a secret word, twice at most. */
  private void askTheWord() {
    String define =
        cognito.functions.add(
            "define",
            event -> {
              List<Json> rounds = event.at("request", "session").orElseThrow().items();
              boolean right =
                  !rounds.isEmpty()
                      && rounds.get(rounds.size() - 1).text("challengeResult").get().equals("true")
                      && rounds
                          .get(rounds.size() - 1)
                          .text("challengeName")
                          .get()
                          .equals("CUSTOM_CHALLENGE");
              return right
                  ? flags("issueTokens")
                  : rounds.size() >= 2
                      ? flags("failAuthentication")
                      : Json.object().put("challengeName", "CUSTOM_CHALLENGE").build();
            });
    String create =
        cognito.functions.add(
            "create",
            event ->
                (Json.Obj)
                    Json.parse(
                        "{\"publicChallengeParameters\":{\"hint\":\"a fruit\"},"
                            + "\"privateChallengeParameters\":{\"word\":\"pear\"},"
                            + "\"challengeMetadata\":\"WORD\"}"));
    String verify =
        cognito.functions.add(
            "verify",
            event ->
                Json.object()
                    .put(
                        "answerCorrect",
                        event
                            .at("request", "privateChallengeParameters", "word")
                            .equals(event.at("request", "challengeAnswer")))
                    .build());
    pool(
        l ->
            l.defineAuthChallenge(define)
                .createAuthChallenge(create)
                .verifyAuthChallengeResponse(verify));
  }

  private InitiateAuthRequest custom(String name) {
    return InitiateAuthRequest.builder()
        .clientId(client)
        .authFlow(AuthFlowType.CUSTOM_AUTH)
        .authParameters(Map.of("USERNAME", name))
        .build();
  }

  private RespondToAuthChallengeRequest word(String session, String word) {
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName("CUSTOM_CHALLENGE")
        .session(session)
        .challengeResponses(Map.of("USERNAME", "mina", "ANSWER", word))
        .build();
  }

  @Test
  void customAuth_rightAnswer_getsTokens() {
    askTheWord();
    cognito.user(client, "mina");
    InitiateAuthResponse asked = cognito.send(custom("mina"), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("CUSTOM_CHALLENGE");
    assertThat(asked.challengeParameters())
        .containsEntry("hint", "a fruit")
        .containsEntry("USERNAME", "mina")
        .doesNotContainKey("word");
    RespondToAuthChallengeResponse again =
        cognito.send(word(asked.session(), "apple"), RespondToAuthChallengeResponse.class);
    assertThat(again.challengeNameAsString()).isEqualTo("CUSTOM_CHALLENGE");
    assertThat(
            cognito
                .send(word(again.session(), "pear"), RespondToAuthChallengeResponse.class)
                .authenticationResult()
                .idToken())
        .isNotEmpty();
    assertThat(cognito.functions.last().at("request", "session").orElseThrow().write())
        .isEqualTo(
            "[{\"challengeName\":\"CUSTOM_CHALLENGE\",\"challengeResult\":false,"
                + "\"challengeMetadata\":\"WORD\"},{\"challengeName\":\"CUSTOM_CHALLENGE\","
                + "\"challengeResult\":true,\"challengeMetadata\":\"WORD\"}]");
    cognito
        .refused(word(again.session(), "pear"))
        .is("NotAuthorizedException", "Invalid session for the user.");
  }

  @Test
  void customAuth_wrongAnswers_areRefusedWhenTheFunctionSaysSo() {
    askTheWord();
    cognito.user(client, "mina");
    InitiateAuthResponse asked = cognito.send(custom("mina"), InitiateAuthResponse.class);
    String next =
        cognito.send(word(asked.session(), "a"), RespondToAuthChallengeResponse.class).session();
    cognito
        .refused(word(next, "b"))
        .is("NotAuthorizedException", "Incorrect username or password.");
  }

  @Test
  void customAuth_unknownUserOfAHidingClient_isAskedAndNeverLetIn() {
    String all = cognito.functions.add("all", event -> flags("issueTokens"));
    pool(l -> l.defineAuthChallenge(all));
    client =
        cognito
            .client(
                pool,
                request ->
                    request
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_CUSTOM_AUTH)
                        .preventUserExistenceErrors(PreventUserExistenceErrorTypes.ENABLED))
            .clientId();
    cognito
        .refused(custom("nobody"))
        .is("NotAuthorizedException", "Incorrect username or password.");
    assertThat(cognito.functions.last().at("request", "userNotFound").orElseThrow())
        .isEqualTo(Json.of(true));
  }

  @Test
  void customAuth_withoutFunctions_isRefused() {
    pool(l -> {});
    cognito.user(client, "mina");
    cognito
        .refused(custom("mina"))
        .is(
            "InvalidParameterException",
            "Custom auth lambda trigger is not configured for the user pool.");
  }

  @Test
  void customAuth_withSrp_asksForThePasswordFirst() {
    String define =
        cognito.functions.add(
            "define",
            event -> {
              List<Json> rounds = event.at("request", "session").orElseThrow().items();
              return rounds.size() == 1
                  ? Json.object().put("challengeName", "PASSWORD_VERIFIER").build()
                  : flags("issueTokens");
            });
    pool(l -> l.defineAuthChallenge(define));
    cognito.user(client, "mina");
    SrpClient srp = new SrpClient(pool, "mina", PASSWORD, new java.util.Random(5));
    InitiateAuthResponse asked =
        cognito.send(
            custom("mina").toBuilder()
                .authParameters(
                    Map.of("USERNAME", "mina", "CHALLENGE_NAME", "SRP_A", "SRP_A", srp.srpA()))
                .build(),
            InitiateAuthResponse.class);
    RespondToAuthChallengeRequest answer = cognito.answer(client, srp, asked);
    cognito
        .refused(answer.toBuilder().session("another").build())
        .is("NotAuthorizedException", "Incorrect username or password.");
    InitiateAuthResponse fresh =
        cognito.send(
            custom("mina").toBuilder()
                .authParameters(
                    Map.of("USERNAME", "mina", "CHALLENGE_NAME", "SRP_A", "SRP_A", srp.srpA()))
                .build(),
            InitiateAuthResponse.class);
    assertThat(
            cognito
                .send(
                    cognito.answer(client, srp, fresh).toBuilder().session(fresh.session()).build(),
                    RespondToAuthChallengeResponse.class)
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
  }
}
