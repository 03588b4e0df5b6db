package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.dynamodb.DynamoDbConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.CreateClusterResponse;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.ParameterNameValue;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A cloud with DynamoDB, DAX and just enough of STS, driven by real SDK clients without a socket.
 */
abstract class DaxFixture {
  static final String ACCOUNT = "123456789012";
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/dax";
  static final String TINY = "dax.tiny.test";
  static final String MICRO = "dax.micro.test";

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final VirtualClock clock = (VirtualClock) cloud.clock();
  final List<Access> asked = new ArrayList<>();

  /** What the policies refuse. */
  final List<BiPredicate<Principal, Access>> denied = new ArrayList<>();

  /** Session tokens by when they end. */
  final Map<String, Instant> sessions = new LinkedHashMap<>();

  boolean trusted = true;

  final Principal mina =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/mina",
          "u",
          "k",
          Map.of());

  /** Secrets of long-term keys, all of which are mina's. */
  final Map<String, String> secrets = new LinkedHashMap<>(Map.of("test", "test"));

  final Dax dax;

  DaxFixture() {
    this(DaxConfig.defaults());
  }

  DaxFixture(DaxConfig config) {
    cloud.router().guard(authenticator(), (principal, access, facts) -> decide(principal, access));
    DynamoDb dynamo =
        DynamoDb.install(
            cloud, DynamoDbConfig.defaults().withLatency(Latency.constant(Duration.ofMillis(4))));
    dax =
        Dax.install(
            cloud,
            config
                .withLatency(Latency.constant(Duration.ofMillis(1)))
                .withNodeBytes(TINY, 4_000)
                .withNodeBytes(MICRO, 700)
                .withUsablePercent(100),
            dynamo);
    ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
    sts.on(AssumeRoleRequest.class, (call, request) -> assume(request));
    cloud.router().install(sts);
  }

  private AssumeRoleResponse assume(AssumeRoleRequest request) {
    if (!trusted) {
      throw new AwsException(
          "AccessDenied",
          403,
          ErrorCode.Side.CLIENT,
          "not trusted by " + request.roleArn(),
          Map.of());
    }
    String token = "session-" + sessions.size();
    Instant end = clock.instant().plusSeconds(request.durationSeconds());
    sessions.put(token, end);
    return AssumeRoleResponse.builder()
        .credentials(
            Credentials.builder()
                .accessKeyId("ASIA" + token)
                .secretAccessKey("secret")
                .sessionToken(token)
                .expiration(end)
                .build())
        .build();
  }

  private Authenticator authenticator() {
    return new Authenticator() {
      @Override
      public Principal authenticate(HttpRequest request, String service, long skew) {
        return mina;
      }

      @Override
      public Principal resolve(String accessKeyId, String sessionToken) {
        if (sessionToken.isEmpty()) {
          if (!secrets.containsKey(accessKeyId)) {
            throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
          }
          return mina;
        }
        Instant end = sessions.get(sessionToken);
        if (end == null || !clock.instant().isBefore(end)) {
          throw new AuthFailure(AuthFailure.Kind.EXPIRED_TOKEN, sessionToken);
        }
        return new Principal(
            Principal.Kind.ROLE_SESSION,
            ACCOUNT,
            "arn:aws:sts::" + ACCOUNT + ":assumed-role/dax/" + sessionToken,
            "r",
            accessKeyId,
            Map.of());
      }

      @Override
      public Principal verify(
          String accessKeyId, String sessionToken, String stringToSign, String signature) {
        Principal who = resolve(accessKeyId, sessionToken);
        String secret = sessionToken.isEmpty() ? secrets.get(accessKeyId) : "secret";
        if (!Signing.sign(secret, stringToSign).equals(signature)) {
          throw new AuthFailure(AuthFailure.Kind.BAD_SIGNATURE, "");
        }
        return who;
      }
    };
  }

  private Decision decide(Principal principal, Access access) {
    asked.add(access);
    return denied.stream().anyMatch(each -> each.test(principal, access))
        ? new Decision(false, false, "denied by the test", "because the test denies it")
        : Decision.allow("allowed by the test");
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  <R extends AwsResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", mina, "us-east-1", call -> call.send(mina, request, response));
  }

  <R extends AwsResponse> AwsException refused(AwsRequest request, Class<R> response) {
    return catchThrowableOfType(AwsException.class, () -> send(request, response));
  }

  Cluster cluster(String name, String nodeType) {
    return cluster(name, nodeType, null);
  }

  Cluster cluster(String name, String nodeType, String parameterGroup) {
    return cluster(name, nodeType, parameterGroup, 1, false);
  }

  Cluster cluster(String name, String nodeType, String parameterGroup, int nodes, boolean tls) {
    return send(
            CreateClusterRequest.builder()
                .clusterName(name)
                .nodeType(nodeType)
                .replicationFactor(nodes)
                .clusterEndpointEncryptionType(tls ? "TLS" : "NONE")
                .iamRoleArn(ROLE)
                .parameterGroupName(parameterGroup)
                .build(),
            CreateClusterResponse.class)
        .cluster();
  }

  void parameters(String name, long recordMillis, long queryMillis) {
    send(
        CreateParameterGroupRequest.builder().parameterGroupName(name).build(),
        CreateParameterGroupResponse.class);
    send(
        UpdateParameterGroupRequest.builder()
            .parameterGroupName(name)
            .parameterNameValues(
                ParameterNameValue.builder()
                    .parameterName("record-ttl-millis")
                    .parameterValue("" + recordMillis)
                    .build(),
                ParameterNameValue.builder()
                    .parameterName("query-ttl-millis")
                    .parameterValue("" + queryMillis)
                    .build())
            .build(),
        UpdateParameterGroupResponse.class);
  }

  /** A real DynamoDB client at that address. */
  DynamoDbClient client(String url) {
    return DynamoDbClient.builder()
        .httpClient(new SimHttpClient(cloud.router()))
        .endpointOverride(URI.create(url))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** The same that writes and reads around every cache. */
  DynamoDbClient direct() {
    return client("https://dynamodb.us-east-1.amazonaws.com");
  }

  void table(String name) {
    send(
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(attribute("pk"), attribute("sk"))
            .keySchema(key("pk", "HASH"), key("sk", "RANGE"))
            .build(),
        CreateTableResponse.class);
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder().attributeName(name).attributeType("S").build();
  }

  private static KeySchemaElement key(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static Map<String, AttributeValue> item(Object... namesAndValues) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      item.put(
          (String) namesAndValues[i],
          value instanceof AttributeValue given ? given : s((String) value));
    }
    return item;
  }

  /** The newest span of a service. */
  Span span(String service) {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals(service));
    return spans.get(spans.size() - 1);
  }

  /** What the newest request to a cluster noted of its cache. */
  String cache() {
    return String.valueOf(span("dax-data").attributes().get("cache"));
  }

  /** How many requests DynamoDB has answered. */
  long dynamo(String operation) {
    return cloud
        .trace()
        .spans(s -> s.service().equals("dynamodb") && s.operation().equals(operation))
        .size();
  }

  double counted(String metric) {
    return cloud.metrics().total("AWS/DAX", metric).sum();
  }
}
