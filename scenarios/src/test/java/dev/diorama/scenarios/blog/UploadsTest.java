package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.Diorama;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Pictures by three ways, their events, their thumbnails; each test has its own keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadsTest {
  private static final int PART = 5 * 1024 * 1024;

  private Diorama diorama;
  private Site site;
  private Author author;
  private Browser reader;
  private S3Client s3;
  private SqsClient sqs;

  @BeforeAll
  void deploy() {
    diorama = Diorama.builder().seed(33).build();
    site = Site.live(diorama, new BlogDesign());
    author = new Author(diorama, site.home(), "mina", City.SEOUL, site.authorKey());
    reader = new Browser(diorama, City.LONDON);
    s3 = diorama.client(S3Client.builder());
    sqs = diorama.client(SqsClient.builder());
  }

  @AfterAll
  void close() {
    author.close();
    reader.close();
    s3.close();
    sqs.close();
    diorama.close();
  }

  private byte[] picture(String format) {
    SimRandom chance = diorama.cloud().seeds().stream("test/pictures");
    return Pictures.draw(chance, format);
  }

  private BufferedImage thumbnail(String key) throws IOException {
    return ImageIO.read(
        new ByteArrayInputStream(
            s3.getObjectAsBytes(
                    get -> get.bucket(site.home().output("ThumbnailBucketName")).key(key))
                .asByteArray()));
  }

  @ParameterizedTest
  @EnumSource(Author.Way.class)
  void upload_byEachWay_getsItsThumbnailAndItsMessage(Author.Way way) throws IOException {
    String name = "by-" + way.name() + ".jpeg";

    assertThat(author.upload(way, "uploads/" + name, "image/jpeg", picture("jpeg"))).isEqualTo(200);
    diorama.time().settle();

    BufferedImage small = thumbnail("thumbnails/" + name);
    assertThat(Math.max(small.getWidth(), small.getHeight())).isEqualTo(Picture.SIDE);
    Browser.Answer shown = reader.get(site.url() + "/thumbnails/" + name);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.header("Content-Type")).contains("image/jpeg");
    assertThat(queuedKeys()).contains("uploads/" + name);
  }

  private List<String> queuedKeys() {
    String url = site.home().output("UploadQueueUrl");
    List<String> keys = new java.util.ArrayList<>();
    List<Message> messages;
    do {
      messages = sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages();
      for (Message message : messages) {
        for (Json record : Json.parse(message.body()).get("Records").orElseThrow().items()) {
          keys.add(record.at("s3", "object").flatMap(o -> o.text("key")).orElseThrow());
        }
        sqs.deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    } while (!messages.isEmpty());
    return keys;
  }

  @Test
  void upload_accelerated_isNoSlowerFromFarAwayAndTracedAsSuch() {
    byte[] picture = new byte[3_000_000];
    author.upload(Author.Way.DIRECT, "uploads/slow.bin", "image/png", picture);
    Span direct = last("PutObject", "uploads/slow.bin");
    author.upload(Author.Way.ACCELERATED, "uploads/fast.bin", "image/png", picture);
    Span accelerated = last("PutObject", "uploads/fast.bin");

    assertThat(accelerated.attributes()).containsEntry("upload.way", "accelerate");
    assertThat(direct.attributes()).containsEntry("upload.way", "direct");
    assertThat(accelerated.durationNanos()).isLessThan(direct.durationNanos());
  }

  private Span last(String operation, String key) {
    List<Span> spans =
        diorama
            .trace()
            .spans(span -> span.operation().equals(operation) && span.resource().endsWith(key));
    return spans.get(spans.size() - 1);
  }

  @Test
  void upload_inParts_getsItsThumbnail() throws IOException {
    // A picture with so much after its end that it takes two parts.
    byte[] small = picture("png");
    byte[] file = Arrays.copyOf(small, PART + 1000);
    String bucket = site.home().output("UploadBucketName");
    String key = "uploads/in parts+1.png";
    String upload = author.s3().createMultipartUpload(c -> c.bucket(bucket).key(key)).uploadId();
    CompletedPart one = part(bucket, key, upload, 1, Arrays.copyOfRange(file, 0, PART));
    CompletedPart two = part(bucket, key, upload, 2, Arrays.copyOfRange(file, PART, file.length));
    author
        .s3()
        .completeMultipartUpload(
            c ->
                c.bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(parts -> parts.parts(one, two)));
    diorama.time().settle();

    assertThat(thumbnail("thumbnails/in parts+1.png").getWidth()).isPositive();
    assertThat(
            diorama.trace().spans(span -> key.equals(span.attributes().get("key"))).stream()
                .map(span -> span.attributes().get("event")))
        .contains("ObjectCreated:CompleteMultipartUpload");
  }

  private CompletedPart part(String bucket, String key, String upload, int number, byte[] bytes) {
    String tag =
        author
            .s3()
            .uploadPart(
                p -> p.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  @Test
  void upload_deleted_takesItsThumbnailWithIt() throws IOException {
    author.upload(Author.Way.DIRECT, "uploads/gone.png", "image/png", picture("png"));
    diorama.time().settle();
    assertThat(thumbnail("thumbnails/gone.png").getWidth()).isPositive();

    author
        .s3()
        .deleteObject(
            d -> d.bucket(site.home().output("UploadBucketName")).key("uploads/gone.png"));
    diorama.time().settle();

    assertThatThrownBy(() -> thumbnail("thumbnails/gone.png"))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void upload_thatIsNoPicture_isRefusedPolitely() {
    author.upload(
        Author.Way.DIRECT,
        "uploads/letter.png",
        "image/png",
        "Dear Mina".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    diorama.time().settle();

    assertThatThrownBy(() -> thumbnail("thumbnails/letter.png"))
        .isInstanceOf(NoSuchKeyException.class);
    assertThat(diorama.logs(site.home().output("ThumbnailFunctionName")))
        .anySatisfy(
            line ->
                assertThat(line.toString())
                    .contains("uploads/letter.png: refused: it is no picture"));
  }

  @Test
  void upload_throughTheSiteWithoutSignature_is403() {
    Browser.Answer answer =
        reader.send(
            "PUT",
            site.url() + "/uploads/anybody.png",
            Map.of("Content-Type", "image/png"),
            new byte[] {1});

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("MissingKey");
  }

  @Test
  void upload_besideTheAuthorsPrefix_is403() {
    assertThatThrownBy(
            () ->
                author
                    .s3()
                    .putObject(
                        put ->
                            put.bucket(site.home().output("UploadBucketName"))
                                .key("thumbnails/x.png"),
                        RequestBody.fromString("x")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
            });
  }
}
