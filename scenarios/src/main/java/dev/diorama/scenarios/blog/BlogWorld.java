package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.scenarios.explore.Bucket;
import dev.diorama.scenarios.explore.Step;
import dev.diorama.scenarios.explore.Violation;
import dev.diorama.scenarios.explore.World;
import dev.diorama.scenarios.run.Browser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** MyBlog.com under exploration: who subscribed, what was uploaded, what was published. */
final class BlogWorld implements World {
  static final int READERS = 6;

  private static final String ONE_MAIL = "each subscriber has exactly one mail";
  private static final String THUMBNAIL = "each upload has its thumbnail or a dead letter";
  private static final String DURABLE = "every acknowledged write is readable by a strong read";

  private final Diorama diorama;
  private final Site site;
  private final Author author;
  private final Browser browser;
  private final News news;
  private final Bucket bucket;
  private final byte[] picture;
  private final Set<String> subscribed = new LinkedHashSet<>();
  private final Set<String> uploaded = new LinkedHashSet<>();
  private final Map<String, String> published = new LinkedHashMap<>();
  private int mailsSeen;
  private final Map<String, Integer> mails = new LinkedHashMap<>();
  private int uploads;

  BlogWorld(long seed, WarmEngines engines) {
    this.diorama = Diorama.builder().seed(seed).engines(engines).build().warmUp();
    this.site = Site.live(diorama, new BlogDesign());
    this.author = new Author(diorama, site.home(), "mina", City.SEOUL, site.authorKey());
    this.browser = new Browser(diorama, City.SEOUL);
    this.news = new News(diorama, site);
    this.bucket =
        Bucket.of(
            diorama,
            site.home().output("TableName"),
            List.of(diorama.region(), BlogDesign.SECOND_REGION));
    this.picture = Pictures.draw(diorama.cloud().seeds().stream("explore/picture"), "jpeg");
    this.mailsSeen = diorama.outbox().messages().size();
  }

  @Override
  public Diorama diorama() {
    return diorama;
  }

  @Override
  public void perform(Step step) {
    try {
      switch (step.what()) {
        case "subscribe" -> subscribe(step.who(), step.which());
        case "upload" -> upload(step.which());
        case "publish" -> publish(step.which());
        case "read" -> browser.get(site.url() + "/" + Operator.article(step.which()));
        case "rewrite" -> news.write(step.which());
        case "look" -> news.read(step.who(), step.which());
        default -> throw new IllegalArgumentException("nobody can '" + step.what() + "' here");
      }
    } catch (SdkException refused) {
      // Something goes wrong on purpose: nobody was told anything.
      return;
    }
  }

  private void subscribe(int reader, int region) {
    String email = "reader" + reader + "@example.com";
    String body = Json.object().put("email", email).put("name", "Reader").build().write();
    if (browser.post(site.apis().get(region % 2) + "/subscribers", body).status() == 201) {
      subscribed.add(email);
    }
  }

  private void upload(int way) {
    String key = "uploads/picture-" + uploads++ + ".jpeg";
    List<Author.Way> ways = List.of(Author.Way.values());
    if (author.upload(ways.get(way % ways.size()), key, "image/jpeg", picture) == 200) {
      uploaded.add(key);
    }
  }

  private void publish(int which) {
    String title = "Post " + published.size() + " of " + which;
    Browser.Answer answer = author.publish(title, "Once more upon the waters.", null);
    if (answer.status() == 201) {
      published.put(Json.parse(answer.text()).text("id").orElseThrow(), title);
    }
  }

  @Override
  public void check() {
    bucket.check();
    List<Outbox.Message> all = diorama.outbox().messages();
    for (; mailsSeen < all.size(); mailsSeen++) {
      String to = all.get(mailsSeen).to();
      if (mails.merge(to, 1, Integer::sum) > 1 && to.startsWith("reader")) {
        throw new Violation(ONE_MAIL, to + " has a second one");
      }
    }
  }

  @Override
  public void finish() {
    for (String email : subscribed) {
      if (mails.getOrDefault(email, 0) != 1) {
        throw new Violation(ONE_MAIL, email + " has " + mails.getOrDefault(email, 0));
      }
    }
    Set<String> thumbnails = thumbnails();
    String letters = deadLetters();
    for (String key : uploaded) {
      if (!thumbnails.contains(key.replaceFirst("uploads/", "thumbnails/"))
          && !letters.contains(key)) {
        throw new Violation(THUMBNAIL, key + " has neither");
      }
    }
    diorama.time().advance(Duration.ofMinutes(10)); // What caches hold has gone by then.
    published.forEach(
        (id, title) -> {
          for (String api : site.apis()) {
            Browser.Answer answer = browser.get(api + "/posts/" + id + "?consistent=true");
            if (answer.status() != 200 || !answer.text().contains(title)) {
              throw new Violation(DURABLE, api + " says of '" + title + "': " + answer.text());
            }
          }
        });
  }

  private Set<String> thumbnails() {
    Set<String> keys = new LinkedHashSet<>();
    try (S3Client s3 = diorama.client(S3Client.builder())) {
      s3.listObjectsV2Paginator(
              list -> list.bucket(site.home().output("ThumbnailBucketName")).prefix("thumbnails/"))
          .contents()
          .forEach(object -> keys.add(object.key()));
    }
    return keys;
  }

  /** What lies in the dead letter queue, one text after the other. */
  private String deadLetters() {
    StringBuilder text = new StringBuilder();
    try (SqsClient sqs = diorama.client(SqsClient.builder())) {
      List<Message> found;
      do {
        found =
            sqs.receiveMessage(
                    receive ->
                        receive
                            .queueUrl(site.home().output("DeadLetterQueueUrl"))
                            .maxNumberOfMessages(10))
                .messages();
        found.forEach(message -> text.append(message.body()).append('\n'));
      } while (!found.isEmpty());
    }
    return text.toString();
  }

  @Override
  public void close() {
    author.close();
    browser.close();
    news.close();
    diorama.close();
  }
}
