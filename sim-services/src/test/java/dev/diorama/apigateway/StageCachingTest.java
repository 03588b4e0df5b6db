package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheRequest;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheResponse;

class StageCachingTest {
  private static final String PARAMETERS =
      """
      "parameters":[{"name":"id","in":"path","required":true},
        {"name":"q","in":"query","required":false},
        {"name":"X-User","in":"header","required":false}],
      """;

  private final TestGateway test = new TestGateway();
  private final AtomicInteger calls = new AtomicInteger();

  StageCachingTest() {
    test.function =
        call -> TestGateway.payload("{\"body\":\"answer " + calls.incrementAndGet() + "\"}");
  }

  private static String document(String method, String keys) {
    return TestGateway.swagger("/todos/{id}", method, PARAMETERS, "")
        .replace("\"aws_proxy\"", "\"aws_proxy\",\"cacheKeyParameters\":[" + keys + "]");
  }

  private String cached(String method, String keys) {
    String api = test.deployed(document(method, keys), stage -> stage.cacheClusterEnabled(true));
    test.patch(api, "/*/*/caching/enabled", "true");
    return api;
  }

  private void assertAnswer(HttpResponse response, String body, String cache) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(body);
    assertThat(test.lastSpan().attributes().get("cache")).isEqualTo(cache);
    assertThat(test.lastSpan().attributes().get("cache.tier")).isEqualTo("apigateway");
  }

  @Test
  void get_twice_isAnsweredFromTheCacheInFiveMilliseconds() {
    String api = cached("get", "\"method.request.path.id\"");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "miss");
    HttpResponse second = test.get(api, "/todos/1");
    assertAnswer(second, "answer 1", "hit");
    assertThat(test.lastSpan().durationNanos()).isEqualTo(5_000_000);
    assertThat(second.headers().first("x-amzn-RequestId")).contains(test.lastSpan().requestId());
    assertThat(test.metric("CacheHitCount")).isEqualTo(1);
    assertThat(test.metric("CacheMissCount")).isEqualTo(1);
    assertThat(test.gateway.cacheFigures(api, "prod").orElseThrow().hits()).isEqualTo(1);
  }

  @Test
  void get_withoutCluster_isNeverCached() {
    String api = test.deployed(document("get", "\"method.request.path.id\""));
    test.patch(api, "/*/*/caching/enabled", "true");
    test.get(api, "/todos/1");
    assertThat(test.get(api, "/todos/1").text()).isEqualTo("answer 2");
    assertThat(test.lastSpan().attributes()).doesNotContainKey("cache");
    assertThat(test.cloud.metrics().total("AWS/ApiGateway", "CacheMissCount").count()).isZero();
    assertThat(test.gateway.cacheFigures(api, "prod")).isEmpty();
  }

  @Test
  void get_withClusterButWithoutSetting_bypasses() {
    String api = test.deployed(document("get", ""), stage -> stage.cacheClusterEnabled(true));
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "bypass");
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "bypass");
  }

  @Test
  void get_undeclaredPathParameter_isNotInTheKey() {
    String api = cached("get", "");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "miss");
    assertAnswer(test.get(api, "/todos/2"), "answer 1", "hit");
  }

  @Test
  void get_declaredParameters_makeEntriesOfTheirOwn() {
    String api =
        cached(
            "get",
            "\"method.request.path.id\",\"method.request.querystring.q\","
                + "\"method.request.header.X-User\"");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "miss");
    assertAnswer(test.get(api, "/todos/2"), "answer 2", "miss");
    assertAnswer(test.get(api, "/todos/1?q=a"), "answer 3", "miss");
    assertAnswer(test.get(api, "/todos/1", "x-user", "mina"), "answer 4", "miss");
    assertAnswer(test.get(api, "/todos/1?other=b"), "answer 1", "hit");
    assertAnswer(test.get(api, "/todos/1", "X-User", "mina"), "answer 4", "hit");
    assertAnswer(test.get(api, "/todos/1?q="), "answer 5", "miss");
  }

  /** Experiment 8 of the reference: without the caller in the key, one user reads another's. */
  @Test
  void get_keyWithoutTheCaller_leaksOneUsersAnswerToAnother() {
    String document =
        TestGateway.swagger("/todos", "get", "\"security\":[{\"Users\":[]}],", TestGateway.COGNITO);
    String api = test.deployed(document, stage -> stage.cacheClusterEnabled(true));
    test.patch(api, "/*/*/caching/enabled", "true");
    test.get(api, "/todos", "Authorization", TestGateway.token(test.idClaims().build(), "good"));
    Json other = test.idClaims().put("sub", "3333").build();
    assertAnswer(
        test.get(api, "/todos", "Authorization", TestGateway.token(other, "good")),
        "answer 1",
        "hit");
    assertThat(test.get(api, "/todos").status()).as("authorizer before cache").isEqualTo(401);
  }

  @Test
  void get_afterTtl_isMadeAnew() {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, "/*/*/caching/ttlInSeconds", "10");
    test.get(api, "/todos/1");
    long stored = test.lastSpan().durationNanos();
    test.advance(Duration.ofSeconds(10));
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "hit");
    test.advance(Duration.ofNanos(stored));
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "miss");
  }

  @Test
  void get_withoutTtlSetting_livesFiveMinutes() {
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    test.advance(Duration.ofSeconds(299));
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "hit");
    test.advance(Duration.ofSeconds(2));
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "miss");
  }

  @Test
  void get_ttlZero_switchesCachingOff() {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, "/*/*/caching/ttlInSeconds", "0");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "bypass");
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "bypass");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/~1todos~1{id}/GET", "/todos~1{id}/GET", "//todos/{id}/GET"})
  void get_methodsOwnSetting_overridesTheStages(String path) {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, path + "/caching/enabled", "false");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "bypass");
  }

  @Test
  void post_isCachedOnlyBySettingOfItsOwn() {
    String api = cached("post", "\"method.request.path.id\"");
    test.http(api, "POST", "/prod/todos/1", "");
    assertAnswer(test.http(api, "POST", "/prod/todos/1", ""), "answer 2", "bypass");
    test.patch(api, "/~1todos~1{id}/POST/caching/enabled", "true");
    assertAnswer(test.http(api, "POST", "/prod/todos/1", ""), "answer 3", "miss");
    assertAnswer(test.http(api, "POST", "/prod/todos/1", "x"), "answer 3", "hit");
  }

  @Test
  void get_responseOverTheLimit_isNotKept() {
    test.function =
        call ->
            TestGateway.payload(
                "{\"body\":\""
                    + "x".repeat(calls.incrementAndGet() < 3 ? 1_048_577 : 1_048_576)
                    + "\"}");
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    assertThat(test.lastSpan().attributes().get("cache.store")).contains("1048577 bytes");
    test.get(api, "/todos/1");
    test.get(api, "/todos/1");
    test.get(api, "/todos/1");
    assertThat(calls).hasValue(3);
    assertThat(test.lastSpan().attributes().get("cache")).isEqualTo("hit");
  }

  @Test
  void get_backendsError_isCachedLikeAnyAnswer() {
    test.function =
        call ->
            TestGateway.payload(
                "{\"statusCode\":404,\"body\":\"" + calls.incrementAndGet() + "\"}");
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    HttpResponse second = test.get(api, "/todos/1");
    assertThat(second.status()).isEqualTo(404);
    assertThat(second.text()).isEqualTo("1");
  }

  @Test
  void get_backendsError_isNotCachedWhenConfiguredSo() {
    TestGateway strict = new TestGateway(ApiGatewayConfig.defaults().withCachesErrors(false));
    strict.function = call -> TestGateway.payload("{\"statusCode\":404}");
    String api = strict.deployed(document("get", ""), stage -> stage.cacheClusterEnabled(true));
    strict.patch(api, "/*/*/caching/enabled", "true");
    strict.get(api, "/todos/1");
    strict.get(api, "/todos/1");
    assertThat(strict.events).hasSize(2);
    assertThat(strict.lastSpan().attributes().get("cache.store")).isEqualTo("no: status 404");
  }

  @Test
  void get_gatewaysOwnRefusal_isNotCached() {
    String api = cached("get", "\"method.request.path.id\"");
    test.function = call -> TestGateway.payload("rubbish");
    assertThat(test.get(api, "/todos/1").status()).isEqualTo(502);
    test.function = call -> TestGateway.payload("{\"body\":\"good\"}");
    assertAnswer(test.get(api, "/todos/1"), "good", "miss");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"max-age=0", "no-transform, Max-Age = 0"})
  void invalidate_whenNoAuthorizationIsRequired_anybodyMay(String header) {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, "/*/*/caching/requireAuthorizationForCacheControl", "false");
    test.get(api, "/todos/1");
    assertAnswer(test.get(api, "/todos/1", "Cache-Control", header), "answer 2", "invalidated");
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "hit");
    assertThat(test.metric("CacheMissCount")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-cache", "max-age=1", "max-age=00"})
  void invalidate_byAnyOtherDirective_doesNothing(String header) {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, "/*/*/caching/requireAuthorizationForCacheControl", "false");
    test.get(api, "/todos/1");
    assertAnswer(test.get(api, "/todos/1", "Cache-Control", header), "answer 1", "hit");
  }

  @Test
  void invalidate_unauthorizedByDefault_servesWithAWarning() {
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    HttpResponse response = test.get(api, "/todos/1", "Cache-Control", "max-age=0");
    assertAnswer(response, "answer 1", "hit");
    assertThat(response.headers().first("Warning").orElse("")).startsWith("199 ");
    assertThat(test.lastSpan().attributes().get("cache.invalidation"))
        .contains("execute-api:InvalidateCache");
    assertThat(test.get(api, "/todos/1").headers().has("Warning")).isFalse();
  }

  @Test
  void invalidate_unauthorizedToBeSilent_servesWithoutAWarning() {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(
        api,
        "/*/*/caching/unauthorizedCacheControlHeaderStrategy",
        "SUCCEED_WITHOUT_RESPONSE_HEADER");
    test.get(api, "/todos/1");
    HttpResponse response = test.get(api, "/todos/1", "Cache-Control", "max-age=0");
    assertAnswer(response, "answer 1", "hit");
    assertThat(response.headers().has("Warning")).isFalse();
  }

  @Test
  void invalidate_unauthorizedToFail_is403() {
    String api = cached("get", "\"method.request.path.id\"");
    test.patch(api, "/*/*/caching/unauthorizedCacheControlHeaderStrategy", "FAIL_WITH_403");
    test.get(api, "/todos/1");
    HttpResponse response = test.get(api, "/todos/1", "Cache-Control", "max-age=0");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("AccessDeniedException");
    assertThat(response.text())
        .startsWith("{\"Message\":\"User: anonymous is not authorized to perform:");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "hit");
  }

  @Test
  void invalidate_bySignerWithThePermission_isDone() {
    String signed =
        document("get", "\"method.request.path.id\"")
            .replace("\"parameters\":", "\"security\":[{\"sigv4\":[]}],\"parameters\":")
            .replaceFirst(
                "\"paths\"",
                "\"securityDefinitions\":{\"sigv4\":{\"type\":\"apiKey\",\"name\":\"Authorization\","
                    + "\"in\":\"header\",\"x-amazon-apigateway-authtype\":\"awsSigv4\"}},\"paths\"");
    String api = test.deployed(signed, stage -> stage.cacheClusterEnabled(true));
    test.patch(api, "/*/*/caching/enabled", "true");
    test.get(api, "/todos/1", "Test-Signer", "mina");
    assertAnswer(
        test.get(api, "/todos/1", "Test-Signer", "mina", "Cache-Control", "max-age=0"),
        "answer 2",
        "invalidated");
    test.denied.add("execute-api:InvalidateCache");
    HttpResponse refused =
        test.get(api, "/todos/1", "Test-Signer", "mina", "Cache-Control", "max-age=0");
    assertAnswer(refused, "answer 2", "hit");
    assertThat(refused.headers().first("Warning").orElse(""))
        .contains("user/mina is not authorized to perform: execute-api:InvalidateCache");
  }

  @Test
  void flushStageCache_forgetsEverything() {
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    test.send(
        FlushStageCacheRequest.builder().restApiId(api).stageName("prod").build(),
        FlushStageCacheResponse.class);
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "miss");
  }

  @Test
  void updateStage_otherClusterSize_beginsEmpty() {
    String api = cached("get", "\"method.request.path.id\"");
    test.get(api, "/todos/1");
    test.patch(api, "/cacheClusterSize", "0.5");
    assertAnswer(test.get(api, "/todos/1"), "answer 1", "hit");
    test.patch(api, "/cacheClusterSize", "1.6");
    assertAnswer(test.get(api, "/todos/1"), "answer 2", "miss");
  }

  @Test
  void get_namespaceShared_sharesEntries() {
    String document =
        """
        {"swagger":"2.0","info":{"title":"todo","version":"1"},"paths":{
          "/a":{"get":{"responses":{},"x-amazon-apigateway-integration":
            {"type":"aws_proxy","httpMethod":"POST","uri":"%s","cacheNamespace":"same"}}},
          "/b":{"get":{"responses":{},"x-amazon-apigateway-integration":
            {"type":"aws_proxy","httpMethod":"POST","uri":"%s","cacheNamespace":"same"}}}}}
        """
            .formatted(TestGateway.URI, TestGateway.URI);
    String api = test.deployed(document, stage -> stage.cacheClusterEnabled(true));
    test.patch(api, "/*/*/caching/enabled", "true");
    test.get(api, "/a");
    assertAnswer(test.get(api, "/b"), "answer 1", "hit");
  }
}
