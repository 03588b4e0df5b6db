package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** New readers in two Regions: one stream each, one function each, one mail together. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WelcomeMailTest {
  private Diorama diorama;
  private Site site;
  private Browser reader;

  @BeforeAll
  void deploy() {
    diorama = Diorama.builder().seed(32).build();
    site = Site.live(diorama, new BlogDesign());
    reader = new Browser(diorama, City.SEOUL);
  }

  @AfterAll
  void close() {
    reader.close();
    diorama.close();
  }

  private int subscribe(String api, String email) {
    return reader
        .post(
            api + "/subscribers",
            Json.object().put("email", email).put("name", "Mina").build().write())
        .status();
  }

  private List<Outbox.Message> mailsTo(String email) {
    return diorama.outbox().messages().stream().filter(mail -> mail.to().equals(email)).toList();
  }

  @Test
  void reader_whoSubscribes_getsOneMailFromTheBlog() {
    assertThat(subscribe(site.url() + "/api", "one@example.com")).isEqualTo(201);
    diorama.time().settle();

    List<Outbox.Message> mails = mailsTo("one@example.com");
    assertThat(mails).hasSize(1);
    assertThat(mails.get(0).from()).isEqualTo(Operator.SENDER);
    assertThat(mails.get(0).subject()).isEqualTo("Welcome to MyBlog");
    assertThat(mails.get(0).body()).contains("Hello Mina", "https://");
  }

  @Test
  void reader_whoSubscribesAgain_getsNoSecondMail() {
    assertThat(subscribe(site.apis().get(0), "again@example.com")).isEqualTo(201);
    diorama.time().settle();
    assertThat(subscribe(site.apis().get(0), "again@example.com")).isEqualTo(200);
    assertThat(subscribe(site.apis().get(1), "again@example.com")).isEqualTo(200);
    diorama.time().settle();

    assertThat(mailsTo("again@example.com")).hasSize(1);
  }

  @Test
  void reader_whoSubscribesInBothRegionsAtOnce_getsOneMail() {
    for (int i = 0; i < 6; i++) {
      String email = "both" + i + "@example.com";
      // Neither Region has heard of the other's yet: both say that the reader is new.
      assertThat(subscribe(site.apis().get(0), email)).isEqualTo(201);
      assertThat(subscribe(site.apis().get(1), email)).isEqualTo(201);
    }
    diorama.time().settle();

    for (int i = 0; i < 6; i++) {
      assertThat(mailsTo("both" + i + "@example.com")).hasSize(1);
    }
  }

  @Test
  void stream_ofTheSecondRegion_showsTheSubscriberToo() {
    subscribe(site.apis().get(0), "seen@example.com");
    diorama.time().settle();

    Diorama second = diorama.in(BlogDesign.SECOND_REGION);
    try (DynamoDbClient dynamo = second.client(DynamoDbClient.builder());
        DynamoDbStreamsClient streams = second.client(DynamoDbStreamsClient.builder())) {
      String arn =
          dynamo
              .describeTable(describe -> describe.tableName(site.home().output("TableName")))
              .table()
              .latestStreamArn();
      List<Record> records =
          streams
              .describeStream(describe -> describe.streamArn(arn))
              .streamDescription()
              .shards()
              .stream()
              .flatMap(
                  shard ->
                      streams
                          .getRecords(
                              get ->
                                  get.shardIterator(
                                      streams
                                          .getShardIterator(
                                              iterator ->
                                                  iterator
                                                      .streamArn(arn)
                                                      .shardId(shard.shardId())
                                                      .shardIteratorType(
                                                          ShardIteratorType.TRIM_HORIZON))
                                          .shardIterator()))
                          .records()
                          .stream())
              .toList();
      assertThat(records)
          .anySatisfy(
              record ->
                  assertThat(record.dynamodb().keys().get("pk").s())
                      .isEqualTo("SUBSCRIBER#seen@example.com"));
    }
  }
}
