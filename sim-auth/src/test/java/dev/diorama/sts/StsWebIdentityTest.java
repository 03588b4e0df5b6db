package dev.diorama.sts;

import static dev.diorama.iam.IamWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.iam.IamWorld;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

class StsWebIdentityTest {
  private static final String COGNITO = "cognito-identity.amazonaws.com";
  private static final String POOL = "us-east-1:11111111-2222-3333-4444-555555555555";
  private static final String IDENTITY = "us-east-1:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
  private static final String OWN_FOLDER =
      IamWorld.policy(
          "{'Sid':'OwnFolder','Effect':'Allow','Action':'s3:GetObject','Resource':"
              + "'arn:aws:s3:::b/files/${cognito-identity.amazonaws.com:sub}/*'}");
  private static RSAKey key;
  private static RSAKey impostor;

  private final IamWorld world = new IamWorld();
  private String published = new JWKSet(key).toPublicJWKSet().toString();

  StsWebIdentityTest() {
    Sts unused = Sts.install(world.cloud, StsConfig.defaults(), world.iam);
    world
        .cloud
        .router()
        .install(
            new RawService() {
              @Override
              public String name() {
                return "issuer";
              }

              @Override
              public boolean accepts(HttpRequest request) {
                return request.rawPath().contains("/.well-known/");
              }

              @Override
              public HttpResponse handle(Call call, HttpRequest request) {
                return answer(request);
              }
            });
  }

  private HttpResponse answer(HttpRequest request) {
    String at = request.host() + request.rawPath();
    return switch (at) {
      case COGNITO + "/.well-known/jwks_uri", "id.example/pool/keys/.well-known/" ->
          HttpResponse.of(200, "application/json", published);
      case "id.example/pool/.well-known/openid-configuration" ->
          HttpResponse.json(
              200,
              Json.object().put("jwks_uri", "https://id.example/pool/keys/.well-known/").build());
      case "broken.example/.well-known/openid-configuration" ->
          HttpResponse.of(200, "text/html", "<html>");
      default -> HttpResponse.empty(404);
    };
  }

  @BeforeAll
  static void makeKeys() throws JOSEException {
    key = new RSAKeyGenerator(2048).secureRandom(random("a")).keyID("k").generate();
    impostor = new RSAKeyGenerator(2048).secureRandom(random("b")).keyID("k").generate();
  }

