package dev.diorama.cache.dax;

import dev.diorama.dynamodb.ItemSize;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What is known of one key: the item, or that there is none. The same object at every node that has
 * been told, so that what is found out about it at one is known at all.
 */
final class Image {
  private final Optional<Map<String, AttributeValue>> item;
  private final long bytes;
  private final double readUnits;
  private final long sinceNanos;
  private boolean suspect;
  private boolean old;
  private byte @Nullable [] reply;

  /**
   * An image.
   *
   * @param item as it was read or written; empty where it is known that there is none
   * @param sinceNanos when this was how the item stood
   */
  Image(Optional<Map<String, AttributeValue>> item, long sinceNanos) {
    this.item = item.map(Projection::canonical);
    this.bytes = this.item.map(ItemSize::of).orElse(0L);
    // An eventually consistent read is what a hit stands for; a missing item costs the least one.
    this.readUnits = ItemSize.readUnits(bytes, false);
    this.sinceNanos = sinceNanos;
  }

  Optional<Map<String, AttributeValue>> item() {
    return item;
  }

  /** The item's size; 0 for an absence. */
  long bytes() {
    return bytes;
  }

  /** The read units that asking DynamoDB for it would cost. */
  double readUnits() {
    return readUnits;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /** Says that the item may have changed since. */
  void suspect() {
    suspect = true;
  }

  /** Whether it is not known how this compares with the item as DynamoDB has it. */
  boolean isSuspect() {
    return suspect;
  }

  /**
   * Whether DynamoDB has another item now.
   *
   * @param original the item as DynamoDB has it; asked only where a write has come between
   */
  boolean isOld(Original original) {
    if (suspect) {
      old = !original.now().map(Projection::canonical).equals(item);
      suspect = false;
    }
    return old;
  }

  /** The item as DynamoDB has it. */
  @FunctionalInterface
  interface Original {
    Optional<Map<String, AttributeValue>> now();
  }

  /** The reply that tells it whole on DAX's own wire: written once, and then kept. */
  byte[] reply(Function<Optional<Map<String, AttributeValue>>, byte[]> writer) {
    byte[] known = reply;
    if (known == null) {
      known = writer.apply(item);
      reply = known;
    }
    return known;
  }
}
