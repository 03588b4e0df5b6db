package dev.diorama.dynamodb.stream;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** Reading streams. */
final class StreamsService {
  /** Most streams or shards in one answer, documented with each operation. */
  private static final int PAGE = 100;

  /** Most records, and bytes of them, in one answer, documented with GetRecords. */
  private static final int MAX_RECORDS = 1_000;

  private static final long MAX_BYTES = 1L << 20;

  /** How long an iterator can be used, documented with GetShardIterator. */
  private static final long ITERATOR_NANOS = Duration.ofMinutes(15).toNanos();

  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[^/]+/stream/[^/]+");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{21,40}");

  private final Streams streams;
  private final SimClock clock;
  private final int readsPerSecond;

  StreamsService(Streams streams, SimClock clock, int readsPerSecond) {
    this.readsPerSecond = readsPerSecond;
    this.streams = streams;
    this.clock = clock;
  }

  ListStreamsResponse listStreams(Call call, ListStreamsRequest request) {
    int limit = limit(request.limit(), PAGE);
    Optional<String> after = Optional.ofNullable(request.exclusiveStartStreamArn());
    after.ifPresent(StreamsService::checkArn);
    List<TableStream> found =
        streams.of(call.account(), call.region()).stream()
            .filter(
                each ->
                    request.tableName() == null
                        || each.source().table().equals(request.tableName()))
            .filter(each -> after.isEmpty() || each.arn().compareTo(after.get()) > 0)
            .toList();
    List<TableStream> page = found.subList(0, Math.min(limit, found.size()));
    return ListStreamsResponse.builder()
        .streams(
            page.stream()
                .map(
                    each ->
                        Stream.builder()
                            .streamArn(each.arn())
                            .streamLabel(each.label())
                            .tableName(each.source().table())
                            .build())
                .toList())
        .lastEvaluatedStreamArn(page.size() < found.size() ? page.get(page.size() - 1).arn() : null)
        .build();
  }

  DescribeStreamResponse describeStream(Call call, DescribeStreamRequest request) {
    TableStream stream = stream(call, request.streamArn());
    int limit = limit(request.limit(), PAGE);
    Optional<String> after = Optional.ofNullable(request.exclusiveStartShardId());
    List<Shard> found =
        stream.shards().stream()
            .filter(each -> after.isEmpty() || each.id.compareTo(after.get()) > 0)
            .filter(each -> isWanted(each, request.shardFilter()))
            .toList();
    List<Shard> page = found.subList(0, Math.min(limit, found.size()));
    return DescribeStreamResponse.builder()
        .streamDescription(
            StreamDescription.builder()
                .streamArn(stream.arn())
                .streamLabel(stream.label())
                .streamStatus(stream.isEnabled() ? StreamStatus.ENABLED : StreamStatus.DISABLED)
                .streamViewType(stream.view())
                .creationRequestDateTime(stream.createdAt())
                .tableName(stream.source().table())
                .keySchema(stream.source().key())
                .shards(page.stream().map(each -> described(stream, each)).toList())
                .lastEvaluatedShardId(
                    page.size() < found.size() ? page.get(page.size() - 1).id : null)
                .build())
        .build();
  }

  private static boolean isWanted(Shard shard, @Nullable ShardFilter filter) {
    if (filter == null) {
      return true;
    }
    if (filter.type() != ShardFilterType.CHILD_SHARDS || filter.shardId() == null) {
      throw StreamsError.VALIDATION.with(
          "ShardFilter needs the Type CHILD_SHARDS and the ShardId of a parent");
    }
    return shard.parent.isPresent() && shard.parent.get().equals(filter.shardId());
  }

  private static software.amazon.awssdk.services.dynamodb.model.Shard described(
      TableStream stream, Shard shard) {
    return software.amazon.awssdk.services.dynamodb.model.Shard.builder()
        .shardId(shard.id)
        .parentShardId(shard.parent.orElse(null))
        .sequenceNumberRange(
            range ->
                range
                    .startingSequenceNumber(stream.number(shard.starting))
                    .endingSequenceNumber(shard.isClosed() ? stream.number(shard.last()) : null))
        .build();
  }

  GetShardIteratorResponse getShardIterator(Call call, GetShardIteratorRequest request) {
    TableStream stream = stream(call, request.streamArn());
    String id = request.shardId();
    if (id == null) {
      throw StreamsError.VALIDATION.with(
          "1 validation error detected: Value null at 'shardId' failed to satisfy constraint: Member"
              + " must not be null");
    }
    if (request.shardIteratorType() == null) {
      throw StreamsError.VALIDATION.with(
          "1 validation error detected: Value null at 'shardIteratorType' failed to satisfy"
              + " constraint: Member must not be null");
    }
    Shard shard = stream.shard(id).orElseThrow(() -> noShard(stream, id));
    String number = request.sequenceNumber();
    long sequence =
        switch (request.shardIteratorType()) {
          case TRIM_HORIZON -> {
            refuseNumber(number, request.shardIteratorTypeAsString());
            yield shard.horizon();
          }
          case LATEST -> {
            refuseNumber(number, request.shardIteratorTypeAsString());
            yield stream.latest();
          }
          case AT_SEQUENCE_NUMBER -> sequence(stream, shard, number);
          case AFTER_SEQUENCE_NUMBER -> sequence(stream, shard, number) + 1;
          case UNKNOWN_TO_SDK_VERSION ->
              throw StreamsError.VALIDATION.with(
                  "1 validation error detected: Value '"
                      + request.shardIteratorTypeAsString()
                      + "' at 'shardIteratorType' failed to satisfy constraint: Member must"
                      + " satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST,"
                      + " AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
        };
    return GetShardIteratorResponse.builder()
        .shardIterator(new ShardPosition(stream.arn(), id, sequence, call.nowNanos()).token())
        .build();
  }

  private static void refuseNumber(@Nullable String number, String type) {
    if (number != null) {
      throw StreamsError.VALIDATION.with(
          "SequenceNumber must not be given with the ShardIteratorType " + type);
    }
  }

  private static long sequence(TableStream stream, Shard shard, @Nullable String number) {
    if (number == null || !NUMBER.matcher(number).matches()) {
      throw StreamsError.VALIDATION.with("Invalid SequenceNumber: " + number);
    }
    OptionalLong sequence = stream.sequence(number);
    if (sequence.isEmpty()
        || sequence.getAsLong() < shard.starting
        || (shard.isClosed() && sequence.getAsLong() > shard.last())) {
      throw StreamsError.VALIDATION.with(
          "Invalid SequenceNumber: " + number + " is not in the shard " + shard.id);
    }
    if (sequence.getAsLong() < shard.horizon()) {
      throw trimmed();
    }
    return sequence.getAsLong();
  }

  GetRecordsResponse getRecords(Call call, GetRecordsRequest request) {
    ShardPosition position = ShardPosition.of(String.valueOf(request.shardIterator()));
    int limit = limit(request.limit(), MAX_RECORDS);
    TableStream stream = stream(call, position.stream());
    if (call.nowNanos() - position.issuedNanos() > ITERATOR_NANOS) {
      throw StreamsError.EXPIRED_ITERATOR.with(
          "Iterator expired. The iterator was created at time "
              + clock.start().plusNanos(position.issuedNanos())
              + " while right now it is "
              + clock.start().plusNanos(call.nowNanos()));
    }
    Shard shard = stream.shard(position.shard()).orElseThrow(StreamsService::trimmed);
    if (position.sequence() < shard.horizon()) {
      throw trimmed();
    }
    if (!shard.mayBeRead(call.nowNanos(), readsPerSecond)) {
      throw StreamsError.LIMIT_EXCEEDED.with(
          "Rate of GetRecords exceeds that of the shard: at most "
              + readsPerSecond
              + " in a second, by all its readers");
    }
    Shard.Page page = shard.read(position.sequence(), limit, MAX_BYTES);
    call.note("records", Integer.toString(page.records().size()));
    // Observed: with the last record of a closed shard there is no further iterator.
    String next =
        shard.isExhausted(page.next())
            ? null
            : new ShardPosition(stream.arn(), shard.id, page.next(), call.nowNanos()).token();
    return GetRecordsResponse.builder()
        .records(new ArrayList<>(page.records()))
        .nextShardIterator(next)
        .build();
  }

  private static AwsException trimmed() {
    return StreamsError.TRIMMED_DATA_ACCESS.with(
        "The operation attempted to read past the oldest stream record in a shard");
  }

  private static AwsException noShard(TableStream stream, String id) {
    return StreamsError.RESOURCE_NOT_FOUND.with(
        "Requested resource not found: Shard: "
            + id
            + " in Stream: "
            + stream.arn()
            + " not found");
  }

  private TableStream stream(Call call, @Nullable String arn) {
    String asked = String.valueOf(arn);
    checkArn(asked);
    return streams
        .find(asked)
        .filter(each -> each.source().region().equals(call.region()))
        .orElseThrow(
            () ->
                StreamsError.RESOURCE_NOT_FOUND.with(
                    "Requested resource not found: Stream: " + asked + " not found"));
  }

  private static void checkArn(String arn) {
    if (!ARN.matcher(arn).matches()) {
      throw StreamsError.VALIDATION.with("Invalid StreamArn: " + arn + " is no ARN of a stream");
    }
  }

  private static int limit(@Nullable Integer asked, int most) {
    int limit = asked == null ? most : asked;
    if (limit < 1 || limit > most) {
      throw StreamsError.VALIDATION.with(
          "1 validation error detected: Value '"
              + limit
              + "' at 'limit' failed to satisfy constraint: Member must have value "
              + (limit < 1 ? "greater than or equal to 1" : "less than or equal to " + most));
    }
    return limit;
  }
}
