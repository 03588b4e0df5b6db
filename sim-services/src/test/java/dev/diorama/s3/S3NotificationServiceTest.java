package dev.diorama.s3;

import static dev.diorama.s3.FakeTargets.FUNCTION;
import static dev.diorama.s3.FakeTargets.QUEUE;
import static dev.diorama.s3.FakeTargets.TOPIC;
import static dev.diorama.s3.FakeTargets.error;
import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

class S3NotificationServiceTest {
  private static final String OVERLAP =
      "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the"
          + " prefixes are overlapping for the same event type.";
  private static final String UNTOLD =
      "Unable to validate the following destination configurations";

  private final S3World world = new S3World();
  private final FakeTargets targets = new FakeTargets(world.cloud);

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void put(Consumer<NotificationConfiguration.Builder> what, boolean skip) {
    world.send(
        PutBucketNotificationConfigurationRequest.builder()
            .bucket(BUCKET)
            .notificationConfiguration(what)
            .skipDestinationValidation(skip ? true : null)
            .build(),
        PutBucketNotificationConfigurationResponse.class);
  }

  private void put(Consumer<NotificationConfiguration.Builder> what) {
    put(what, false);
  }

  private GetBucketNotificationConfigurationResponse get() {
    return world.send(
        GetBucketNotificationConfigurationRequest.builder().bucket(BUCKET).build(),
        GetBucketNotificationConfigurationResponse.class);
  }

