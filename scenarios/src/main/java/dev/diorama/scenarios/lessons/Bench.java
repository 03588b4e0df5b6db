package dev.diorama.scenarios.lessons;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.place.City;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** One cloud of an experiment with its tools at hand: clients, browsers, stopwatch, counters. */
final class Bench implements AutoCloseable {
  private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

  private final Diorama cloud;
  private final List<AutoCloseable> open;
  private final List<Long> outermost;

  Bench(Diorama cloud) {
    this(cloud, new ArrayList<>(List.of(cloud)), new ArrayList<>(List.of(0L)));
    cloud.trace().listen(this::closed);
  }

  private Bench(Diorama cloud, List<AutoCloseable> open, List<Long> outermost) {
    this.cloud = cloud;
    this.open = open;
    this.outermost = outermost;
  }

  private void closed(Span span) {
    if (span.parent() == 0) {
      outermost.set(0, span.durationNanos());
    }
  }

  Diorama cloud() {
    return cloud;
  }

  /** The same cloud as seen from another Region. */
  Bench in(String region) {
    return new Bench(cloud.in(region), open, outermost);
  }

  /** A client with the credentials of the account's root. */
  <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(B builder) {
    return client(builder, cloud.rootCredentials());
  }

  <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(
      B builder, AwsCredentialsProvider credentials) {
    C client = cloud.client(builder, credentials);
    open.add(client);
    return client;
  }

  S3Client s3() {
    return client(S3Client.builder());
  }

  DynamoDbClient dynamo() {
    return client(DynamoDbClient.builder());
  }

  IamClient iam() {
    return client(IamClient.builder());
  }

  SesV2Client ses() {
    return client(SesV2Client.builder());
  }

  /** Asks for an address to be verified, and follows the link in the mail that it gets. */
  void verifyMail(String address) {
    ses().createEmailIdentity(create -> create.emailIdentity(address));
    String link =
        cloud
            .outbox()
            .lastTo(address)
            .map(mail -> mail.attributes().get("link"))
            .orElseThrow(() -> new IllegalStateException("no link arrived for " + address));
    browser(City.VIRGINIA).get(link);
  }

  /** Asks SES to let this Region out of the sandbox, which it grants within a day. */
  void askForProduction() {
    ses()
        .putAccountDetails(
            details ->
                details
                    .productionAccessEnabled(true)
                    .mailType("TRANSACTIONAL")
                    .websiteURL("https://myblog.example")
                    .useCaseDescription("One welcome mail to each reader who subscribes"));
  }

  SqsClient sqs() {
    return client(SqsClient.builder());
  }

  /** Somebody's HTTP client in that city. */
  Browser browser(City city) {
    Browser browser = new Browser(cloud, city);
    open.add(browser);
    return browser;
  }

  /**
   * A request signed by hand, on a clock that is fast or slow by {@code skew}.
   *
   * @param headers further headers, which are signed too
   * @param body may be empty
   */
  Browser.Answer signed(
      String service,
      String method,
      String url,
      Map<String, String> headers,
      String body,
      Duration skew) {
    return signed(cloud.rootCredentials(), service, method, url, headers, body, skew);
  }

  /** The same with somebody's credentials. */
  Browser.Answer signed(
      AwsCredentialsProvider credentials,
      String service,
      String method,
      String url,
      Map<String, String> headers,
      String body,
      Duration skew) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(url));
    headers.forEach(request::putHeader);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(credentials.resolveCredentials())
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, cloud.region())
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK,
                            Clock.fixed(cloud.clock().instant().plus(skew), ZoneOffset.UTC)));
    Map<String, String> all = new LinkedHashMap<>();
    signed.request().forEachHeader((name, values) -> all.put(name, values.get(0)));
    return browser(City.VIRGINIA).send(method, url, all, bytes.length == 0 ? null : bytes);
  }

  /** Changes a setting of an API's stage prod, by the path that UpdateStage wants. */
  void patchStage(String api, String path, String value) {
    client(ApiGatewayClient.builder())
        .updateStage(
            update ->
                update
                    .restApiId(api)
                    .stageName("prod")
                    .patchOperations(
                        PatchOperation.builder().op(Op.REPLACE).path(path).value(value).build()));
  }

  /** A bucket of the account. */
  String bucket(String name) {
    s3().createBucket(create -> create.bucket(name));
    return name;
  }

  /** A new IAM user with one inline policy, and that user's access key. */
  AwsCredentialsProvider user(String name, String policy) {
    return user(iam(), name, policy);
  }

  /** The same in another account, of which {@code root} is the access key and secret. */
  AwsCredentialsProvider user(AwsCredentialsProvider root, String name, String policy) {
    return user(client(IamClient.builder(), root), name, policy);
  }

  private static AwsCredentialsProvider user(IamClient iam, String name, String policy) {
    iam.createUser(create -> create.userName(name));
    iam.putUserPolicy(put -> put.userName(name).policyName("may").policyDocument(policy));
    AccessKey key = iam.createAccessKey(create -> create.userName(name)).accessKey();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
  }

  /** Deploys one of the lessons' templates, with parameters in pairs of name and value. */
  Stack deploy(String template, String... parameters) {
    return deployText(
        template, LessonText.resource("/lessons/templates/" + template + ".yaml"), parameters);
  }

  /** Deploys a template's text. */
  Stack deployText(String name, String template, String... parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      values.put(parameters[i], parameters[i + 1]);
    }
    return cloud.deploy(name, template, values);
  }

  void advance(Duration duration) {
    cloud.time().advance(duration);
  }

  void seconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  void settle() {
    cloud.time().settle();
  }

  /** How many seconds pass until something is so, looked at each {@code step} seconds. */
  long secondsUntil(BooleanSupplier condition, long step, long limit) {
    long passed = 0;
    while (!condition.getAsBoolean()) {
      if (passed >= limit) {
        throw new IllegalStateException("it did not come to be so within " + limit + " s");
      }
      seconds(step);
      passed += step;
    }
    return passed;
  }

  /** What the last request of a client took, nanoseconds of virtual time. */
  long lastNanos() {
    return outermost.get(0);
  }

  /** The last span of a service. */
  Span last(String service) {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals(service));
    return spans.get(spans.size() - 1);
  }

  /** How many spans of an operation there are. */
  long count(String service, String operation) {
    return cloud
        .trace()
        .spans(span -> span.service().equals(service) && span.operation().equals(operation))
        .size();
  }

  /** The sum of a metric, with dimensions in pairs of name and value. */
  double metric(String namespace, String name, String... dimensions) {
    return total(namespace, name, dimensions).sum();
  }

  Metrics.Summary total(String namespace, String name, String... dimensions) {
    return cloud.metrics().total(namespace, name, dimensions);
  }

  /** What came of a call: {@code 200}, or the refusal's status and code. */
  static String outcome(Runnable call) {
    try {
      call.run();
      return "200";
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      return (e.statusCode() + " " + (code == null ? "" : code)).strip();
    }
  }

  /** The same of an answer to a browser, whose body may name the code. */
  static String outcome(Browser.Answer answer) {
    Matcher code = CODE.matcher(answer.text());
    return answer.status() + (answer.status() >= 400 && code.find() ? " " + code.group(1) : "");
  }

  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + open.get(i), e);
      }
    }
    open.clear();
  }
}
