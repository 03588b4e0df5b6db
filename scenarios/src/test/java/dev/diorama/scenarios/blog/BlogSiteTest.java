package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Readers and authors of the blog in two Regions; each test uses pages and posts of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlogSiteTest {
  private Diorama diorama;
  private Site site;
  private Author author;
  private Browser seoul;
  private Browser london;

  @BeforeAll
  void deploy() {
    diorama = Diorama.builder().seed(31).build();
    site = Site.live(diorama, new BlogDesign());
    author = new Author(diorama, site.home(), "mina", City.SEOUL, site.authorKey());
    seoul = new Browser(diorama, City.SEOUL);
    london = new Browser(diorama, City.LONDON);
  }

  @AfterAll
  void close() {
    author.close();
    seoul.close();
    london.close();
    diorama.close();
  }

  private static void assertStatus(Browser.Answer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  @Test
  void page_readTwiceInOneCity_isMissThenHitAtThatCitysEdge() {
    Browser.Answer first = seoul.get(site.url() + "/articles/1.html");
    diorama.time().advance(Duration.ofSeconds(1));
    Browser.Answer second = seoul.get(site.url() + "/articles/1.html");
    Browser.Answer elsewhere = london.get(site.url() + "/articles/1.html");

    assertStatus(first, 200);
    assertThat(first.header("X-Cache")).contains("Miss from cloudfront");
    assertThat(first.header("X-Amz-Cf-Pop").orElseThrow()).startsWith("ICN");
    assertThat(second.header("X-Cache")).contains("Hit from cloudfront");
    assertThat(second.header("Age")).isPresent();
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(elsewhere.header("X-Cache")).contains("Miss from cloudfront");
    assertThat(elsewhere.header("X-Amz-Cf-Pop").orElseThrow()).startsWith("LHR");
  }

  @Test
  void rootOfTheSite_isTheIndexAndAMissingPageIsItsErrorPage() {
    assertThat(seoul.get(site.url() + "/").text()).contains("<h1>MyBlog</h1>");

    Browser.Answer missing = seoul.get(site.url() + "/no-such-page.html");
    assertStatus(missing, 404);
    assertThat(missing.text()).contains("There is no such page on MyBlog");
  }

  @Test
  void page_byPlainHttp_isRedirectedToHttps() {
    Browser.Answer answer = seoul.get(site.url().replace("https:", "http:") + "/index.html");

    assertStatus(answer, 301);
    assertThat(answer.header("Location")).contains(site.url() + "/index.html");
  }

  @Test
  void page_askedOfS3Directly_is403() {
    Browser.Answer answer =
        seoul.get(
            "https://" + site.home().output("ContentBucketName") + ".s3.amazonaws.com/index.html");

    assertStatus(answer, 403);
    assertThat(answer.text()).contains("<Code>AccessDenied</Code>");
  }

  @Test
  void page_edited_isOldUntilTheInvalidationIsDone() {
    String url = site.url() + "/articles/7.html";
    assertThat(seoul.get(url).text()).contains("Edition 1");
    diorama.time().advance(Duration.ofSeconds(1));

    author.edit(7, 2);
    assertThat(seoul.get(url).text()).contains("Edition 1");
    diorama.time().settle();

    Browser.Answer answer = seoul.get(url);
    assertThat(answer.text()).contains("Edition 2");
    assertThat(answer.header("X-Cache")).contains("Miss from cloudfront");
  }

  @Test
  void post_published_isReadThroughApiAndSiteAndCountedByDax() {
    Browser.Answer published = author.publish("Through DAX", "Text", "/thumbnails/sea.jpg");
    assertStatus(published, 201);
    Json post = Json.parse(published.text());
    assertThat(post.text("author")).contains("mina");
    String id = post.text("id").orElseThrow();

    Browser.Answer direct = seoul.get(site.home().output("ApiUrl") + "/posts/" + id);
    Browser.Answer throughSite = seoul.get(site.url() + "/api/posts/" + id);

    assertStatus(direct, 200);
    assertThat(Json.parse(direct.text()).text("picture")).contains("/thumbnails/sea.jpg");
    assertThat(throughSite.text()).isEqualTo(direct.text());
    List<Span> dax =
        diorama
            .trace()
            .spans(span -> span.attributes().getOrDefault("cache.tier", "").contains("dax"));
    assertThat(dax).isNotEmpty();
    assertThat(dax.get(dax.size() - 1).attributes()).containsEntry("cache", "hit");
    assertThat(Json.parse(seoul.get(site.url() + "/api/posts").text()).text("posts")).isEmpty();
  }

  @Test
  void post_publishedAtHome_isInTheSecondRegionAfterTheLag() {
    String id =
        Json.parse(author.publish("Far away", "Text", null).text()).text("id").orElseThrow();
    String there = site.apis().get(1) + "/posts/" + id + "?consistent=true";

    Browser.Answer atOnce = seoul.get(there);
    diorama.time().settle();
    Browser.Answer later = seoul.get(there);

    // Strong consistency is the local replica's.
    assertStatus(atOnce, 404);
    assertStatus(later, 200);
    try (DynamoDbClient replica =
        diorama.in(BlogDesign.SECOND_REGION).client(DynamoDbClient.builder())) {
      assertThat(
              replica
                  .getItem(
                      get ->
                          get.tableName(site.home().output("TableName"))
                              .key(BlogTable.key("POST", id)))
                  .item())
          .containsEntry("title", AttributeValue.fromS("Far away"));
    }
  }

  @Test
  void posts_withoutSignature_cannotBePublished() {
    Browser.Answer answer =
        seoul.post(site.home().output("ApiUrl") + "/posts", "{\"title\":\"a\",\"text\":\"b\"}");

    assertStatus(answer, 403);
    assertThat(answer.text()).contains("Missing Authentication Token");
  }

  @Test
  void posts_wrong_areRefusedSayingWhy() {
    assertStatus(author.publish("", "Text", null), 400);
    Browser.Answer elsewhere = author.publish("A", "B", "//evil.example/x.png?");
    assertStatus(elsewhere, 400);
    assertThat(elsewhere.text()).contains("picture must be a path of this site");
    Browser.Answer unknown = seoul.get(site.home().output("ApiUrl") + "/posts/nothing");
    assertStatus(unknown, 404);
    assertThat(unknown.text()).contains("no post has the id nothing");
  }

  @Test
  void subscriber_withoutAnAddress_isRefused() {
    String url = site.url() + "/api/subscribers";

    assertStatus(seoul.post(url, "{\"email\":\"mina\",\"name\":\"Mina\"}"), 400);
    assertStatus(seoul.post(url, "{\"email\":\"mina@example.com\"}"), 400);
    assertStatus(seoul.post(url, "not json"), 400);
  }
}
