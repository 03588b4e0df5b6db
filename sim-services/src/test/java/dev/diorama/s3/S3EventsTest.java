package dev.diorama.s3;

import static dev.diorama.s3.FakeTargets.FUNCTION;
import static dev.diorama.s3.FakeTargets.QUEUE;
import static dev.diorama.s3.FakeTargets.TOPIC;
import static dev.diorama.s3.FakeTargets.error;
import static dev.diorama.s3.S3World.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.RequestIds;
import dev.diorama.core.wire.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class S3EventsTest {
  private static final String MD5_OF_TEXT = "1cb251ec0d568de6a929b520c4aed8d1";

  private S3World world = new S3World();
  private FakeTargets targets = new FakeTargets(world.cloud);

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void tell(NotificationConfiguration configuration) {
    world.send(
        PutBucketNotificationConfigurationRequest.builder()
            .bucket(BUCKET)
            .notificationConfiguration(configuration)
            .skipDestinationValidation(true)
            .build(),
        PutBucketNotificationConfigurationResponse.class);
  }

  private void tellFunction(String... events) {
    tell(
        NotificationConfiguration.builder()
            .lambdaFunctionConfigurations(
                f -> f.id("pictures").lambdaFunctionArn(FUNCTION).eventsWithStrings(events))
            .build());
  }

  private void version() {
    world.send(
        PutBucketVersioningRequest.builder()
            .bucket(BUCKET)
            .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED))
            .build(),
        PutBucketVersioningResponse.class);
  }

  private void delete(String key) {
    world.send(
        DeleteObjectRequest.builder().bucket(BUCKET).key(key).build(), DeleteObjectResponse.class);
  }

  private void settle() {
    world.clock().settle();
  }

  /** The records that arrived, in order of arrival. */
  private List<Json> records() {
    List<Json> records = new ArrayList<>();
    for (FakeTargets.Told told : targets.told) {
      records.addAll(Json.parse(told.message()).get("Records").orElseThrow().items());
    }
    return records;
  }

  private Json onlyRecord() {
    settle();
    assertThat(records()).hasSize(1);
    return records().get(0);
  }

  private static Json object(Json event) {
    return event.get("s3").orElseThrow().get("object").orElseThrow();
  }

  private List<String> names() {
    return records().stream().map(event -> event.text("eventName").orElseThrow()).toList();
  }

  private List<Span> spans(String operation) {
    return world.cloud.trace().spans(span -> span.operation().equals(operation));
  }

  @Test
  void put_tellsTheRecordThatAwsDocuments() {
    tellFunction("s3:ObjectCreated:*");
    world.put("uploads/my ä+b.jpg", "text");
    Json event = onlyRecord();
    Span put = spans("PutObject").get(0);
    String expected =
        """
        {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
        "eventTime":"%s","eventName":"ObjectCreated:Put",
        "userIdentity":{"principalId":"AWS:AIDAolga"},
        "requestParameters":{"sourceIPAddress":"127.0.0.1"},
        "responseElements":{"x-amz-request-id":"%s","x-amz-id-2":"%s"},
        "s3":{"s3SchemaVersion":"1.0","configurationId":"pictures",
        "bucket":{"name":"photos","ownerIdentity":{"principalId":"%s"},
        "arn":"arn:aws:s3:::photos"},
        "object":{"key":"uploads/my+%%C3%%A4%%2Bb.jpg","size":4,"eTag":"%s",
        "sequencer":"%s"}}}
        """
            .formatted(
                Timestamps.writeMillis(
                    world.cloud.clock().start().plusNanos(put.startNanos() + put.durationNanos())),
                put.requestId(),
                RequestIds.hostId(put.requestId()),
                event
                    .get("s3")
                    .flatMap(s3 -> s3.get("bucket"))
                    .flatMap(bucket -> bucket.get("ownerIdentity"))
                    .flatMap(owner -> owner.text("principalId"))
                    .orElseThrow(),
                MD5_OF_TEXT,
                object(event).text("sequencer").orElseThrow())
            .replace("\n", "");
    assertThat(event.write()).isEqualTo(expected);
    assertThat(object(event).text("sequencer").orElseThrow()).matches("[0-9A-F]{18}");
    assertThat(event.text("eventTime").orElseThrow())
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
    assertThat(targets.told.get(0).how()).isEqualTo("Event");
  }

  @Test
  void everyWayOfCreating_hasItsName() {
    tellFunction("s3:ObjectCreated:*");
    world.put("a", "text");
    world.send(
        CopyObjectRequest.builder()
            .sourceBucket(BUCKET)
            .sourceKey("a")
            .destinationBucket(BUCKET)
            .destinationKey("b")
            .build(),
        CopyObjectResponse.class);
    String upload =
        world
            .send(
                CreateMultipartUploadRequest.builder().bucket(BUCKET).key("c").build(),
                CreateMultipartUploadResponse.class)
            .uploadId();
    UploadPartResponse part =
        (UploadPartResponse)
            world.stream(
                    UploadPartRequest.builder()
                        .bucket(BUCKET)
                        .key("c")
                        .uploadId(upload)
                        .partNumber(1)
                        .build(),
                    S3World.bytes("part"))
                .response();
    world.send(
        CompleteMultipartUploadRequest.builder()
            .bucket(BUCKET)
            .key("c")
            .uploadId(upload)
            .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(part.eTag())))
            .build(),
        CompleteMultipartUploadResponse.class);
    settle();
    assertThat(names())
        .containsExactlyInAnyOrder(
            "ObjectCreated:Put", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload");
    Json whole =
        records().stream()
            .filter(event -> event.text("eventName").orElse("").endsWith("Upload"))
            .findFirst()
            .orElseThrow();
    assertThat(object(whole).text("eTag").orElseThrow()).endsWith("-1");
  }

  @Test
  void delete_withoutVersions_tellsKeyAndSequencerAlone() {
    tellFunction("s3:ObjectRemoved:*");
    world.put("a", "text");
    delete("a");
    delete("a");
    Json event = onlyRecord();
    assertThat(event.text("eventName")).contains("ObjectRemoved:Delete");
    assertThat(object(event).members().keySet()).containsExactly("key", "sequencer");
  }

  @Test
  void delete_withVersions_tellsOfTheMarkerAndOfWhatIsGoneForGood() {
    version();
    tellFunction("s3:ObjectRemoved:*");
    String id = world.put("a", "text").versionId();
    delete("a");
    Json marker = onlyRecord();
    assertThat(marker.text("eventName")).contains("ObjectRemoved:DeleteMarkerCreated");
    assertThat(object(marker).members().keySet())
        .containsExactly("key", "eTag", "versionId", "sequencer");
    assertThat(object(marker).text("versionId").orElseThrow()).isNotEqualTo(id);
    targets.told.clear();
    world.send(
        DeleteObjectRequest.builder().bucket(BUCKET).key("a").versionId(id).build(),
        DeleteObjectResponse.class);
    Json gone = onlyRecord();
    assertThat(gone.text("eventName")).contains("ObjectRemoved:Delete");
    assertThat(object(gone).text("versionId")).contains(id);
  }

  @Test
  void deleteOfMany_tellsOfEach() {
    tellFunction("s3:ObjectRemoved:Delete");
    world.put("a", "text");
    world.put("b", "text");
    world.send(
        DeleteObjectsRequest.builder()
            .bucket(BUCKET)
            .delete(
                d ->
                    d.objects(
                        ObjectIdentifier.builder().key("a").build(),
                        ObjectIdentifier.builder().key("b").build()))
            .build(),
        DeleteObjectsResponse.class);
    settle();
    assertThat(names()).containsExactly("ObjectRemoved:Delete", "ObjectRemoved:Delete");
  }

  @Test
  void tags_areTold_inTheirOwnVersionOfTheRecord() {
    version();
    tellFunction("s3:ObjectTagging:*");
    world.put("a", "text");
    world.send(
        PutObjectTaggingRequest.builder()
            .bucket(BUCKET)
            .key("a")
            .tagging(t -> t.tagSet(Tag.builder().key("k").value("v").build()))
            .build(),
        PutObjectTaggingResponse.class);
    Json event = onlyRecord();
    assertThat(event.text("eventVersion")).contains("2.3");
    assertThat(event.text("eventName")).contains("ObjectTagging:Put");
    assertThat(object(event).members().keySet()).containsExactly("key", "eTag", "versionId");
    targets.told.clear();
    world.send(
        DeleteObjectTaggingRequest.builder().bucket(BUCKET).key("a").build(),
        DeleteObjectTaggingResponse.class);
    assertThat(onlyRecord().text("eventName")).contains("ObjectTagging:Delete");
  }

  @Test
  void filters_chooseByBothEndsOfTheKey() {
    tell(
        NotificationConfiguration.builder()
            .queueConfigurations(
                q ->
                    q.queueArn(QUEUE)
                        .eventsWithStrings("s3:ObjectCreated:Put")
                        .filter(
                            filter ->
                                filter.key(
                                    key ->
                                        key.filterRules(
                                            r -> r.name("prefix").value("uploads/"),
                                            r -> r.name("suffix").value(".jpg")))))
            .build());
    world.put("uploads/a.jpg", "text");
    world.put("uploads/a.png", "text");
    world.put("a.jpg", "text");
    Json event = onlyRecord();
    assertThat(object(event).text("key")).contains("uploads/a.jpg");
    assertThat(spans("PutObject").get(0).attributes())
        .containsEntry("event", "ObjectCreated:Put")
        .containsEntry("event.destinations", QUEUE);
    assertThat(spans("PutObject").get(1).attributes()).doesNotContainKey("event");
  }

  @Test
  void refusedWrites_areNotTold() {
    tellFunction("s3:ObjectCreated:*");
    world.deny("s3:PutObject");
    S3World.refused(() -> world.put("a", "text"), "AccessDenied", 403);
    settle();
    assertThat(targets.told).isEmpty();
  }

  @Test
  void everyDestination_isToldAsS3OnBehalfOfTheBucket_andTheTraceSaysSo() {
    tell(
        NotificationConfiguration.builder()
            .queueConfigurations(
                q -> q.queueArn(QUEUE).eventsWithStrings("s3:ObjectCreated:*").id("q"))
            .topicConfigurations(
                t -> t.topicArn(TOPIC).eventsWithStrings("s3:ObjectRemoved:*").id("t"))
            .build());
    world.put("a b", "text");
    delete("a b");
    settle();
    assertThat(targets.told)
        .allSatisfy(
            told -> {
              assertThat(told.by().arn()).isEqualTo("s3.amazonaws.com");
              assertThat(told.by().context())
                  .containsEntry("aws:SourceArn", List.of("arn:aws:s3:::" + BUCKET));
            });
    assertThat(spans("DeliverEvent"))
        .hasSize(2)
        .anySatisfy(
            span ->
                assertThat(span.attributes())
                    .containsEntry("event", "ObjectCreated:Put")
                    .containsEntry("bucket", BUCKET)
                    .containsEntry("key", "a b")
                    .containsEntry("destination", QUEUE)
                    .containsEntry("configurationId", "q")
                    .containsEntry("attempt", "1"));
    assertThat(delivered("EventsDelivered")).isEqualTo(2);
  }

  private double delivered(String metric) {
    return world.cloud.metrics().total("Diorama/S3", metric, "BucketName", BUCKET).sum();
  }

  @Test
  void events_takeTimeAndComeInNoOrder_butSequencersTell() {
    tellFunction("s3:ObjectCreated:*");
    for (int i = 0; i < 50; i++) {
      world.put("same", "text " + i);
      world.advance(Duration.ofMillis(100));
    }
    assertThat(targets.told.size()).isLessThan(50);
    settle();
    List<String> sequencers =
        records().stream().map(event -> object(event).text("sequencer").orElseThrow()).toList();
    assertThat(new HashSet<>(sequencers)).hasSize(50);
    assertThat(sequencers).isNotEqualTo(new ArrayList<>(new TreeSet<>(sequencers)));
    Map<String, String> tags = new LinkedHashMap<>();
    for (Json event : records()) {
      tags.put(
          object(event).text("sequencer").orElseThrow(), object(event).text("eTag").orElse(""));
    }
    String newest = tags.get(new TreeSet<>(sequencers).last());
    assertThat(newest).isEqualTo(S3Intake.md5(S3World.bytes("text 49")));
  }

  @Test
  void refusedDelivery_isRepeatedUntilTaken() {
    tellFunction("s3:ObjectCreated:*");
    targets.refuse(5, error("TooManyRequestsException", 429));
    world.put("a", "text");
    onlyRecord();
    assertThat(spans("DeliverEvent")).extracting(Span::status).endsWith(429, 200).hasSize(6);
    assertThat(delivered("EventsRefused")).isEqualTo(5);
    assertThat(delivered("EventsDropped")).isZero();
  }

  @Test
  void permissionTakenAway_dropsTheEventInTheEnd_visibly() {
    tellFunction("s3:ObjectCreated:*");
    world.deny("lambda:InvokeFunction");
    world.put("a", "text");
    long before = world.clock().nanos();
    settle();
    assertThat(targets.told).isEmpty();
    assertThat(Duration.ofNanos(world.clock().nanos() - before))
        .isBetween(Duration.ofHours(5), Duration.ofHours(6).plusMinutes(2));
    assertThat(delivered("EventsDropped")).isEqualTo(1);
    assertThat(spans("DropEvent"))
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.attributes())
                    .containsEntry("destination", FUNCTION)
                    .containsEntry("key", "a")
                    .hasEntrySatisfying(
                        "why", why -> assertThat(why).startsWith("AccessDeniedException")));
  }

  /**
   * Whatever fails and whatever comes twice, every object written is told of to everybody who wants
   * to know.
   */
  @Test
  void property_nothingIsLost_overManySeeds() {
    for (long seed = 1; seed <= 100; seed++) {
      world.close();
      world = new S3World(S3Config.defaults(), CloudConfig.defaults().withSeed(seed));
      targets = new FakeTargets(world.cloud);
      world.bucket();
      tell(
          NotificationConfiguration.builder()
              .lambdaFunctionConfigurations(
                  f -> f.lambdaFunctionArn(FUNCTION).eventsWithStrings("s3:ObjectCreated:*"))
              .queueConfigurations(q -> q.queueArn(QUEUE).eventsWithStrings("s3:ObjectRemoved:*"))
              .build());
      world.cloud.events().duplicate(1, 3);
      for (String service : List.of("lambda", "sqs")) {
        world
            .cloud
            .faults()
            .add(Fault.of(service, "*", 1, 2, new Fault.Refuse("Throttled", 429, "slow down")));
      }
      SimRandom chance = world.cloud.seeds().stream("test");
      Set<String> written = new TreeSet<>();
      Set<String> removed = new TreeSet<>();
      for (int i = 0; i < 20; i++) {
        String key = "key-" + i;
        world.put(key, "text");
        written.add(key);
        if (chance.chance(1, 3)) {
          delete(key);
          removed.add(key);
        }
        world.advance(Duration.ofMillis(chance.nextInt(2000)));
      }
      settle();
      assertThat(keysToldTo(FUNCTION)).as("seed " + seed).isEqualTo(written);
      assertThat(keysToldTo(QUEUE)).as("seed " + seed).isEqualTo(removed);
      assertThat(delivered("EventsDropped")).isZero();
      assertThat(world.clock().pending()).isZero();
    }
  }

  private Set<String> keysToldTo(String destination) {
    Set<String> keys = new TreeSet<>();
    for (FakeTargets.Told told : targets.told) {
      if (told.destination().equals(destination)) {
        for (Json event : Json.parse(told.message()).get("Records").orElseThrow().items()) {
          keys.add(object(event).text("key").orElseThrow());
        }
      }
    }
    return keys;
  }
}
