package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.CloudFrontWorld.INVALIDATION;
import static dev.diorama.cloudfront.CloudFrontWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.InvalidationSummary;

/** Invalidations, by the SDK's client. */
class InvalidationServiceTest {
  private final CloudFrontWorld world = new CloudFrontWorld();
  private String distribution = "";

  @BeforeEach
  void create() {
    distribution = world.create().distribution().id();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private CreateInvalidationResponse invalidate(String reference, List<String> paths) {
    return world.client.createInvalidation(
        r ->
            r.distributionId(distribution)
                .invalidationBatch(
                    b ->
                        b.callerReference(reference)
                            .paths(p -> p.quantity(paths.size()).items(paths))));
  }

  private static List<String> files(String stem, int count) {
    return IntStream.range(0, count).mapToObj(i -> "/" + stem + i).toList();
  }

  private String status(String id) {
    return world
        .client
        .getInvalidation(r -> r.distributionId(distribution).id(id))
        .invalidation()
        .status();
  }

  @Test
  void create_isInProgress_andClearsTheCachesWhenCompleted() {
    CreateInvalidationResponse made = invalidate("a", List.of("/index.html", "/img/*"));
    String id = made.invalidation().id();
    assertThat(id).matches("I[A-Z0-9]{13}");
    assertThat(made.location())
        .isEqualTo(
            "https://cloudfront.amazonaws.com/2020-05-31/distribution/"
                + distribution
                + "/invalidation/"
                + id);
    assertThat(status(id)).isEqualTo("InProgress");
    assertThat(
            world
                .client
                .getDistribution(r -> r.id(distribution))
                .distribution()
                .inProgressInvalidationBatches())
        .isEqualTo(1);
    world.advance(INVALIDATION.minusMillis(1));
    assertThat(world.edges).isEmpty();
    world.advance(Duration.ofMillis(1));
    assertThat(status(id)).isEqualTo("Completed");
    assertThat(world.edges)
        .containsExactly("invalidate " + distribution + " [/index.html, /img/*]");
    assertThat(
            world
                .cloud
                .metrics()
                .total("Diorama/CloudFront", "InvalidationPaths", "DistributionId", distribution)
                .sum())
        .isEqualTo(2);
  }

  @Test
  void create_sameReference_givesTheSameOrIsRefused() {
    String id = invalidate("a", List.of("/x")).invalidation().id();
    assertThat(invalidate("a", List.of("/x")).invalidation().id()).isEqualTo(id);
    refused(() -> invalidate("a", List.of("/y")), "InvalidationBatchAlreadyExists", 409);
    world.advance(INVALIDATION);
    assertThat(world.edges).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "/a*b", "/**", "/with space", "/ü"})
  void create_wrongPath_isInvalidArgument400(String path) {
    assertThat(refused(() -> invalidate("a", List.of(path)), "InvalidArgument", 400))
        .isEqualTo("Your request contains one or more invalid invalidation paths.");
  }

  @Test
  void create_noPaths_isInvalidArgument400() {
    refused(() -> invalidate("a", List.of()), "InvalidArgument", 400);
    assertThat(
            refused(
                () -> world.client.createInvalidation(r -> r.distributionId(distribution)),
                "MalformedXML",
                400))
        .isEqualTo(
            "1 validation error detected: Value null at 'invalidationBatch' failed to satisfy"
                + " constraint: Member must not be null");
  }

  @Test
  void create_overTheLimits_isRefusedUntilOthersAreCompleted() {
    refused(() -> invalidate("a", files("x", 3_001)), "BatchTooLarge", 413);
    invalidate("b", files("x", 2_999));
    invalidate("c", files("y", 1));
    refused(() -> invalidate("d", files("z", 1)), "TooManyInvalidationsInProgress", 400);
    for (int i = 0; i < 15; i++) {
      invalidate("w" + i, List.of("/" + i + "/*"));
    }
    refused(() -> invalidate("e", List.of("/*")), "TooManyInvalidationsInProgress", 400);
    world.advance(INVALIDATION);
    invalidate("e", List.of("/*"));
  }

  @Test
  void list_isTheLatestFirst_inPages() {
    String first = invalidate("a", List.of("/a")).invalidation().id();
    String second = invalidate("b", List.of("/b")).invalidation().id();
    var page =
        world
            .client
            .listInvalidations(r -> r.distributionId(distribution).maxItems("1"))
            .invalidationList();
    assertThat(page.items()).extracting(InvalidationSummary::id).containsExactly(second);
    assertThat(
            world
                .client
                .listInvalidations(r -> r.distributionId(distribution).marker(page.nextMarker()))
                .invalidationList()
                .items())
        .extracting(InvalidationSummary::id)
        .containsExactly(first);
  }

  @Test
  void unknown_isNotFound() {
    refused(() -> status("I0"), "NoSuchInvalidation", 404);
    distribution = "E0";
    refused(() -> invalidate("a", List.of("/a")), "NoSuchDistribution", 404);
    refused(
        () -> world.client.listInvalidations(r -> r.distributionId("E0")),
        "NoSuchDistribution",
        404);
  }
}
