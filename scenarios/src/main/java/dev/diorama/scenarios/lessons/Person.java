package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.Credentials;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/** A user of a stack's user pool who has signed up, confirmed, and signed in. */
final class Person {
  private static final String PASSWORD = "Passw0rdOfTen";

  private final Bench bench;
  private final Stack stack;
  private final CognitoIdentityProviderClient userPool;
  private final CognitoIdentityClient identityPool;
  private AuthenticationResultType tokens;

  /** Signs up and in, by a stack with outputs for its pools. */
  Person(Bench bench, Stack stack, String email) {
    this.bench = bench;
    this.stack = stack;
    this.userPool =
        bench.client(
            CognitoIdentityProviderClient.builder(), AnonymousCredentialsProvider.create());
    this.identityPool =
        bench.client(CognitoIdentityClient.builder(), AnonymousCredentialsProvider.create());
    String client = stack.output("UserPoolClientId");
    userPool.signUp(
        signUp ->
            signUp
                .clientId(client)
                .username(email)
                .password(PASSWORD)
                .userAttributes(AttributeType.builder().name("email").value(email).build()));
    String code =
        bench
            .cloud()
            .outbox()
            .lastTo(email)
            .map(mail -> mail.attributes().get("code"))
            .orElseThrow(() -> new IllegalStateException("no code arrived for " + email));
    userPool.confirmSignUp(
        confirm -> confirm.clientId(client).username(email).confirmationCode(code));
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put("USERNAME", email);
    answers.put("PASSWORD", PASSWORD);
    this.tokens =
        userPool
            .initiateAuth(
                auth ->
                    auth.clientId(client)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(answers))
            .authenticationResult();
  }

  String idToken() {
    return tokens.idToken();
  }

  String accessToken() {
    return tokens.accessToken();
  }

  /** New tokens for the refresh token, which stays. */
  void refresh() {
    AuthenticationResultType before = tokens;
    this.tokens =
        userPool
            .initiateAuth(
                auth ->
                    auth.clientId(stack.output("UserPoolClientId"))
                        .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                        .authParameters(Map.of("REFRESH_TOKEN", before.refreshToken())))
            .authenticationResult()
            .toBuilder()
            .refreshToken(before.refreshToken())
            .build();
  }

  /** Signs out everywhere. */
  void signOut() {
    userPool.globalSignOut(out -> out.accessToken(tokens.accessToken()));
  }

  /** A claim of the ID token. */
  String claim(String name) {
    String payload = idToken().split("\\.", -1)[1];
    return Json.parse(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
        .text(name)
        .orElse("");
  }

  /** What an identity pool asks for. */
  Map<String, String> logins() {
    Map<String, String> logins = new LinkedHashMap<>();
    logins.put(
        "cognito-idp." + bench.cloud().region() + ".amazonaws.com/" + stack.output("UserPoolId"),
        idToken());
    return logins;
  }

  CognitoIdentityClient identityPool() {
    return identityPool;
  }

  /** The identity's id, such as {@code us-east-1:...}. */
  String identityId() {
    return identityPool
        .getId(get -> get.identityPoolId(stack.output("IdentityPoolId")).logins(logins()))
        .identityId();
  }

  /** Temporary credentials by the enhanced flow. */
  Credentials temporary() {
    String identity = identityId();
    return identityPool
        .getCredentialsForIdentity(get -> get.identityId(identity).logins(logins()))
        .credentials();
  }

  /** The same for a client of the SDK. */
  StaticCredentialsProvider credentials() {
    Credentials temporary = temporary();
    return StaticCredentialsProvider.create(
        AwsSessionCredentials.create(
            temporary.accessKeyId(), temporary.secretKey(), temporary.sessionToken()));
  }
}
