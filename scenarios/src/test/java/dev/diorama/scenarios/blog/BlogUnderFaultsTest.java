package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Deliveries that come twice and deliveries that fail: whatever happens on the way, each new reader
 * has one mail and each upload its thumbnail once everything has settled.
 *
 * <p>One blog serves all seeds, each with readers and pictures of its own: to deploy it anew for
 * each would take most of the time. {@code -Ddiorama.fault.seeds=2000} tries more of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlogUnderFaultsTest {
  private static final int SEEDS = Integer.getInteger("diorama.fault.seeds", 80);

  /** Calls between services that fail now and then, as service:operation. */
  private static final List<String> FAILING =
      List.of(
          "lambda:Invoke",
          "sns:Publish",
          "sqs:SendMessage",
          "sesv2:SendEmail",
          "dynamodb:Replicate",
          "dynamodbstreams:GetRecords");

  private final Map<String, Integer> strokes = new TreeMap<>();
  private final Diorama diorama = Diorama.builder().seed(34).build();
  private final Site site = Site.live(diorama, new BlogDesign());
  private final Author author =
      new Author(diorama, site.home(), "mina", City.SEOUL, site.authorKey());
  private final Browser reader = new Browser(diorama, City.SEOUL);
  private final byte[] picture =
      Pictures.draw(diorama.cloud().seeds().stream("test/picture"), "jpeg");

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @BeforeAll
  void watch() {
    diorama
        .trace()
        .listen(
            span -> {
              String fault = span.attributes().get("fault");
              if (fault != null) {
                strokes.merge(fault, 1, Integer::sum);
              }
            });
  }

  /** Nothing would be proved if nothing had gone wrong. */
  @AfterAll
  void faultsDidStrike() {
    assertThat(strokes.keySet()).containsExactlyInAnyOrderElementsOf(FAILING);
    assertThat(strokes.values()).allSatisfy(count -> assertThat(count).isGreaterThan(SEEDS / 20));
    author.close();
    reader.close();
    diorama.close();
  }

  /** Each seed has its own mix of what goes wrong. */
  private void goWrong(int seed) {
    diorama.cloud().events().duplicate(1 + seed % 3, 4);
    Fault.Effect broken = new Fault.Refuse("ServiceException", 500, "injected");
    for (int i = 0; i < FAILING.size(); i++) {
      String[] call = FAILING.get(i).split(":", -1);
      int chance = (seed >> i) % 4;
      if (chance > 0) {
        diorama.cloud().faults().add(Fault.of(call[0], call[1], chance, 6, broken));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyReaderHasOneMailAndEveryUploadItsThumbnail(int seed) {
    String email = "reader" + seed + "@example.com";
    String key = "uploads/picture-" + seed + ".jpeg";
    String body = Json.object().put("email", email).put("name", "Reader").build().write();
    goWrong(seed);

    List<Integer> answers = new ArrayList<>();
    answers.add(reader.post(site.apis().get(seed % 2) + "/subscribers", body).status());
    if (seed % 3 == 0) {
      answers.add(reader.post(site.apis().get((seed + 1) % 2) + "/subscribers", body).status());
    }
    int uploaded =
        author.upload(List.of(Author.Way.values()).get(seed % 3), key, "image/jpeg", picture);
    diorama.time().settle();
    diorama.cloud().faults().clear();
    diorama.cloud().events().duplicate(0, 1);

    // A request that failed may or may not have been carried out; whoever got no answer asks again.
    if (!answers.contains(201)) {
      reader.post(site.apis().get(seed % 2) + "/subscribers", body);
      diorama.time().settle();
    }
    assertThat(mailsTo(email)).as("welcome mails to " + email).hasSize(1);
    assertThat(uploaded).isEqualTo(200);
    assertThat(thumbnails("thumbnails/picture-" + seed + ".jpeg")).hasSize(1);
  }

  private List<Outbox.Message> mailsTo(String email) {
    return diorama.outbox().messages().stream().filter(mail -> mail.to().equals(email)).toList();
  }

  private List<S3Object> thumbnails(String key) {
    try (S3Client s3 = diorama.client(S3Client.builder())) {
      return s3.listObjectsV2(
              list -> list.bucket(site.home().output("ThumbnailBucketName")).prefix(key))
          .contents();
    }
  }
}
