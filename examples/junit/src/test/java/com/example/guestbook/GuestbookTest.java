package com.example.guestbook;

import static dev.diorama.junit.assertj.DioramaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.junit.DioramaTest;
import dev.diorama.junit.Faults;
import dev.diorama.junit.Simulated;
import dev.diorama.junit.StackOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@DioramaTest(template = "/template.yaml")
class GuestbookTest {
  @Simulated private Diorama diorama;
  @Simulated private SdkHttpClient http;
  @Simulated private DynamoDbClient tables;

  @StackOutput("Url")
  private String url;

  @StackOutput("Table")
  private String table;

  private int post(String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    SdkHttpFullRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create(url))
            .putHeader("Content-Type", "text/plain")
            .contentStreamProvider(() -> new ByteArrayInputStream(body))
            .build();
    return http.prepareRequest(
            HttpExecuteRequest.builder()
                .request(request)
                .contentStreamProvider(request.contentStreamProvider().orElseThrow())
                .build())
        .call()
        .httpResponse()
        .statusCode();
  }

  private int entries() {
    return tables.scan(scan -> scan.tableName(table)).count();
  }

  @Test
  void anEntry_isKept_byTheFunctionsOwnRight() throws IOException {
    assertThat(post("Greetings from Busan")).isEqualTo(201);
    assertThat(entries()).isEqualTo(1);
    assertThat(diorama)
        .calls("dynamodb", "PutItem")
        .by("*assumed-role/app-Sign*")
        .areExactly(1)
        .wereAllowedBy("KeepEntries");
    assertThat(diorama).hasDeniedNothing().cost().isBelowPerMillionRequests(20);
  }

  @Test
  @Faults("{fault: throttle, service: dynamodb, operation: PutItem, times: 2}")
  void anEntry_isKept_thoughTheTableIsBusy() throws IOException {
    assertThat(post("Greetings from Jeonju")).isEqualTo(201);
    assertThat(entries()).isEqualTo(1);
    assertThat(diorama).hasSuffered("throttle dynamodb:PutItem");
  }

  @Test
  void anEntry_isForgotten_afterAMonth(VirtualClock time) throws IOException {
    post("Greetings from Daegu");
    time.advance(Duration.ofDays(29));
    assertThat(entries()).isEqualTo(1);
    time.advance(Duration.ofDays(4)); // DynamoDB takes up to two days more.
    assertThat(entries()).isZero();
  }
}
