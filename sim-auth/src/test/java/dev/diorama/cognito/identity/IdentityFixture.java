package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.cognito.userpool.UserPoolConfig;
import dev.diorama.cognito.userpool.UserPools;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import dev.diorama.jwt.JwtVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/**
 * A virtual cloud with a user pool, identity pools, and an STS that verifies the token it is given
 * as the real one does, keeps what it was asked, and refuses roles whose name begins with {@code
 * bad}.
 */
final class IdentityFixture {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final String USER_ROLE = "arn:aws:iam::123456789012:role/user";
  static final String GUEST_ROLE = "arn:aws:iam::123456789012:role/guest";
  static final String PASSWORD = "Passw0rd!";

  static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT, ACCOUNT, "arn:aws:iam::123456789012:root", ACCOUNT, "", Map.of());

  /** What STS was asked, the newest last. */
  final List<AssumeRoleWithWebIdentityRequest> assumed = new ArrayList<>();

  /** What policies were asked, the newest last. */
  final List<Access> asked = new ArrayList<>();

  /** Who asked STS, the newest last. */
  final List<Principal> callers = new ArrayList<>();

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final VirtualClock clock = (VirtualClock) cloud.clock();
  final String userPool;
  final String client;
  final String provider;

  IdentityFixture() {
    this(IdentityPoolConfig.defaults());
  }

  IdentityFixture(IdentityPoolConfig config) {
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
            (principal, access, facts) -> {
              asked.add(access);
              return Decision.allow("a fake that allows all");
            });
    UserPools userPools = UserPools.install(cloud, UserPoolConfig.defaults());
    IdentityPools.install(cloud, config, userPools::stillSignedIn);
    JwtVerifier verifier = new JwtVerifier(clock);
    ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
    sts.on(
            AssumeRoleWithWebIdentityRequest.class,
            (call, request) -> assume(verifier, call, request))
        .unsigned();
    cloud.router().install(sts);
    this.userPool = createUserPool();
    this.client = createClient(userPool);
    this.provider = "cognito-idp.us-east-1.amazonaws.com/" + userPool;
  }

  private AssumeRoleWithWebIdentityResponse assume(
      JwtVerifier verifier, Call call, AssumeRoleWithWebIdentityRequest request) {
    assumed.add(request);
    callers.add(call.principal());
    Json claims =
        verifier.verify(
            call,
            request.webIdentityToken(),
            "https://cognito-identity.amazonaws.com",
            "https://cognito-identity.amazonaws.com/.well-known/jwks_uri");
    if (request.roleArn().contains(":role/bad")) {
      throw new AwsException(
          "AccessDenied",
          403,
          ErrorCode.Side.CLIENT,
          "Not authorized to perform sts:AssumeRoleWithWebIdentity",
          Map.of());
    }
    return AssumeRoleWithWebIdentityResponse.builder()
        .subjectFromWebIdentityToken(claims.text("sub").orElseThrow())
        .credentials(
            credentials ->
                credentials
                    .accessKeyId("ASIAEXAMPLE")
                    .secretAccessKey("secret")
                    .sessionToken("token")
                    .expiration(clock.instant().plusSeconds(request.durationSeconds())))
        .build();
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, REGION, call -> call.send(ROOT, request, response));
  }

  void refused(AwsRequest request, String code, String message) {
    refused(request, 400, code, message);
  }

  void refused(AwsRequest request, int status, String code, String message) {
    AwsException refusal =
        catchThrowableOfType(AwsException.class, () -> send(request, SdkResponse.class));
    assertThat(refusal).as("%s is refused", request.getClass().getSimpleName()).isNotNull();
    assertThat(refusal.code() + ": " + refusal.message()).isEqualTo(code + ": " + message);
    assertThat(refusal.status()).isEqualTo(status);
  }

  String createUserPool() {
    return send(
            CreateUserPoolRequest.builder().poolName("people").build(),
            CreateUserPoolResponse.class)
        .userPool()
        .id();
  }

  String createClient(String pool) {
    return send(
            CreateUserPoolClientRequest.builder()
                .userPoolId(pool)
                .clientName("phone")
                .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH)
                .build(),
            CreateUserPoolClientResponse.class)
        .userPoolClient()
        .clientId();
  }

  void user(String pool, String name) {
    send(
        AdminCreateUserRequest.builder().userPoolId(pool).username(name).build(),
        SdkResponse.class);
    send(
        AdminSetUserPasswordRequest.builder()
            .userPoolId(pool)
            .username(name)
            .password(PASSWORD)
            .permanent(true)
            .build(),
        SdkResponse.class);
  }

  AuthenticationResultType signIn(String clientId, String name) {
    return send(
            InitiateAuthRequest.builder()
                .clientId(clientId)
                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", name, "PASSWORD", PASSWORD))
                .build(),
            InitiateAuthResponse.class)
        .authenticationResult();
  }

  /** An identity pool that trusts the user pool, with roles for users and guests. */
  String pool(Consumer<CreateIdentityPoolRequest.Builder> more) {
    CreateIdentityPoolRequest.Builder request =
        CreateIdentityPoolRequest.builder()
            .identityPoolName("people")
            .allowUnauthenticatedIdentities(false)
            .cognitoIdentityProviders(each -> each.providerName(provider).clientId(client));
    more.accept(request);
    String pool = send(request.build(), CreateIdentityPoolResponse.class).identityPoolId();
    send(
        SetIdentityPoolRolesRequest.builder()
            .identityPoolId(pool)
            .roles(Map.of("authenticated", USER_ROLE, "unauthenticated", GUEST_ROLE))
            .build(),
        SdkResponse.class);
    return pool;
  }

  GetIdRequest getIdRequest(String pool, String token) {
    return GetIdRequest.builder().identityPoolId(pool).logins(Map.of(provider, token)).build();
  }

  String getId(String pool, String token) {
    return send(getIdRequest(pool, token), GetIdResponse.class).identityId();
  }

  String guest(String pool) {
    return send(GetIdRequest.builder().identityPoolId(pool).build(), GetIdResponse.class)
        .identityId();
  }

  GetCredentialsForIdentityRequest credentialsRequest(String identity, String token) {
    return GetCredentialsForIdentityRequest.builder()
        .identityId(identity)
        .logins(Map.of(provider, token))
        .build();
  }

  GetCredentialsForIdentityResponse credentials(String identity, String token) {
    return send(credentialsRequest(identity, token), GetCredentialsForIdentityResponse.class);
  }

  /** The claims of the token that STS was given last. */
  Json.Obj shownToSts() {
    return JwtVerifier.unverifiedClaims(assumed.get(assumed.size() - 1).webIdentityToken());
  }

  Optional<String> roleAssumed() {
    return assumed.isEmpty()
        ? Optional.empty()
        : Optional.of(assumed.get(assumed.size() - 1).roleArn());
  }
}
