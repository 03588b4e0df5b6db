package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.jwt.JwtVerifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

/**
 * A virtual cloud with user pools and nobody guarding it, and short ways to what tests do often.
 */
final class PoolFixture {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final String PASSWORD = "Passw0rd!";

  static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT, ACCOUNT, "arn:aws:iam::123456789012:root", ACCOUNT, "", Map.of());

  final Cloud cloud;
  final VirtualClock clock;
  final UserPools pools;
  final FakeFunctions functions;

  PoolFixture() {
    this(UserPoolConfig.defaults());
  }

  PoolFixture(UserPoolConfig config) {
    this.cloud = Cloud.virtual(CloudConfig.defaults());
    this.clock = (VirtualClock) cloud.clock();
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return ROOT;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return ROOT;
              }
            },
            (principal, access, facts) -> Decision.allow("a fake that allows all"));
    this.pools = UserPools.install(cloud, config);
    this.functions = FakeFunctions.install(cloud);
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return send(REGION, request, response);
  }

  <R extends SdkResponse> R send(String region, AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, region, call -> call.send(ROOT, request, response));
  }

  /** Sends what must be refused. */
  Refusal refused(AwsRequest request) {
    return refused(REGION, request);
  }

  Refusal refused(String region, AwsRequest request) {
    AwsException refusal =
        catchThrowableOfType(AwsException.class, () -> send(region, request, SdkResponse.class));
    assertThat(refusal).as("%s is refused", request.getClass().getSimpleName()).isNotNull();
    return new Refusal(refusal);
  }

  /** A refusal to be looked at. */
  record Refusal(AwsException error) {
    void is(String code, String message) {
      is(400, code, message);
    }

    void is(int status, String code, String message) {
      assertThat(error.code() + ": " + error.message()).isEqualTo(code + ": " + message);
      assertThat(error.status()).isEqualTo(status);
    }
  }

  /** A pool that verifies mail addresses by itself. */
  String pool() {
    return pool(request -> {});
  }

  String pool(Consumer<CreateUserPoolRequest.Builder> more) {
    CreateUserPoolRequest.Builder request =
        CreateUserPoolRequest.builder()
            .poolName("people")
            .autoVerifiedAttributes(VerifiedAttributeType.EMAIL);
    more.accept(request);
    return send(request.build(), CreateUserPoolResponse.class).userPool().id();
  }

  /** A client without a secret for SRP, password and refresh. */
  String client(String pool) {
    return client(pool, request -> {}).clientId();
  }

  UserPoolClientType client(String pool, Consumer<CreateUserPoolClientRequest.Builder> more) {
    CreateUserPoolClientRequest.Builder request =
        CreateUserPoolClientRequest.builder()
            .userPoolId(pool)
            .clientName("phone")
            .explicitAuthFlows(
                ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH,
                ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH,
                ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
    more.accept(request);
    return send(request.build(), CreateUserPoolClientResponse.class).userPoolClient();
  }

  static AttributeType attribute(String name, String value) {
    return AttributeType.builder().name(name).value(value).build();
  }

  static SignUpRequest signUpRequest(String client, String name) {
    return SignUpRequest.builder()
        .clientId(client)
        .username(name)
        .password(PASSWORD)
        .userAttributes(attribute("email", name + "@example.com"))
        .build();
  }

  SignUpResponse signUp(String client, String name) {
    return send(signUpRequest(client, name), SignUpResponse.class);
  }

  /** The newest code mailed to that user's address. */
  String code(String name) {
    Outbox.Message mail = cloud.outbox().lastTo(name + "@example.com").orElseThrow();
    return mail.attributes().getOrDefault("code", "none");
  }

  /** A user who can sign in. */
  SignUpResponse user(String client, String name) {
    SignUpResponse signedUp = signUp(client, name);
    send(
        ConfirmSignUpRequest.builder()
            .clientId(client)
            .username(name)
            .confirmationCode(code(name))
            .build(),
        ConfirmSignUpResponse.class);
    return signedUp;
  }

  static InitiateAuthRequest passwordAuth(String client, String name, String password) {
    return InitiateAuthRequest.builder()
        .clientId(client)
        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
        .authParameters(Map.of("USERNAME", name, "PASSWORD", password))
        .build();
  }

  AuthenticationResultType signIn(String client, String name) {
    return send(passwordAuth(client, name, PASSWORD), InitiateAuthResponse.class)
        .authenticationResult();
  }

  /** The first half of a sign-in by SRP. */
  InitiateAuthResponse beginSrp(String client, SrpClient srp) {
    return send(
        InitiateAuthRequest.builder()
            .clientId(client)
            .authFlow(AuthFlowType.USER_SRP_AUTH)
            .authParameters(srp.authParameters())
            .build(),
        InitiateAuthResponse.class);
  }

  RespondToAuthChallengeRequest answer(
      String client, SrpClient srp, InitiateAuthResponse challenge) {
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
        .challengeResponses(srp.answer(challenge.challengeParameters(), clock.instant()))
        .build();
  }

  RespondToAuthChallengeResponse srp(String pool, String client, String name, String password) {
    SrpClient srp = new SrpClient(pool, name, password, new Random(42));
    return send(answer(client, srp, beginSrp(client, srp)), RespondToAuthChallengeResponse.class);
  }

  static InitiateAuthRequest refresh(String client, String token) {
    return InitiateAuthRequest.builder()
        .clientId(client)
        .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
        .authParameters(Map.of("REFRESH_TOKEN", token))
        .build();
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }

  /** The claims of a token, by name, as text or as written. */
  static Map<String, String> claims(String token) {
    Map<String, String> claims = new LinkedHashMap<>();
    JwtVerifier.unverifiedClaims(token)
        .members()
        .forEach((name, value) -> claims.put(name, text(value)));
    return claims;
  }

  private static String text(Json value) {
    return value instanceof Json.Str string ? string.value() : value.write();
  }
}
