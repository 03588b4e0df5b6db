package dev.diorama.dynamodb.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A run of records of one stream, by sequence number. */
final class Shard {
  /**
   * One record.
   *
   * @param record as it is read
   * @param nanos when its write was done
   * @param bytes its size
   */
  record Kept(Record record, long nanos, long bytes) {}

  /**
   * Some records read in one go.
   *
   * @param records the records
   * @param next the sequence number to go on at
   */
  record Page(List<Record> records, long next) {}

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  final String id;
  final Optional<String> parent;
  final long starting;
  final long openedNanos;
  private final NavigableMap<Long, Kept> records = new TreeMap<>();
  private final List<Long> reads = new ArrayList<>();
  private long trimmedThrough;
  private long last;
  private OptionalLong closedNanos = OptionalLong.empty();

  /**
   * An open shard.
   *
   * @param starting the least sequence number that a record in it can have
   */
  Shard(String id, Optional<String> parent, long starting, long openedNanos) {
    this.id = id;
    this.parent = parent;
    this.starting = starting;
    this.openedNanos = openedNanos;
    this.trimmedThrough = starting - 1;
    this.last = starting;
  }

  void add(long sequence, Kept kept) {
    records.put(sequence, kept);
    last = sequence;
  }

  void close(long nowNanos) {
    if (closedNanos.isEmpty()) {
      closedNanos = OptionalLong.of(nowNanos);
    }
  }

  boolean isClosed() {
    return closedNanos.isPresent();
  }

  /** The last sequence number in it, or its first when it never had a record. */
  long last() {
    return last;
  }

  /** Forgets the records that were written before {@code nanos}. */
  void trim(long nanos) {
    while (!records.isEmpty() && records.firstEntry().getValue().nanos() <= nanos) {
      trimmedThrough = records.pollFirstEntry().getKey();
    }
  }

  /** True when it was closed before {@code nanos} and nothing is left in it. */
  boolean isGone(long nanos) {
    return closedNanos.isPresent() && closedNanos.getAsLong() <= nanos && records.isEmpty();
  }

  /** The sequence number of the oldest record there is or will be. */
  long horizon() {
    return trimmedThrough + 1;
  }

  /** Counts a read, unless as many as may be in a second were made in the second before. */
  boolean mayBeRead(long nowNanos, int perSecond) {
    if (perSecond == 0) {
      return true;
    }
    reads.removeIf(each -> each <= nowNanos - SECOND);
    return reads.size() < perSecond && reads.add(nowNanos);
  }

  /** The records from {@code sequence} on, as many as one answer takes, and at least one. */
  Page read(long sequence, int limit, long maxBytes) {
    List<Record> page = new ArrayList<>();
    long next = sequence;
    long bytes = 0;
    for (Map.Entry<Long, Kept> each : records.tailMap(sequence, true).entrySet()) {
      bytes += each.getValue().bytes();
      if (page.size() == limit || (bytes > maxBytes && !page.isEmpty())) {
        break;
      }
      page.add(each.getValue().record());
      next = each.getKey() + 1;
    }
    return new Page(page, next);
  }

  /** True when nothing is left at {@code sequence} or after it, and nothing will be. */
  boolean isExhausted(long sequence) {
    return isClosed() && records.tailMap(sequence, true).isEmpty();
  }
}
