package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cognito.userpool.SrpClient;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.Credentials;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The mobile client of one user: it holds a password, tokens and temporary credentials, and never a
 * user's AWS access key.
 */
final class Phone implements AutoCloseable {
  /** How long before its end a token is renewed. */
  private static final long RENEW_BEFORE_SECONDS = 60;

  /** What the API answered. */
  record Answer(int status, String body) {
    /** The answer's {@code message}, or its whole body. */
    String message() {
      return Json.parse(body).text("message").orElse(body);
    }
  }

  private final Diorama diorama;
  private final Stack stack;
  private final SimRandom chance;
  private final String email;
  private final String password;
  private final CognitoIdentityProviderClient userPool;
  private final CognitoIdentityClient identityPool;
  private final SdkHttpClient http;
  private String idToken = "";
  private String refreshToken = "";
  private Instant tokenEnds = Instant.EPOCH;
  private String identityId = "";
  private @Nullable S3Client files;
  private Instant credentialsEnd = Instant.EPOCH;

  Phone(Diorama diorama, Stack stack, SimRandom chance, String email, String password) {
    this.diorama = diorama;
    this.stack = stack;
    this.chance = chance;
    this.email = email;
    this.password = password;
    this.userPool =
        diorama.client(
            CognitoIdentityProviderClient.builder(), AnonymousCredentialsProvider.create());
    this.identityPool =
        diorama.client(CognitoIdentityClient.builder(), AnonymousCredentialsProvider.create());
    this.http = diorama.httpClient();
  }

  private String clientId() {
    return stack.output("UserPoolClientId");
  }

  /** Signs up and confirms with the code that arrives by mail. */
  void signUp() {
    userPool.signUp(
        signUp ->
            signUp
                .clientId(clientId())
                .username(email)
                .password(password)
                .userAttributes(AttributeType.builder().name("email").value(email).build()));
    String code =
        diorama
            .outbox()
            .lastTo(email)
            .map(mail -> mail.attributes().get("code"))
            .orElseThrow(() -> new IllegalStateException("no code arrived for " + email));
    userPool.confirmSignUp(
        confirm -> confirm.clientId(clientId()).username(email).confirmationCode(code));
  }

  /** Signs in by SRP: the password itself never leaves the phone. */
  void signIn() {
    SrpClient srp = new SrpClient(stack.output("UserPoolId"), email, password, chance);
    InitiateAuthResponse challenge =
        userPool.initiateAuth(
            auth ->
                auth.clientId(clientId())
                    .authFlow(AuthFlowType.USER_SRP_AUTH)
                    .authParameters(srp.authParameters()));
    Map<String, String> answer =
        srp.answer(challenge.challengeParameters(), diorama.clock().instant());
    AuthenticationResultType tokens =
        userPool
            .respondToAuthChallenge(
                respond ->
                    respond
                        .clientId(clientId())
                        .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                        .challengeResponses(answer))
            .authenticationResult();
    this.refreshToken = tokens.refreshToken();
    keep(tokens);
  }

  private void keep(AuthenticationResultType tokens) {
    this.idToken = tokens.idToken();
    this.tokenEnds = diorama.clock().instant().plusSeconds(tokens.expiresIn());
  }

  /** The ID token, renewed when it is about to end. */
  String idToken() {
    if (diorama.clock().instant().isAfter(tokenEnds.minusSeconds(RENEW_BEFORE_SECONDS))) {
      Map<String, String> refresh = new LinkedHashMap<>();
      refresh.put("REFRESH_TOKEN", refreshToken);
      keep(
          userPool
              .initiateAuth(
                  auth ->
                      auth.clientId(clientId())
                          .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                          .authParameters(refresh))
              .authenticationResult());
    }
    return idToken;
  }

  /** The ID token as last received, perhaps expired by now. */
  String lastIdToken() {
    return idToken;
  }

  String email() {
    return email;
  }

  String bucket() {
    return stack.output("BucketName");
  }

  /** The identity's own folder in the bucket. */
  String folder() {
    return "users/" + identityId + "/";
  }

  /** S3 with this user's temporary credentials, renewed when they are about to end. */
  S3Client files() {
    S3Client current = files;
    boolean ending =
        diorama.clock().instant().isAfter(credentialsEnd.minusSeconds(RENEW_BEFORE_SECONDS));
    return current == null || ending ? newFiles() : current;
  }

  /** S3 with the credentials as last received, perhaps expired by now. */
  S3Client lastFiles() {
    S3Client current = files;
    return current == null ? newFiles() : current;
  }

  private S3Client newFiles() {
    Map<String, String> logins = new LinkedHashMap<>();
    logins.put(
        "cognito-idp."
            + diorama.cloud().config().region()
            + ".amazonaws.com/"
            + stack.output("UserPoolId"),
        idToken());
    this.identityId =
        identityPool
            .getId(get -> get.identityPoolId(stack.output("IdentityPoolId")).logins(logins))
            .identityId();
    Credentials credentials =
        identityPool
            .getCredentialsForIdentity(get -> get.identityId(identityId).logins(logins))
            .credentials();
    this.credentialsEnd = credentials.expiration();
    S3Client fresh =
        diorama.client(
            S3Client.builder(),
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    credentials.accessKeyId(),
                    credentials.secretKey(),
                    credentials.sessionToken())));
    this.files = fresh;
    return fresh;
  }

  /** Calls the REST API as the signed-in user. */
  Answer call(String method, String path, @Nullable String body) {
    return call(method, path, body, Optional.of(idToken()));
  }

  /** Calls the REST API with the given token, or with none. */
  Answer call(String method, String path, @Nullable String body, Optional<String> token) {
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .uri(URI.create(stack.output("ApiUrl") + path));
    token.ifPresent(value -> request.putHeader("Authorization", value));
    HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder();
    if (body != null) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      request.putHeader("Content-Type", "application/json");
      request.contentStreamProvider(() -> new ByteArrayInputStream(bytes));
      execute.contentStreamProvider(() -> new ByteArrayInputStream(bytes));
    }
    try {
      HttpExecuteResponse response =
          http.prepareRequest(execute.request(request.build()).build()).call();
      AbortableInputStream answer = response.responseBody().orElseThrow();
      return new Answer(
          response.httpResponse().statusCode(),
          new String(answer.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    userPool.close();
    identityPool.close();
    http.close();
    S3Client current = files;
    if (current != null) {
      current.close();
    }
  }
}
