package dev.diorama.sqs;

import dev.diorama.core.json.Json;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A queue: its settings, tags and messages, in the order sent. */
final class SqsQueue {
  /** What a message was answered with, for those that send it again. */
  record Sent(String messageId, String sequence, long nanos) {}

  /** Where messages go that were received too often. */
  record Redrive(SqsAddress target, int maxReceives) {}

  /** Documented: five minutes. */
  static final long DEDUPLICATION_NANOS = Duration.ofMinutes(5).toNanos();

  /** Counts from where AWS's do, as far as it has been seen; the step is observed, too. */
  private static final java.math.BigInteger FIRST_SEQUENCE =
      new java.math.BigInteger("18849496460467696128");

  private static final long SEQUENCE_STEP = 256;

  final SqsAddress address;
  final boolean fifo;
  final Instant created;
  Instant modified;

  /** The attributes that were set, by name. */
  final Map<String, String> settings = new TreeMap<>();

  final Map<String, String> tags = new LinkedHashMap<>();
  final Map<String, SqsMessage> messages = new LinkedHashMap<>();
  OptionalLong purgedNanos = OptionalLong.empty();
  boolean deleted;

  /** The event that drops what is too old. */
  Optional<SimClock.Scheduled> sweep = Optional.empty();

  private final Map<String, Sent> sent = new LinkedHashMap<>();
  private long sequences;

  SqsQueue(SqsAddress address, Instant created) {
    this.address = address;
    this.fifo = address.fifo();
    this.created = created;
    this.modified = created;
  }

  String arn() {
    return address.arn();
  }

  String setting(String name) {
    return settings.getOrDefault(name, SqsSettings.defaultOf(name));
  }

  int number(String name) {
    return Integer.parseInt(setting(name));
  }

  long nanos(String name) {
    return Duration.ofSeconds(number(name)).toNanos();
  }

  Optional<Json> policy() {
    return Optional.ofNullable(settings.get("Policy")).map(Json::parse);
  }

  Optional<Redrive> redrive() {
    return Optional.ofNullable(settings.get("RedrivePolicy")).flatMap(SqsSettings::redrive);
  }

  boolean expired(SqsMessage message, long nowNanos) {
    return message.enqueuedNanos + nanos("MessageRetentionPeriod") <= nowNanos;
  }

  /** What was answered to a message of that deduplication id within the last five minutes. */
  Optional<Sent> earlier(String deduplication, long nowNanos) {
    Sent earlier = sent.get(deduplication);
    return earlier == null || nowNanos - earlier.nanos() >= DEDUPLICATION_NANOS
        ? Optional.empty()
        : Optional.of(earlier);
  }

  void remember(String deduplication, Sent answer) {
    sent.values().removeIf(old -> answer.nanos() - old.nanos() >= DEDUPLICATION_NANOS);
    sent.remove(deduplication);
    sent.put(deduplication, answer);
  }

  String nextSequence() {
    return FIRST_SEQUENCE.add(java.math.BigInteger.valueOf(SEQUENCE_STEP * sequences++)).toString();
  }

  /** Groups of which nothing may be handed out because a message is in flight. */
  Set<String> lockedGroups(long nowNanos) {
    Set<String> locked = new HashSet<>();
    for (SqsMessage message : messages.values()) {
      if (message.inFlight(nowNanos) && !expired(message, nowNanos)) {
        locked.add(message.group());
      }
    }
    return locked;
  }

  /** How many messages are in flight. */
  long inFlight(long nowNanos) {
    return messages.values().stream()
        .filter(message -> message.inFlight(nowNanos) && !expired(message, nowNanos))
        .count();
  }

  /** How many are delayed. */
  long delayed(long nowNanos) {
    return messages.values().stream()
        .filter(message -> message.delayed(nowNanos) && !expired(message, nowNanos))
        .count();
  }

  /** How many can be received, locks of groups apart. */
  long visible(long nowNanos) {
    return messages.values().stream()
        .filter(message -> message.visible(nowNanos) && !expired(message, nowNanos))
        .count();
  }

  /** The next instant after {@code nowNanos}, and not after {@code untilNanos}, that may help. */
  OptionalLong nextChange(long nowNanos, long untilNanos) {
    return messages.values().stream()
        .mapToLong(message -> message.visibleAtNanos)
        .filter(at -> at > nowNanos && at <= untilNanos)
        .min();
  }
}
