package dev.diorama.dynamodb.stream;

import dev.diorama.core.event.Doorbells;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * One stream of one table, from its being enabled until a day after it was disabled.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class TableStream {
  /** How long records are kept, documented in the developer guide's page on streams. */
  static final long KEPT_NANOS = Duration.ofHours(24).toNanos();

  private static final int SHARD_HEX = 8;
  private static final int EVENT_HEX = 32;

  /**
   * The table that a stream tells of.
   *
   * @param account the owner
   * @param region where it lies
   * @param table its name
   * @param key its key schema, partition key first
   */
  public record Source(String account, String region, String table, List<KeySchemaElement> key) {
    String arn() {
      return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table;
    }
  }

  /** What all streams of a cloud share. */
  record Surroundings(
      SimClock clock,
      Doorbells doorbells,
      SimRandom ids,
      StreamsConfig config,
      ToLongFunction<Map<String, AttributeValue>> size) {}

  private final Surroundings surroundings;
  private final Source source;
  private final String label;
  private final StreamViewType view;
  private final Instant createdAt;
  private final List<Shard> shards = new ArrayList<>();
  private final Shard[] open;
  private long next = 1;
  private long lastShardNumber;
  private OptionalLong disabledNanos = OptionalLong.empty();

  TableStream(Surroundings surroundings, Source source, String label, StreamViewType view) {
    this.surroundings = surroundings;
    this.source = source;
    this.label = label;
    this.view = view;
    this.createdAt = surroundings.clock().instant();
    this.open = new Shard[surroundings.config().shards()];
    for (int slot = 0; slot < open.length; slot++) {
      open[slot] = openShard(Optional.empty(), surroundings.clock().nanos());
    }
  }

  /** The date and time that tell it from other streams of the table. */
  public String label() {
    return label;
  }

  /** Its ARN. */
  public String arn() {
    return source.arn() + "/stream/" + label;
  }

  /** What its records show of an item. */
  public StreamViewType view() {
    return view;
  }

  /** False once it has been disabled, or its table deleted. */
  public boolean isEnabled() {
    return disabledNanos.isEmpty();
  }

  /** Ends it: its shards are closed and can be read for another day. */
  public void disable() {
    long now = surroundings.clock().nanos();
    disabledNanos = OptionalLong.of(now);
    for (Shard shard : open) {
      shard.close(now);
    }
  }

  /**
   * Adds a record.
   *
   * @param change what became of an item
   * @param nanos when its write was done, which may be a little ahead of the clock
   */
  public void append(ItemChange change, long nanos) {
    if (!isEnabled()) {
      throw new IllegalStateException(arn() + " is disabled");
    }
    Shard shard = shardFor(change.key(), nanos);
    long sequence = next++;
    StreamRecord item = item(change, sequence, nanos);
    Record.Builder record =
        Record.builder()
            .eventID(surroundings.ids().hex(EVENT_HEX))
            .eventName(change.name())
            .eventVersion("1.1")
            .eventSource("aws:dynamodb")
            .awsRegion(source.region())
            .dynamodb(item);
    if (change.byService()) {
      record.userIdentity(
          Identity.builder().type("Service").principalId("dynamodb.amazonaws.com").build());
    }
    shard.add(sequence, new Shard.Kept(record.build(), nanos, item.sizeBytes()));
    trim();
    ring(nanos);
  }

  private StreamRecord item(ItemChange change, long sequence, long nanos) {
    StreamRecord.Builder item =
        StreamRecord.builder()
            // Documented: in whole seconds, rounded down.
            .approximateCreationDateTime(
                surroundings.clock().start().plusNanos(nanos).truncatedTo(ChronoUnit.SECONDS))
            .keys(change.key())
            .sequenceNumber(number(sequence))
            .streamViewType(view);
    long bytes = surroundings.size().applyAsLong(change.key());
    if (view != StreamViewType.KEYS_ONLY && view != StreamViewType.OLD_IMAGE) {
      bytes += change.after().map(surroundings.size()::applyAsLong).orElse(0L);
      change.after().ifPresent(item::newImage);
    }
    if (view != StreamViewType.KEYS_ONLY && view != StreamViewType.NEW_IMAGE) {
      bytes += change.before().map(surroundings.size()::applyAsLong).orElse(0L);
      change.before().ifPresent(item::oldImage);
    }
    return item.sizeBytes(bytes).build();
  }

  /** Rings when the write is done, lest whoever listens should be earlier than the writer. */
  private void ring(long nanos) {
    long wait = nanos - surroundings.clock().nanos();
    if (wait <= 0) {
      surroundings.doorbells().ring(arn());
    } else {
      surroundings
          .clock()
          .schedule(
              wait, "dynamodb: record in " + arn(), () -> surroundings.doorbells().ring(arn()));
    }
  }

  private Shard shardFor(Map<String, AttributeValue> key, long nanos) {
    AttributeValue partition = key.get(source.key().get(0).attributeName());
    if (partition == null) {
      throw new IllegalStateException("a key without its partition key: " + key);
    }
    int slot = open.length == 1 ? 0 : Math.floorMod(text(partition).hashCode(), open.length);
    Shard shard = open[slot];
    if (nanos - shard.openedNanos >= surroundings.config().shardLife().toNanos()) {
      shard.close(surroundings.clock().nanos());
      shard = openShard(Optional.of(shard.id), nanos);
      open[slot] = shard;
    }
    return shard;
  }

  private static String text(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s();
      case N -> value.n();
      default -> Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe());
    };
  }

  private Shard openShard(Optional<String> parent, long nanos) {
    long millis = surroundings.clock().start().plusNanos(nanos).toEpochMilli();
    lastShardNumber = Math.max(lastShardNumber + 1, millis);
    String id =
        String.format(
            Locale.ROOT, "shardId-%020d-%s", lastShardNumber, surroundings.ids().hex(SHARD_HEX));
    Shard shard = new Shard(id, parent, next++, nanos);
    shards.add(shard);
    return shard;
  }

  /** A sequence number as it is shown: the stream's first second, then the count of its records. */
  String number(long sequence) {
    return String.format(Locale.ROOT, "%010d%018d", createdAt.getEpochSecond(), sequence);
  }

  /** The count behind a sequence number that is shown; empty when it is not of this stream. */
  OptionalLong sequence(String number) {
    String first = String.format(Locale.ROOT, "%010d", createdAt.getEpochSecond());
    if (number.length() != first.length() + 18 || !number.startsWith(first)) {
      return OptionalLong.empty();
    }
    long sequence = Long.parseLong(number.substring(first.length()));
    return sequence < next ? OptionalLong.of(sequence) : OptionalLong.empty();
  }

  private void trim() {
    long old = surroundings.clock().nanos() - KEPT_NANOS;
    for (Shard shard : shards) {
      shard.trim(old);
    }
    shards.removeIf(shard -> shard.isGone(old));
  }

  /** Every shard that has records or may get some, the oldest first. */
  List<Shard> shards() {
    trim();
    return List.copyOf(shards);
  }

  Optional<Shard> shard(String id) {
    return shards().stream().filter(each -> each.id.equals(id)).findFirst();
  }

  /** The sequence number that the next record will have, or a later one. */
  long latest() {
    return next;
  }

  /** True when it has been disabled for a day. */
  boolean isGone() {
    return disabledNanos.isPresent()
        && disabledNanos.getAsLong() <= surroundings.clock().nanos() - KEPT_NANOS;
  }

  Source source() {
    return source;
  }

  Instant createdAt() {
    return createdAt;
  }
}
