package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.cli.Progress;
import dev.diorama.cli.RunOptions;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.scenarios.run.Latencies;
import dev.diorama.scenarios.run.Zipf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The readers and authors of a run: readers in five cities favour a few pages and pictures, authors
 * publish, upload and edit, and now and then a reader subscribes.
 */
final class BlogWorkload implements AutoCloseable {
  /** Requests a second over all readers. */
  private static final double REQUESTS_PER_SECOND = 20;

  /** Pictures and posts there are before the measured part. */
  private static final int FIRST_PICTURES = 6;

  private static final int MOST = 10_000;

  /** Where readers are; London and Paris share a regional edge cache. */
  static final List<City> CITIES =
      List.of(City.SEOUL, City.LONDON, City.PARIS, City.VIRGINIA, City.SAO_PAULO);

  /** One upload and what was answered. */
  record Upload(String key, Author.Way way, City city, int bytes, int status, long nanos) {}

  /** One reader who subscribed, in which Region first, and when. */
  record Subscription(String email, String region, double seconds) {}

  private final Diorama diorama;
  private final Site site;
  private final RunOptions options;
  private final SimRandom chance;
  private final Latencies byCity = new Latencies();
  private final List<Browser> readers = new ArrayList<>();
  private final List<Author> authors = new ArrayList<>();
  private final List<Upload> uploads = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();
  private final List<String> posts = new ArrayList<>();
  private final Map<Integer, Integer> editions = new LinkedHashMap<>();
  private final Zipf articleRanks;
  private final Zipf otherRanks;
  private int freshChecks;
  private int staleReads;
  private int pageReads;
  private int stalePages;
  private int failed;

  BlogWorkload(Site site, RunOptions options) {
    this.diorama = site.diorama();
    this.site = site;
    this.options = options;
    this.chance = diorama.cloud().seeds().stream("blog/workload");
    this.articleRanks = new Zipf(Operator.ARTICLES, options.zipf());
    this.otherRanks = new Zipf(MOST, options.zipf());
    for (int i = 0; i < options.users(); i++) {
      readers.add(new Browser(diorama, CITIES.get(i % CITIES.size())));
    }
    diorama.trace().listen(this::watch);
    authors.add(author("mina", City.SEOUL));
    authors.add(author("alice", City.VIRGINIA));
  }

  private Author author(String name, City city) {
    return new Author(diorama, site.home(), name, city, site.authorKey());
  }

  List<Author> authors() {
    return authors;
  }

  Latencies byCity() {
    return byCity;
  }

