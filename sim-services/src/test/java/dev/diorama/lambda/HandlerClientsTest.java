package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Latency;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** SDK clients that handlers make reach this cloud, as the function's role, and no other. */
class HandlerClientsTest {
  private final LambdaFixture f = new LambdaFixture();

  @BeforeEach
  void create() {
    f.create("lister", "Lister", request -> request.timeout(60));
  }

  private HttpRequest lastRequest() {
    return f.dynamo.get(f.dynamo.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "static",
        "constructor",
        "builder",
        "httpClientBuilder",
        "httpClient",
        "environmentCredentials",
        "defaultCredentials",
        "reference",
        "async"
      })
  void client_madeInAnyWay_carriesTheRoleOfTheFunction(String way) {
    assertThat(f.answer("lister", "\"" + way + "\"").write()).contains("Todos");
    assertThat(lastRequest().header("Authorization").orElseThrow())
        .contains("Credential=ASIASESSION2/20260101/us-east-1/dynamodb/aws4_request");
    assertThat(lastRequest().header("X-Amz-Security-Token")).hasValue("token2");
    assertThat(lastRequest().host()).isEqualTo("dynamodb.us-east-1.amazonaws.com");
  }

  @Test
  void client_withARegionOfItsOwn_keepsIt() {
    f.answer("lister", "\"region\"");

    assertThat(lastRequest().host()).isEqualTo("dynamodb.eu-west-1.amazonaws.com");
  }

  @Test
  void client_withAnEndpointOfItsOwn_keepsIt() {
    f.answer("lister", "\"endpoint\"");

    assertThat(lastRequest().host()).isEqualTo("cluster.example");
    assertThat(lastRequest().port()).isEqualTo(8111);
  }

  @Test
  void client_withCredentialsOfItsOwn_keepsThem() {
    f.answer("lister", "\"ownCredentials\"");

    assertThat(lastRequest().header("Authorization").orElseThrow()).contains("Credential=OWN/");
  }

  @Test
  void region_askedOfTheSdk_isTheFunctions() {
    assertThat(f.answer("lister", "\"regions\"").write())
        .contains("\"chain\":\"us-east-1\"", "\"setting\":\"us-east-1\"");
  }

  @Test
  void request_anywhere_isAChildOfTheInvocationAndCostsItsTime() {
    f.dynamoTime = Duration.ofMillis(40);

    f.answer("lister", "\"kept\"");

    Span invoke = f.cloud.trace().spans(span -> span.operation().equals("Invoke")).get(0);
    Span list = f.cloud.trace().spans(span -> span.service().equals("dynamodb")).get(0);
    assertThat(list.parent()).isEqualTo(invoke.id());
    assertThat(invoke.durationNanos()).isEqualTo(Duration.ofMillis(40).toNanos());
  }

  @Test
  void request_signedLateInAnInvocation_isSignedByTheInstancesClock() {
    f.answer("lister", "\"sleepThenList\"");

    assertThat(lastRequest().header("X-Amz-Date")).hasValue("20260101T000000Z");
  }

  @Test
  void request_thatFails_isTriedAgainOnVirtualTime() {
    f.dynamoFailures = 3;

    f.answer("lister", "\"kept\"");

    assertThat(f.dynamo).hasSize(4);
    long first = startOfDynamoSpan(0);
    long last = startOfDynamoSpan(3);
    assertThat(last - first).isBetween(1L, Duration.ofMillis(25 + 50 + 100).toNanos());
  }

  private long startOfDynamoSpan(int index) {
    List<Span> spans = f.cloud.trace().spans(span -> span.service().equals("dynamodb"));
    return spans.get(index).startNanos();
  }

  @Test
  void request_thatFailsAlways_isTriedNineTimesAsDynamoDbClientsDo() {
    f.dynamoFailures = Integer.MAX_VALUE;

    InvokeResponse response = f.invoke("lister", "\"kept\"");

    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(f.dynamo).hasSize(9);
  }

  @Test
  void request_withRetriesTurnedOff_isTriedOnce() {
    f.dynamoFailures = Integer.MAX_VALUE;

    f.invoke("lister", "\"once\"");

    assertThat(f.dynamo).hasSize(1);
  }

  @Test
  void request_withAttemptsOfTheHandlersOwn_isTriedThatOften() {
    f.dynamoFailures = Integer.MAX_VALUE;

    f.invoke("lister", "\"twice\"");

    assertThat(f.dynamo).hasSize(2);
  }

  @Test
  void credentials_afterAnHour_areRenewedWithoutCostingTime() {
    f.answer("lister", "\"kept\"");
    for (int minutes = 9; minutes <= 63; minutes += 9) {
      f.clock().advance(Duration.ofMinutes(9));
      f.answer("lister", "\"kept\"");
    }

    assertThat(f.note("cold")).isEqualTo("false");
    assertThat(lastRequest().header("X-Amz-Security-Token")).hasValue("token3");
    assertThat(f.sessions()).isEqualTo(3);
  }

  @Test
  void presigner_inAHandler_signsAsTheRoleOnTheInstancesClock() {
    f.clock().advance(Duration.ofDays(2));

    String url = f.answer("lister", "\"presigner\"").text().orElseThrow();

    assertThat(url)
        .startsWith("https://files.s3.amazonaws.com/a/b.txt?")
        .contains("X-Amz-Date=20260103T000000Z", "X-Amz-Expires=300")
        .contains("X-Amz-Credential=ASIASESSION2%2F20260103%2Fus-east-1%2Fs3%2Faws4_request")
        .contains("X-Amz-Security-Token=token2")
        .containsOnlyOnce("X-Amz-Signature=");
  }

  @Test
  void presigner_withCredentialsOfItsOwn_isRefusedWithWords() {
    assertThat(LambdaFixture.text(f.invoke("lister", "\"presignerWithCredentials\"")))
        .contains("with the function's own role only");
  }

  @Test
  void crtClient_inAHandler_isRefusedWithWords() {
    assertThat(LambdaFixture.text(f.invoke("lister", "\"crt\"")))
        .contains("Diorama does not simulate S3AsyncClient.crtBuilder");
  }

  @Test
  void firstClient_ofAnEnvironment_makesItsStartLonger() {
    LambdaFixture slow =
        new LambdaFixture(
            LambdaConfig.defaults()
                .withoutLatency()
                .withLatencies(
                    Latency.constant(Duration.ofMillis(200)),
                    Latency.constant(Duration.ofSeconds(3)),
                    Latency.constant(Duration.ofMillis(5))));
    slow.create("lister", "Lister");
    slow.answer("lister", "\"kept\"");

    assertThat(slow.note("initMs")).isEqualTo("3200.00");
    assertThat(slow.note("billedMs")).isEqualTo("3205");

    slow.clock().advance(Duration.ofSeconds(10));
    slow.answer("lister", "\"builder\"");
    assertThat(slow.note("cold")).isEqualTo("false");
    assertThat(slow.note("billedMs")).isEqualTo("5");
  }
}
