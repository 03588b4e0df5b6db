package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** A cloud with DynamoDB in it, anybody allowed to do anything, and the permissions asked noted. */
abstract class DynamoFixture {
  static final String ACCOUNT = "123456789012";

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final VirtualClock clock = (VirtualClock) cloud.clock();
  final List<Access> asked = new ArrayList<>();
  final Principal mina =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/mina",
          "u",
          "k",
          Map.of());

  final DynamoDb dynamo;

  DynamoFixture() {
    this(DynamoDbConfig.defaults());
  }

  /** With that configuration, every operation taking 4 ms. */
  DynamoFixture(DynamoDbConfig config) {
    cloud
        .router()
        .guard(
            new Everybody(mina),
            (principal, access, facts) -> {
              asked.add(access);
              return Decision.allow("allowed by the test");
            });
    Latency latency = Latency.constant(Duration.ofMillis(4));
    dynamo =
        DynamoDb.install(
            cloud, config.withLatency(latency).withStreams(config.streams().withLatency(latency)));
  }

  /** Takes every caller for the same. */
  record Everybody(Principal who) implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long skew) {
      return who;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
    }
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  <R extends AwsResponse> R send(AwsRequest request, Class<R> response) {
    return sendIn("us-east-1", request, response);
  }

  <R extends AwsResponse> R sendIn(String region, AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", mina, region, call -> call.send(mina, request, response));
  }

  <R extends AwsResponse> AwsException refused(AwsRequest request, Class<R> response) {
    return catchThrowableOfType(AwsException.class, () -> send(request, response));
  }

  /** The newest span of DynamoDB. */
  Span span() {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("dynamodb"));
    return spans.get(spans.size() - 1);
  }

  double counted(String metric, String... dimensions) {
    return cloud.metrics().total("AWS/DynamoDB", metric, dimensions).sum();
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue n(long number) {
    return AttributeValue.fromN(Long.toString(number));
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

  static AttributeDefinition attribute(String name, String type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  static KeySchemaElement key(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /** A table keyed by {@code pk} and, with a range key, {@code sk}, both strings, on demand. */
  void table(String name, boolean range, Consumer<CreateTableRequest.Builder> more) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder().tableName(name).billingMode("PAY_PER_REQUEST");
    if (range) {
      request
          .attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"))
          .keySchema(key("pk", "HASH"), key("sk", "RANGE"));
    } else {
      request.attributeDefinitions(attribute("pk", "S")).keySchema(key("pk", "HASH"));
    }
    more.accept(request);
    send(request.build(), CreateTableResponse.class);
  }
}