  private static SecureRandom random(String name) {
    return new Seeds(3).stream(name).asSecureRandom();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Json.ObjectBuilder claims() {
    return Json.object()
        .put("iss", "https://" + COGNITO)
        .put("sub", IDENTITY)
        .put("aud", POOL)
        .put("amr", Json.strings(List.of("authenticated", "cognito-idp")))
        .put("exp", world.cloud.clock().instant().getEpochSecond() + 600);
  }

  private static String sign(RSAKey with, Json.ObjectBuilder claims) {
    try {
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
              new Payload(claims.build().write()));
      token.sign(new RSASSASigner(with));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String trust(String condition) {
    return IamWorld.policy(
        "{'Effect':'Allow','Principal':{'Federated':'"
            + COGNITO
            + "'},'Action':['sts:AssumeRoleWithWebIdentity'],'Condition':"
            + condition
            + "}");
  }

  private static final String USUAL =
      trust(
          "{'StringEquals':{'cognito-identity.amazonaws.com:aud':'"
              + POOL
              + "'},'ForAnyValue:StringLike':"
              + "{'cognito-identity.amazonaws.com:amr':'authenticated'}}");

  private AssumeRoleWithWebIdentityResponse assume(
      String role, String token, UnaryOperator<AssumeRoleWithWebIdentityRequest.Builder> more) {
    return world.send(
        Principal.ANONYMOUS,
        more.apply(
                AssumeRoleWithWebIdentityRequest.builder()
                    .roleArn(role)
                    .roleSessionName("app")
                    .webIdentityToken(token))
            .build(),
        AssumeRoleWithWebIdentityResponse.class);
  }

  private AssumeRoleWithWebIdentityResponse assume(String role, String token) {
    return assume(role, token, builder -> builder);
  }

  private Principal principal(AssumeRoleWithWebIdentityResponse response) {
    return world
        .iam
        .authenticator()
        .resolve(response.credentials().accessKeyId(), response.credentials().sessionToken());
  }

  @Test
  void assume_cognitoIdentity_reachesItsOwnFolderOnly() {
    String role = world.role("app", USUAL, OWN_FOLDER);
    AssumeRoleWithWebIdentityResponse response = assume(role, sign(key, claims()));
    assertThat(response.subjectFromWebIdentityToken()).isEqualTo(IDENTITY);
    assertThat(response.audience()).isEqualTo(POOL);
    assertThat(response.provider()).isEqualTo(COGNITO);
    assertThat(response.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/app/app");
    Principal session = principal(response);
    assertThat(session.context())
        .containsEntry(COGNITO + ":sub", List.of(IDENTITY))
        .containsEntry("aws:FederatedProvider", List.of(COGNITO));
    assertThat(
            world
                .decide(session, "s3:GetObject", "arn:aws:s3:::b/files/" + IDENTITY + "/a.txt")
                .explanation())
        .isEqualTo("allowed by statement 'OwnFolder' of inline policy 'p' of role app");
    assertThat(
            world
                .decide(session, "s3:GetObject", "arn:aws:s3:::b/files/us-east-1:other/a.txt")
                .explanation())
        .isEqualTo(
            "no identity-based policy allows s3:GetObject on"
                + " arn:aws:s3:::b/files/us-east-1:other/a.txt: nearest: inline policy 'p' of role"
                + " app: statement 'OwnFolder' allows s3:GetObject but its resource"
                + " arn:aws:s3:::b/files/${cognito-identity.amazonaws.com:sub}/* (="
                + " arn:aws:s3:::b/files/"
                + IDENTITY
                + "/*) does not match");
  }

  @Test
  void assume_trustAsksForSomethingElse_isRefused() {
    String otherPool =
        world.role(
            "a",
            trust("{'StringEquals':{'cognito-identity.amazonaws.com:aud':'us-east-1:x'}}"),
            "");
    String guests =
        world.role(
            "b",
            trust(
                "{'ForAnyValue:StringLike':"
                    + "{'cognito-identity.amazonaws.com:amr':'unauthenticated'}}"),
            "");
    String service = world.role("c", IamWorld.trust("'Service':'lambda.amazonaws.com'"), "");
    String token = sign(key, claims());
    for (String role : List.of(otherPool, guests, service, "arn:aws:iam::123456789012:role/none")) {
      assertThat(refused(() -> assume(role, token), "AccessDenied", 403))
          .isEqualTo("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }
  }

  @Test
  void assume_badToken_isRefused() {
    String role = world.role("app", USUAL, OWN_FOLDER);
    refused(() -> assume(role, "a.b.c"), "InvalidIdentityToken", 400);
    refused(() -> assume(role, "abc"), "ValidationError", 400);
    refused(() -> assume(role, sign(impostor, claims())), "InvalidIdentityToken", 400);
    refused(
        () -> assume(role, sign(key, claims().put("iss", "cognito"))), "InvalidIdentityToken", 400);
    assertThat(
            refused(
                () -> assume(role, sign(key, claims().put("iss", "https://evil.example"))),
                "InvalidIdentityToken",
                400))
        .isEqualTo("No OpenIDConnect provider found in your account for https://evil.example");
    refused(
        () ->
            assume(
                role,
                sign(
                    key,
                    Json.object()
                        .put("iss", "https://" + COGNITO)
                        .put("sub", IDENTITY)
                        .put("exp", 4_000_000_000L))),
        "InvalidIdentityToken",
        400);
    String token = sign(key, claims());
    world.clock().advance(Duration.ofMinutes(10));
    refused(() -> assume(role, token), "ExpiredTokenException", 400);
  }

  @Test
  void assume_keysNotServed_isRefused() {
    String role = world.role("app", USUAL, OWN_FOLDER);
    published = "{}";
    refused(() -> assume(role, sign(key, claims())), "InvalidIdentityToken", 400);
  }

  @Test
  void assume_parameters_areCheckedAndPoliciesNarrow() {
    String role = world.role("app", USUAL, IamWorld.allow("s3:*", "*"));
    String token = sign(key, claims());
    refused(() -> assume(role, token, more -> more.durationSeconds(3_601)), "ValidationError", 400);
    refused(
        () -> assume(role, token, more -> more.providerId("www.amazon.com")),
        "InvalidParameterValue",
        400);
    refused(() -> assume(role, token, more -> more.policy("{")), "MalformedPolicyDocument", 400);
    Principal narrowed =
        principal(assume(role, token, more -> more.policy(IamWorld.allow("s3:GetObject", "*"))));
    assertThat(world.decide(narrowed, "s3:GetObject", "*").allowed()).isTrue();
    assertThat(world.decide(narrowed, "s3:PutObject", "*").allowed()).isFalse();
  }

  @Test
  void assume_principalTagsInToken_needTagSession() {
    String tagged =
        IamWorld.policy(
            "{'Effect':'Allow','Action':'s3:GetObject','Resource':"
                + "'arn:aws:s3:::b/${aws:PrincipalTag/team}/*'}");
    String role =
        world.role(
            "app",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'Federated':'"
                    + COGNITO
                    + "'},'Action':['sts:AssumeRoleWithWebIdentity','sts:TagSession']}"),
            tagged);
    String noTags = world.role("plain", USUAL, tagged);
    String token =
        sign(
            key,
            claims()
                .put(
                    "https://aws.amazon.com/tags",
                    Json.object()
                        .put(
                            "principal_tags",
                            Json.object().put("team", Json.strings(List.of("red"))).build())
                        .build()));
    Principal session = principal(assume(role, token));
    assertThat(world.decide(session, "s3:GetObject", "arn:aws:s3:::b/red/x").allowed()).isTrue();
    assertThat(world.decide(session, "s3:GetObject", "arn:aws:s3:::b/blue/x").allowed()).isFalse();
    assertThat(refused(() -> assume(noTags, token), "AccessDenied", 403))
        .isEqualTo("Not authorized to perform sts:TagSession");
  }

  @Test
  void assume_principalTagThatIsNoTag_isRefused() {
    String role =
        world.role(
            "app",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'Federated':'"
                    + COGNITO
                    + "'},'Action':['sts:AssumeRoleWithWebIdentity','sts:TagSession']}"),
            "");
    for (String value : List.of("*", "${aws:username}", "x".repeat(257))) {
      Json tags = Json.object().put("team", Json.strings(List.of(value))).build();
      String token =
          sign(
              key,
              claims()
                  .put(
                      "https://aws.amazon.com/tags",
                      Json.object().put("principal_tags", tags).build()));
      refused(() -> assume(role, token), "ValidationError", 400);
    }
  }

  @Test
  void assume_registeredProvider_isTrustedForItsClients() {
    String provider =
        world
            .send(
                CreateOpenIdConnectProviderRequest.builder()
                    .url("https://id.example/pool")
                    .clientIDList("client")
                    .build(),
                CreateOpenIdConnectProviderResponse.class)
            .openIDConnectProviderArn();
    String role =
        world.role(
            "app",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'Federated':'"
                    + provider
                    + "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringEquals':"
                    + "{'id.example/pool:sub':'u1'}}}"),
            "");
    Json.ObjectBuilder good =
        claims().put("iss", "https://id.example/pool").put("aud", "client").put("sub", "u1");
    assertThat(assume(role, sign(key, good)).provider()).isEqualTo(provider);
    assertThat(
            refused(
                () -> assume(role, sign(key, good.put("aud", "other"))),
                "InvalidIdentityToken",
                400))
        .isEqualTo("Incorrect token audience");
    refused(
        () -> assume(role, sign(key, good.put("aud", "client").put("sub", "u2"))),
        "AccessDenied",
        403);
  }

  @Test
  void assume_providerWhoseConfigurationCannotBeRead_isRefused() {
    String role = world.role("app", USUAL, "");
    for (String host : List.of("broken.example", "silent.example")) {
      world.send(
          CreateOpenIdConnectProviderRequest.builder()
              .url("https://" + host)
              .clientIDList("client")
              .build(),
          CreateOpenIdConnectProviderResponse.class);
      refused(
          () -> assume(role, sign(key, claims().put("iss", "https://" + host))),
          "IDPCommunicationError",
          400);
    }
  }
}
