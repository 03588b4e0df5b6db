package dev.diorama.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cognito.identity.IdentityPoolConfig;
import dev.diorama.cognito.identity.IdentityPools;
import dev.diorama.cognito.userpool.UserPoolConfig;
import dev.diorama.cognito.userpool.UserPools;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of any origin may call Cognito from a browser. */
class CrossOriginTest {
  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  CrossOriginTest() {
    UserPools pools = UserPools.install(cloud, UserPoolConfig.defaults());
    IdentityPools unused =
        IdentityPools.install(cloud, IdentityPoolConfig.defaults(), pools::stillSignedIn);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private HttpResponse send(String method, String host, Headers headers) {
    return cloud
        .router()
        .handle(
            new HttpRequest(
                method,
                "https",
                host,
                443,
                "/",
                "",
                headers,
                "{}".getBytes(StandardCharsets.UTF_8),
                "127.0.0.1"));
  }

  private static Optional<String> allowed(HttpResponse response, String what) {
    return response.headers().first("Access-Control-" + what);
  }

  @ParameterizedTest
  @CsvSource({
    "cognito-idp.us-east-1.amazonaws.com, AWSCognitoIdentityProviderService.InitiateAuth",
    "cognito-identity.us-east-1.amazonaws.com, AWSCognitoIdentityService.GetId",
    "localhost, AWSCognitoIdentityService.GetId",
    "127.0.0.1, AWSCognitoIdentityProviderService.InitiateAuth",
  })
  void preflightAndAnswers_areOpenToEveryOrigin(String host, String target) {
    HttpResponse preflight =
        send(
            "OPTIONS",
            host,
            Headers.builder()
                .add("Origin", "https://app.example.com")
                .add("Access-Control-Request-Method", "POST")
                .add("Access-Control-Request-Headers", "content-type,x-amz-target")
                .build());
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(allowed(preflight, "Allow-Origin")).contains("*");
    assertThat(allowed(preflight, "Allow-Methods")).contains("POST");
    assertThat(allowed(preflight, "Allow-Headers")).contains("content-type,x-amz-target");
    Headers asking =
        Headers.builder()
            .add("Content-Type", "application/x-amz-json-1.1")
            .add("X-Amz-Target", target)
            .build();
    HttpResponse refusal =
        send("POST", host, asking.toBuilder().add("Origin", "https://app.example.com").build());
    assertThat(refusal.status()).as(refusal.text()).isEqualTo(400);
    assertThat(allowed(refusal, "Allow-Origin")).contains("*");
    assertThat(allowed(refusal, "Expose-Headers")).get().asString().contains("x-amzn-ErrorType");
    assertThat(allowed(send("POST", host, asking), "Allow-Origin")).isEmpty();
  }
}
