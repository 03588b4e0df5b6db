package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.dynamodb.stream.StreamsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** Streams, by real clients. */
class DynamoDbStreamsTest extends StreamFixture {
  private static final String TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";

  DynamoDbStreamsTest() {
    super(
        DynamoDbConfig.defaults()
            .withStreams(StreamsConfig.defaults().withShardLife(Duration.ofDays(3))));
  }

  private void put(String key, long n) {
    client.putItem(r -> r.tableName("Todos").item(item("pk", key, "n", n(n))));
  }

  private TableDescription described() {
    return client.describeTable(r -> r.tableName("Todos")).table();
  }

  private void invalid(Runnable call, String message) {
    AwsServiceException e = catchThrowableOfType(AwsServiceException.class, call::run);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
  }

  private void update(Consumer<UpdateTableRequest.Builder> change) {
    client.updateTable(r -> change.accept(r.tableName("Todos")));
  }

  private void on(String view) {
    update(r -> r.streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
  }

  private void off() {
    update(r -> r.streamSpecification(s -> s.streamEnabled(false)));
  }

  @Test
  void record_hasWhatAwsDocuments() {
    String arn = streamed("Todos", false, "NEW_AND_OLD_IMAGES");
    clock.advance(Duration.ofMillis(1_700));
    put("a", 1);
    put("a", 2);
    client.deleteItem(r -> r.tableName("Todos").key(item("pk", "a")));
    List<Record> records = records(arn);

    assertThat(records)
        .extracting(Record::eventNameAsString)
        .containsExactly("INSERT", "MODIFY", "REMOVE");
    Record second = records.get(1);
    assertThat(second.eventID()).matches("[0-9a-f]{32}");
    assertThat(second.eventVersion()).isEqualTo("1.1");
    assertThat(second.eventSource()).isEqualTo("aws:dynamodb");
    assertThat(second.awsRegion()).isEqualTo("us-east-1");
    assertThat(second.userIdentity()).isNull();
    assertThat(second.dynamodb().keys()).isEqualTo(item("pk", "a"));
    assertThat(second.dynamodb().oldImage()).isEqualTo(item("n", n(1), "pk", "a"));
    assertThat(second.dynamodb().newImage()).isEqualTo(item("n", n(2), "pk", "a"));
    assertThat(second.dynamodb().sequenceNumber()).matches("[0-9]{21,40}");
    // Keys 3 bytes, each image 3 and 3.
    assertThat(second.dynamodb().sizeBytes()).isEqualTo(15);
    assertThat(second.dynamodb().approximateCreationDateTime())
        .isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
    assertThat(second.dynamodb().streamViewTypeAsString()).isEqualTo("NEW_AND_OLD_IMAGES");
    assertThat(records.get(0).dynamodb().hasOldImage()).isFalse();
    assertThat(records.get(2).dynamodb().hasNewImage()).isFalse();
  }

  @Test
  void views_showWhatTheySay() {
    for (String view : List.of("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE")) {
      String name = "T" + view;
      String arn = streamed(name, false, view);
      client.putItem(r -> r.tableName(name).item(item("pk", "a", "n", n(1))));
      client.putItem(r -> r.tableName(name).item(item("pk", "a", "n", n(2))));
      Record modified = records(arn).get(1);
      assertThat(modified.dynamodb().hasNewImage()).isEqualTo(view.equals("NEW_IMAGE"));
      assertThat(modified.dynamodb().hasOldImage()).isEqualTo(view.equals("OLD_IMAGE"));
      assertThat(modified.dynamodb().sizeBytes()).isEqualTo(view.equals("KEYS_ONLY") ? 3 : 9);
    }
  }

  @Test
  void write_thatChangesNothing_leavesNoRecord() {
    String arn = streamed("Todos", false, "NEW_AND_OLD_IMAGES");
    put("a", 1);
    put("a", 1);
    client.deleteItem(r -> r.tableName("Todos").key(item("pk", "never")));
    client.updateItem(
        r ->
            r.tableName("Todos")
                .key(item("pk", "a"))
                .updateExpression("SET n = :one")
                .expressionAttributeValues(Map.of(":one", n(1))));
    assertThat(records(arn)).hasSize(1);
  }

  @Test
  void tableWithoutStream_leavesNone() {
    table("Todos", false, r -> {});
    put("a", 1);
    assertThat(streams.listStreams().streams()).isEmpty();
    assertThat(described().latestStreamArn()).isNull();
    assertThat(described().streamSpecification()).isNull();
  }

  @Test
  void newRecord_ringsWhenItsWriteIsDone() {
    String arn = streamed("Todos", false, "KEYS_ONLY");
    List<Long> rings = new ArrayList<>();
    cloud.doorbells().listen(arn, () -> rings.add(clock.nanos()));
    put("a", 1);
    assertThat(rings).isEmpty();
    clock.settle();
    assertThat(rings).containsExactly(Duration.ofMillis(4).toNanos());
  }

  @Test
  void enabling_isShownByTheTable() {
    table("Todos", false, r -> {});
    clock.advance(Duration.ofHours(1));
    on("OLD_IMAGE");
    assertThat(described().latestStreamLabel()).isEqualTo("2026-01-01T01:00:00.000");
    assertThat(described().latestStreamArn()).isEqualTo(TABLE + "/stream/2026-01-01T01:00:00.000");
    assertThat(described().streamSpecification().streamEnabled()).isTrue();
    assertThat(described().streamSpecification().streamViewTypeAsString()).isEqualTo("OLD_IMAGE");
  }

  @Test
  void disabling_keepsTheArnAndTheRecordsForADay() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    off();
    put("b", 1);
    assertThat(described().streamSpecification()).isNull();
    assertThat(described().latestStreamArn()).isEqualTo(arn);
    StreamDescription stream = streams.describeStream(r -> r.streamArn(arn)).streamDescription();
    assertThat(stream.streamStatus()).isEqualTo(StreamStatus.DISABLED);
    assertThat(stream.shards().get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
    String iterator = iterator(arn, "TRIM_HORIZON");
    GetRecordsResponse page = streams.getRecords(r -> r.shardIterator(iterator));
    assertThat(page.records()).hasSize(1);
    assertThat(page.nextShardIterator()).isNull();

    clock.advance(Duration.ofHours(24));
    assertThat(streams.listStreams().streams()).isEmpty();
    assertThat(
            catchThrowableOfType(
                    ResourceNotFoundException.class,
                    () -> streams.describeStream(r -> r.streamArn(arn)))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void enablingAgain_givesANewStream_evenAtTheSameMoment() {
    String first = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    off();
    on("KEYS_ONLY");
    put("a", 2);
    String second = described().latestStreamArn();
    assertThat(second).isNotEqualTo(first);
    assertThat(records(first)).hasSize(1);
    assertThat(records(second)).hasSize(1);
    assertThat(streams.listStreams(r -> r.tableName("Todos")).streams())
        .extracting(each -> each.streamArn())
        .containsExactly(first, second);
  }

  @Test
  void deletedTable_leavesItsStreamToBeRead() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    client.deleteTable(r -> r.tableName("Todos"));
    assertThat(streams.describeStream(r -> r.streamArn(arn)).streamDescription().streamStatus())
        .isEqualTo(StreamStatus.DISABLED);
    assertThat(records(arn)).hasSize(1);
  }

  @Test
  void specifications_thatDoNotFit_areRefused() {
    invalid(
        () ->
            client.createTable(
                r ->
                    r.tableName("Bad")
                        .billingMode("PAY_PER_REQUEST")
                        .attributeDefinitions(attribute("pk", "S"))
                        .keySchema(key("pk", "HASH"))
                        .streamSpecification(s -> s.streamEnabled(true))),
        "ViewType must not be null");
    table("Todos", false, r -> {});
    invalid(() -> on("EVERYTHING"), "Invalid StreamViewType: EVERYTHING");
    invalid(this::off, "Table has no stream to disable");
    invalid(
        () ->
            update(
                r ->
                    r.streamSpecification(s -> s.streamEnabled(false).streamViewType("KEYS_ONLY"))),
        "a StreamViewType was present");
    on("KEYS_ONLY");
    invalid(() -> on("KEYS_ONLY"), "already has an enabled stream");
    invalid(() -> on("NEW_IMAGE"), "already has an enabled stream");
    off();
    invalid(
        () ->
            update(
                r ->
                    r.billingMode("PAY_PER_REQUEST")
                        .streamSpecification(
                            s -> s.streamEnabled(true).streamViewType("KEYS_ONLY"))),
        "Cannot change IOPS and Streams at the same time");
  }

  @Test
  void listStreams_isPaged() {
    streamed("Aaa", false, "KEYS_ONLY");
    streamed("Bbb", false, "KEYS_ONLY");
    ListStreamsResponse first = streams.listStreams(r -> r.limit(1));
    assertThat(first.streams()).extracting(each -> each.tableName()).containsExactly("Aaa");
    ListStreamsResponse second =
        streams.listStreams(r -> r.exclusiveStartStreamArn(first.lastEvaluatedStreamArn()));
    assertThat(second.streams()).extracting(each -> each.tableName()).containsExactly("Bbb");
    assertThat(second.lastEvaluatedStreamArn()).isNull();
    assertThat(streams("eu-west-1").listStreams().streams()).isEmpty();
    invalid(() -> streams.listStreams(r -> r.limit(0)), "greater than or equal to 1");
    invalid(() -> streams.listStreams(r -> r.limit(101)), "less than or equal to 100");
    invalid(() -> streams.listStreams(r -> r.exclusiveStartStreamArn("x".repeat(40))), "StreamArn");
  }

  @Test
  void iterators_startWhereTheySay() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    put("b", 2);
    String latest = iterator(arn, "LATEST");
    put("c", 3);
    List<Record> all = records(arn);
    String shard = shards(streams, arn).get(0).shardId();
    String second = all.get(1).dynamodb().sequenceNumber();

    assertThat(rest(streams, latest)).isEqualTo(all.subList(2, 3));
    assertThat(rest(streams, iterator(arn, "TRIM_HORIZON"))).isEqualTo(all);
    assertThat(
            rest(
                streams,
                streams
                    .getShardIterator(
                        r ->
                            r.streamArn(arn)
                                .shardId(shard)
                                .shardIteratorType("AT_SEQUENCE_NUMBER")
                                .sequenceNumber(second))
                    .shardIterator()))
        .isEqualTo(all.subList(1, 3));
    assertThat(
            rest(
                streams,
                streams
                    .getShardIterator(
                        r ->
                            r.streamArn(arn)
                                .shardId(shard)
                                .shardIteratorType("AFTER_SEQUENCE_NUMBER")
                                .sequenceNumber(second))
                    .shardIterator()))
        .isEqualTo(all.subList(2, 3));
    String start = shards(streams, arn).get(0).sequenceNumberRange().startingSequenceNumber();
    assertThat(
            rest(
                streams,
                streams
                    .getShardIterator(
                        r ->
                            r.streamArn(arn)
                                .shardId(shard)
                                .shardIteratorType("AT_SEQUENCE_NUMBER")
                                .sequenceNumber(start))
                    .shardIterator()))
        .isEqualTo(all);
  }

  @Test
  void iterators_thatMakeNoSense_areRefused() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    String shard = shards(streams, arn).get(0).shardId();
    String number = "1".repeat(28);
    invalid(
        () ->
            streams.getShardIterator(
                r -> r.streamArn(arn).shardId(shard).shardIteratorType("AT_SEQUENCE_NUMBER")),
        "SequenceNumber");
    invalid(
        () ->
            streams.getShardIterator(
                r ->
                    r.streamArn(arn)
                        .shardId(shard)
                        .shardIteratorType("AFTER_SEQUENCE_NUMBER")
                        .sequenceNumber(number)),
        "is not in the shard");
    invalid(
        () ->
            streams.getShardIterator(
                r ->
                    r.streamArn(arn)
                        .shardId(shard)
                        .shardIteratorType("LATEST")
                        .sequenceNumber(number)),
        "SequenceNumber must not be given");
    invalid(
        () ->
            streams.getShardIterator(
                r -> r.streamArn(arn).shardId(shard).shardIteratorType("SOMEWHERE")),
        "enum value set");
    invalid(
        () ->
            streams.getShardIterator(
                r -> r.streamArn("x".repeat(40)).shardId(shard).shardIteratorType("LATEST")),
        "StreamArn");
    assertThat(
            catchThrowableOfType(
                    ResourceNotFoundException.class,
                    () ->
                        streams.getShardIterator(
                            r ->
                                r.streamArn(arn)
                                    .shardId("shardId-00000000000000000000-00000000")
                                    .shardIteratorType("LATEST")))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            catchThrowableOfType(
                    ResourceNotFoundException.class,
                    () ->
                        streams.describeStream(
                            r -> r.streamArn(TABLE + "/stream/2020-01-01T00:00:00.000")))
                .statusCode())
        .isEqualTo(400);
    invalid(() -> streams.getRecords(r -> r.shardIterator("made up")), "Invalid ShardIterator");
    String real = iterator(arn, "LATEST");
    invalid(
        () -> streams.getRecords(r -> r.shardIterator(real.substring(0, real.length() - 4))),
        "Invalid ShardIterator");
    invalid(
        () -> streams.getRecords(r -> r.shardIterator(real).limit(1_001)),
        "less than or equal to 1000");
  }

