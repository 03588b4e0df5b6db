package dev.diorama.lambda;

import static dev.diorama.lambda.SourceFixture.FIFO;
import static dev.diorama.lambda.SourceFixture.QUEUE;
import static dev.diorama.lambda.SourceFixture.STREAM;
import static dev.diorama.lambda.SourceFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

class SourceServiceTest {
  private static final String INVALID = "InvalidParameterValueException";

  private final SourceFixture s =
      new SourceFixture(
          LambdaConfig.defaults()
              .withoutLatency()
              .withSources(
                  EventSourceConfig.withoutLatency().withTransition(Duration.ofSeconds(10))));

  @BeforeEach
  void create() {
    s.f.create("batches", "Batches");
  }

  private void refused(
      String arn,
      Consumer<CreateEventSourceMappingRequest.Builder> more,
      String code,
      int status,
      String words) {
    assertRefused(() -> s.map(arn, more), code, status, words);
  }

  @Test
  void create_aStream_isCreatingAndThenEnabled() {
    CreateEventSourceMappingResponse created = s.map(STREAM, r -> {});

    assertThat(created.state()).isEqualTo("Creating");
    assertThat(created.batchSize()).isEqualTo(100);
    assertThat(created.startingPositionAsString()).isEqualTo("TRIM_HORIZON");
    assertThat(created.parallelizationFactor()).isEqualTo(1);
    assertThat(created.maximumRetryAttempts()).isEqualTo(-1);
    assertThat(created.maximumRecordAgeInSeconds()).isEqualTo(-1);
    assertThat(created.bisectBatchOnFunctionError()).isFalse();
    assertThat(created.lastProcessingResult()).isEqualTo("No records processed");
    assertThat(created.functionArn())
        .isEqualTo("arn:aws:lambda:us-east-1:" + LambdaFixture.ACCOUNT + ":function:batches");
    assertThat(created.eventSourceMappingArn()).endsWith(":event-source-mapping:" + created.uuid());

    s.f.clock().advance(Duration.ofSeconds(9));
    assertThat(s.get(created.uuid()).state()).isEqualTo("Creating");
    s.f.clock().advance(Duration.ofSeconds(1));
    assertThat(s.get(created.uuid()).state()).isEqualTo("Enabled");
  }

  @Test
  void create_disabled_doesNotPoll() {
    CreateEventSourceMappingResponse created = s.mapped(STREAM, r -> r.enabled(false));
    s.write("a");
    s.f.clock().settle();

    assertThat(s.get(created.uuid()).state()).isEqualTo("Disabled");
    assertThat(s.batches()).isEmpty();
  }

  @Test
  void create_aQueue_showsWhatQueuesHave() {
    CreateEventSourceMappingResponse created =
        s.map(QUEUE, r -> r.scalingConfig(c -> c.maximumConcurrency(5)));

    assertThat(created.batchSize()).isEqualTo(10);
    assertThat(created.startingPosition()).isNull();
    assertThat(created.maximumRetryAttempts()).isNull();
    assertThat(created.scalingConfig().maximumConcurrency()).isEqualTo(5);
    assertThat(created.stateTransitionReason()).isEqualTo("USER_INITIATED");
  }

  @Test
  void create_twice_isAConflict() {
    s.map(STREAM, r -> {});

    refused(STREAM, r -> {}, "ResourceConflictException", 409, "provided mapping already exists");
  }

  @Test
  void create_aMissingFunction_isNotFound() {
    refused(
        STREAM,
        r -> r.functionName("nobody"),
        "ResourceNotFoundException",
        404,
        "Function not found");
  }

  @Test
  void create_aMissingSource_isInvalid() {
    refused(
        STREAM.replace("Posts", "Others"),
        r -> r.startingPosition("LATEST"),
        INVALID,
        400,
        "Stream not found");
    refused(QUEUE + "-2", r -> {}, INVALID, 400, "AWS.SimpleQueueService.NonExistentQueue");
  }

  @Test
  void create_withARoleThatMayNotRead_isInvalid() {
    s.f.allowed = access -> !access.action().equals("dynamodb:GetRecords");
    refused(
        STREAM,
        r -> {},
        INVALID,
        400,
        "Cannot access stream "
            + STREAM
            + ". Please ensure the role can perform the GetRecords, GetShardIterator,"
            + " DescribeStream, and ListStreams Actions on your stream in IAM.");
    s.f.allowed = access -> !access.action().equals("sqs:ReceiveMessage");
    refused(
        QUEUE,
        r -> {},
        INVALID,
        400,
        "The provided execution role does not have permissions to call ReceiveMessage on SQS");
  }

  @Test
  void create_aQueueWithAShortVisibility_isInvalid() {
    s.f.create("slow", "Batches", r -> r.timeout(60));

    refused(
        QUEUE,
        r -> r.functionName("slow"),
        INVALID,
        400,
        "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds");
  }

  @Test
  void create_whatTheSourceDoesNotHave_isInvalid() {
    refused(QUEUE, r -> r.startingPosition("LATEST"), INVALID, 400, "StartingPosition");
    refused(QUEUE, r -> r.maximumRetryAttempts(1), INVALID, 400, "MaximumRetryAttempts");
    refused(QUEUE, r -> r.parallelizationFactor(2), INVALID, 400, "ParallelizationFactor");
    refused(
        STREAM,
        r -> r.scalingConfig(c -> c.maximumConcurrency(5)),
        INVALID,
        400,
        "Unsupported ScalingConfig parameter");
    refused(STREAM, r -> r.startingPosition((String) null), INVALID, 400, "at 'startingPosition'");
    refused(STREAM, r -> r.startingPosition("AT_TIMESTAMP"), INVALID, 400, "Unsupported starting");
  }

