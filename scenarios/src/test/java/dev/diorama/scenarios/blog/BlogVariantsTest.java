package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.place.City;
import dev.diorama.core.random.Seeds;
import dev.diorama.scenarios.run.Browser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The template's choices other than the usual ones. */
class BlogVariantsTest {
  private static final String PICTURE = "uploads/sea.png";

  private static Map<String, String> with(String parameter, String value) {
    Map<String, String> parameters = BlogDesign.parameters();
    parameters.put(parameter, value);
    return parameters;
  }

  private static Stack deploy(Diorama diorama, Map<String, String> parameters) {
    Stack stack = diorama.deploy("blog", new BlogDesign().template(), parameters);
    Operator.publishPages(diorama, stack);
    return stack;
  }

  private static byte[] picture() {
    return Pictures.draw(new Seeds(5).stream("test"), "png");
  }

  @Test
  void legacyIdentity_readsButCannotUpload() {
    try (Diorama diorama = Diorama.create()) {
      Map<String, String> parameters = with("OriginAccess", "oai");
      parameters.put("SiteUploads", "open");
      Stack stack = deploy(diorama, parameters);
      try (Browser browser = new Browser(diorama, City.TOKYO)) {
        assertThat(browser.get(stack.output("SiteUrl") + "/index.html").status()).isEqualTo(200);
        assertThat(browser.get(stack.output("SiteUrl") + "/none.html").status()).isEqualTo(404);
        assertThat(
                browser
                    .get(
                        "https://"
                            + stack.output("ContentBucketName")
                            + ".s3.amazonaws.com/index.html")
                    .status())
            .isEqualTo(403);
        assertThat(
                browser
                    .send(
                        "PUT",
                        stack.output("SiteUrl") + "/" + PICTURE,
                        Map.of("Content-Type", "image/png"),
                        picture())
                    .status())
            .isEqualTo(403);
      }
    }
  }

  @Test
  void openSite_takesAnUploadFromAnybody() {
    try (Diorama diorama = Diorama.create()) {
      Stack stack = deploy(diorama, with("SiteUploads", "open"));
      try (Browser browser = new Browser(diorama, City.TOKYO)) {
        Browser.Answer put =
            browser.send(
                "PUT",
                stack.output("SiteUrl") + "/" + PICTURE,
                Map.of("Content-Type", "image/png"),
                picture());
        assertThat(put.status()).as(put.text()).isEqualTo(200);
        diorama.time().settle();
        assertThat(browser.get(stack.output("SiteUrl") + "/thumbnails/sea.png").status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void closedSite_takesNoUpload() {
    try (Diorama diorama = Diorama.create()) {
      Stack stack = deploy(diorama, BlogDesign.parameters());
      try (Browser browser = new Browser(diorama, City.TOKYO)) {
        assertThat(
                browser
                    .send(
                        "PUT",
                        stack.output("SiteUrl") + "/" + PICTURE,
                        Map.of("Content-Type", "image/png"),
                        picture())
                    .status())
            .isEqualTo(403);
      }
    }
  }

  @Test
  void eventsStraightToTheFunction_makeTheThumbnailToo() {
    try (Diorama diorama = Diorama.create()) {
      Stack stack = deploy(diorama, with("UploadEvents", "direct"));
      try (Author author = new Author(diorama, stack, "mina", City.SEOUL, null)) {
        author.upload(Author.Way.DIRECT, PICTURE, "image/png", picture());
        diorama.time().settle();
        assertThat(
                author
                    .s3()
                    .getObject(get -> get.bucket(stack.output("UploadBucketName")).key(PICTURE))
                    .response()
                    .contentType())
            .isEqualTo("image/png");
      }
      assertThumbnail(diorama, stack);
    }
  }

  @Test
  void thumbnailsInTheUploadBucket_startNoLoop() {
    try (Diorama diorama = Diorama.create()) {
      Stack stack = deploy(diorama, with("ThumbnailsIn", "upload-bucket"));
      assertThat(stack.output("ThumbnailBucketName")).isEqualTo(stack.output("UploadBucketName"));
      try (Author author = new Author(diorama, stack, "mina", City.SEOUL, null)) {
        author.upload(Author.Way.DIRECT, PICTURE, "image/png", picture());
      }
      diorama.time().settle();

      assertThumbnail(diorama, stack);
      assertThat(
              diorama.logs(stack.output("ThumbnailFunctionName")).stream()
                  .filter(line -> line.toString().contains("ObjectCreated")))
          .hasSize(1);
      try (Browser browser = new Browser(diorama, City.TOKYO)) {
        assertThat(browser.get(stack.output("SiteUrl") + "/thumbnails/sea.png").status())
            .isEqualTo(200);
      }
    }
  }

  private static void assertThumbnail(Diorama diorama, Stack stack) {
    try (S3Client s3 = diorama.client(S3Client.builder())) {
      assertThat(
              s3.headObject(
                      head ->
                          head.bucket(stack.output("ThumbnailBucketName"))
                              .key("thumbnails/sea.png"))
                  .contentType())
          .isEqualTo("image/png");
    }
  }
}
