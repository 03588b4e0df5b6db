package dev.diorama.core.wire;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Authorizer;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.regions.Region;

/** A cloud with services that answer what a test tells them and let everyone in. */
final class FakeCloud {
  /** The caller that everybody is. */
  static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  /** The wire requests that came, oldest first. */
  final List<HttpRequest> requests = new ArrayList<>();

  /** The typed requests that came, oldest first. */
  final Deque<AwsRequest> typed = new ArrayDeque<>();

  FakeCloud() {
    Authenticator everybody =
        new Authenticator() {
          @Override
          public Principal authenticate(HttpRequest request, String service, long skew) {
            requests.add(request);
            return request.header("Authorization").isPresent()
                    || request.query().has("X-Amz-Signature")
                ? ROOT
                : Principal.ANONYMOUS;
          }

          @Override
          public Principal resolve(String accessKeyId, String sessionToken) {
            throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
          }
        };
    Authorizer anything = (principal, access, facts) -> Decision.allow("a test allows everything");
    cloud.router().guard(everybody, anything);
  }

  /** Adds an operation that answers what {@code rule} makes of the request. */
  <Q extends AwsRequest> FakeCloud answer(
      ServiceApi api, Class<Q> type, Function<Q, SdkResponse> rule) {
    api.on(type, (call, request) -> noted(request, rule));
    return this;
  }

  /** The same for an operation that is called without a signature. */
  <Q extends AwsRequest> FakeCloud answerAnyone(
      ServiceApi api, Class<Q> type, Function<Q, SdkResponse> rule) {
    api.on(type, (call, request) -> noted(request, rule)).unsigned();
    return this;
  }

  private <Q extends AwsRequest> SdkResponse noted(Q request, Function<Q, SdkResponse> rule) {
    typed.add(request);
    return rule.apply(request);
  }

  void install(ServiceApi api) {
    cloud.router().install(api);
  }

  /** An SDK client of this cloud: real host names, no socket. */
  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .httpClient(new SimHttpClient(cloud.router()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  HttpRequest lastRequest() {
    return requests.get(requests.size() - 1);
  }

  AwsRequest lastTyped() {
    return typed.getLast();
  }

  HttpResponse send(HttpRequest request) {
    return cloud.router().handle(request);
  }

  /** A request as a signing client sends it; the signature is not looked at. */
  static HttpRequest request(
      String method, String host, String service, String pathAndQuery, Headers more, String body) {
    int question = pathAndQuery.indexOf('?');
    Headers headers =
        more.toBuilder()
            .set("Host", host)
            .set(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/"
                    + service
                    + "/aws4_request, SignedHeaders=host, Signature=0")
            .build();
    return new HttpRequest(
        method,
        "https",
        host,
        443,
        question < 0 ? pathAndQuery : pathAndQuery.substring(0, question),
        question < 0 ? "" : pathAndQuery.substring(question + 1),
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        "127.0.0.1");
  }

  /** The same without an Authorization header. */
  static HttpRequest unsigned(HttpRequest request) {
    return request.withBody(
        request.headers().toBuilder().remove("Authorization").build(), request.body());
  }

  /** A rule that refuses. */
  static <Q> Function<Q, SdkResponse> refuse(AwsException with) {
    return request -> {
      throw with;
    };
  }
}