  @Test
  void create_limitsOfBatchAndWindow_areKept() {
    refused(STREAM, r -> r.batchSize(10_001), "ValidationException", 400, "batchSize");
    refused(FIFO, r -> r.batchSize(11), "ValidationException", 400, "batchSize");
    refused(QUEUE, r -> r.batchSize(11), INVALID, 400, "Maximum batch window in seconds must be");
    refused(FIFO, r -> r.maximumBatchingWindowInSeconds(1), INVALID, 400, "FIFO queues");
    refused(
        STREAM, r -> r.maximumBatchingWindowInSeconds(301), "ValidationException", 400, "Window");
    refused(STREAM, r -> r.maximumRecordAgeInSeconds(59), INVALID, 400, "record age");
    refused(
        QUEUE,
        r -> r.scalingConfig(c -> c.maximumConcurrency(1)),
        "ValidationException",
        400,
        "maximumConcurrency");
  }

  @Test
  void create_aBadFilterOrResponseType_isInvalid() {
    refused(
        STREAM,
        r -> r.filterCriteria(c -> c.filters(Filter.builder().pattern("{\"a\":1}").build())),
        INVALID,
        400,
        "Invalid filter pattern definition.");
    refused(
        STREAM,
        r -> r.functionResponseTypesWithStrings("Everything"),
        "ValidationException",
        400,
        "functionResponseTypes");
  }

  @Test
  void create_whatIsNotSimulated_saysSo() {
    refused(STREAM, r -> r.tumblingWindowInSeconds(5), "NotImplemented", 501, "Tumbling");
    refused(
        STREAM,
        r -> r.destinationConfig(d -> d.onFailure(x -> x.destination("arn:aws:s3:::b"))),
        "NotImplemented",
        501,
        "S3");
    refused(
        "arn:aws:kinesis:us-east-1:123456789012:stream/s",
        r -> {},
        "NotImplemented",
        501,
        "kinesis");
  }

  @Test
  void update_whileCreating_isInUse() {
    String uuid = s.map(STREAM, r -> {}).uuid();

    assertRefused(() -> update(uuid, r -> r.batchSize(5)), "ResourceInUseException", 400, "in use");
    assertRefused(() -> delete(uuid), "ResourceInUseException", 400, "in use");
  }

  private UpdateEventSourceMappingResponse update(
      String uuid, Consumer<UpdateEventSourceMappingRequest.Builder> more) {
    UpdateEventSourceMappingRequest.Builder request =
        UpdateEventSourceMappingRequest.builder().uuid(uuid);
    more.accept(request);
    return s.f.send(request.build(), UpdateEventSourceMappingResponse.class);
  }

  private DeleteEventSourceMappingResponse delete(String uuid) {
    return s.f.send(
        DeleteEventSourceMappingRequest.builder().uuid(uuid).build(),
        DeleteEventSourceMappingResponse.class);
  }

  @Test
  void update_some_keepsTheRest() {
    String uuid = s.mapped(STREAM, r -> r.batchSize(7)).uuid();

    UpdateEventSourceMappingResponse updated = update(uuid, r -> r.maximumRetryAttempts(3));

    assertThat(updated.state()).isEqualTo("Updating");
    assertThat(updated.batchSize()).isEqualTo(7);
    assertThat(updated.maximumRetryAttempts()).isEqualTo(3);
  }

  @Test
  void delete_aMapping_goesThroughDeleting() {
    String uuid = s.mapped(STREAM, r -> {}).uuid();

    assertThat(delete(uuid).state()).isEqualTo("Deleting");
    s.write("a");
    s.f.clock().settle();

    assertThat(s.batches()).isEmpty();
    assertRefused(() -> s.get(uuid), "ResourceNotFoundException", 404, "does not exist");
  }

  @Test
  void list_bySourceAndFunction_pages() {
    s.f.create("other", "Batches");
    s.map(STREAM, r -> {});
    s.map(QUEUE, r -> {});
    s.map(QUEUE, r -> r.functionName("other"));

    ListEventSourceMappingsResponse first = list(r -> r.eventSourceArn(QUEUE).maxItems(1));
    ListEventSourceMappingsResponse second =
        list(r -> r.eventSourceArn(QUEUE).marker(first.nextMarker()));

    assertThat(first.eventSourceMappings()).hasSize(1);
    assertThat(second.eventSourceMappings())
        .extracting(EventSourceMappingConfiguration::functionArn)
        .allMatch(arn -> arn.endsWith(":other"));
    assertThat(list(r -> r.functionName("batches")).eventSourceMappings()).hasSize(2);
  }

  private ListEventSourceMappingsResponse list(
      Consumer<ListEventSourceMappingsRequest.Builder> more) {
    ListEventSourceMappingsRequest.Builder request = ListEventSourceMappingsRequest.builder();
    more.accept(request);
    return s.f.send(request.build(), ListEventSourceMappingsResponse.class);
  }
}
