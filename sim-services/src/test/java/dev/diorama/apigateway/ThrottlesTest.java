package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
  private static int allowed(TestGateway test, String api, String path, int requests) {
    int allowed = 0;
    for (int i = 0; i < requests; i++) {
      HttpResponse response = test.get(api, path);
      if (response.status() == 200) {
        allowed++;
      } else {
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.headers().first("x-amzn-ErrorType"))
            .contains("TooManyRequestsException");
        assertThat(response.text()).isEqualTo("{\"message\":\"Too Many Requests\"}");
      }
    }
    return allowed;
  }

  private static final String TWO_PATHS =
      """
      {"swagger":"2.0","info":{"title":"todo","version":"1"},"paths":{
        "/a":{"get":{"responses":{},"x-amazon-apigateway-integration":
          {"type":"aws_proxy","httpMethod":"POST","uri":"%s"}}},
        "/b":{"get":{"responses":{},"x-amazon-apigateway-integration":
          {"type":"aws_proxy","httpMethod":"POST","uri":"%s"}}}}}
      """
          .formatted(TestGateway.URI, TestGateway.URI);

  /** Experiment 27 of the reference, at one instant: the burst and not one more. */
  @Test
  void admit_accountsBurst_isFiveThousand() {
    TestGateway test = new TestGateway();
    String api = test.deployed(TWO_PATHS);
    assertThat(allowed(test, api, "/a", 5_010)).isEqualTo(5_000);
    assertThat(test.lastSpan().attributes().get("why")).contains("account's bucket is empty");
    test.advance(Duration.ofMillis(100));
    assertThat(allowed(test, api, "/b", 1_010)).isEqualTo(1_000);
    assertThat(test.metric("4XXError")).isEqualTo(20);
  }

  @Test
  void admit_stagesSetting_limitsEachMethodForItself() {
    TestGateway test = new TestGateway();
    String api = test.deployed(TWO_PATHS);
    test.patch(api, "/*/*/throttling/rateLimit", "10", "/*/*/throttling/burstLimit", "3");
    assertThat(allowed(test, api, "/a", 5)).isEqualTo(3);
    assertThat(allowed(test, api, "/b", 5)).isEqualTo(3);
    assertThat(test.lastSpan().attributes().get("why"))
        .isEqualTo("the bucket of GET /b is empty: 10.0 requests/s, burst 3");
    test.advance(Duration.ofMillis(100));
    assertThat(allowed(test, api, "/a", 2)).isEqualTo(1);
  }

  @Test
  void admit_methodsOwnSetting_overridesTheStages() {
    TestGateway test = new TestGateway();
    String api = test.deployed(TWO_PATHS);
    test.patch(
        api,
        "/*/*/throttling/rateLimit",
        "10",
        "/*/*/throttling/burstLimit",
        "3",
        "/~1a/GET/throttling/burstLimit",
        "7");
    assertThat(allowed(test, api, "/a", 10)).isEqualTo(7);
    assertThat(allowed(test, api, "/b", 10)).isEqualTo(3);
  }

  @Test
  void admit_burstOfZero_refusesEverything() {
    TestGateway test = new TestGateway();
    String api = test.deployed(TWO_PATHS);
    test.patch(api, "/~1a/GET/throttling/burstLimit", "0");
    assertThat(allowed(test, api, "/a", 2)).isZero();
  }

  @Test
  void admit_refusedByTheMethod_costsTheAccountNothing() {
    TestGateway test = new TestGateway(ApiGatewayConfig.defaults().withAccountThrottle(1, 5));
    String api = test.deployed(TWO_PATHS);
    test.patch(api, "/~1a/GET/throttling/burstLimit", "1");
    assertThat(allowed(test, api, "/a", 20)).isEqualTo(1);
    assertThat(allowed(test, api, "/b", 20)).isEqualTo(4);
  }

  @Test
  void admit_twoAccountsOrRegions_haveBucketsOfTheirOwn() {
    ApiGatewayConfig config = ApiGatewayConfig.defaults().withAccountThrottle(1, 2);
    Throttles throttles = new Throttles(config);
    ApiGatewayStore.Stage stage =
        new ApiGatewayStore.Stage(
            "api",
            "prod",
            new ApiGatewayStore.Deployment(
                "d",
                "",
                java.time.Instant.EPOCH,
                ApiGatewayModel.Definition.empty("root", java.util.List.of())),
            java.time.Instant.EPOCH);
    for (String region : new String[] {"us-east-1", "eu-west-1"}) {
      assertThat(throttles.admit("1", region, stage, "/a", "GET", 0)).isEmpty();
      assertThat(throttles.admit("1", region, stage, "/a", "GET", 0)).isEmpty();
      assertThat(throttles.admit("1", region, stage, "/a", "GET", 0)).isPresent();
    }
    assertThat(throttles.admit("2", "us-east-1", stage, "/a", "GET", 0)).isEmpty();
  }
}