  private static NotificationConfigurationFilter filter(String... namesAndValues) {
    List<FilterRule> rules = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      rules.add(FilterRule.builder().name(namesAndValues[i]).value(namesAndValues[i + 1]).build());
    }
    return NotificationConfigurationFilter.builder().key(key -> key.filterRules(rules)).build();
  }

  private static QueueConfiguration queue(String event, String... filter) {
    return QueueConfiguration.builder()
        .queueArn(QUEUE)
        .eventsWithStrings(event)
        .filter(filter(filter))
        .build();
  }

  @Test
  void put_allThreeKinds_isShownAgain() {
    put(
        all ->
            all.queueConfigurations(queue("s3:ObjectRemoved:*", "prefix", "uploads/"))
                .topicConfigurations(
                    TopicConfiguration.builder()
                        .id("told")
                        .topicArn(TOPIC)
                        .eventsWithStrings("s3:ObjectTagging:Put", "s3:ObjectRestore:*")
                        .build())
                .lambdaFunctionConfigurations(
                    LambdaFunctionConfiguration.builder()
                        .lambdaFunctionArn(FUNCTION)
                        .eventsWithStrings("s3:ObjectCreated:*")
                        .filter(filter("Prefix", "uploads/", "suffix", ".jpg"))
                        .build()));
    var shown = get();
    assertThat(shown.topicConfigurations())
        .singleElement()
        .satisfies(
            topic -> {
              assertThat(topic.id()).isEqualTo("told");
              assertThat(topic.topicArn()).isEqualTo(TOPIC);
              assertThat(topic.eventsAsStrings())
                  .containsExactly("s3:ObjectTagging:Put", "s3:ObjectRestore:*");
              assertThat(topic.filter()).isNull();
            });
    assertThat(shown.queueConfigurations())
        .singleElement()
        .satisfies(
            queue -> {
              assertThat(queue.id()).isNotEmpty();
              assertThat(queue.filter().key().filterRules())
                  .containsExactly(FilterRule.builder().name("Prefix").value("uploads/").build());
            });
    assertThat(shown.lambdaFunctionConfigurations())
        .singleElement()
        .satisfies(
            function ->
                assertThat(function.filter().key().filterRules())
                    .extracting(FilterRule::nameAsString)
                    .containsExactly("Prefix", "Suffix"));
  }

  @Test
  void put_ofNothing_tellsNobodyAnyMore() {
    put(all -> all.queueConfigurations(queue("s3:ObjectCreated:*")));
    put(all -> {});
    assertThat(get().queueConfigurations()).isEmpty();
  }

  @Test
  void put_sendsATestMessageToQueuesAndTopics_andOnlyAsksFunctions() {
    put(
        all ->
            all.queueConfigurations(queue("s3:ObjectRemoved:*"))
                .topicConfigurations(
                    TopicConfiguration.builder()
                        .topicArn(TOPIC)
                        .eventsWithStrings("s3:ObjectTagging:*")
                        .build())
                .lambdaFunctionConfigurations(
                    LambdaFunctionConfiguration.builder()
                        .lambdaFunctionArn(FUNCTION)
                        .eventsWithStrings("s3:ObjectCreated:*")
                        .build()));
    assertThat(targets.dryRuns).isEqualTo(1);
    assertThat(targets.told)
        .extracting(FakeTargets.Told::destination)
        .containsExactly(TOPIC, QUEUE);
    assertThat(targets.told.get(0).how()).isEqualTo("Amazon S3 Notification");
    Json test = Json.parse(targets.told.get(1).message());
    assertThat(test.members().keySet())
        .containsExactly("Service", "Event", "Time", "Bucket", "RequestId", "HostId");
    assertThat(test.text("Service")).contains("Amazon S3");
    assertThat(test.text("Event")).contains("s3:TestEvent");
    assertThat(test.text("Bucket")).contains(BUCKET);
    assertThat(targets.told.get(1).by().arn()).isEqualTo("s3.amazonaws.com");
    assertThat(targets.told.get(1).by().context())
        .containsEntry("aws:SourceArn", List.of("arn:aws:s3:::" + BUCKET))
        .containsEntry("aws:SourceAccount", List.of(S3World.ACCOUNT));
  }

  @Test
  void put_withoutValidation_asksNobody() {
    world.deny("sqs:SendMessage");
    put(all -> all.queueConfigurations(queue("s3:ObjectCreated:*")), true);
    assertThat(targets.told).isEmpty();
    assertThat(get().queueConfigurations()).hasSize(1);
  }

  @Test
  void put_whereS3IsNotLetIn_isRefusedNamingEachDestination() {
    world.deny("sqs:SendMessage").deny("sns:Publish").deny("lambda:InvokeFunction");
    AwsException refusal =
        refused(
            () ->
                put(
                    all ->
                        all.queueConfigurations(queue("s3:ObjectRemoved:*"))
                            .topicConfigurations(
                                TopicConfiguration.builder()
                                    .topicArn(TOPIC)
                                    .eventsWithStrings("s3:ObjectTagging:*")
                                    .build())
                            .lambdaFunctionConfigurations(
                                LambdaFunctionConfiguration.builder()
                                    .lambdaFunctionArn(FUNCTION)
                                    .eventsWithStrings("s3:ObjectCreated:*")
                                    .build())),
            "InvalidArgument",
            400);
    assertThat(refusal.message()).isEqualTo(UNTOLD);
    assertThat(refusal.fields())
        .containsEntry("ArgumentName1", Json.of(TOPIC))
        .containsEntry(
            "ArgumentValue1",
            Json.of(
                "Permissions on the destination topic do not allow S3 to publish notifications"
                    + " from this bucket"))
        .containsEntry("ArgumentName2", Json.of(QUEUE))
        .containsEntry(
            "ArgumentValue2",
            Json.of(
                "Permissions on the destination queue do not allow S3 to publish notifications"
                    + " from this bucket"))
        .containsEntry(
            "ArgumentValue3", Json.of("Not authorized to invoke function [" + FUNCTION + "]"));
    assertThat(get().queueConfigurations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "QueueDoesNotExist, The destination queue does not exist",
    "AWS.SimpleQueueService.NonExistentQueue, The destination queue does not exist",
    "ServiceUnavailable, The destination queue could not be reached: serviceunavailable"
  })
  void put_toWhatCannotBeTold_isRefused(String code, String detail) {
    targets.refuse(1, error(code, 400));
    AwsException refusal =
        refused(
            () -> put(all -> all.queueConfigurations(queue("s3:ObjectCreated:*"))),
            "InvalidArgument",
            400);
    assertThat(refusal.message()).isEqualTo(UNTOLD);
    assertThat(refusal.fields()).containsEntry("ArgumentValue1", Json.of(detail));
  }

  @Test
  void put_toFunctionThatIsNotThere_isRefused() {
    targets.refuse(1, error("ResourceNotFoundException", 404));
    AwsException refusal =
        refused(
            () ->
                put(
                    all ->
                        all.lambdaFunctionConfigurations(
                            f ->
                                f.lambdaFunctionArn(FUNCTION)
                                    .eventsWithStrings("s3:ObjectCreated:*"))),
            "InvalidArgument",
            400);
    assertThat(refusal.fields())
        .containsEntry("ArgumentValue1", Json.of("The destination Lambda function does not exist"));
  }

  @Test
  void put_toFifo_isRefused() {
    AwsException queue =
        refused(
            () ->
                put(
                    all ->
                        all.queueConfigurations(
                            q ->
                                q.queueArn(QUEUE + ".fifo")
                                    .eventsWithStrings("s3:ObjectCreated:*"))),
            "InvalidArgument",
            400);
    assertThat(queue.message()).isEqualTo(UNTOLD);
    assertThat(queue.fields().get("ArgumentValue1").text().orElse("")).contains("FIFO queue");
    AwsException topic =
        refused(
            () ->
                put(
                    all ->
                        all.topicConfigurations(
                            t ->
                                t.topicArn(TOPIC + ".fifo")
                                    .eventsWithStrings("s3:ObjectCreated:*"))),
            "InvalidArgument",
            400);
    assertThat(topic.fields().get("ArgumentValue1").text().orElse("")).contains("FIFO topic");
    assertThat(targets.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "s3:ObjectCreated:*, s3:ObjectCreated:Put, '', '', '', ''",
    "s3:ObjectCreated:Put, s3:ObjectCreated:Put, uploads/, '', uploads/new/, ''",
    "s3:ObjectCreated:Put, s3:ObjectCreated:*, '', .jpg, uploads/, photo.jpg",
    "s3:ObjectCreated:Put, s3:ObjectCreated:Put, a, '', '', .png"
  })
  void put_ofOverlappingRules_isRefused(
      String one, String other, String prefix, String suffix, String prefix2, String suffix2) {
    AwsException refusal =
        refused(
            () ->
                put(
                    all ->
                        all.queueConfigurations(
                            queue(one, "prefix", prefix, "suffix", suffix),
                            queue(other, "prefix", prefix2, "suffix", suffix2))),
            "InvalidArgument",
            400);
    assertThat(refusal.message()).isEqualTo(OVERLAP);
  }

  @ParameterizedTest
  @CsvSource({
    "s3:ObjectCreated:Copy, s3:ObjectCreated:Put, '', '', '', ''",
    "s3:ObjectCreated:*, s3:ObjectCreated:*, uploads/, '', thumbnails/, ''",
    "s3:ObjectCreated:*, s3:ObjectCreated:*, '', .jpg, '', .png",
    "s3:ObjectCreated:*, s3:ObjectCreated:*, a, .jpg, b, .jpg"
  })
  void put_ofSeparateRules_isTaken(
      String one, String other, String prefix, String suffix, String prefix2, String suffix2) {
    put(
        all ->
            all.queueConfigurations(
                queue(one, "prefix", prefix, "suffix", suffix),
                queue(other, "prefix", prefix2, "suffix", suffix2)));
    assertThat(get().queueConfigurations()).hasSize(2);
  }

  private AwsException badQueue(Consumer<QueueConfiguration.Builder> what) {
    QueueConfiguration.Builder queue =
        QueueConfiguration.builder().queueArn(QUEUE).eventsWithStrings("s3:ObjectCreated:*");
    what.accept(queue);
    return refused(
        () -> put(all -> all.queueConfigurations(queue.build())), "InvalidArgument", 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:ObjectCreated", "s3:TestEvent", "ObjectCreated:Put", "s3:*"})
  void put_ofUnknownEvent_isRefused(String event) {
    AwsException refusal = badQueue(queue -> queue.eventsWithStrings(event));
    assertThat(refusal.message()).isEqualTo("The event is not supported for notifications");
    assertThat(refusal.fields()).containsEntry("ArgumentValue", Json.of(event));
  }

  @Test
  void put_ofBadFilters_isRefused() {
    assertThat(badQueue(queue -> queue.filter(filter("middle", "x"))).message())
        .isEqualTo("filter rule name must be either prefix or suffix");
    assertThat(badQueue(q -> q.filter(filter("prefix", "a", "Prefix", "b"))).message())
        .isEqualTo("Cannot specify more than one prefix rule in a filter.");
    assertThat(badQueue(q -> q.filter(filter("suffix", "a", "suffix", "b"))).message())
        .isEqualTo("Cannot specify more than one suffix rule in a filter.");
    assertThat(badQueue(queue -> queue.filter(filter("prefix", "x".repeat(1025)))).message())
        .isEqualTo("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
  }

  @Test
  void put_ofBadArnsAndIds_isRefused() {
    assertThat(badQueue(queue -> queue.queueArn("pictures")).message())
        .isEqualTo("The ARN is not well formed");
    assertThat(badQueue(queue -> queue.queueArn(TOPIC)).message())
        .isEqualTo("The ARN is not well formed");
    assertThat(badQueue(q -> q.queueArn(QUEUE.replace("us-east-1", "eu-west-1"))).message())
        .isEqualTo(
            "The notification destination service region is not valid for the bucket location"
                + " constraint");
    assertThat(badQueue(queue -> queue.id("x".repeat(256))).message())
        .isEqualTo("ID must be less than or equal to 255 characters");
    AwsException twice =
        refused(
            () ->
                put(
                    all ->
                        all.queueConfigurations(
                            queue("s3:ObjectCreated:*").toBuilder().id("same").build(),
                            queue("s3:ObjectRemoved:*").toBuilder().id("same").build())),
            "InvalidArgument",
            400);
    assertThat(twice.message())
        .isEqualTo("Same ID used for multiple configurations. IDs must be unique");
    List<QueueConfiguration> many = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      many.add(queue("s3:ObjectCreated:*", "prefix", String.format("%03d", i)));
    }
    refused(() -> put(all -> all.queueConfigurations(many)), "InvalidArgument", 400);
  }

  @Test
  void put_ofWhatIsNotWhole_isMalformed() {
    refused(() -> put(all -> all.queueConfigurations(q -> q.queueArn(QUEUE))), "MalformedXML", 400);
    refused(
        () -> put(all -> all.queueConfigurations(q -> q.eventsWithStrings("s3:ObjectCreated:*"))),
        "MalformedXML",
        400);
    refused(
        () ->
            world.send(
                PutBucketNotificationConfigurationRequest.builder().bucket(BUCKET).build(),
                PutBucketNotificationConfigurationResponse.class),
        "MalformedXML",
        400);
  }

  @Test
  void put_forEventBridge_isNotSimulated() {
    AwsException refusal =
        refused(
            () ->
                put(
                    all ->
                        all.eventBridgeConfiguration(EventBridgeConfiguration.builder().build())),
            "NotImplemented",
            501);
    assertThat(refusal.message()).contains("EventBridge");
  }

  @Test
  void putAndGet_withoutPermission_areDenied() {
    world.deny("s3:PutBucketNotification").deny("s3:GetBucketNotification");
    refused(() -> put(all -> {}), "AccessDenied", 403);
    refused(this::get, "AccessDenied", 403);
  }
}
