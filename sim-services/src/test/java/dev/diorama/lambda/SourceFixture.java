package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The fixture of Lambda with a stream, queues and topics that are just enough of themselves. */
final class SourceFixture {
  static final String STREAM =
      "arn:aws:dynamodb:us-east-1:"
          + LambdaFixture.ACCOUNT
          + ":table/Posts/stream/2026-01-01T00:00:00.000";
  static final String QUEUE = "arn:aws:sqs:us-east-1:" + LambdaFixture.ACCOUNT + ":work";
  static final String FIFO = QUEUE + ".fifo";
  static final String OTHER_QUEUE = "arn:aws:sqs:us-east-1:" + LambdaFixture.ACCOUNT + ":dead";
  static final String TOPIC = "arn:aws:sns:us-east-1:" + LambdaFixture.ACCOUNT + ":dead";

  final LambdaFixture f;
  final Map<String, FakeShard> shards = new LinkedHashMap<>();
  final Map<String, FakeQueue> queues = new TreeMap<>();
  final List<PublishRequest> published = new ArrayList<>();
  int describes;
  int reads;
  Duration iteratorLife = Duration.ofMinutes(15);

  /** A shard; its parent may be empty. */
  static final class FakeShard {
    final String parent;
    final List<Record> records = new ArrayList<>();
    boolean closed;

    FakeShard(String parent) {
      this.parent = parent;
    }
  }

  /** A queue whose messages are visible from a time on. */
  static final class FakeQueue {
    final Map<String, Held> messages = new LinkedHashMap<>();
    final List<SendMessageRequest> sent = new ArrayList<>();
    long visibilitySeconds = 30;
    int received;
    int numbers;
  }

  private static final class Held {
    final Message message;
    long visibleFrom;
    int receives;

    Held(Message message) {
      this.message = message;
    }
  }

  SourceFixture() {
    this(LambdaConfig.defaults().withoutLatency());
  }