  @Test
  void getRecords_isLimitedByNumberAndSize() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    for (int i = 0; i < 5; i++) {
      String key = "k" + i;
      client.putItem(r -> r.tableName("Todos").item(item("pk", key, "text", "x".repeat(300_000))));
    }
    String start = iterator(arn, "TRIM_HORIZON");
    GetRecordsResponse two = streams.getRecords(r -> r.shardIterator(start).limit(2));
    assertThat(two.records()).hasSize(2);
    GetRecordsResponse megabyte = streams.getRecords(r -> r.shardIterator(start));
    assertThat(megabyte.records()).hasSize(3);
    assertThat(rest(streams, megabyte.nextShardIterator())).hasSize(2);
  }

  @Test
  void iterator_isGoodForFifteenMinutes() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    String iterator = iterator(arn, "TRIM_HORIZON");
    clock.advance(Duration.ofMinutes(15));
    assertThat(streams.getRecords(r -> r.shardIterator(iterator)).records()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    ExpiredIteratorException e =
        catchThrowableOfType(
            ExpiredIteratorException.class,
            () -> streams.getRecords(r -> r.shardIterator(iterator)));
    assertThat(e.statusCode()).isEqualTo(400);
  }

  @Test
  void records_areKeptForADay() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    put("a", 1);
    String first = records(arn).get(0).dynamodb().sequenceNumber();
    clock.advance(Duration.ofHours(24).minusMinutes(10));
    put("b", 2);
    String iterator = iterator(arn, "TRIM_HORIZON");
    clock.advance(Duration.ofMinutes(11));

    assertThat(records(arn))
        .extracting(each -> each.dynamodb().keys())
        .containsExactly(item("pk", "b"));
    TrimmedDataAccessException read =
        catchThrowableOfType(
            TrimmedDataAccessException.class,
            () -> streams.getRecords(r -> r.shardIterator(iterator)));
    assertThat(read.statusCode()).isEqualTo(400);
    TrimmedDataAccessException at =
        catchThrowableOfType(
            TrimmedDataAccessException.class,
            () ->
                streams.getShardIterator(
                    r ->
                        r.streamArn(arn)
                            .shardId(shards(streams, arn).get(0).shardId())
                            .shardIteratorType("AT_SEQUENCE_NUMBER")
                            .sequenceNumber(first)));
    assertThat(at.statusCode()).isEqualTo(400);
  }

  @Test
  void readingNeedsPermissionOnTheStream() {
    String arn = streamed("Todos", false, "NEW_IMAGE");
    asked.clear();
    streams.listStreams(r -> r.tableName("Todos"));
    streams.listStreams();
    streams.getRecords(r -> r.shardIterator(iterator(arn, "LATEST")));
    assertThat(asked)
        .extracting(each -> each.action() + " " + each.resource())
        .containsExactly(
            "dynamodb:ListStreams " + TABLE + "/stream/*",
            "dynamodb:ListStreams arn:aws:dynamodb:us-east-1:123456789012:table/*/stream/*",
            "dynamodb:DescribeStream " + arn,
            "dynamodb:GetShardIterator " + arn,
            "dynamodb:GetRecords " + arn);
  }
}
