package dev.diorama.apigateway;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A cloud with API Gateway, a Lambda that does as it is told, and policies that allow. */
final class TestGateway {
  static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:todo";
  static final String POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Pool";
  static final String ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool";
  static final String URI =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + FUNCTION + "/invocations";

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final VirtualClock clock = (VirtualClock) cloud.clock();
  final ApiGateway gateway;

  /** The events that the function received, oldest first. */
  final List<Json> events = new ArrayList<>();

  final List<Access> asked = new ArrayList<>();
  final List<Principal> invokers = new ArrayList<>();

  /** Actions that policies do not allow. */
  final List<String> denied = new ArrayList<>();

  /** What the function does. */
  Function<Call, InvokeResponse> function = call -> payload("{\"statusCode\":200,\"body\":\"ok\"}");

  TestGateway() {
    this(ApiGatewayConfig.defaults());
  }

  TestGateway(ApiGatewayConfig config) {
    gateway =
        ApiGateway.install(
            cloud,
            config.withControlLatency(Latency.NONE),
            this::verify,
            (api, stage, size) -> new PlainCache());
    ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    lambda
        .on(InvokeRequest.class, this::invoke)
        .action("lambda:InvokeFunction", (call, request) -> request.functionName());
    cloud.router().install(lambda);
    cloud.router().guard(new SignedByHeader(), (principal, access, facts) -> decide(access));
  }

  private Decision decide(Access access) {
    asked.add(access);
    return denied.contains(access.action())
        ? new Decision(
            false,
            false,
            "no statement allows it",
            "because no identity-based policy allows the " + access.action() + " action")
        : Decision.allow("the test allows it");
  }

  private InvokeResponse invoke(Call call, InvokeRequest request) {
    events.add(Json.parse(request.payload().asUtf8String()));
    invokers.add(call.principal());
    return function.apply(call);
  }

  static InvokeResponse payload(String json) {
    return InvokeResponse.builder().statusCode(200).payload(SdkBytes.fromUtf8String(json)).build();
  }