  SourceFixture(LambdaConfig config) {
    f = new LambdaFixture(CloudConfig.defaults(), config);
    shards.put("shard-1", new FakeShard(""));
    queues.put("work", new FakeQueue());
    queues.put("work.fifo", new FakeQueue());
    queues.put("dead", new FakeQueue());
    queues.put("loop", new FakeQueue());
    ServiceApi streams =
        ServiceApi.of("streams.dynamodb", DynamoDbStreamsClient.class, Protocol.JSON_1_0);
    streams
        .on(DescribeStreamRequest.class, this::describe)
        .action("dynamodb:DescribeStream", (c, q) -> q.streamArn());
    streams
        .on(GetShardIteratorRequest.class, this::iterator)
        .action("dynamodb:GetShardIterator", (c, q) -> q.streamArn());
    streams
        .on(GetRecordsRequest.class, this::records)
        .action("dynamodb:GetRecords", (c, q) -> STREAM);
    f.cloud.router().install(streams);
    ServiceApi sqs = ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0);
    sqs.on(GetQueueAttributesRequest.class, this::attributes);
    sqs.on(ReceiveMessageRequest.class, this::receive)
        .action("sqs:ReceiveMessage", (c, q) -> q.queueUrl());
    sqs.on(DeleteMessageBatchRequest.class, this::delete)
        .action("sqs:DeleteMessage", (c, q) -> q.queueUrl());
    sqs.on(SendMessageRequest.class, this::send).action("sqs:SendMessage", (c, q) -> q.queueUrl());
    f.cloud.router().install(sqs);
    ServiceApi sns = ServiceApi.of("sns", SnsClient.class, Protocol.QUERY);
    sns.on(PublishRequest.class, this::publish).action("sns:Publish", (c, q) -> q.topicArn());
    f.cloud.router().install(sns);
  }

  // The stream.

  private SdkResponse describe(Call call, DescribeStreamRequest request) {
    describes++;
    if (!request.streamArn().equals(STREAM)) {
      throw refusal("ResourceNotFoundException", 400);
    }
    List<Shard> found = new ArrayList<>();
    shards.forEach(
        (id, shard) ->
            found.add(
                Shard.builder()
                    .shardId(id)
                    .parentShardId(shard.parent.isEmpty() ? null : shard.parent)
                    .sequenceNumberRange(
                        range ->
                            range
                                .startingSequenceNumber("1")
                                .endingSequenceNumber(shard.closed ? "9" : null))
                    .build()));
    return DescribeStreamResponse.builder()
        .streamDescription(stream -> stream.streamArn(STREAM).shards(found))
        .build();
  }

  private static AwsException refusal(String code, int status) {
    return new AwsException(code, status, ErrorCode.Side.CLIENT, "no", Map.of());
  }

  private SdkResponse iterator(Call call, GetShardIteratorRequest request) {
    FakeShard shard = shard(request.shardId());
    int at = 0;
    if (request.shardIteratorType() == ShardIteratorType.LATEST) {
      at = shard.records.size();
    } else if (request.shardIteratorType() == ShardIteratorType.AFTER_SEQUENCE_NUMBER) {
      while (at < shard.records.size()
          && shard.records.get(at).dynamodb().sequenceNumber().compareTo(request.sequenceNumber())
              <= 0) {
        at++;
      }
    }
    return GetShardIteratorResponse.builder()
        .shardIterator(request.shardId() + "/" + at + "/" + f.cloud.clock().nanos())
        .build();
  }

  private FakeShard shard(String id) {
    return Optional.ofNullable(shards.get(id)).orElseThrow();
  }

  private SdkResponse records(Call call, GetRecordsRequest request) {
    reads++;
    String[] parts = request.shardIterator().split("/", -1);
    if (f.cloud.clock().nanos() - Long.parseLong(parts[2]) > iteratorLife.toNanos()) {
      throw refusal("ExpiredIteratorException", 400);
    }
    FakeShard shard = shard(parts[0]);
    int from = Integer.parseInt(parts[1]);
    int to = Math.min(shard.records.size(), from + request.limit());
    boolean end = shard.closed && to == shard.records.size();
    return GetRecordsResponse.builder()
        .records(shard.records.subList(from, to))
        .nextShardIterator(end ? null : parts[0] + "/" + to + "/" + f.cloud.clock().nanos())
        .build();
  }

  /** Writes items to the table, each with a text, and rings. */
  void write(String... texts) {
    for (String text : texts) {
      add("shard-1", text, text);
    }
    ring(STREAM);
  }

  void ring(String arn) {
    f.cloud
        .turn()
        .hold(
            () -> {
              f.cloud.doorbells().ring(arn);
              return true;
            });
  }

  void add(String shardId, String key, String text) {
    FakeShard shard = shard(shardId);
    int number = shards.values().stream().mapToInt(each -> each.records.size()).sum() + 1;
    shard.records.add(
        Record.builder()
            .eventID("event-" + number)
            .eventName(OperationType.INSERT)
            .eventVersion("1.1")
            .eventSource("aws:dynamodb")
            .awsRegion("us-east-1")
            .userIdentity(
                Identity.builder().type("Service").principalId("dynamodb.amazonaws.com").build())
            .dynamodb(
                StreamRecord.builder()
                    .approximateCreationDateTime(f.cloud.clock().instant())
                    .keys(Map.of("id", AttributeValue.fromS(key)))
                    .newImage(
                        Map.of(
                            "id", AttributeValue.fromS(key),
                            "text", AttributeValue.fromS(text),
                            "n", AttributeValue.fromN("1.5"),
                            "list", AttributeValue.fromL(List.of(AttributeValue.fromBool(true))),
                            "bytes",
                                AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2}))))
                    .sequenceNumber(String.format(java.util.Locale.ROOT, "%021d", number))
                    .sizeBytes(26L)
                    .streamViewType(StreamViewType.NEW_IMAGE)
                    .build())
            .build());
  }

  // The queues.

  private FakeQueue queue(String url) {
    FakeQueue queue = queues.get(url.substring(url.lastIndexOf('/') + 1));
    if (queue == null) {
      throw refusal("AWS.SimpleQueueService.NonExistentQueue", 400);
    }
    return queue;
  }

  private SdkResponse attributes(Call call, GetQueueAttributesRequest request) {
    return GetQueueAttributesResponse.builder()
        .attributes(
            Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT,
                Long.toString(queue(request.queueUrl()).visibilitySeconds)))
        .build();
  }

  private SdkResponse receive(Call call, ReceiveMessageRequest request) {
    FakeQueue queue = queue(request.queueUrl());
    queue.received++;
    List<Message> found = new ArrayList<>();
    boolean fifo = request.queueUrl().endsWith(".fifo");
    boolean blocked = false;
    for (Held held : queue.messages.values()) {
      boolean visible = held.visibleFrom <= f.cloud.clock().nanos();
      blocked |= fifo && !visible;
      if (visible && !blocked && found.size() < request.maxNumberOfMessages()) {
        held.receives++;
        held.visibleFrom =
            f.cloud.clock().nanos() + Duration.ofSeconds(queue.visibilitySeconds).toNanos();
        found.add(
            held.message.toBuilder()
                .attributes(
                    Map.of(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        Integer.toString(held.receives)))
                .build());
      }
    }
    return ReceiveMessageResponse.builder().messages(found).build();
  }

  private SdkResponse delete(Call call, DeleteMessageBatchRequest request) {
    assertThat(request.entries()).hasSizeBetween(1, 10);
    request
        .entries()
        .forEach(entry -> queue(request.queueUrl()).messages.remove(entry.receiptHandle()));
    return DeleteMessageBatchResponse.builder().build();
  }

  private SdkResponse send(Call call, SendMessageRequest request) {
    queue(request.queueUrl()).sent.add(request);
    if (request.queueUrl().endsWith("/loop")) {
      enqueue(QUEUE.replace("work", "loop"), request.messageBody());
    }
    return SendMessageResponse.builder()
        .messageId("m")
        .md5OfMessageBody(md5(request.messageBody()))
        .build();
  }

  /** The client of SQS compares. */
  private static String md5(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private SdkResponse publish(Call call, PublishRequest request) {
    published.add(request);
    return PublishResponse.builder().messageId("m").build();
  }

  /** Puts messages into the queue and rings. */
  void enqueue(String arn, String... bodies) {
    FakeQueue queue = queue(arn.replace(':', '/'));
    for (String body : bodies) {
      String id = "message-" + ++queue.numbers;
      queue.messages.put(
          id,
          new Held(
              Message.builder()
                  .messageId(id)
                  .receiptHandle(id)
                  .body(body)
                  .md5OfBody("md5")
                  .messageAttributes(
                      Map.of(
                          "kind",
                          MessageAttributeValue.builder()
                              .dataType("String")
                              .stringValue("letter")
                              .build()))
                  .build()));
    }
    ring(arn);
  }

  FakeQueue work() {
    return queue("/work");
  }

  // What the tests do.

  CreateEventSourceMappingResponse map(
      String arn, Consumer<CreateEventSourceMappingRequest.Builder> more) {
    CreateEventSourceMappingRequest.Builder request =
        CreateEventSourceMappingRequest.builder().functionName("batches").eventSourceArn(arn);
    if (arn.equals(STREAM)) {
      request.startingPosition("TRIM_HORIZON");
    }
    more.accept(request);
    return f.send(request.build(), CreateEventSourceMappingResponse.class);
  }

  /** A mapping that is enabled. */
  CreateEventSourceMappingResponse mapped(
      String arn, Consumer<CreateEventSourceMappingRequest.Builder> more) {
    CreateEventSourceMappingResponse response = map(arn, more);
    f.clock().settle();
    return response;
  }

  GetEventSourceMappingResponse get(String uuid) {
    return f.send(
        GetEventSourceMappingRequest.builder().uuid(uuid).build(),
        GetEventSourceMappingResponse.class);
  }

  /** The batches that the function has seen, in order, as comma-separated texts. */
  List<String> batches() {
    return lines("BATCH ").stream().map(LogLine::message).toList();
  }

  /** How many seconds after the start each batch came. */
  List<Long> seconds() {
    Instant start = f.cloud.config().start();
    return lines("BATCH ").stream()
        .map(line -> Duration.between(start, line.at()).toSeconds())
        .toList();
  }

  List<LogLine> lines(String prefix) {
    return f.lambda.logs("batches").stream()
        .filter(line -> line.message().startsWith(prefix))
        .map(
            line ->
                new LogLine(
                    line.at(), line.stream(), line.message().substring(prefix.length()).strip()))
        .toList();
  }

  double sum(String metric) {
    Metrics.Summary total =
        f.cloud.metrics().total("AWS/Lambda", metric, "FunctionName", "batches");
    return total.sum();
  }

  Json deadLetter() {
    List<SendMessageRequest> sent = queue("/dead").sent;
    assertThat(sent).isNotEmpty();
    return Json.parse(sent.get(sent.size() - 1).messageBody());
  }

  static void assertRefused(ThrowingCallable call, String code, int status, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).contains(words);
            });
  }
}
