package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Served;
import dev.diorama.Stack;
import dev.diorama.cli.Deployment;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.scenarios.run.FunctionThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/** The blog as {@code diorama serve} has it, in two Regions: two clusters, AWS's own DAX client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServedBlogTest {
  @TempDir static Path folder;

  private Diorama diorama;
  private Served served;
  private Stack home;
  private Stack second;

  @BeforeAll
  void serve() throws IOException {
    diorama = Diorama.builder().wallClock().build().warmUp();
    served = diorama.serve(0, folder);
    BlogDesign design = new BlogDesign();
    home = diorama.deploy(design.name(), design.template(), design.parametersWhenServed());
    Deployment further = design.elsewhere(diorama, home).get(0);
    second =
        diorama.in(further.region()).deploy(design.name(), design.template(), further.parameters());
    design.goLive(diorama, home);
  }

  @AfterAll
  void close() {
    served.close();
    diorama.close();
    assertThat(FunctionThreads.alive()).isEmpty();
  }

  private List<Span> cluster(String region, String operation) {
    return diorama
        .trace()
        .spans(
            span ->
                span.service().equals("dax-data")
                    && span.operation().equals(operation)
                    && span.resource().contains(":" + region + ":"));
  }

  @Test
  void subscriber_inEachRegion_isWrittenThroughThatRegionsCluster() {
    assertThat(home.output("DaxEndpoint")).startsWith("dax://127.0.0.1:");
    assertThat(second.output("DaxEndpoint"))
        .startsWith("dax://127.0.0.1:")
        .isNotEqualTo(home.output("DaxEndpoint"));
    Map<String, Stack> regions = Map.of("us-east-1", home, BlogDesign.SECOND_REGION, second);
    try (Browser reader = new Browser(diorama, City.SEOUL)) {
      regions.forEach(
          (region, stack) -> {
            Browser.Answer answer =
                reader.post(
                    stack.output("ApiUrl") + "/subscribers",
                    Json.object()
                        .put("email", region + "@example.com")
                        .put("name", "Mina")
                        .build()
                        .write());
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            assertThat(cluster(region, "PutItem")).hasSize(1);
          });
    }
  }

  @Test
  void posts_readByManyAtOnceThroughThePort_areAllAnswered() {
    HttpClient browser = HttpClient.newHttpClient();
    String api = home.output("ApiUrl").replace("https://", "http://");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      // Each path is another entry of the stage cache.
      answers.add(
          browser.sendAsync(
              HttpRequest.newBuilder(URI.create(api + "/posts/none-" + i)).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> each : answers) {
      HttpResponse<String> answer = each.join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    }
    assertThat(cluster("us-east-1", "GetItem")).hasSize(24);
  }

  @Test
  void endpointOfTheStack_isOpenToAnybodysClient() throws IOException {
    try (DynamoDbClient dax =
        ClusterDaxClient.builder()
            .overrideConfiguration(
                Configuration.builder()
                    .url(home.output("DaxEndpoint"))
                    .region(Region.US_EAST_1)
                    .credentialsProvider(diorama.rootCredentials())
                    .build())
            .build()) {
      Map<String, AttributeValue> key =
          Map.of("pk", AttributeValue.fromS("POST#x"), "sk", AttributeValue.fromS("POST"));
      assertThat(dax.getItem(get -> get.tableName(home.output("TableName")).key(key)).hasItem())
          .isFalse();
    }
  }
}
