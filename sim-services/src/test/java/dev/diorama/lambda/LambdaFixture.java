package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.RawService;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** A cloud with Lambda, an STS that assumes every role but one, and a DynamoDB that is not one. */
final class LambdaFixture {
  static final String ACCOUNT = CloudConfig.defaults().account();
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/worker";
  static final String ROLE_OF_NOBODY = "arn:aws:iam::" + ACCOUNT + ":role/nobody";
  static final Principal USER =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/mina",
          "AIDA",
          "AKIA",
          Map.of());

  /** Whoever uses the credentials of a function's role. */
  static final Principal SESSION =
      new Principal(
          Principal.Kind.ROLE_SESSION,
          ACCOUNT,
          "arn:aws:sts::" + ACCOUNT + ":assumed-role/worker/function",
          "AROA:function",
          "ASIASESSION",
          Map.of());

  private static final String HANDLERS = "dev.diorama.lambda.handlers.";

  final Cloud cloud;
  final Lambda lambda;
  final List<HttpRequest> dynamo = new ArrayList<>();
  final List<Access> asked = new ArrayList<>();
  Predicate<Access> allowed = access -> true;
  Duration dynamoTime = Duration.ZERO;
  int dynamoFailures;
  private int sessions;

  LambdaFixture() {
    this(CloudConfig.defaults(), LambdaConfig.defaults().withoutLatency());
  }

  LambdaFixture(LambdaConfig config) {
    this(CloudConfig.defaults(), config);
  }

  LambdaFixture(CloudConfig cloudConfig, LambdaConfig config) {
    this(Cloud.virtual(cloudConfig), config);
  }

  LambdaFixture(Cloud made, LambdaConfig config) {
    this.cloud = made;
    cloud
        .router()
        .guard(
            new Everybody(),
            (principal, access, facts) -> {
              asked.add(access);
              return allowed.test(access)
                  ? Decision.allow("test")
                  : new Decision(false, false, "test", "because the test says so");
            });
    ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
    sts.on(AssumeRoleRequest.class, this::assume);
    cloud.router().install(sts);
    cloud.router().install(new NoDynamo());
    this.lambda = Lambda.install(cloud, config);
  }

  private SdkResponse assume(Call call, AssumeRoleRequest request) {
    if (request.roleArn().equals(ROLE_OF_NOBODY)) {
      throw new AwsException("AccessDenied", 403, ErrorCode.Side.CLIENT, "no", Map.of());
    }
    int number = ++sessions;
    Instant end = cloud.clock().instant().plus(Duration.ofHours(1));
    return AssumeRoleResponse.builder()
        .credentials(
            c ->
                c.accessKeyId("ASIASESSION" + number)
                    .secretAccessKey("secret" + number)
                    .sessionToken("token" + number)
                    .expiration(end))
        .build();
  }

  int sessions() {
    return sessions;
  }

  VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return sendAs(USER, request, response);
  }

  <R extends SdkResponse> R sendAs(Principal as, AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal(
            "test", "test", as, cloud.config().region(), call -> call.send(as, request, response));
  }

  /** Creates a function of the test's class path; {@code handler} is a simple class name. */
  CreateFunctionResponse create(String name, String handler) {
    return create(name, handler, request -> {});
  }

  CreateFunctionResponse create(
      String name, String handler, Consumer<CreateFunctionRequest.Builder> more) {
    CreateFunctionRequest.Builder request =
        CreateFunctionRequest.builder()
            .functionName(name)
            .runtime(Runtime.JAVA17)
            .role(ROLE)
            .handler(HANDLERS + handler)
            .memorySize(1024)
            .code(c -> c.s3Bucket(Lambda.CLASS_PATH_BUCKET).s3Key("target/classes"));
    more.accept(request);
    return send(request.build(), CreateFunctionResponse.class);
  }

  InvokeResponse invoke(String name, String payload) {
    return invoke(name, payload, request -> {});
  }

  InvokeResponse invoke(String name, String payload, Consumer<InvokeRequest.Builder> more) {
    InvokeRequest.Builder request =
        InvokeRequest.builder().functionName(name).payload(SdkBytes.fromUtf8String(payload));
    more.accept(request);
    return send(request.build(), InvokeResponse.class);
  }

  /** The answer of an invocation that is expected to succeed. */
  Json answer(String name, String payload) {
    InvokeResponse response = invoke(name, payload);
    if (response.functionError() != null) {
      throw new AssertionError(text(response) + lambda.logs(name));
    }
    return Json.parse(text(response));
  }

  /** The same after a while, in which the environments have become idle. */
  Json later(String name, String payload) {
    clock().advance(Duration.ofSeconds(1));
    return answer(name, payload);
  }

  static String text(InvokeResponse response) {
    return response.payload().asString(StandardCharsets.UTF_8);
  }

  /** The note of the newest Invoke span. */
  String note(String name) {
    List<String> notes = new ArrayList<>();
    cloud.trace().spans(span -> span.operation().equals("Invoke")).stream()
        .map(span -> span.attributes().getOrDefault(name, ""))
        .forEach(notes::add);
    return notes.get(notes.size() - 1);
  }

  /** Takes every signature for that of one user. */
  private static final class Everybody implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return USER;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      if (!accessKeyId.startsWith("ASIASESSION")) {
        throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, "test");
      }
      return SESSION;
    }
  }

  /** Answers ListTables, and notes how it was asked. */
  private final class NoDynamo implements RawService {
    @Override
    public String name() {
      return "dynamodb";
    }

    @Override
    public boolean accepts(HttpRequest request) {
      return request.header("X-Amz-Target").orElse("").startsWith("DynamoDB_20120810.");
    }

    @Override
    public HttpResponse handle(Call call, HttpRequest request) {
      dynamo.add(request);
      call.charge(dynamoTime.toNanos());
      if (dynamoFailures > 0) {
        dynamoFailures--;
        return HttpResponse.of(500, "application/x-amz-json-1.0", "{}");
      }
      return HttpResponse.of(200, "application/x-amz-json-1.0", "{\"TableNames\":[\"Todos\"]}");
    }
  }
}