  /** Header {@code Test-Signer} names a user; {@code bad}, {@code expired} and so on fail. */
  private static final class SignedByHeader implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      Optional<String> signer = request.header("Test-Signer");
      if (signer.isEmpty()) {
        return Principal.ANONYMOUS;
      }
      for (AuthFailure.Kind kind : AuthFailure.Kind.values()) {
        if (kind.name().equals(signer.get())) {
          throw new AuthFailure(kind, "detail");
        }
      }
      return resolve(signer.get(), "");
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      return new Principal(
          Principal.Kind.USER,
          "123456789012",
          "arn:aws:iam::123456789012:user/" + accessKeyId,
          "AIDA" + accessKeyId,
          "AKIA" + accessKeyId,
          Map.of());
    }
  }

  private Json.Obj verify(Call call, String token, String issuer) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED, "not a JWT");
    }
    Json.Obj claims;
    try {
      claims = (Json.Obj) Json.parse(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException | JsonException e) {
      throw new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED, "no JSON inside");
    }
    if (!claims.text("iss").orElse("").equals(issuer)) {
      throw new TokenVerifier.Rejected(
          TokenVerifier.Reason.WRONG_ISSUER, "issued by " + claims.text("iss").orElse("nobody"));
    }
    if (!parts[2].equals("good")) {
      throw new TokenVerifier.Rejected(TokenVerifier.Reason.BAD_SIGNATURE, "bad signature");
    }
    if (claims.text("exp").map(Long::parseLong).orElse(0L) <= clock.instant().getEpochSecond()) {
      throw new TokenVerifier.Rejected(TokenVerifier.Reason.EXPIRED, "expired");
    }
    return claims;
  }

  /** A token for {@link #verify}; {@code signature} is {@code good} for a good one. */
  static String token(Json claims, String signature) {
    byte[] payload = claims.write().getBytes(StandardCharsets.UTF_8);
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(payload)
        + "."
        + signature;
  }

  Json.ObjectBuilder idClaims() {
    long now = clock.instant().getEpochSecond();
    return Json.object()
        .put("sub", "1111-2222")
        .put("iss", ISSUER)
        .put("aud", "client1")
        .put("token_use", "id")
        .put("cognito:username", "mina")
        .put("auth_time", now)
        .put("iat", now)
        .put("exp", now + 3600);
  }

  /** Makes a typed call as the account's root. */
  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  /** Imports a document and returns the API's id. */
  String imported(String document) {
    return send(
            ImportRestApiRequest.builder().body(SdkBytes.fromUtf8String(document)).build(),
            ImportRestApiResponse.class)
        .id();
  }

  /** Imports and deploys a document to the stage {@code prod}; the API's id. */
  String deployed(String document) {
    return deployed(document, stage -> stage);
  }

  String deployed(
      String document, Function<CreateStageRequest.Builder, CreateStageRequest.Builder> stage) {
    String api = imported(document);
    String deployment =
        send(
                CreateDeploymentRequest.builder().restApiId(api).build(),
                CreateDeploymentResponse.class)
            .id();
    send(
        stage
            .apply(
                CreateStageRequest.builder()
                    .restApiId(api)
                    .deploymentId(deployment)
                    .stageName("prod"))
            .build(),
        CreateStageResponse.class);
    return api;
  }

  /** Patches the stage {@code prod}; path, value, path, value. */
  UpdateStageResponse patch(String api, String... pathsAndValues) {
    List<PatchOperation> patches = new ArrayList<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      patches.add(
          PatchOperation.builder()
              .op("replace")
              .path(pathsAndValues[i])
              .value(pathsAndValues[i + 1])
              .build());
    }
    return send(
        UpdateStageRequest.builder()
            .restApiId(api)
            .stageName("prod")
            .patchOperations(patches)
            .build(),
        UpdateStageResponse.class);
  }

  /** Sends a request to the API's AWS host name; headers are given as name, value. */
  HttpResponse http(
      String api, String method, String pathAndQuery, String body, String... headers) {
    return at(
        "https", api + ".execute-api.us-east-1.amazonaws.com", method, pathAndQuery, body, headers);
  }

  HttpResponse at(
      String scheme,
      String host,
      String method,
      String pathAndQuery,
      String body,
      String... headers) {
    Headers.Builder sent = Headers.builder().add("Host", host);
    for (int i = 0; i < headers.length; i += 2) {
      sent.add(headers[i], headers[i + 1]);
    }
    String[] target = pathAndQuery.split("\\?", 2);
    return cloud
        .router()
        .handle(
            new HttpRequest(
                method,
                scheme,
                host,
                scheme.equals("https") ? 443 : 80,
                target[0],
                target.length > 1 ? target[1] : "",
                sent.build(),
                body.getBytes(StandardCharsets.UTF_8),
                "203.0.113.7"));
  }

  HttpResponse get(String api, String path, String... headers) {
    return http(api, "GET", "/prod" + path, "", headers);
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }

  /** The span of the last request to a stage. */
  Span lastSpan() {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("execute-api"));
    return spans.get(spans.size() - 1);
  }

  double metric(String name) {
    return cloud.metrics().total("AWS/ApiGateway", name, "Stage", "prod").sum();
  }

  /** A Swagger document with one proxied method, in whatever further members are given. */
  static String swagger(String path, String method, String operation, String topLevel) {
    return """
        {"swagger":"2.0","info":{"title":"todo","version":"1.0"},
         "paths":{"%s":{"%s":{%s "responses":{},
           "x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST","uri":"%s"}}}}
         %s}
        """
        .formatted(path, method, operation, URI, topLevel);
  }

  static final String COGNITO =
      """
      ,"securityDefinitions":{"Users":{"type":"apiKey","name":"Authorization","in":"header",
        "x-amazon-apigateway-authtype":"cognito_user_pools",
        "x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["%s"]}}}
      """
          .formatted(POOL);

  /** A cache without bound: the rules need nothing more. */
  static final class PlainCache implements StageCache {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long hits;
    private long misses;

    @Override
    public Optional<Entry> lookup(String key, long nowNanos) {
      Optional<Entry> found =
          Optional.ofNullable(entries.get(key)).filter(entry -> entry.liveAt(nowNanos));
      if (found.isPresent()) {
        hits++;
      } else {
        misses++;
      }
      return found;
    }

    @Override
    public void put(String key, Entry entry) {
      entries.put(key, entry);
    }

    @Override
    public boolean invalidate(String key) {
      return entries.remove(key) != null;
    }

    @Override
    public void flush() {
      entries.clear();
    }

    @Override
    public Figures figures() {
      long bytes = entries.values().stream().mapToLong(Entry::bytes).sum();
      return new Figures(hits, misses, 0, entries.size(), bytes);
    }
  }
}