  List<Upload> uploads() {
    return uploads;
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  List<String> posts() {
    return posts;
  }

  /** Reads of the second Region just after a post was published in the first. */
  int freshChecks() {
    return freshChecks;
  }

  /** How many of them did not find it yet, though they were strongly consistent. */
  int staleReads() {
    return staleReads;
  }

  /** Articles read. */
  int pageReads() {
    return pageReads;
  }

  /** How many of them were of an edition that had been replaced. */
  int stalePages() {
    return stalePages;
  }

  /** Requests that were not answered as they should be. */
  int failed() {
    return failed;
  }

  /** Gives readers something to read. */
  void prepare(Progress progress) {
    for (int i = 0; i < FIRST_PICTURES; i++) {
      upload();
      publish();
      progress.at("first posts and pictures", i + 1, FIRST_PICTURES);
    }
    diorama.time().settle();
  }

  /** The measured part. */
  void requests(Progress progress) {
    diorama.suffer(options.faults());
    for (int i = 0; i < options.requests(); i++) {
      double gap = -StrictMath.log(1 - chance.nextDouble()) / REQUESTS_PER_SECOND;
      diorama.time().advance(Duration.ofNanos((long) (gap * 1e9)));
      if (chance.nextDouble() < options.readRatio()) {
        read(readers.get(chance.nextInt(readers.size())));
      } else {
        try {
          write();
        } catch (SdkException refused) {
          failed++; // Only while something goes wrong on purpose.
        }
      }
      if (i % 50 == 49 || i == options.requests() - 1) {
        progress.at("requests of readers and authors", i + 1, options.requests());
      }
    }
    diorama.recover();
    diorama.time().settle();
  }

  private void read(Browser reader) {
    int dice = chance.nextInt(10);
    if (dice < 4) {
      readArticle(reader);
    } else if (dice < 8) {
      book(reader, get(reader, shown.get(otherRanks.draw(chance, shown.size()))));
    } else if (dice == 8 || posts.isEmpty()) {
      book(reader, get(reader, "/api/posts"));
    } else {
      book(reader, get(reader, "/api/posts/" + posts.get(otherRanks.draw(chance, posts.size()))));
    }
  }

  private void readArticle(Browser reader) {
    int article = articleRanks.draw(chance);
    Browser.Answer answer = get(reader, "/" + Operator.article(article));
    book(reader, answer);
    pageReads++;
    String edition = "<p>Edition " + editions.getOrDefault(article, 1) + "</p>";
    if (!answer.text().contains(edition)) {
      stalePages++;
    }
  }

  private Browser.Answer get(Browser reader, String path) {
    return reader.get(site.url() + path);
  }

  private void book(Browser reader, Browser.Answer answer) {
    byCity.book(reader.city().title());
    if (answer.status() != 200) {
      failed++;
    }
  }

  private void write() {
    int dice = chance.nextInt(10);
    if (dice < 5) {
      subscribe();
    } else if (dice < 7) {
      upload();
    } else if (dice < 9) {
      publish();
    } else {
      int article = articleRanks.draw(chance);
      int edition = editions.merge(article, 2, (old, two) -> old + 1);
      authors.get(0).edit(article, edition);
    }
  }

  /** Readers in Seoul use the API of their own Region, the others the site's. */
  private void subscribe() {
    Browser reader = readers.get(chance.nextInt(readers.size()));
    String email = "reader" + subscriptions.size() + "@example.com";
    String body = Json.object().put("email", email).put("name", "Reader").build().write();
    boolean seoul = reader.city() == City.SEOUL;
    String here = seoul ? site.apis().get(1) : site.url() + "/api";
    subscriptions.add(
        new Subscription(
            email,
            seoul ? BlogDesign.SECOND_REGION : diorama.region(),
            diorama.clock().nanos() / 1e9));
    expect(201, reader.post(here + "/subscribers", body));
    if (chance.chance(1, 4)) {
      // Impatient: once more in the other Region, before that one has heard of the first.
      expect(201, reader.post(site.apis().get(seoul ? 0 : 1) + "/subscribers", body));
    }
  }

  private void expect(int status, Browser.Answer answer) {
    if (answer.status() != status) {
      failed++;
    }
  }

  private void upload() {
    Author author = authors.get(chance.nextInt(authors.size()));
    List<Author.Way> ways = List.of(Author.Way.values());
    Author.Way way = ways.get(uploads.size() % ways.size());
    String format = chance.chance(1, 4) ? "png" : "jpeg";
    byte[] picture = Pictures.draw(chance, format);
    String key = "uploads/picture-" + uploads.size() + "." + format;
    int status = author.upload(way, key, "image/" + format, picture);
    if (status != 200) {
      failed++;
    }
    uploads.add(new Upload(key, way, author.city(), picture.length, status, byCity.lastNanos()));
  }

  /** Readers are shown a picture as soon as its thumbnail is there. */
  private void watch(Span span) {
    byCity.closed(span);
    int thumbnail = span.resource().indexOf("/thumbnails/");
    if (span.service().equals("s3")
        && span.operation().equals("PutObject")
        && thumbnail > 0
        && span.ok()) {
      shown.add(span.resource().substring(thumbnail));
    }
  }

  private void publish() {
    Author author = authors.get(chance.nextInt(authors.size()));
    Browser.Answer answer =
        author.publish("Post " + posts.size(), "Once more upon the waters. ".repeat(40), null);
    if (answer.status() != 201) {
      failed++;
      return;
    }
    String id = Json.parse(answer.text()).text("id").orElseThrow();
    posts.add(id);
    try (Browser follower = new Browser(diorama, City.SEOUL)) {
      diorama.time().advance(Duration.ofMillis(chance.nextInt(1_500)));
      freshChecks++;
      Browser.Answer seen = follower.get(site.apis().get(1) + "/posts/" + id + "?consistent=true");
      staleReads += seen.status() == 404 ? 1 : 0;
    }
  }

  @Override
  public void close() {
    readers.forEach(Browser::close);
    authors.forEach(Author::close);
  }
}
