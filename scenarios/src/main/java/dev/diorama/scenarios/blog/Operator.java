package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/** What the blog's operator does by hand before the first reader comes. */
final class Operator {
  /** The template's SenderAddress. */
  static final String SENDER = "hello@myblog.example";

  /** How many articles there are from the start. */
  static final int ARTICLES = 20;

  private static final Pattern LINK = Pattern.compile("https://\\S+");

  private Operator() {}

  /** Follows the link of the verification mail, and asks for production access, in one Region. */
  static void allowMail(Diorama region, String sender) {
    follow(region, sender);
    try (SesV2Client mail = region.client(SesV2Client.builder())) {
      mail.putAccountDetails(
          details ->
              details
                  .productionAccessEnabled(true)
                  .mailType("TRANSACTIONAL")
                  .websiteURL("https://myblog.example")
                  .useCaseDescription("One welcome mail to each reader who subscribes"));
    }
  }

  /** Follows the link of the last verification mail to an address, in that Region. */
  static void follow(Diorama region, String address) {
    List<Outbox.Message> mails = region.outbox().messages();
    for (int i = mails.size() - 1; i >= 0; i--) {
      Outbox.Message mail = mails.get(i);
      Matcher link = LINK.matcher(mail.body());
      if (mail.to().equals(address) && link.find() && link.group().contains(region.region())) {
        try (Browser browser = new Browser(region, City.VIRGINIA)) {
          Browser.Answer answer = browser.get(link.group());
          if (answer.status() >= 400) {
            throw new IllegalStateException(link.group() + " answers " + answer.status());
          }
        }
        return;
      }
    }
    throw new IllegalStateException("no verification mail arrived for " + address);
  }

  /** Puts the first pages into the content bucket. */
  static void publishPages(Diorama diorama, Stack stack) {
    try (S3Client s3 = diorama.client(S3Client.builder())) {
      String bucket = stack.output("ContentBucketName");
      for (String page : List.of("index.html", "404.html")) {
        put(s3, bucket, page, "text/html; charset=utf-8", resource(page));
      }
      put(s3, bucket, "style.css", "text/css; charset=utf-8", resource("style.css"));
      put(s3, bucket, "blog.js", "text/javascript; charset=utf-8", resource("blog.js"));
      for (int i = 0; i < ARTICLES; i++) {
        put(s3, bucket, article(i), "text/html; charset=utf-8", text(i, 1));
      }
    }
  }

  /** The path of an article, without the slash in front. */
  static String article(int number) {
    return "articles/" + number + ".html";
  }

  /** An article in its n-th edition; some are long. */
  static String text(int number, int edition) {
    return resource("article.html")
        .replace("{number}", Integer.toString(number))
        .replace("{edition}", Integer.toString(edition))
        .replace("{text}", "<p>The sea is calm tonight.</p>\n".repeat(20 + 37 * number % 400));
  }

  private static String resource(String name) {
    try (InputStream in = Operator.class.getResourceAsStream("/blog/site/" + name)) {
      if (in == null) {
        throw new IllegalStateException("blog/site/" + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void put(S3Client s3, String bucket, String key, String type, String text) {
    s3.putObject(
        put -> put.bucket(bucket).key(key).contentType(type),
        RequestBody.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }
}
