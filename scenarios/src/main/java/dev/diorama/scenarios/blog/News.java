package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.explore.Violation;
import dev.diorama.scenarios.run.Browser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Pages that are rewritten again and again, and readers in three cities whose edges may keep them
 * for as long as their {@code Cache-Control} says and no longer.
 */
final class News implements AutoCloseable {
  private static final String FRESH = "caches never serve past their TTLs";
  private static final int PAGES = 2;

  /** The pages' {@code max-age}: a few steps. */
  private static final int MAX_AGE_SECONDS = 10;

  /** The longest that page or answer can be on its way. */
  private static final long UNDERWAY_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Pattern EDITION = Pattern.compile("edition (\\d+)");

  private final Diorama diorama;
  private final Site site;
  private final S3Client s3;
  private final List<Browser> readers = new ArrayList<>();

  /** When each edition of each page was put into the bucket, oldest first. */
  private final List<List<Long>> written = new ArrayList<>();

  News(Diorama diorama, Site site) {
    this.diorama = diorama;
    this.site = site;
    this.s3 = diorama.client(S3Client.builder());
    for (City city : List.of(City.SEOUL, City.DUBLIN, City.VIRGINIA)) {
      readers.add(new Browser(diorama, city));
    }
    for (int page = 0; page < PAGES; page++) {
      written.add(new ArrayList<>());
      write(page);
    }
  }

  private static String key(int page) {
    return "news/" + page + ".html";
  }

  /** Puts the next edition of a page in the place of the last. */
  void write(int which) {
    int page = which % PAGES;
    List<Long> editions = written.get(page);
    String text = "<p>edition " + editions.size() + "</p>";
    s3.putObject(
        put ->
            put.bucket(site.home().output("ContentBucketName"))
                .key(key(page))
                .contentType("text/html")
                .cacheControl("public, max-age=" + MAX_AGE_SECONDS),
        RequestBody.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
    editions.add(diorama.clock().nanos());
  }

  /**
   * Reads a page through the edge next to a reader.
   *
   * @throws Violation if it is older than it may be
   */
  void read(int reader, int which) {
    int page = which % PAGES;
    Browser browser = readers.get(reader % readers.size());
    Browser.Answer answer = browser.get(site.url() + "/" + key(page));
    if (answer.status() != 200) {
      return;
    }
    String where = " in " + browser.city();
    int age = answer.header("Age").map(Integer::parseInt).orElse(0);
    if (age > MAX_AGE_SECONDS) {
      throw new Violation(FRESH, key(page) + " has an Age of " + age + " s" + where);
    }
    Matcher found = EDITION.matcher(answer.text());
    int edition = found.find() ? Integer.parseInt(found.group(1)) : -1;
    List<Long> editions = written.get(page);
    if (edition < 0 || edition >= editions.size()) {
      throw new Violation(FRESH, key(page) + " says '" + answer.text() + "'" + where);
    }
    if (edition + 1 < editions.size()) {
      long replaced = diorama.clock().nanos() - editions.get(edition + 1);
      if (replaced > Duration.ofSeconds(MAX_AGE_SECONDS).toNanos() + UNDERWAY_NANOS) {
        throw new Violation(
            FRESH,
            key(page)
                + " is edition "
                + edition
                + where
                + ", replaced "
                + replaced / 1e9
                + " s ago");
      }
    }
  }

  @Override
  public void close() {
    readers.forEach(Browser::close);
    s3.close();
  }
}
